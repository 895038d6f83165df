"""What a fix makes does the same as what it was made of: about text, bytes and numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.hints import all_rules, check
from guyline.hints.apply import apply, edits_of
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
