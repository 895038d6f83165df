"""The lines that take a function's time, as they are told of its old version."""

from __future__ import annotations

import gc
import sys
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from guyline.proof.inside.board import Board
from guyline.proof.inside.hot import code_of, lines
from guyline.proof.inside.subject import Subject
from guyline.proof.inside.written import input_of_text


@pytest.fixture(autouse=True)
def no_traces() -> Iterator[None]:
    modules, trace = dict(sys.modules), sys.gettrace()
    yield
    for name in sys.modules.keys() - modules.keys():
        del sys.modules[name]
    gc.enable()
    assert sys.gettrace() is trace


def subject(text: str, name: str = "f", calls: tuple[str, ...] = ()) -> Subject:
    """The function as it is loaded inside."""
    text = textwrap.dedent(text)
    seen = [input_of_text(call).to_json() for call in calls]
    told = {"name": "timed_here", "path": "/nowhere/timed_here.py", "function": name, "seen": seen}
    return Subject.load({**told, "old": text, "new": text})


def told(text: str, name: str = "f", calls: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What is told of it."""
    found: list[dict[str, Any]] = []
    lines(subject(text, name, calls), {"seconds": 1.5}, found.append, Board())
    return found


HOT = {
    "in a loop": (
        """\
        def f(xs: list[int]) -> int:
            most = max(xs, default=0)
            return sum(xs.count(x) for x in xs) + most
        """,
        3,
    ),
    "in a callee": (
        """\
        def g(xs):
            return [sum(xs) for _ in xs]

        def f(xs: list[int]) -> int:
            first = len(xs)
            found = g(xs)
            return first + len(found)
        """,
        6,
    ),
    "behind a decorator": (
        """\
        import functools

        @functools.lru_cache
        def f(n: int) -> int:
            found = n
            found += sum(range(400 * max(n, 0)))
            return found
        """,
        6,
    ),
    "of a method": (
        """\
        class A:
            def f(self, xs: list[int]) -> int:
                first = sorted(xs)
                return sum(x in first for x in xs)
        """,
        4,
    ),
    "of a recursion": (
        """\
        def f(n: int) -> int:
            if n <= 0:
                return 0
            sum(range(9000))
            return 1 + f(n - 1)
        """,
        4,
    ),
    "of what comes after the call": (
        """\
        def f(xs: list[int]):
            first = len(xs)
            return map(lambda x:
                xs.count(x), xs)
        """,
        4,
    ),
}


@pytest.mark.parametrize("where", HOT)
def test_the_hot_line(where: str) -> None:
    text, line = HOT[where]
    found = told(text, "A.f" if "class A" in text else "f")
    assert found
    for each in found:
        by_line = {number: share for number, share, _ in each["lines"]}
        assert max(by_line, key=lambda number: by_line[number]) == line
        assert sum(by_line.values()) <= 1.01
        assert list(by_line) == sorted(by_line)
        assert all(hits > 0 for number, _, hits in each["lines"] if number == line)


def test_known_calls_where_nothing_has_a_size() -> None:
    text = "def f(how):\n    found = len(how)\n    return found + sum(range(how['many']))\n"
    (found,) = told(text, calls=("f({'many': 50000})", "f({'many': 'x'})", "f({'many': 1})"))
    assert found["kind"] == "known calls"
    assert max(found["lines"], key=lambda each: each[1])[0] == 3


NOTHING = {
    "takes no time": "def f(xs: list[int]) -> int:\n    return len(xs)\n",
    "always raises": "def f(xs: list[int]) -> int:\n    sum(range(90000))\n    raise KeyError\n",
    "has no inputs": "def f(x):\n    return x.nothing + sum(range(90000))\n",
    "is a generator": "def f(xs: list[int]):\n    yield sum(range(90000))\n",
    "is async": "async def f(xs: list[int]) -> int:\n    return sum(range(90000))\n",
    "ends the process": "def f(xs: list[int]) -> int:\n    raise SystemExit\n",
    "never ends": "def f(xs: list[int]) -> int:\n    while True:\n        pass\n",
    "traces for itself": (
        "import sys\n\n\ndef trace(*_):\n    pass\n\n\n"
        "def f(xs: list[int]) -> int:\n    sys.settrace(trace)\n    return sum(range(90000))\n"
    ),
    "is made elsewhere": "from textwrap import dedent as f\n",
    "is no function": "class f:\n    def __init__(self, n: int):\n        sum(range(90000))\n",
}


@pytest.mark.parametrize("what", NOTHING)
def test_nothing_is_told_of_what(what: str) -> None:
    assert told(NOTHING[what]) == []


def test_what_is_told_is_bounded() -> None:
    body = "    found += sum(range(n))\n" * 60
    found = told(f"def f(n: int) -> int:\n    found = 0\n{body}    return found\n")
    assert found
    assert all(20 < len(each["lines"]) <= 40 for each in found)


def test_code_of_a_private_method() -> None:
    found = code_of(subject("class A:\n    def __f(self, n: int):\n        return n\n", "A.__f"))
    assert found is not None
    assert found.co_firstlineno == 2
