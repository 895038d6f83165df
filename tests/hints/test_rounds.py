"""How often a loop goes round, as far as it is written out."""

from __future__ import annotations

import pytest

from guyline.hints.code import Code
from guyline.hints.rounds import FEW, goes_up, has_few, is_brief, is_short
from guyline.syntax import Node

LONG = list(range(FEW + 1))


def last_of(code: Code, text: str) -> Node:
    """The last node with this very text."""
    return [node for node in code.root.walk() if node.text == text][-1]


@pytest.mark.parametrize(
    ("over", "few"),
    [
        ("('a', 'b')", True),
        ("[]", True),
        ("{1, 2}", True),
        ("{'a': 1}", True),
        ("{1: a}.items()", True),
        ("'abc'", True),
        ("'ab' 'c'", True),
        (f"range({FEW})", True),
        (f"range(2, {FEW + 2})", True),
        (f"range({FEW}, -1, -2)", True),
        ("range(a, 9)", True),
        ("range(len(WORDS))", True),
        ("range(1, len(WORDS))", True),
        ("product(WORDS, (a, b), [a])", True),
        ("enumerate([a, b])", True),
        ("reversed(sorted((a, b)))", True),
        ("map(a, (a, b))", True),
        ("filter(a, (a, b))", True),
        ("zip(table, (a, b))", True),
        ("WORDS", True),
        ("a[:2]", True),
        ("a[1:3]", True),
        ("a[2:]", False),
        ("a[:99]", False),
        ("a[::2]", False),
        ("a[:]", False),
        ("a[:-2]", False),
        ("a.__bases__", True),
        ("enumerate(a.__mro__)", True),
        ("np.array([1, 2], dtype=int)", True),
        ("enumerate(a.parents, 2)", True),
        ("self.parents", False),
        ("np.array(a)", False),
        ("np.zeros((2, 2))", False),
        (str(LONG[1:]), True),
        (str(LONG), False),
        (f"range({FEW + 1})", False),
        (f"range(-3, {FEW})", False),
        ("range(0, 9, a)", False),
        ("range(0, 9, 0)", False),
        ("range(9, a)", False),
        ("range(len(table))", False),
        ("range(-9, len(WORDS))", False),
        ("range(0, len(WORDS), a)", False),
        ("product(WORDS, table)", False),
        ("product(WORDS, (a, b), range(5))", False),
        ("product(WORDS, repeat=9)", False),
        ("product(WORDS, 'a long text')", False),
        ("range(a)", False),
        ("range(*a)", False),
        ("[*a, b]", False),
        ("{**a}", False),
        ("map((a, b), a)", False),
        ("zip(a, b)", False),
        ("sorted(a)", False),
        ("table.items()", False),
        ("table.items(1)", False),
        ("[x for x in a]", False),
        ("a", False),
    ],
)
def test_a_loop_is_short_where_few_things_are_written_out(over: str, few: bool) -> None:
    head = "from itertools import product\nimport numpy as np\nWORDS = 1, 2\n"
    code = Code(f"{head}def f(a, b, table):\n    for x in {over}:\n        g(x)\n")
    [loop] = code.loops(last_of(code, "g(x)"))
    assert is_short(code, loop) is few
    assert has_few(code, loop["right"]) is few


def test_a_while_is_never_short_and_a_clause_may_be() -> None:
    code = Code("while (1, 2):\n    f([g(x) for x in (1, 2)])\n")
    clause, loop = code.loops(last_of(code, "g(x)"))
    assert is_short(code, clause)
    assert not is_short(code, loop)


def test_how_many_are_a_few_may_be_said() -> None:
    code = Code("for x in range(999):\n    g(x)\n")
    [loop] = code.loops(last_of(code, "g(x)"))
    assert is_short(code, loop, 999)
    assert not is_short(code, loop, 998)


@pytest.mark.parametrize("how", ["xs.append(1)", "xs += a", "f(xs)", "xs[0:0] = a", "ys = xs"])
def test_what_grows_is_not_short(how: str) -> None:
    code = Code(f"def g(a):\n    xs = []\n    {how}\n    return xs\n")
    assert not has_few(code, last_of(code, "xs"))
    code = Code("def g(a):\n    xs = []\n    return xs\n")
    assert has_few(code, last_of(code, "xs"))


def test_what_is_made_of_itself_is_not_short() -> None:
    code = Code("xs = list(xs)\nwhile xs:\n    xs = sorted(xs)\n")
    assert not has_few(code, last_of(code, "xs"))
    assert not has_few(code, last_of(code, "list(xs)"))
    code = Code("xs = list(xs)\n")
    assert not has_few(code, last_of(code, "xs"))


@pytest.mark.parametrize(
    ("made", "brief"),
    [
        ("list(args)", True),
        ("args[1:]", True),
        ("[x for x in args]", True),
        ("[].copy()", True),
        ("line.strip().split()", True),
        ("a.first_line.rsplit(' ')", True),
        ("file.readline().split()", True),
        ("input().split()", True),
        ("text.split()", False),
        ("line.splitlines()", False),
        ("[x for x in args for y in a]", False),
        ("args[0]", False),
        ("sorted(a)", False),
        ("list(xs)", False),
    ],
)
def test_what_is_brief_by_its_nature(made: str, brief: bool) -> None:
    code = Code(f"def f(a, line, text, file, *args: int):\n    xs = {made}\n    xs.pop(0)\n")
    assert is_brief(code, last_of(code, "xs")) is brief


@pytest.mark.parametrize(
    ("how", "brief"),
    [
        ("xs.append(1)", True),
        ("for x in (1, 2): xs.append(x)", True),
        ("''.join(xs)", True),
        ("for x in a: xs.append(x)", False),
        ("for x in (1, 2):\n        for y in (1, 2): xs.append(x)", False),
        ("xs.extend(a)", False),
        ("f(xs)", False),
        ("f(a=xs)", False),
        ("xs = a", False),
        ("xs, y = a", False),
        ("def h(): xs.append(1)", False),
        ("def h():\n        nonlocal xs\n        xs = a", False),
    ],
)
def test_what_may_grow_is_not_brief(how: str, brief: bool) -> None:
    code = Code(f"def g(a):\n    xs = []\n    {how}\n    return xs\n")
    assert is_brief(code, last_of(code, "xs")) is brief


@pytest.mark.parametrize(
    ("loop", "up"),
    [
        ("while x: x = x.parent", True),
        ("while x: x = x.get_parent()", True),
        ("while x: x = x.prev_sibling", True),
        ("while x: x = x.next", False),
        ("while x: x = y.parent", False),
        ("for x in y: x = x.parent", False),
    ],
)
def test_a_way_up_is_a_few_rounds(loop: str, up: bool) -> None:
    assert goes_up(Code(f"{loop}\n").root.children[0]) is up
