"""What a fix makes of slow code gives what that code gave."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.hints import all_rules, check
from guyline.hints.apply import apply, edits_of
from guyline.hints.code import Code

WORDS = st.lists(st.text("abcde", max_size=3), max_size=8)
NUMBERS = st.lists(st.integers(-9, 9), max_size=8)
TABLES = st.dictionaries(st.text("abc", max_size=2), st.integers(-9, 9), max_size=6)


@dataclass(frozen=True)
class Fixed:
    """Code with an ``f`` that one rule finds slow, and what it is called with."""

    rule: str
    code: str
    given: tuple[st.SearchStrategy[object], ...]


CASES = [
    Fixed(
        "range-len-index",
        """
def f(numbers):
    held = sorted(numbers)
    found = 0
    for k in range(len(held)):
        if held[k] < 0:
            continue
        found = found * 3 + held[k]
    return found
""",
        (NUMBERS,),
    ),
    Fixed(
        "range-len-index",
        "def f(words):\n    return [words[n] * 2 for n in range(len(words)) if words[n]]\n",
        (WORDS,),
    ),
    Fixed(
        "membership-in-keys",
        "def f(table, words):\n    return [w for w in words if w not in list(table.keys())]\n",
        (TABLES, WORDS),
    ),
    Fixed(
        "map-with-lambda",
        """
def f(numbers, words):
    return (
        list(map(lambda n: n if n > 2 else -n, numbers)),
        sorted(map(lambda n, w: (w, n), numbers, words), reverse=True),
        sum(filter(lambda n: n % 2 if words else n > 1, numbers)),
    )
""",
        (NUMBERS, WORDS),
    ),
    Fixed(
        "items-half-unused",
        """
def f(table):
    found = []
    for key, value in table.items():
        found.append(value)
    return found, [key for key, value in list(table.items())]
""",
        (TABLES,),
    ),
]


def fixed(case: Fixed) -> str:
    """The code with all that the rule offers done."""
    rules = [rule for rule in all_rules() if rule.name == case.rule]
    code, edits = Code(case.code), []
    for hint in check(case.code, rules).hints:
        assert hint.fix is not None
        edits += [each for each in edits_of(code, hint.fix) if each not in edits]
    assert edits
    return apply(case.code, edits)


def outcome(code: str, values: list[object]) -> str:
    """What ``f`` gives, or raises."""
    space: dict[str, object] = {}
    exec(code, space)  # noqa: S102 - the cases above
    try:
        return repr(space["f"](*copy.deepcopy(values)))  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001 - it has to be the same
        return type(error).__name__


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.rule for case in CASES])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_fix_gives_the_same(number: int, data: st.DataObject) -> None:
    case = CASES[number]
    values = [data.draw(each) for each in case.given]
    assert outcome(fixed(case), values) == outcome(case.code, values)
