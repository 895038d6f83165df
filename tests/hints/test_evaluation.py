"""What is said of an expression's evaluation is so."""

from __future__ import annotations

import pytest

from guyline.hints.code import Code
from guyline.hints.evaluation import (
    acts,
    binds_or_waits,
    holds_list,
    is_never_empty,
    is_total,
)
from guyline.syntax import Node


def last_of(code: Code, text: str) -> Node:
    """The last node with this very text."""
    return [node for node in code.root.walk() if node.text == text][-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n", True),
        ("n > 3", True),
        ("n + 1 > m * 2", True),
        ("n / m > 1", False),
        ("n > w", False),
        ("w < 'a' or not w", True),
        ("w in 'abc'", True),
        ("w in n", False),
        ("w.startswith('a')", True),
        ("w.startswith(n)", False),
        ("w.lower().isdigit()", True),
        ("w.split(w)", False),
        ("x > 3", False),
        ("x == 3", False),
        ("x is not None", True),
        ("x.y", False),
        ("f(n)", False),
        ("f'{n}'", False),
        ("1 < n < m", True),
        ("x[0]", False),
    ],
)
def test_what_is_total(text: str, expected: bool) -> None:
    code = Code(f"def g(n: int, m: int, w: str, x):\n    return {text}\n")
    assert is_total(code, last_of(code, text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def g(xs: list[int]):\n    if xs:\n        return xs\n", True),
        ("def g(xs: list[int]):\n    return xs if xs else [xs]\n", False),
        ("def g(xs: list[int]):\n    if xs:\n        xs.pop()\n        return xs\n", False),
        ("def g(xs: list[int]):\n    if xs:\n        f()\n        return xs\n", False),
        ("def g(xs):\n    if xs:\n        return xs\n", False),
        ("def g(xs: list[int]):\n    if xs:\n        pass\n    else:\n        f(xs)\n", False),
        ("def g(xs: list[int]):\n    if not xs:\n        return xs\n", False),
        (
            "def g(xs: list[int]):\n    if xs:\n        for _ in f:\n            del xs\n",
            False,
        ),
        ("def g(xs: list[int]):\n    if xs:\n        return lambda: xs\n", False),
    ],
)
def test_what_is_never_empty(text: str, expected: bool) -> None:
    code = Code(text)
    assert is_never_empty(code, last_of(code, "xs")) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("len(x) + x.count(1)", False),
        ("x.is_open()", False),
        ("has_name(x)", False),
        ("x.is_valid()", True),
        ("save(x)", True),
        ("print(x)", True),
        ("x.y[0]", False),
        ("(lambda: 1)()", True),
    ],
)
def test_what_may_do_something(text: str, expected: bool) -> None:
    code = Code(f"y = {text}\n")
    assert acts(code, code.root) is expected


@pytest.mark.parametrize("text", ["(y := x)", "await x", "(yield)", "[x async for x in y]"])
def test_what_binds_or_waits(text: str) -> None:
    assert binds_or_waits(Code(f"async def f():\n    [{text}]\n").root)
    assert not binds_or_waits(Code("[x for x in y]\n").root)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("self.xs = []", True),
        ("self.xs = list(a)\n        other.xs = f()", True),
        ("self.xs = []\n        other.xs = {}", False),
        ("self.xs: list[int] = f()", True),
        ("self.xs = f()", False),
        ("self.ys = []", False),
    ],
)
def test_an_attribute_holds_a_list(body: str, expected: bool) -> None:
    text = (
        f"class A(B):\n    def f(self):\n        {body}\n    def g(self):\n        return self.xs\n"
    )
    code = Code(text)
    assert holds_list(code, last_of(code, "self.xs")) is expected
