"""What a fix makes of code does what the code did: both are run on the same values."""

from __future__ import annotations

import copy
import inspect
import textwrap
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.hints import all_rules
from guyline.hints.apply import apply, edits_of
from guyline.hints.check import check
from guyline.hints.code import Code

RULES = {rule.code: rule for rule in all_rules()}
ITEMS = st.one_of(
    st.lists(st.integers(-3, 3), max_size=8),
    st.lists(st.one_of(st.text("ab", max_size=2), st.booleans(), st.integers(0, 2)), max_size=8),
    st.lists(st.tuples(st.integers(0, 1)), max_size=5),
)

CASES = [
    (
        "GL106",
        """
        def f(xs, ys):
            out = [len(ys)]
            for x in xs:
                if x in ys:
                    break
                for y in ys:
                    out.insert(0, (x, y))
            else:
                ys = []
            return out, ys
        """,
    ),
    (
        "GL106",
        """
        def f(xs, ys):
            out = list()
            while xs:
                out.insert(0, xs.pop())
                if len(xs) == 3: return ys
            out.append(ys)
            return out
        """,
    ),
    (
        "GL102",
        """
        def f(xs, ys):
            again = 0
            seen = []
            for x in xs:
                for y in ys:
                    if y in seen:
                        again += 1
                    elif y == x:
                        seen.append(x)
                if x not in seen:
                    seen.append(x)
            return seen, again
        """,
    ),
    (
        "GL103",
        """
        def f(xs, ys):
            items = list(xs)
            return [(y, items.count(y)) for y in ys + xs]
        """,
    ),
    (
        "GL103",
        """
        def f(xs, ys):
            items = tuple(xs)
            while ys:
                y = ys.pop()
                if items.count(y) > 1:
                    return y
        """,
    ),
    (
        "GL108",
        """
        def f(xs, ys):
            out = [0]
            for x in xs:
                out = out + [x]
                if len(out) > 3:
                    out = [*out, ys]
                out = out + [x, *ys]
            return out
        """,
    ),
    (
        "GL109",
        """
        def f(xs, ys):
            found = (len(xs), )
            for x in xs:
                if x in ys:
                    continue
                found += (x,)
                found = found + tuple(ys)
            return found, found == ()
        """,
    ),
    (
        "GL109",
        """
        def f(xs, ys):
            found = tuple(ys)
            while xs:
                found = (*found, xs.pop())
            return found
        """,
    ),
    (
        "GL110",
        """
        def f(xs, ys):
            table = {0: "a", "a": 0}
            for x in xs:
                if x not in table:
                    table = {**table, x: len(table)}
                more = {y: x for y in ys}
                table = {**table, **more}
                table = {**table, xs[0]: xs.pop()}
            return table
        """,
    ),
    (
        "GL111",
        """
        def f(xs, ys):
            found = set(ys)
            for x in xs:
                found = found | {x}
                found = found - {len(found)}
                found = found.union(str(x))
            return sorted(map(repr, found))
        """,
    ),
]


def fixed(text: str, code: str) -> str:
    """A text with the fix of its first hint made, again and again until there is none."""
    for _ in range(5):
        hint = next((h for h in check(text, [RULES[code]]).hints if h.fix is not None), None)
        if hint is None or hint.fix is None:
            return text
        edits = edits_of(Code(text), hint.fix)
        assert edits
        text = apply(text, edits)
    raise AssertionError("A fix leaves what it mends")


def run(text: str, values: tuple[Any, ...]) -> tuple[str, str]:
    """What ``f`` gives, or how it fails, and what it makes of its arguments."""
    space: dict[str, Any] = {}
    exec(text, space)  # noqa: S102 - a case of this file
    given = copy.deepcopy(values)
    try:
        told = space["f"](*given)
        told = list(told) if inspect.isgenerator(told) else told
        return f"{told!r} {type(told).__name__}", repr(given)
    except Exception as error:  # noqa: BLE001 - whatever it is has to be the same
        return type(error).__name__, repr(given)


@pytest.mark.parametrize(
    ("code", "text"), CASES, ids=[f"{c}-{n}" for n, (c, _) in enumerate(CASES)]
)
@settings(max_examples=60, deadline=None)
@given(xs=ITEMS, ys=ITEMS)
def test_fixed_code_does_the_same(code: str, text: str, xs: list[Any], ys: list[Any]) -> None:
    slow = textwrap.dedent(text)
    fast = fixed(slow, code)
    assert fast != slow
    assert run(fast, (xs, ys)) == run(slow, (xs, ys))
