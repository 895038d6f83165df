"""Places where the oracle is open, and a checker that is asked there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from guyline.analysis import find_pyrefly
from guyline.bench import names
from guyline.bench.second import Told, measure, receiver_at, replayed, totals
from guyline.bench.sites import places
from guyline.text import Document

LIBRARY = """\
class Pole:
    length = 1


class Tent:
    def __neg__(self) -> Pole: ...


def pitch(anything):
    anything.there
    return (-Tent()).length
"""


@pytest.mark.parametrize(
    ("text", "word", "receiver"),
    [
        ("x = (a + b).c", "c", "(a + b)"),
        ("x = 'é', f(1)[2].c", "c", "f(1)[2]"),
        ("x = a.b.c", "c", "a.b"),
        ("x = a.b.c", "b", "a"),
        ("async def f():\n    return (await a).c", "c", "(await a)"),
    ],
)
def test_where_a_receiver_begins(text: str, word: str, receiver: str) -> None:
    document = Document(text)
    place = next(each for each in places(document) if each.word == word)
    begin = receiver_at(document, place)
    assert begin is not None
    assert text[begin : place.offset] == receiver + "."


@pytest.mark.skipif(find_pyrefly() is None, reason="pyrefly is not installed")
async def test_each_open_place_is_asked_once(tmp_path: Path) -> None:
    library = tmp_path / "lib" / "camp"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text(LIBRARY)
    batches = names.choose([library], 10, 1, ["attribute"])
    rows = await replayed(batches, Path(sys.executable), tmp_path / "names.jsonl")
    programs, state = [("pyrefly", find_pyrefly() or "")], tmp_path / "second.jsonl"
    told = [each async for each in measure(batches, rows, programs, None, state)]
    assert {each.word: each.proved for each in told} == {"there": False, "length": True}
    figures = totals(rows, told)
    rules = figures["checkers"]["pyrefly"]["rules"]
    assert figures["open"] == 2
    assert rules["proof"] == {"closed": 1, "of_all_sites": 0.5, "wrong": 0, "wrong_share": 0.0}
    before = state.read_text()
    assert [each async for each in measure(batches, rows, programs, None, state)] == told
    assert state.read_text() == before


def told(**what: object) -> Told:
    plain = {"checker": "c", "path": "p", "line": 1, "receiver": "r", "word": "w", "first": ""}
    return Told(**(plain | what))  # type: ignore[arg-type]


def test_a_word_that_may_be_new_is_no_mistake() -> None:
    wrong = told(known=True, deep=True, proved=True)
    new = told(known=True, deep=True, proved=True, definition=True)
    shallow = told(known=True, proved=True, allowed=True, listed=True)
    row = names.Replayed("p", 1, "attribute", "r", "w", False, "", "", 1.0)
    figures = totals([row] * 4, [wrong, new, shallow, told()])["checkers"]["c"]["rules"]
    assert {rule: (of["closed"], of["wrong"]) for rule, of in figures.items()} == {
        "list": (3, 1),
        "deep list": (2, 1),
        "proof": (3, 1),
        "deep proof": (2, 1),
    }
