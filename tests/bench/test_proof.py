"""The bench of the proof: what is read, tried, counted and shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guyline.bench import proof
from guyline.bench.proof import Attempt, Place, resumed, rows_of, told_line, tried
from guyline.bench.proof_cases import figures_beside, figures_of_right, figures_of_wrong, read_cases
from guyline.bench.proof_growth import expected, is_right, left_out
from guyline.bench.proof_growth import figures_of as figures_of_growth
from guyline.bench.proof_patterns import attempts_of, conditions, read_pairs, small
from guyline.bench.readme import render
from guyline.errors import InputError
from guyline.proof.prove import Options
from guyline.proof.sandbox import SandboxError, Tier
from guyline.proof.trials import Subject
from guyline.proof.verdict import Counterexample, Evidence, Proof, Verdict

PLACE = Place(Path("python"), (), Tier.LIMITS)
CASE = """# Title

## order: lost in a set
function: `f`
hard: `pair`
```python old
def f(xs):
    return xs
```
```python new
def f(xs):
    return list(set(xs))
```
```python calls
f([1, 2])
not a call (
```
```python witness
f([2, 1])
```
"""


def attempt(name: str = "a/order: one", group: str = "order") -> Attempt:
    return Attempt(name, group, Subject("f", "def f(): pass\n", "def f(): return 1\n"))


class Closed:
    def close(self) -> None:
        pass


def prepared(monkeypatch: pytest.MonkeyPatch, found: Proof | Exception) -> None:
    def prove(*_: object) -> Proof:
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(Place, "started", lambda _: Closed())
    monkeypatch.setattr(proof, "prove", prove)


def test_a_case_is_read_with_its_known_calls(tmp_path: Path) -> None:
    folder = tmp_path / "wrong"
    folder.mkdir()
    (folder / "order.md").write_text(CASE)
    (found,) = read_cases(folder)
    assert (found.name, found.group) == ("wrong/order: lost in a set", "order")
    assert found.subject.new.startswith("def f(xs):\n    return list")
    assert [each["arguments"] for each in found.subject.seen] == [["[1, 2]"]]
    assert dict(found.told) == {"hard": "pair", "calls": ["f([1, 2])", "not a call ("]}


def test_a_folder_without_cases_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no cases"):
        read_cases(tmp_path)
    (tmp_path / "x.md").write_text("## order: nothing\n")
    with pytest.raises(InputError, match="lacks its function"):
        read_cases(tmp_path)


def test_a_row_says_what_refutes(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Counterexample("f(2)", (), ("value",), {"value": "1"}, {"value": "x" * 999}, {})
    prepared(monkeypatch, Proof(Verdict.REFUTED, "", shown, Evidence(inputs=3)))
    row = tried(attempt(), PLACE, Options())
    assert (row["verdict"], row["inputs"], row["group"]) == ("refuted", 3, "order")
    assert len(row["counterexample"]["new"]["value"]) == 300
    assert "given" not in row["counterexample"]
    assert "f(2) (value: 1 -> xxx" in told_line(row)
    json.dumps(row)


def test_a_fault_of_the_prover_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared(monkeypatch, ValueError("oops"))
    row = tried(attempt(), PLACE, Options())
    assert (row["verdict"], row["reason"]) == ("fault", "ValueError: oops")
    assert told_line(row).endswith("; ValueError: oops")


def test_a_row_names_no_folder_of_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared(monkeypatch, ValueError(f"{Path.home()}/project/mod.py is broken"))
    row = tried(attempt(), PLACE, Options())
    assert row["reason"] == "ValueError: ~/project/mod.py is broken"


def test_a_sandbox_that_does_not_start_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Place) -> None:
        raise SandboxError("no", "nothing helps")

    monkeypatch.setattr(Place, "started", refuse)
    row = tried(attempt(), PLACE, Options())
    assert row["verdict"] == "not_tried"
    assert "did not start" in row["reason"]


def doubled(number: int) -> dict[str, Any]:
    return {"twice": 2 * number}


def refused(number: int) -> dict[str, Any]:
    raise AssertionError(number)


def test_a_run_goes_on_where_it_was(tmp_path: Path) -> None:
    kept, seen = tmp_path / "kept", list[tuple[int, int]]()

    def progress(done: int, of: int) -> None:
        seen.append((done, of))

    first = list(resumed({"a": 1, "b": 2}, doubled, kept, 1, progress))
    assert first == [{"twice": 2}, {"twice": 4}]
    assert list(resumed({"b": 2, "a": 1}, refused, kept, 1, progress)) == first[::-1]
    assert seen == [(0, 2), (1, 2), (2, 2), (2, 2)]


def test_rows_depend_on_how_hard_it_was_tried(tmp_path: Path) -> None:
    keys = {proof._key(attempt(), Options(seconds=each)) for each in (1.0, 2.0)}
    assert len(keys) == 2
    assert rows_of([], PLACE, Options(), tmp_path / "kept", 1, lambda *_: None) == []


def wrong(name: str, verdict: str, seconds: float, hard: str = "") -> dict[str, Any]:
    group = name.partition(":")[0]
    return {"name": name, "group": group, "verdict": verdict, "seconds": seconds, "hard": hard}


WRONG = [
    wrong("order: a", "refuted", 0.5),
    wrong("order: b", "refuted", 11.0, "pair"),
    wrong("ties: c", "not_refuted", 9.0),
    wrong("ties: d", "refuted", 4.0),
]


def test_wrong_rewrites_are_counted_by_time_and_cause() -> None:
    found = figures_of_wrong(WRONG)
    assert (found["refuted"], found["share_in_10_s"], found["share_in_1_s"]) == (3, 0.5, 0.25)
    assert found["causes"] == {"order": [1, 2], "ties": [1, 2]}
    assert (found["missed"], found["hard"]) == (["ties: c"], [0, 1])


def test_right_rewrites_that_are_refuted_are_listed() -> None:
    rows: list[dict[str, Any]] = [
        {"name": "a", "verdict": "refuted"},
        {"name": "b", "verdict": "exhausted", "mutants": 4, "told_apart": 3},
        {"name": "c", "verdict": "fault"},
    ]
    found = figures_of_right(rows)
    assert (found["refuted"], found["not_tried"], found["exhausted"]) == (["a"], ["c"], 1)
    assert found["mutants_told_apart"] == 0.75


def test_others_are_counted_likewise() -> None:
    said = {"verdict": "refuted", "seconds": 0.2}, {"verdict": "nothing", "seconds": 10.0}
    rows = [{"name": each["verdict"], "said": {"CrossHair": each}} for each in said]
    (found,) = figures_beside(rows, rows).values()
    assert (found["refuted"], found["share_in_1_s"], found["false"]) == (1, 0.5, ["refuted"])


PAIRS = """
C = [
    dict(id="A15", name="top", group="A", slow="def f(xs, k): ...", fast="def f(xs, k): ...",
         args="([1] * 900, 300)", n="", safe="k>=0", setup=""),
    dict(id="H08", name="commit", group="H", slow="", fast="", args="(1,)", n="",
         safe="ADVICE only", setup=""),
    dict(id="X", name="none", group="X", slow="", fast="", args="missing", n="", safe="",
         setup=""),
]
"""


def test_pairs_are_tried_under_their_condition(tmp_path: Path) -> None:
    path = tmp_path / "pairs.py"
    path.write_text(PAIRS)
    (found,), others = attempts_of(read_pairs(path))
    assert found.subject.assume == conditions()["A15"]["assume"]
    assert found.subject.seen[0]["arguments"] == [str([1] * 24), "20"]
    assert set(others) == {"H08", "X"}
    assert "NameError" in others["X"]
    with pytest.raises(InputError, match="holds no patterns"):
        read_pairs(tmp_path / "none.py")


@pytest.mark.parametrize(
    ("value", "less"),
    [
        (True, True),
        (7, 7),
        (70, 20),
        ("a" * 99, "a" * 24),
        (range(99), range(24)),
        (dict.fromkeys(range(99), 1), dict.fromkeys(range(24), 1)),
        (1.5, 1.5),
    ],
)
def test_arguments_are_made_small(value: object, less: object) -> None:
    assert small(value) == less


def test_conditions_say_why() -> None:
    for each in conditions().values():
        assert each["because"]
        assert each.keys() <= {"assume", "tolerance", "because"}
        compile(each.get("assume", "0"), "assume", "eval")


def test_growth_is_right_near_what_is_expected() -> None:
    assert is_right([2.2, 0.8], [2, 1])
    assert not is_right([2.2, 1.4], [2, 1])
    assert not is_right([None, 1.0], [2, 1])
    assert not expected().keys() & left_out().keys()
    rows: list[dict[str, Any]] = [
        {"name": "A01 x", "right": True},
        {"name": "A02 y", "right": False, "expected": [2, 1], "kind": "a", "kinds": {}},
    ]
    found = figures_of_growth(rows)
    assert found["share"] == 0.5
    assert found["wrong"] == {"A02 y": {"expected": [2, 1], "measured": None}}


FIGURES: dict[str, dict[str, Any]] = {
    "proof-cases": {
        "wrong": figures_of_wrong(WRONG),
        "right": figures_of_right([]),
        "beside": {
            "CrossHair": {
                "refuted": 1,
                "share_in_10_s": 0.5,
                "share_in_1_s": None,
                "right_refuted": 0,
            }
        },
    },
    "proof-growth": figures_of_growth([]),
    "proof-patterns": figures_of_right([]),
    "proof-timing": {
        "rounds": 3000,
        "neighbours": 4,
        "claims": {"mean of runs": {"all": 9}},
        "tenth": 2999,
    },
}
SHOWN = {
    "proof-cases": ["| the proof | 3 | 50.0% | 25.0% | 0 |", "| CrossHair | 1 | 50.0% | - | 0 |"],
    "proof-growth": ["| both exponents right | 0 (-) |"],
    "proof-patterns": ["| refuted | 0 |"],
    "proof-timing": [
        "| called faster, of 3,000 |",
        "| mean of runs | 9 |",
        "| the first of these, were one copy a tenth faster | 2999 |",
    ],
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_readmes_table_is_made_of_the_figures(name: str, tmp_path: Path) -> None:
    result = {
        "command": "guyline bench proof",
        "commit": "abc",
        "date": "2026-01-01",
        "machine": {"cores": 2, "processor": "x"},
        "figures": FIGURES[name],
    }
    (tmp_path / f"{name}.json").write_text(json.dumps(result))
    text = render(f"<!-- table: {name} -->\n<!-- end -->", tmp_path)
    for line in SHOWN[name]:
        assert line in text
