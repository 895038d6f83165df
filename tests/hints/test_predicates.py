"""Each predicate of a safe rewrite, and the cases in which it must be false.

``MARK`` is called on what is asked about; ``here()`` marks the region's statement.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guyline.hints import predicates
from guyline.hints.code import Code, region_of
from guyline.syntax import Node


def asked(text: str) -> tuple[Code, Node]:
    """A file, and what ``MARK`` is called on in it."""
    code = Code(text)
    [mark] = (n for n in code.by_kind["call"] if n["function"].text == "MARK")
    return code, mark["arguments"].children[0]


def region(code: Code, node: Node) -> Node:
    """The outermost loop around a node, else the first loop of the file."""
    loops = [region_of(loop) for loop in code.loops(node)]
    return loops[-1] if loops else code.by_kind["for_statement"][0]


def holds(name: str, text: str) -> bool:
    """What a predicate says of what ``MARK`` is called on."""
    code, node = asked(text)
    predicate: Callable[..., bool] = getattr(predicates, name)
    if name in ("is_mutated", "is_rebound"):
        return predicate(code, node, region(code, node))
    if name in ("is_same_each_time", "is_bound_anew"):
        [*_, loop] = code.loops(node)
        return predicate(code, node, loop)
    if name == "is_dead_after":
        return predicate(code, node, region(code, node))
    if name in ("suspends", "leaves"):
        return predicate(region(code, node))
    if name == "is_condition":
        return predicate(node.parent.parent if node.parent is not None else node)
    if name == "is_builtin":
        return predicate(code, node, node.text)
    if name == "means_builtin":
        return predicate(code, node, "set")
    if name == "is_done_often":
        return predicate(code, node, node)
    return predicate(code, node)


IN_F = "def f(a, b, xs):\n    {}\n"
OWN = (
    "class A:\n    def f(self, xs):\n        for x in xs:\n            MARK({})\n            {}\n"
    "    def bind(self):\n        self.c = [1]\n"
    "    def change(self):\n        self.c.append(1)\n        self.f([])\n"
    "    def part(self):\n        self.c.d = [1]\n"
    "    def read(self):\n        return len(self.c)\n"
    "    def by(self):\n        self.read()\n        [self.bind() for _ in self.c]\n"
    "    def above(self):\n        super().read()\n"
    "    def other(this):\n        this.c = [1]\n"
    "    @staticmethod\n    def static(c):\n        c.c = [1]\n"
    "    @property\n    def made(self):\n        self.c = [1]\n"
)
"""A loop in a class with methods; what is marked, and what else the loop does."""
AFTER_OWN = OWN.replace("MARK", "print").replace("    def b", "        MARK(self.c)\n    def b", 1)
LOOP = "def f(self, a, b, xs):\n    c = [1]\n    for x in xs:\n        MARK(c)\n        {}\n"

CASES: dict[str, list[tuple[str, bool]]] = {
    "is_fresh_local": [
        (IN_F.format("c = []\n    MARK(c)"), True),
        (IN_F.format("c = 0\n    c += 1\n    MARK(c)"), True),
        (IN_F.format("MARK(a)"), False),
        (IN_F.format("for c in xs:\n        MARK(c)"), False),
        (IN_F.format("c, d = xs\n    MARK(c)"), False),
        (IN_F.format("with a as c:\n        MARK(c)"), False),
        (IN_F.format("global c\n    c = []\n    MARK(c)"), False),
        (
            IN_F.format("c = []\n    def g():\n        nonlocal c\n        c = a\n    MARK(c)"),
            False,
        ),
        (IN_F.format("c = []\n    def g():\n        MARK(c)"), False),
        ("c = []\nMARK(c)\n", False),
        ("def f():\n    c = []\n    del c\n    MARK(c)\n", False),
        ("def f():\n    import c\n    MARK(c)\n", False),
    ],
    "is_unaliased": [
        (IN_F.format("c = []\n    c.append(a)\n    len(c)\n    return [MARK(c)]"), False),
        (IN_F.format("c = []\n    c.append(a)\n    MARK(c) if c else len(c)"), False),
    ],
    "is_pure": [
        (IN_F.format("MARK(a)"), True),
        (IN_F.format("MARK(1 + 2)"), True),
        (IN_F.format("MARK(len('a'))"), True),
        (IN_F.format("MARK('a'.upper())"), True),
        ("import math\nMARK(math.pi)\n", True),
        ("import math\nMARK(math.sqrt(2))\n", True),
        (IN_F.format("MARK(a + b)"), False),
        (IN_F.format("MARK(a == b)"), False),
        (IN_F.format("MARK(a.b)"), False),
        (IN_F.format("MARK(a[0])"), False),
        (IN_F.format("MARK(a())"), False),
        (IN_F.format("MARK(a.upper())"), False),
        (IN_F.format("MARK(len(a))"), True),
        (IN_F.format("MARK(list(a))"), False),
        (IN_F.format("MARK(sorted(['a'], key=a))"), False),
        (IN_F.format("MARK(print('a'))"), False),
        (IN_F.format("MARK([].pop())"), False),
        (IN_F.format("MARK((c := 1))"), False),
        (IN_F.format("MARK(f'{a}')"), True),
        (IN_F.format("MARK([y for y in a])"), False),
        (IN_F.format("MARK(f'{a()}')"), False),
        (IN_F.format("MARK(sum([1], a))"), True),
        (IN_F.format("MARK(max(a, b))"), True),
        (IN_F.format("MARK(sorted(['a'], key=len))"), True),
        (IN_F.format("MARK([y for y in 'ab'])"), True),
        (IN_F.format("MARK(not a)"), True),
        (IN_F.format("MARK(a and b)"), True),
        ("len = f\nMARK(len('a'))\n", False),
        ("from m import *\nMARK(len('a'))\n", False),
    ],
    "is_same_each_time": [
        (LOOP.format("pass"), True),
        (LOOP.format("c = a"), False),
        (LOOP.format("for c in a: pass"), False),
        (LOOP.format("del c"), False),
        ("def f(self, xs):\n    for x in xs:\n        MARK(self.c)\n", True),
        ("def f(self, xs):\n    for x in xs:\n        MARK(self.c)\n        self.c = x\n", False),
        ("def f(self, xs):\n    for x in xs:\n        MARK(self.c)\n        self.c += x\n", False),
        (
            "def f(self, xs):\n    for x in xs:\n        MARK(self.c)\n        self.c, y = x\n",
            False,
        ),
        ("def f(self, xs):\n    for self.c in xs:\n        MARK(self.c)\n", False),
        ("def f(self, xs):\n    for x in xs:\n        MARK(self.c)\n        self = x\n", False),
        ("def f(xs):\n    for x in xs:\n        MARK(x.c)\n", False),
        ("def f(xs):\n    for x in xs:\n        MARK(x())\n", False),
        *(
            (OWN.format("self.c", act), same)
            for act, same in {
                "self.read()": True,
                "self.change()": True,
                "self.part()": True,
                "self.static(x)": True,
                "self.d.bind()": True,
                "x.bind()": True,
                "self.bind()": False,
                "self.by()": False,
                "self.made": False,
                "xs.each(self.bind)": False,
                "self.unknown()": False,
                "super().read()": False,
                "self.above()": False,
                "self.other()": False,
            }.items()
        ),
        (OWN.format("self.c.d", "self.read()"), True),
        (OWN.format("self.c.d", "self.part()"), False),
        (OWN.format("self.c.d", "self.bind()"), False),
        (OWN.format("self", "self.unknown()"), True),
        (OWN.format("xs", "self.unknown()"), True),
    ],
    "is_bound_anew": [
        (OWN.format("self.c", "self.bind()"), True),
        (OWN.format("self.c", "self.by()"), True),
        (OWN.format("self.c", "self.c = x"), True),
        (OWN.format("self.c", "self.read()"), False),
        (OWN.format("self.c", "self.unknown()"), False),
        (OWN.format("x", "pass"), True),
        (OWN.format("x.c", "pass"), True),
        (OWN.format("x()", "pass"), True),
    ],
    "is_mutated": [
        *(
            (AFTER_OWN.format("x", act), told)
            for act, told in {
                "self.read()": False,
                "self.static(x)": False,
                "self.change()": True,
                "self.bind()": True,
                "self.part()": True,
                "self.by()": True,
                "self.unknown()": True,
            }.items()
        ),
        (LOOP.format("pass"), True),
        (LOOP.replace("MARK(c)", "print(len(c) + c.count(a))").format("") + "    MARK(c)\n", False),
        *(
            (LOOP.replace("MARK(c)", change).format("pass") + "    MARK(c)\n", True)
            for change in (
                "c.append(x)",
                "c[0] = x",
                "c[0][1] = x",
                "del c[0]",
                "c += [x]",
                "c = [x]",
                "d = c",
                "a(c)",
                "a(k=c)",
                "a(*c, c)",
                "a.append(c)",
                "d = [c]",
                "a[0] = c",
                "yield c",
                "a.b = (c, 1)",
                "c.sort()",
                "d, c[0] = x",
                "for c[0] in a: pass",
                "(d := c)",
                "d = c if x else a",
                "with a(c) as e: pass",
                "a(lambda: c.append(1))",
                "e = c.append",
                "list(map(c.append, a))",
            )
        ),
    ],
    "has_hashable_items": [
        (IN_F.format("c = [1, 2]\n    MARK(c)"), True),
        (IN_F.format("MARK('abc')"), True),
        (IN_F.format("MARK(range(3))"), True),
        (IN_F.format("c = [1]\n    c.append([])\n    MARK(c)"), False),
        (IN_F.format("MARK([[1], [2]])"), False),
        (IN_F.format("MARK([a])"), False),
        (IN_F.format("MARK(a)"), False),
        (IN_F.format("MARK([1, 'a'])"), False),
    ],
    "is_hashable": [
        (IN_F.format("MARK('a')"), True),
        (IN_F.format("MARK(a)"), False),
        (IN_F.format("MARK([])"), False),
        (IN_F.format("MARK(([], 1))"), False),
    ],
    "has_total_order": [
        (IN_F.format("MARK([2, 1])"), True),
        (IN_F.format("MARK(['b', 'a'])"), True),
        (IN_F.format("MARK([0.5])"), False),
        (IN_F.format("MARK([1, 'a'])"), False),
        (IN_F.format("MARK([{1}])"), False),
        (IN_F.format("MARK(a)"), False),
        (IN_F.format("c = [1]\n    c.append('a')\n    MARK(c)"), False),
        (IN_F.format("c = [1]\n    c += a\n    MARK(c)"), False),
    ],
    "is_exact": [
        (IN_F.format("MARK(1)"), True),
        (IN_F.format("c = 0\n    c += 1\n    MARK(c)"), True),
        (IN_F.format("c = 0\n    c += 0.5\n    MARK(c)"), False),
        (IN_F.format("c = 0\n    c += a\n    MARK(c)"), False),
        (IN_F.format("MARK(1 / 2)"), False),
        (IN_F.format("MARK(2 ** -1)"), False),
        (IN_F.format("MARK(a)"), False),
    ],
    "suspends": [
        ("async def f(xs):\n    for x in xs:\n        MARK(x)\n        await x\n", True),
        ("def f(xs):\n    for x in xs:\n        yield MARK(x)\n", True),
        ("def f(xs):\n    for x in xs:\n        MARK(x)\n        yield from x\n", True),
        ("async def f(xs):\n    async for x in xs:\n        MARK(x)\n", True),
        ("async def f(xs):\n    for x in xs:\n        async with x:\n            MARK(x)\n", True),
        (
            "def f(xs):\n    for x in xs:\n        g = lambda: (yield)\n        MARK(x)\n",
            False,
        ),
    ],
    "leaves": [
        (LOOP.format("break"), True),
        (LOOP.format("return"), True),
        (LOOP.format("continue"), True),
        (LOOP.format("raise a"), True),
        (LOOP.format("def g():\n            return 1"), False),
    ],
    "is_dead_after": [
        (LOOP.replace("MARK(c)", "pass").format("d = 1; MARK(d)"), True),
        (LOOP.replace("MARK(c)", "pass").format("d = 1; MARK(d)") + "    return d\n", False),
        (LOOP.format("pass") + "    return lambda: c\n", False),
        ("for x in xs:\n    MARK(x)\n", False),
        ("def f(xs):\n    global d\n    for d in xs:\n        MARK(d)\n", False),
        (
            "def f(xs):\n    g = lambda: d\n    for d in xs:\n        MARK(d)\n    g()\n",
            False,
        ),
        ("def f(xs):\n    for d in xs:\n        MARK(d)\n    return locals()\n", False),
    ],
    "is_condition": [
        ("if MARK(x): pass\n", True),
        ("while not MARK(x): pass\n", True),
        ("if a and MARK(x): pass\n", True),
        ("y = 1 if MARK(x) else 2\n", True),
        ("assert MARK(x)\n", True),
        ("[y for y in z if MARK(x)]\n", True),
        ("y = MARK(x)\n", False),
        ("y = a and MARK(x)\n", False),
        ("if MARK(x) == 1: pass\n", False),
        ("if a: MARK(x)\n", False),
        ("y = MARK(x) if a else 2\n", False),
        ("assert a, MARK(x)\n", False),
        ("return_it(MARK(x))\n", False),
    ],
    "is_builtin": [
        ("MARK(len)\n", True),
        ("len = f\nMARK(len)\n", False),
        ("def f(len):\n    MARK(len)\n", False),
        ("from m import *\nMARK(len)\n", False),
        ("class A:\n    len = 1\n    def f(self):\n        MARK(len)\n", True),
        ("MARK(unknown)\n", False),
    ],
    "means_builtin": [
        ("MARK(x)\n", True),
        ("def set(): pass\nMARK(x)\n", False),
        ("def f(set):\n    MARK(x)\n", False),
        ("from m import *\nMARK(x)\n", False),
    ],
    "is_done_often": [
        ("def f(a):\n    MARK(a)\n", True),
        ("while x:\n    MARK(y)\n", True),
        ("y = []\nMARK(y)\n", False),
        ("def f(self):\n    MARK(self.x)\n", False),
    ],
}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [(name, text, expected) for name, of in CASES.items() for text, expected in of],
)
def test_a_predicate_says(name: str, text: str, expected: bool) -> None:
    assert holds(name, text) is expected


UNALIASED = "def f(a, b):\n    c = []\n    {}\n    c\n"


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("c.append(a)", True),
        ("for x in c: print(x)", True),
        ("if c and len(c) > 1: return c", True),
        ("a = c[0]", True),
        ("d = c", False),
        ("a.b = c", False),
        ("a[0] = c", False),
        ("d = [c]", False),
        ("d = c or a", False),
        ("d = a if b else c", False),
        ("a(c)", False),
        ("a(x=c)", False),
        ("a(*[c])", False),
        ("yield c", False),
        ("d = c.append", False),
        ("a(c.append)", False),
        ("g = lambda: c", False),
        ("def g():\n        return c.pop()", False),
        ("(d := c)", False),
        ("d, e = c, 1", False),
        ("with c as d: pass", False),
        ("for d in [c]: pass", False),
        ("c += a", True),
        ("d = c + a", True),
        ("d = reversed(c)", False),
        ("d = iter(c)", False),
    ],
)
def test_a_local_value_has_no_other_name(use: str, expected: bool) -> None:
    code = Code(UNALIASED.format(use))
    name = [n for n in code.by_kind["identifier"] if n.text == "c"][-1]
    assert predicates.is_unaliased(code, name) is expected
