"""Where functions stand, which have changed, and one put in another's place."""

from __future__ import annotations

import pytest

from guyline.errors import InputError
from guyline.proof.functions import around, changed, functions_of, in_place

TEXT = """\
import functools


@functools.cache
def first(n):
    def inner():
        return n
    return inner()


class Tent:
    async def pitch(self): return 1

    @property
    def size(
        self,
    ):
        return 2
"""


def test_functions_are_found_with_their_places() -> None:
    found = {each.name: each for each in functions_of(TEXT)}
    assert list(found) == ["first", "Tent.pitch", "Tent.size"]
    first = found["first"]
    assert (first.first, first.header, first.column, first.body, first.last) == (3, 4, 4, 5, 7)
    assert found["Tent.pitch"].column == 14
    assert found["Tent.size"].own_name == "size"


@pytest.mark.parametrize(
    ("line", "name"), [(0, None), (3, "first"), (6, "first"), (8, None), (17, "Tent.size")]
)
def test_a_line_belongs_to_the_function_around_it(line: int, name: str | None) -> None:
    found = around(functions_of(TEXT), line)
    assert (found.name if found else None) == name


@pytest.mark.parametrize("odd", ["def f(:\n", "x = '\n", "\0", "(" * 5000])
def test_a_text_that_is_broken_is_said(odd: str) -> None:
    with pytest.raises(InputError, match="can't be parsed"):
        functions_of(odd)


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("return 2", "return 3", ["Tent.size"]),
        ("return 2", "return 2  # why", []),
        ("return 2", "'''What.'''\n        return 2", []),
        ("return 2", "return (2)", []),
        ("@functools.cache\n", "", ["first"]),
        ("def first(n):", "def first(n=1):", ["first"]),
        ("class Tent:", "# a line more\nclass Tent:", []),
        ("class Tent:", "def new(): pass\nclass Tent:", []),
        ("async def pitch", "def pitch", ["Tent.pitch"]),
        ("\n", "\r\n", []),
    ],
)
def test_what_has_changed_is_what_may_do_something_else(
    before: str, after: str, names: list[str]
) -> None:
    assert [each.name for each in changed(TEXT, TEXT.replace(before, after))] == names


def test_one_function_stands_in_anothers_place() -> None:
    text = "def slow(xs):\n    return slow(xs[1:]) if xs else 0\n\n\ndef fast(xs):\n    return 0"
    assert in_place(text, "fast", "slow") == (
        "def slow(xs):\n    return slow(xs[1:]) if xs else 0\n\n\n"
        "def fast(xs):\n    return slow(xs[1:]) if xs else 0\n"
    )


@pytest.mark.parametrize(
    ("name", "other", "why"),
    [
        ("a", "b", "b uses a itself"),
        ("a", "missing", "no function missing"),
        ("a", "C.m", "can't stand for"),
        ("a", "a", "can't stand for"),
    ],
)
def test_what_can_not_stand_in_anothers_place_is_said(name: str, other: str, why: str) -> None:
    text = "def a(x): return x\ndef b(x): return a(x)\nclass C:\n    def m(self): pass\n"
    with pytest.raises(InputError, match=why):
        in_place(text, name, other)
