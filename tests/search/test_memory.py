"""Edits that are kept: found again, settled, exported, deleted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from guyline.errors import InputError
from guyline.search.exports import FORMS, export
from guyline.search.likeness import likeness, shingles
from guyline.search.memory import Ending, Memory, PastEdit, shown

OLD = "def common(xs, ys):\n    return [x for x in xs if x in sorted(ys)]\n"
GOOD = "def common(xs, ys):\n    known = set(ys)\n    return [x for x in xs if x in known]\n"
BAD = "def common(xs, ys):\n    return list(set(xs) & set(ys))\n"
OTHER = "def total(orders):\n    out = 0\n    for order in orders:\n        out += order.price\n"

EDIT = PastEdit(
    "s1", "2026-01-02T03:04:05+00:00", "optimise", "common", "model", "A set", "offered", OLD, GOOD
)
REFUTED = replace(
    EDIT, fate="refuted", new=BAD, why="common([1, 1], [1]): before, [1, 1]; now, [1]"
)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "state" / "edits.sqlite3")


def test_nothing_is_made_before_something_is_kept(memory: Memory) -> None:
    assert memory.all() == []
    assert memory.like(OLD) == []
    assert memory.delete() == 0
    memory.keep([])
    assert not memory.path.parent.exists()


def test_what_was_accepted_is_found_again(memory: Memory) -> None:
    memory.keep([REFUTED, EDIT, replace(EDIT, search="s2", old=OTHER, new=OTHER)])
    assert memory.like(OLD) == []
    memory.accept("s1", GOOD)
    memory.accept("s2", OTHER)
    assert [each.fate for each in memory.all()] == ["refuted", "accepted", "accepted"]
    renamed = OLD.replace("xs", "left").replace("ys", "right").replace("common", "both")
    (found,) = memory.like(renamed)
    assert found.new == GOOD
    ((name, text),) = shown([found])
    assert "times as fast" in name
    assert text == f"# before\n{OLD}\n# after\n{GOOD}"


def test_what_was_not_taken_was_passed_over(memory: Memory) -> None:
    memory.keep([EDIT, replace(EDIT, new=OTHER), REFUTED])
    memory.accept("s1", OTHER)
    assert [each.fate for each in memory.all()] == ["passed over", "accepted", "refuted"]
    memory.accept("s1", GOOD)
    assert [each.fate for each in memory.all()] == ["accepted", "passed over", "refuted"]


def test_what_is_too_long_is_not_kept(memory: Memory) -> None:
    memory.keep([replace(EDIT, new="x" * 30_000)])
    assert memory.all() == []


def test_deleting_leaves_nothing_in_the_file(memory: Memory) -> None:
    memory.keep([EDIT, replace(EDIT, at="2026-05-01T00:00:00+00:00", new=BAD)])
    assert memory.delete("2026-03-01") == 1
    assert [each.new for each in memory.all()] == [BAD]
    assert memory.delete() == 1
    assert memory.all() == []
    assert b"known" not in memory.path.read_bytes()
    assert b"common" not in memory.path.read_bytes()


def test_a_file_that_is_none_is_said_and_left(tmp_path: Path) -> None:
    path = tmp_path / "edits.sqlite3"
    path.write_bytes(b"no database, but long enough to be looked at as one" * 20)
    for use in (lambda: Memory(path).keep([EDIT]), Memory(path).all, Memory(path).delete):
        with pytest.raises(InputError, match="can't be used"):
            use()
    assert path.read_bytes().startswith(b"no database")


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        (OLD, OLD, 1.0, 1.0),
        (OLD, OLD.replace("xs", "a").replace("ys", "b"), 1.0, 1.0),
        (OLD, OLD.replace("sorted", "list"), 0.3, 0.99),
        (OLD, OTHER, 0.0, 0.15),
        (OLD, "def f(:", 0.0, 0.1),
        ("", "", 0.0, 0.0),
    ],
)
def test_likeness(one: str, other: str, least: float, most: float) -> None:
    assert least <= likeness(shingles(one), shingles(other)) <= most


def told(form: str, *edits: PastEdit) -> list[dict[str, object]]:
    return list(export(edits, form))


ACCEPTED = replace(EDIT, fate=Ending.ACCEPTED, gain=4.5)


def test_pairs() -> None:
    (pair,) = told("pairs", REFUTED, ACCEPTED)
    assert pair == {"input": OLD, "target": GOOD, "speedup": 4.5, "at": EDIT.at}


def test_preferences() -> None:
    other = replace(REFUTED, search="s2")
    (found,) = told("preferences", REFUTED, ACCEPTED, other)
    assert (found["chosen"], found["rejected"], found["reason"]) == (GOOD, BAD, REFUTED.why)
    assert OLD.strip() in str(found["prompt"])


def test_steps() -> None:
    (found,) = told("steps", REFUTED, ACCEPTED, replace(EDIT, search="s3"))
    messages = found["messages"]
    assert isinstance(messages, list)
    assert [each["role"] for each in messages] == ["user", "assistant", "user", "assistant"]
    assert REFUTED.why in messages[2]["content"]
    assert messages[3]["content"] == GOOD
    assert told("steps", REFUTED, replace(REFUTED, new=OTHER)) == []


def test_sequences() -> None:
    later = replace(ACCEPTED, search="s2", old=GOOD, new=GOOD.replace("known", "there"))
    apart = replace(ACCEPTED, search="s3", name="another")
    found = told("sequences", ACCEPTED, apart, later)
    assert [len(each["edits"]) for each in found] == [1, 2]  # type: ignore[arg-type]
    assert "+    known = set(ys)" in str(found[1]["edits"])


@pytest.mark.parametrize("form", FORMS)
def test_nothing_to_export(form: str) -> None:
    assert told(form) == []


def test_no_such_form() -> None:
    with pytest.raises(InputError, match="no form poems"):
        told("poems")
