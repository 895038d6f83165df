"""What a fix makes of slow code gives what that code gave."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.hints import all_rules
from guyline.hints.apply import apply, edits_of
from guyline.hints.check import check
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
    Fixed(
        "copy-loop",
        """
def f(table):
    found = []
    for key in table:
        found.append(key)
    found.append("end")
    more = list()
    for each in table.values(), table:
        more.append(each)
    return found, more
""",
        (TABLES,),
    ),
    Fixed(
        "constant-search",
        """
def f(words, numbers):
    return [w for w in words if w in ("a", "b", "c", "ab", "ba", "")], [
        n for n in numbers if n not in [1, 2, True, -3, 0.0, None]
    ]
""",
        (WORDS, NUMBERS),
    ),
    Fixed(
        "equality-chain",
        """
def f(words, numbers):
    found = []
    for w in words:
        if w == "a" or "b" == w or w == "c" or w == "ab" or w == "":
            found.append(w)
    return found, [
        n for n in numbers if n != 1 and n != 2 and n != 3 and n != True and n != 5 and n != 0
    ]
""",
        (WORDS, NUMBERS),
    ),
    Fixed(
        "invariant-call",
        """
def f(numbers, words):
    found = []
    for n in numbers:
        found.append(n * sum(numbers))
    return found, [w + str(sorted(words)[:2]) for w in words]
""",
        (NUMBERS, WORDS),
    ),
    Fixed(
        "constant-built-in-loop",
        """
def f(words):
    found = []
    for word in words:
        for letter in word:
            codes = {"a": 1, "b": 2, "c": (3, 4), "d": -4}
            found.append(codes.get(letter, 0))
    return found
""",
        (WORDS,),
    ),
    Fixed(
        "deepcopy-of-flat",
        """
import copy

def f(words: list[str], table: dict[str, int]):
    kept, held = copy.deepcopy(words), copy.deepcopy(table)
    kept.append("end")
    held.clear()
    return words, table, kept, held
""",
        (WORDS, TABLES),
    ),
    Fixed(
        "sum-loop",
        """
def f(numbers, words):
    total = 1
    for n in numbers:
        total += n
    for word in words:
        total += len(word)
    return total
""",
        (NUMBERS, WORDS),
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
