"""What a fix makes of code does what the code did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.hints import Safety, all_rules
from guyline.hints.apply import apply, edits_of
from guyline.hints.check import check
from guyline.hints.code import Code

NUMBERS = st.lists(st.integers(-4, 4), max_size=12)
WORDS = st.lists(st.text("abc", max_size=2), max_size=10)
PAIRS = st.dictionaries(st.text("abc", max_size=2), st.integers(0, 3), max_size=6)
WORD = st.text("abc", max_size=2)


@dataclass(frozen=True)
class Pair:
    """A function ``f``, and what to give it.

    Attributes:
        code: The rule.
        text: The slow function.
        inputs: Its arguments.
        safety: What its fix is.
    """

    code: str
    text: str
    inputs: tuple[st.SearchStrategy[Any], ...]
    safety: Safety = Safety.PROVED

    def __str__(self) -> str:
        return f"{self.code}: {self.text.partition(':')[0]}"


CASES = (
    Pair(
        "GL125",
        "def f(xs: list[int], least: int):\n    return any([x > least for x in xs if x != 2])\n",
        (NUMBERS, st.integers(-4, 4)),
    ),
    Pair(
        "GL125",
        "def f(words: list[str]):\n    return all({w.startswith('a') for w in words})\n",
        (WORDS,),
    ),
    Pair(
        "GL126",
        "def f(xs: list[int]):\n    return len([x for x in xs if x > 2]) == 0\n",
        (NUMBERS,),
    ),
    Pair(
        "GL126",
        "def f(xs: list[int]):\n"
        "    found = [x for x in xs if x > 2]\n"
        "    if not found:\n"
        "        return 'none'\n"
        "    return 'some'\n",
        (NUMBERS,),
    ),
    Pair(
        "GL126",
        "def f(rows):\n    return 0 < len([x for row in rows for x in row if x if x > 1])\n",
        (st.lists(NUMBERS, max_size=4),),
        Safety.OPEN,
    ),
    Pair(
        "GL116",
        "def f(xs: list[int]):\n    return sorted(xs, reverse=True)[-1] if xs else None\n",
        (NUMBERS,),
    ),
    Pair(
        "GL116",
        "def f(xs: set[str]):\n    if xs:\n        return (sorted(xs)).pop()\n",
        (st.sets(WORD),),
    ),
    Pair(
        "GL115",
        "def f(xs: list[int]):\n    return sorted(xs)[-3:], sorted(xs, reverse=True)[:2]\n",
        (NUMBERS,),
    ),
    Pair(
        "GL115",
        "def f(words: list[str]):\n    return sorted(words, key=len)[0:4]\n",
        (WORDS,),
        Safety.OPEN,
    ),
    Pair(
        "GL129",
        "def f(table: dict[str, int], wanted: str):\n"
        "    for name, size in list(table.items()):\n"
        "        if wanted == name:\n"
        "            return size\n"
        "    return -1\n",
        (PAIRS, WORD),
    ),
    Pair(
        "GL129",
        "def f(table: dict[str, int], wanted: str):\n"
        "    for name in table:\n"
        "        if name == wanted:\n"
        "            return True\n"
        "    return False\n",
        (PAIRS, WORD),
    ),
    Pair(
        "GL130",
        "def f(words: list[str], least: str):\n"
        "    for word in words[:]:\n"
        "        if word > least and word != 'b':\n"
        "            words.remove(word)\n"
        "    return words\n",
        (WORDS, WORD),
    ),
    Pair(
        "GL130",
        "def f(xs: list[int], table: list[int]):\n"
        "    for x in list(xs):\n"
        "        if x not in table:\n"
        "            xs.remove(x)\n"
        "    return xs\n",
        (NUMBERS, NUMBERS),
        Safety.OPEN,
    ),
    Pair(
        "GL131",
        "def f(xs: list[int]):\n    return sorted(set(xs), key=xs.count, reverse=True)\n",
        (NUMBERS,),
    ),
    Pair(
        "GL132",
        "def f(xs: list[int], ys: list[int]):\n    return [x for x in xs if x not in list(ys)]\n",
        (NUMBERS, NUMBERS),
    ),
    Pair(
        "GL132",
        "def f(rows, ys: list[int]):\n"
        "    out = []\n"
        "    for row in rows:\n"
        "        out.append(sorted(set(row) & set(ys)))\n"
        "    return out\n",
        (st.lists(NUMBERS, max_size=4), NUMBERS),
    ),
    Pair(
        "GL114",
        "def f(xs):\n"
        "    held, out = [], []\n"
        "    for x in xs:\n"
        "        held.append(x)\n"
        "        held.sort()\n"
        "        out.append(list(held))\n"
        "    return out\n",
        (NUMBERS,),
        Safety.OPEN,
    ),
)


def fixed(pair: Pair) -> str:
    """The text with all fixes made."""
    rule = next(each for each in all_rules() if each.code == pair.code)
    report = check(pair.text, [rule])
    assert report.hints
    assert not report.failed
    edits = []
    for hint in report.hints:
        assert hint.fix is not None
        assert hint.fix.safety is pair.safety, hint.fix.unproved
        edits += [each for each in edits_of(Code(pair.text), hint.fix) if each not in edits]
    return apply(pair.text, edits)


def function_of(text: str) -> Callable[..., object]:
    """The function ``f`` that a text defines."""
    space: dict[str, Any] = {}
    exec(text, space)  # noqa: S102 - the test's own
    found: Callable[..., object] = space["f"]
    return found


@pytest.mark.parametrize("pair", CASES, ids=str)
def test_the_fixed_code_says_what_the_code_said(pair: Pair) -> None:
    text = fixed(pair)
    assert text != pair.text
    slow, fast = function_of(pair.text), function_of(text)

    @given(st.tuples(*pair.inputs))
    def same(inputs: tuple[Any, ...]) -> None:
        copies = [type(each)(each) for each in inputs]
        assert slow(*inputs) == fast(*copies)

    same()
