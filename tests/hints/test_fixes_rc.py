"""What a fix makes does the same as what it was made of: about text, bytes and numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.hints import all_rules
from guyline.hints.apply import apply, edits_of
from guyline.hints.check import check
from guyline.hints.code import Code

RULES = {rule.code: rule for rule in all_rules()}
TEXTS = st.lists(st.text("ab,\n é", max_size=4), max_size=8)
CHUNKS = st.lists(st.binary(max_size=4), max_size=8)


@dataclass(frozen=True)
class Case:
    """A function ``f`` that a rule mends.

    Attributes:
        rule: The rule's number.
        slow: The source.
        given: The arguments to try.
        raises: The errors that both forms may end with, and have to end with alike.
    """

    rule: str
    slow: str
    given: st.SearchStrategy[tuple[Any, ...]]
    raises: tuple[type[Exception], ...] = field(default=())

    def __str__(self) -> str:
        return f"{self.rule}: {self.slow.splitlines()[1].strip()}"


def growing(statement: str, begin: str = '""', end: str = "s") -> str:
    """A function that makes something longer in a loop."""
    return f"def f(xs):\n    s = {begin}\n    for x in xs:\n        {statement}\n    return {end}\n"


def giving(result: str, types: str = "x: str, y: str") -> str:
    """A function that gives an expression's value."""
    return f"def f({types}):\n    return {result}\n"


PRIME = """def f(n: int):
    if n < 2:
        return False
    for d in range(2, {stop}):
        if n % d == 0:
            return {found}
    return True
"""
FLAG = """def f(n: int):
    prime = True
    for d in range(2, n):
        if not n % d:
            prime = False
            break
    return prime
"""
PATHS = """def f(rows: int, columns: int):
    def paths(row, column):
        if row == 0 or column == 0:
            return 1
        return paths(row - 1, column) + paths(row, column - 1)

    return paths(rows, columns)
"""
LETTERS = st.text("ab,\n ", max_size=8)
PAIR = st.tuples(LETTERS, LETTERS)
CHUNK = st.tuples(st.binary(max_size=6))
NUMBER = st.tuples(st.integers())
SMALL = st.integers(0, 5)

CASES = [
    Case("GL201", growing("s = s + x + str(len(x))"), st.tuples(TEXTS)),
    Case("GL202", growing("s += x", '"<"'), st.tuples(TEXTS)),
    Case("GL202", growing("s = s + (x or '-')", "str()"), st.tuples(TEXTS)),
    Case("GL202", growing("if x == ',': break\n        s += f'{x}:'"), st.tuples(TEXTS)),
    Case(
        "GL202",
        growing("for y in x:\n            s += y", "'a'", "s, x"),
        st.tuples(TEXTS),
        (UnboundLocalError,),
    ),
    Case("GL202", growing("if not x: return x\n        s += x"), st.tuples(TEXTS)),
    Case("GL203", growing("s = x + s", '"<"'), st.tuples(TEXTS)),
    Case("GL203", growing("s = x + ',' + s"), st.tuples(TEXTS)),
    Case("GL203", growing("s = x + s", 'b"."'), st.tuples(CHUNKS)),
    Case("GL204", growing("s += x", 'b""'), st.tuples(CHUNKS)),
    Case("GL204", growing("s = s + x + b'.'", "bytes()"), st.tuples(CHUNKS)),
    Case("GL206", giving("x.startswith(y) or x.startswith('a') or x.startswith(' ')"), PAIR),
    Case("GL206", giving("not x.endswith(y) and not x.endswith(('a', 'b'))"), PAIR),
    Case("GL206", giving("x == y or x.endswith(y) or x.endswith('a') or y"), PAIR),
    Case("GL206", giving("x.startswith(b'a') or x.startswith(b'')", "x: bytes"), CHUNK),
    Case("GL208", giving("x.split(',')[0], x.split(',')[-1]"), PAIR),
    Case("GL208", giving("x.rsplit(' ')[0], x.rsplit(' ')[-1]"), PAIR),
    Case("GL208", giving("x.split()[0]"), PAIR, (IndexError,)),
    Case("GL208", giving("x.rsplit()[-1]"), PAIR, (IndexError,)),
    Case("GL208", giving("x.split('; ')[0]"), PAIR),
    Case("GL208", giving("x.split(sep='|')[-1]"), PAIR),
    Case("GL208", giving("x.split(b',')[-1]", "x: bytes"), CHUNK),
    Case("GL206", giving("any(x.startswith(p) for p in ('a', ',', 'b '))"), PAIR),
    Case(
        "GL206",
        giving("any(x.endswith(p) for p in z)", "x: str, z: list[str]"),
        st.tuples(LETTERS, st.lists(LETTERS, max_size=3)),
    ),
    Case("GL208", giving("x.split().pop(), x.split(',').pop(0)"), PAIR, (IndexError,)),
    Case("GL209", giving("''.join(c for c in x if c not in ', ')"), PAIR),
    Case("GL209", giving("''.join([c for c in x + y if c not in y])"), PAIR),
    Case("GL211", giving("bin(x).count('1')", "x: int"), NUMBER),
    Case("GL211", giving("bin(-x)[2:].count('1')", "x: int"), st.tuples(st.integers(max_value=0))),
    Case("GL211", giving("f'{x:b}'.count('1')", "x: int"), NUMBER),
    Case("GL211", giving("sum(map(int, format(x, 'b')))", "x: int"), st.tuples(st.integers(0))),
    Case("GL211", giving("sum(c == '1' for c in bin(x))", "x: int"), NUMBER),
    Case("GL212", giving("''.join(reversed(x)), ''.join(list(reversed(x + y)))"), PAIR),
    Case("GL212", giving("x == ''.join(reversed(x))", "x"), st.tuples(LETTERS)),
    Case("GL123", PRIME.format(stop="n", found="False"), st.tuples(st.integers(-5, 400))),
    Case("GL123", PRIME.format(stop="n - 1", found="d"), st.tuples(st.integers(-5, 400))),
    Case("GL123", PRIME.format(stop="n // 2 + 1", found="d"), st.tuples(st.integers(-5, 400))),
    Case("GL123", FLAG, st.tuples(st.integers(0, 400))),
    Case("GL123", giving("all(n % d for d in range(2, n))", "n"), st.tuples(st.integers(0, 400))),
    Case("GL124", giving("x ** 20 % 1009", "x: int"), NUMBER),
    Case(
        "GL124",
        giving("(x ** y) % z", "x, y, z"),
        st.tuples(st.integers(), st.integers(0, 40), st.integers(1)),
    ),
    Case("GL121", PATHS, st.tuples(SMALL, SMALL)),
]


def defined(source: str) -> Callable[..., Any]:
    """The function ``f`` of a source."""
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102 - the case's own
    made: Callable[..., Any] = space["f"]
    return made


def fixed(case: Case) -> str:
    """The source as the rule's fixes make it."""
    code, edits = Code(case.slow), []
    for hint in check(case.slow, [RULES[case.rule]]).hints:
        assert hint.fix is not None
        edits += [each for each in edits_of(code, hint.fix) if each not in edits]
    assert edits
    return apply(case.slow, edits)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_mended_function_does_the_same(case: Case) -> None:
    mended = fixed(case)
    assert not check(mended, [RULES[case.rule]]).hints
    slow, fast = defined(case.slow), defined(mended)

    @given(case.given)
    def same(arguments: tuple[Any, ...]) -> None:
        assert outcome(slow, arguments, case.raises) == outcome(fast, arguments, case.raises)

    same()


def outcome(
    function: Callable[..., Any], given: tuple[Any, ...], raises: tuple[type[Exception], ...]
) -> tuple[str, Any]:
    """What a function gives, or how it fails."""
    try:
        result = function(*given)
    except raises as error:
        return "raised", type(error)
    return type(result).__name__, result
