"""The bench of refine: bugs read and seeded, one that is really repaired, figures by hand."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any

import pytest

from guyline.bench.readme_edits import TABLES
from guyline.bench.refine import figures_of, repaired, until
from guyline.bench.refine_bugs import Bug, read_bugs, seeded, with_fault
from guyline.bench.refine_faults import KINDS, faults
from guyline.errors import InputError
from tests.proof.attempt import starter

TEXT = """\
def longest(words: list[str]) -> int:
    most = 0
    for word in words:
        if len(word) > most:
            most = len(word)
    return most
"""
TESTS = """\
def test_longest():
    assert longest(["a", "bcd", "ef"]) == 3
    assert longest([]) == 0
"""


def row(name: str, verdict: str, **more: Any) -> dict[str, Any]:
    told = {"name": name, "group": "a.md", "kind": "k", "verdict": verdict, "reason": ""}
    return told | {"seconds": 2.0, "doubts": []} | more


def test_figures() -> None:
    rows = [
        row("same", "the true text"),
        row("equal", "not_refuted", seconds=4.0),
        row("wrong", "refuted", doubts=["it returns what the test expects"]),
        row("quiet", "refuted", group="b.md"),
        row("unknown", "not_tried"),
        row("none", "none"),
        row("no bug", "error", reason="The command passes: nothing is to be mended"),
    ]
    found = figures_of(rows)
    assert (found["bugs"], found["fixed"], found["right"], found["not_known"]) == (6, 5, 2, 1)
    assert (found["fixed_share"], found["right_share"]) == (0.8333, 0.3333)
    assert found["overfitted"] == ["wrong", "quiet"]
    assert found["overfitted_without_a_doubt"] == 1
    assert found["left_out"] == {"The command passes": 1}
    assert (found["seconds_median"], found["seconds_most"]) == (2.0, 4.0)
    assert found["groups"]["b.md"]["fixed"] == 1
    assert figures_of([])["fixed_share"] == 0.0
    assert found["kinds"]["k"]["bugs"] == 6
    table = "| all | 6 | 5 (83%) | 5 (83%) | 2 (33%) | 1 | 1 | 2.0 | 4.0 |"
    assert table in TABLES["refine-cases"](found)


def test_until_there_are_so_many_bugs() -> None:
    rows = [row("x", "error"), row("a", "none"), row("y", "error"), row("b", "none")]
    assert [each["name"] for each in until(rows, 1)] == ["x", "a"]
    assert until(rows, 9) == rows


def test_a_bug_is_really_repaired() -> None:
    starter()
    broken = TEXT.replace("len(word) > most", "len(word) < most")
    bug = Bug("longest", "a.md", "comparison", "longest", TEXT, broken, TESTS)
    found = repaired(bug, Path(sys.executable), 60.0)
    assert found["verdict"] in ("the true text", "not_refuted"), found
    assert any("<" in each for each in found["fix"])


def test_what_is_no_bug_says_so() -> None:
    starter()
    bug = Bug("longest", "a.md", "none", "longest", TEXT, TEXT + "# the same\n", TESTS)
    found = repaired(bug, Path(sys.executable), 60.0)
    assert found["verdict"] == "error"
    assert "pass" in found["reason"]


def test_bugs_are_seeded_where_there_are_tests(tmp_path: Path) -> None:
    package = tmp_path / "shop"
    (package / "tests").mkdir(parents=True)
    (package / "words.py").write_text(TEXT)
    (package / "other.py").write_text(TEXT)
    (package / "tests" / "test_words.py").write_text(TESTS)
    (bug,) = seeded(package, 1)
    assert bug.path == package / "words.py"
    assert bug.command == "pytest -q shop/tests/test_words.py"
    assert ast.dump(ast.parse(bug.broken)) != ast.dump(ast.parse(bug.true))
    assert list(seeded(package, 1)) == [bug]


def test_faults_are_of_every_kind_and_parse() -> None:
    guarded = TEXT.replace("    most = 0\n", "    most = 0\n    if not words:\n        return -1\n")
    found = faults(guarded, "longest")
    assert set(found) <= set(KINDS)
    assert {"operator", "boundary", "name", "missing case"} <= set(found)
    assert [each.source for each in found["missing case"]] == [TEXT]
    assert any("len(most) > most" in each.source for each in found["name"])
    for each in [each for made in found.values() for each in made]:
        assert ast.dump(ast.parse(each.source)) != ast.dump(ast.parse(guarded))
    values = [each.after for made in found.values() for each in made if each.after]
    assert not {"()", "''", "None"} & set(values)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no bugs"),
        ("## f\nkind: k\n\n```python\nx = 1\n```\n", "fault"),
        (
            "## f\nkind: k\n\n```python\nx\n```\n```fault\n-y\n+z\n```\n```tests\n\n```\n",
            "is not in",
        ),
    ],
)
def test_bugs_that_can_not_be_read(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bugs.md").write_text(text)
    with pytest.raises(InputError, match=said):
        read_bugs(tmp_path)


def test_lines_take_the_place_of_lines() -> None:
    assert with_fault("a\nb\nc\n", "-a\n+A\n-c\n+C\n+D") == "A\nb\nC\nD\n"
