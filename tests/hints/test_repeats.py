"""What runs many times, and what a name is that is made of itself."""

from __future__ import annotations

import pytest

from guyline.hints.code import Code
from guyline.hints.kinds import type_of
from guyline.hints.repeats import calls_of_itself, repeating, running_often

LOOPS = [
    ("for x in xs:\n    mark()\n", 1),
    ("for x in xs:\n    for y in x:\n        mark()\n        break\n", 1),
    ("for x in xs:\n    for y in x:\n        mark()\n        continue\n        break\n", 2),
    ("for x in xs:\n    for y in x:\n        if y:\n            mark()\n            raise E\n", 0),
    ("for x in xs:\n    if not done:\n        mark()\n        done = True\n", 0),
    ("for x in xs:\n    if not done:\n        mark()\n        done = False or x\n", 1),
    ("for x in xs:\n    if a is None and x:\n        mark()\n        a = x\n", 0),
    ("for x in xs:\n    if a is None and x:\n        mark()\n        b = x\n", 1),
    ("for x in xs:\n    if a is None:\n        mark()\n        a = None\n", 1),
    ("for x in (1, 2, 3):\n    mark()\n", 0),
    ("for x in (1, *xs):\n    mark()\n", 1),
    ("for x in range(3):\n    mark()\n", 0),
    ("for x in range(n):\n    mark()\n", 1),
    ("found = []\nfor x in found:\n    mark()\n    found.append(x)\n", 1),
    ("while xs:\n    print([mark() for x in xs for y in x])\n", 3),
    ("def f():\n    while xs:\n        return [mark() for x in xs]\n", 1),
    ("for x in xs:\n    mark(); break\n", 0),
    ("for x in xs:\n    if x:\n        break\n    mark()\n", 1),
    ("for x in xs:\n    raise mark()\n", 0),
    ("for x in xs:\n    try:\n        raise mark()\n    except E:\n        pass\n", 1),
    ("for x in xs:\n    try:\n        pass\n    except E:\n        raise mark()\n", 0),
    (
        "for x in xs:\n    try:\n        for y in x:\n            raise mark()\n"
        "    except E:\n        pass\n",
        1,
    ),
    ("def f():\n    for x in xs:\n        if mark():\n            return x\n", 1),
    ("next(mark() for x in xs)\n", 0),
    ("next(x for x in xs if mark())\n", 1),
    ("next([mark() for x in xs])\n", 1),
    ("list(mark() for x in xs)\n", 1),
    ("mark()\n", 0),
    ("for k, v in xs.items():\n    if k == 'a':\n        mark()\n", 0),
    ("for k, v in xs.items():\n    if v == 'a':\n        mark()\n", 1),
    ("for k, v in xs.items():\n    if k != 'a':\n        mark()\n", 1),
    ("for k, v in xs.items():\n    if k == a:\n        mark()\n", 1),
    ("for k, v in xs.items():\n    if k == 'a':\n        v()\n    else:\n        mark()\n", 1),
    ("for k, v in xs.items():\n    if v:\n        v()\n    elif 'a' == k:\n        mark()\n", 0),
    ("for k, v in xs.items():\n    if v and (k == 'a' or k in ('b', 'c')):\n        mark()\n", 0),
    ("for k, v in xs.items():\n    if v or k == 'a':\n        mark()\n", 1),
    ("for k, v in xs.items():\n    k = k.lower()\n    if k == 'a':\n        mark()\n", 1),
    ("for k, v in xs.items():\n    for y in v:\n        if k == 'a':\n            mark()\n", 1),
    ("for k in sorted(xs.keys()):\n    x = mark() if k == 'a' else k\n", 0),
    ("for k in sorted(xs.keys()):\n    x = k if k == 'a' else mark()\n", 1),
    ("for i, x in enumerate(xs):\n    if i == 0:\n        mark()\n", 0),
    ("for i, x in enumerate(xs):\n    if x == 0:\n        mark()\n", 1),
    ("for i, (k, v) in enumerate(xs.items()):\n    if k == 'a':\n        mark()\n", 0),
    ("for i in range(n):\n    x = i == 0 and mark()\n", 0),
    ("for i in range(n):\n    x = mark() and i == 0\n", 1),
    ("for k in {**xs}:\n    if k == 'a':\n        mark()\n", 0),
    ("for k in xs:\n    if k == 'a':\n        mark()\n", 1),
    ("[mark() for k, v in xs.items() if k == 'a']\n", 0),
    ("[mark() for k, v in xs.items() if v == 'a']\n", 1),
    ("[v for k, v in xs.items() if mark() if k == 'a']\n", 1),
]

CALLED = [
    ("map(lambda x: mark(), xs)\n", True),
    ("map(lambda x: mark(), (1, 2))\n", False),
    ("xs.sort(key=lambda x: mark())\n", True),
    ("sorted(xs, key=lambda x: mark())\n", True),
    ("max(a, b, key=lambda x: mark())\n", False),
    ("run(task=lambda x: mark())\n", False),
    ("frame.apply(lambda x: mark())\n", True),
    ("def f():\n    mark()\nfor x in xs:\n    f()\n", True),
    ("def f():\n    mark()\nfilter(f, xs)\n", True),
    ("def f(k):\n    if k == 'a':\n        mark()\nfilter(f, xs)\n", False),
    ("def f(k):\n    if k != 'a':\n        mark()\nfilter(f, xs)\n", True),
    ("def f(k, x):\n    if k == 'a':\n        mark()\nfor x in xs:\n    f(k, x)\n", True),
    ("map(lambda k: mark() if k == 'a' else k, xs)\n", False),
    ("def f():\n    mark()\nf()\n", False),
    ("def f():\n    mark()\nfor x in (1, 2):\n    f()\n", False),
    ("def f():\n    mark()\n    for x in xs:\n        f()\n", False),
    ("def f():\n    a()\n    b()\n    c()\n    mark()\nfor x in xs:\n    f()\n", False),
    ("def f():\n    mark()\nf = g\nfor x in xs:\n    f()\n", False),
    (
        "class A:\n    def f(self):\n        mark()\n"
        "    def g(self):\n        while self.h():\n            self.f()\n",
        True,
    ),
    (
        "class A:\n    def f(self):\n        mark()\n"
        "    def g(self, other):\n        while other.h():\n            other.f()\n",
        False,
    ),
]

TYPES = [
    ("x = []\nfor y in z:\n    x = x + [y]\nmark(x)\n", "list"),
    ("x = [1]\nfor y in z:\n    x = x + ['a']\n    x = x + x\nmark(x)\n", "list"),
    ("x = 1\nfor y in z:\n    x = x / 2\nmark(x)\n", ""),
    ("x = [[1]]\nfor y in z:\n    x = x[0]\nmark(x)\n", ""),
    ("x = x + [1]\nmark(x)\n", ""),
    ("for y in z:\n    a = b\n    b = a\nmark(a)\n", ""),
    ("if z:\n    x = []\nelse:\n    x = ['a']\nmark(x)\n", "list"),
    ("if z:\n    x = []\nelse:\n    x = None\nmark(x)\n", ""),
]


@pytest.mark.parametrize(("text", "expected"), LOOPS)
def test_loops_that_come_round(text: str, expected: int) -> None:
    code = Code(text)
    [mark] = (n for n in code.by_kind["call"] if n.text == "mark()")
    assert len(repeating(code, mark)) == expected


@pytest.mark.parametrize(("text", "expected"), CALLED)
def test_functions_that_are_called_again_and_again(text: str, expected: bool) -> None:
    code = Code(text)
    [mark] = (n for n in code.by_kind["call"] if n.text == "mark()")
    assert not repeating(code, mark)
    assert bool(running_often(code, mark)) is expected


@pytest.mark.parametrize(("text", "expected"), TYPES)
def test_what_is_made_of_itself(text: str, expected: str) -> None:
    code = Code(text)
    mark = next(n for n in code.by_kind["argument_list"] if n.parent and "mark" in n.parent.text)
    found = type_of(code, mark.children[0])
    assert (found.name if found is not None else "") == expected


def test_a_function_that_calls_itself() -> None:
    text = (
        "def f(x):\n    return [f(y) for y in x]\n"
        "def g(x):\n    return f(x)\n"
        "class A:\n    def f(self):\n        self.f()\n        other.f()\n        f(1)\n"
    )
    code = Code(text)
    functions = code.by_kind["function_definition"]
    found = [[call.text for call in calls_of_itself(code, each)] for each in functions]
    assert found == [["f(y)"], [], ["self.f()"]]
