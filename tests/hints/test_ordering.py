"""What is read of a list that was sorted."""

from __future__ import annotations

import pytest

from guyline.hints.code import Code
from guyline.hints.ordering import read_after_sort


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("    xs = list(a)\n    xs.sort()\n    return xs[0], xs[1]\n", 2),
        ("    xs = list(a)\n    xs.append(1)\n    xs.sort()\n    return xs\n", 1),
        ("    xs = list(a)\n    a.xs = xs\n    xs.sort()\n    return xs[0]\n", 0),
        ("    xs = a\n    xs.sort()\n    return xs[0]\n", 0),
        ("    xs = list(a)\n    for b in a:\n        xs.sort()\n        f(xs[0])\n", 0),
        ("    xs = list(a)\n    y = xs.sort()\n    return xs[0]\n", 0),
        ("    xs = []\n    xs = list(a)\n    xs.sort()\n    return xs[0]\n", 0),
    ],
)
def test_where_a_sorted_list_is_read(text: str, expected: int) -> None:
    code = Code(f"def f(a):\n{text}")
    call = next(n for n in code.root.walk() if n.kind == "call" and n.text == "xs.sort()")
    assert len(read_after_sort(code, call, call["function"]["object"])) == expected
