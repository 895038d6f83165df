"""Mutants of real packages: which functions are taken, and what is counted."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from guyline.bench.proof_entries import typed
from guyline.bench.proof_mutants import choose, figures_of, said_of_survivors
from guyline.bench.readme_proof import TABLES
from guyline.errors import InputError

SOURCE = '''
import typing

def long(xs: list[int]) -> int:
    """Adds."""
    total = 0
    for x in xs:
        total += x
    return total

def bare(xs):
    found = []
    for x in xs:
        found.append(x + 1)
    return found

def short(x): return x + 1

@typing.overload
def over(x: int) -> int:
    """One.

    And more.
    """
    return x + 1

def empty():
    """Says much.

    And does nothing.
    """
'''


def package(folder: Path) -> Path:
    for name in ("tests", "."):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "__init__.py").write_text("")
        (folder / name / "mod.py").write_text(SOURCE)
    (folder / "broken.py").write_text("def f(:\n")
    return folder


def test_functions_are_drawn_from_packages(tmp_path: Path) -> None:
    folder = package(tmp_path)
    found = {each.qualname: each.annotated for each in choose([folder], 2, 1)}
    assert found == {"long": True, "bare": False}
    assert choose([folder], 1, 1) == choose([folder], 1, 1)
    with pytest.raises(InputError, match="only 2 functions"):
        choose([folder], 3, 1)


def test_inputs_by_type_are_drawn() -> None:
    asked = {
        "name": "mod",
        "path": "mod.py",
        "old": SOURCE,
        "new": SOURCE,
        "function": "long",
        "count": 5,
        "seed": 1,
    }
    found = typed.drawn(asked, "guyline.proof.inside")
    assert len(found["inputs"]) == 5
    assert found["strict"]
    assert typed.drawn(asked, "guyline.proof.inside") == found
    asked["function"] = "none"
    assert "untried" in typed.drawn(asked, "guyline.proof.inside")


def test_the_entry_answers_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed, "drawn", lambda asked: {"inputs": [asked["count"]]})
    (ours, theirs), (back, out) = os.pipe(), os.pipe()
    os.write(theirs, b'{"count": 3}\n')
    os.close(theirs)
    typed.main(ours, out)
    os.close(out)
    with os.fdopen(back, "rb") as told:
        assert json.loads(told.read()) == {"inputs": [3]}


def row(group: str, mutants: int, told: int, typed_told: int) -> dict[str, Any]:
    return {
        "name": "m:f",
        "group": group,
        "verdict": "not_refuted",
        "reason": "",
        "mutants": mutants,
        "told_apart": told,
        "recorded": 0,
        "survivors": [f"line 1: {number} -> 0" for number in range(mutants - told)],
        "typed": {"mutants": mutants, "told_apart": typed_told},
    }


def test_shares_are_told_with_and_without_what_is_equivalent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = [
        {"function": "m:f", "mutant": f"line 1: {number} -> 0", "equivalent": whether}
        for number, whether in ((0, True), (1, False), (2, True), (2, False), (9, True))
    ]
    monkeypatch.setattr("guyline.bench.proof_mutants.said_of_survivors", lambda: said)
    rows = [
        row("annotated", 10, 8, 5),
        row("not annotated", 10, 4, 2),
        {"name": "m:g", "group": "annotated", "verdict": "not_tried", "reason": "no"},
        {"name": "m:h", "group": "annotated", "verdict": "exhausted", "reason": "", "recorded": 0},
    ]
    found = figures_of(rows)
    assert (found["functions"], found["measured"]) == (4, 2)
    assert found["not_measured"] == {"not_tried: no": 1, "no mutant could be tried in time": 1}
    of = found["groups"]["annotated"]
    assert (of["told_apart"], of["by_type_alone"]) == (0.8, 0.5)
    assert of["told_apart_of_not_equivalent"] == round(8 / 9, 4)
    assert (found["all"]["survivors_read"], found["all"]["equivalent_of_these"]) == (5, 2)
    assert "| all | 2 | 20 | 60.0% | 66.7% | 35.0% |" in TABLES["proof-mutants"](found)


def test_what_was_said_of_survivors_has_reasons() -> None:
    for each in said_of_survivors():
        assert each.keys() == {"function", "mutant", "equivalent", "because"}
