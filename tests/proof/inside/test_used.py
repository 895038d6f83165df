"""What parameters are, from what code does with them: many small functions, each told by heart."""

from __future__ import annotations

import types

import pytest

from guyline.proof.inside.used import Reader, settled_of

CASES: list[tuple[str, dict[str, list[str]]]] = [
    # What is gone through, and what is in it.
    ("def f(xs):\n    return [x for x in xs]", {"xs": ["list[anything]"]}),
    ("def f(xs):\n    return [x.strip() for x in xs]", {"xs": ["list[str]"]}),
    ("def f(xs):\n    return sum(x * 2 for x in xs)", {"xs": ["list[int]"]}),
    ("def f(xs):\n    return [a + b for a, b in xs]", {"xs": ["list[tuple[anything, anything]]"]}),
    ("def f(xs):\n    return {k: v + 1 for k, v in xs}", {"xs": ["list[tuple[anything, int]]"]}),
    ("def f(m):\n    return [k.upper() for k, v in m.items() if v > 1]", {"m": ["dict[str, int]"]}),
    (
        "def f(g):\n    return [[r[i] for r in g] for i in range(len(g[0]))]",
        {"g": ["list[list[anything]]"]},
    ),
    (
        "def f(xs):\n    for i in range(len(xs)):\n        if xs[i] > 3:\n            return i",
        {"xs": ["list[int]"]},
    ),
    # Keys and attributes.
    ("def f(r):\n    return r['n'] + 1", {"r": ["{'n': int}"]}),
    (
        "def f(rs):\n    return sum(r['n'] * r.get('k', 1) for r in rs)",
        {"rs": ["list[{'n': int, 'k': int}]"]},
    ),
    ("def f(o):\n    return o.a.strip()", {"o": ["types.SimpleNamespace"]}),
    (
        "class A:\n    def __init__(self, n):\n        self.n = n\ndef f(o):\n    return o.n + 1",
        {"o": ["A", "types.SimpleNamespace"]},
    ),
    # Single values.
    ("def f(n):\n    return list(range(n))", {"n": ["int"]}),
    ("def f(n):\n    return n % 2 == 0", {"n": ["int"]}),
    ("def f(x):\n    return x * 0.5 + x", {"x": ["float", "int"]}),
    ("def f(s):\n    return s.upper()", {"s": ["str"]}),
    ("def f(s, t):\n    return t.join(s.split())", {"s": ["str"], "t": ["str"]}),
    (
        "def f(s):\n    n = 0\n    for c in s:\n        n += c in 'aeiou'\n    return n",
        {"s": ["str", "list[str]"]},
    ),
    ("def f(a):\n    return a == 'x'", {"a": ["str"]}),
    ("def f(a):\n    return '%d' % a", {"a": ["int"]}),
    ("def f(a):\n    return f'{a:.2f}'", {"a": ["int"]}),
    ("import os\ndef f(p):\n    return os.path.join(p, 'a')", {"p": ["str"]}),
    ("import math\ndef f(p):\n    return math.floor(p)", {"p": ["int"]}),
    # Whose type is asked for.
    (
        "def f(p):\n    if isinstance(p, str):\n        p = [p]\n    return [x.upper() for x in p]",
        {"p": ["str", "list[str]"]},
    ),
    ("def f(p):\n    if p is None:\n        return 0\n    return p + 1", {"p": ["int", "None"]}),
    # What is handed on.
    ("def f(p):\n    return g(p, 1)\ndef g(a, n):\n    return a.lower()[:n]", {"p": ["str"]}),
    (
        "def f(p):\n    return g(p)\ndef g(a):\n    return h(a)\ndef h(a):\n    return a.lower()",
        {"p": ["str"]},
    ),
    (
        "def f(xs):\n    return sorted(xs, key=lambda x: x['a'].lower())",
        {"xs": ["list[{'a': str}]"]},
    ),
    ("def f(xs):\n    return list(map(len, xs))", {"xs": ["list[list[anything]]"]}),
    ("def f(p):\n    return g(p)\ndef g(a: 'list[int]'):\n    return a", {"p": ["list[int]"]}),
    # Nothing tells.
    ("def f(a):\n    return a", {"a": []}),
    ("def f(a):\n    return [a, a]", {"a": []}),
    # What calls itself, and what holds others like itself.
    ("def f(n):\n    return 1 if n < 2 else n * f(n - 1)", {"n": ["int"]}),
    ("def f(t):\n    return 1 + sum(f(c) for c in t.parts)", {"t": ["types.SimpleNamespace"]}),
    (
        "def f(t):\n    while t.up:\n        t = t.up\n    return t.n",
        {"t": ["types.SimpleNamespace"]},
    ),
]


def loaded(source: str) -> types.ModuleType:
    """A module of this text."""
    module = types.ModuleType("m")
    exec(compile(source, "m.py", "exec"), vars(module))  # noqa: S102 - a text of this file
    return module


def settled(source: str) -> dict[str, list[str]]:
    """The shapes of the parameters of ``f``, told."""
    module = loaded(source)
    found, _ = settled_of(Reader(source, vars(module)), "f", vars(module)["f"])
    return {name: [each.told() for each in shapes] for name, shapes in found.items()}


@pytest.mark.parametrize(("source", "wanted"), CASES, ids=[source for source, _ in CASES])
def test_use_tells(source: str, wanted: dict[str, list[str]]) -> None:
    assert settled(source) == wanted


def test_what_is_called_is_a_function() -> None:
    (shape,) = settled("def f(g, x):\n    return g(x) + 1")["g"]
    assert "lambda" in shape


def test_a_default_tells() -> None:
    assert settled("def f(a, b=()):\n    return a + 1 if a in b else 0")["b"] == ["tuple[int, ...]"]


def test_the_object_of_a_method() -> None:
    source = (
        "class A:\n"
        "    def __init__(self, xs):\n        self.xs = xs\n"
        "    def total(self, n):\n        return sum(x.strip().count('a') for x in self.xs) + n\n"
    )
    module = loaded(source)
    found, receiver = settled_of(Reader(source, vars(module)), "A.total")
    assert {name: [each.told() for each in shapes] for name, shapes in found.items()} == {
        "n": ["int"]
    }
    assert receiver is not None
    assert receiver.keywords[0][1].told() == "list[str]"  # type: ignore[attr-defined]


def test_reading_ends() -> None:
    """Functions that call one another in many ways are not read in all of them."""
    names = [f"f{i}" for i in range(20)]
    calls = " + ".join(f"{name}(x)" for name in names)
    source = "def f(x):\n    return " + calls + "\n"
    source += "".join(f"def {name}(x):\n    return {calls}\n" for name in names)
    module = loaded(source)
    reader = Reader(source, vars(module))
    settled_of(reader, "f")
    assert reader.steps <= 30_001


STRANGE = [
    """
def f(a):
    match a:
        case [x, *_]:
            return x
        case _:
            return 0
""",
    """
async def f(a, b):
    async for x in a:
        async with x as c:
            return await c
""",
    """
def f(a):
    try:
        return a[0]
    except (KeyError, IndexError) as error:
        return error
    finally:
        a = 1
""",
    """
def f(a):
    global b
    b = a
    del a
""",
    """
def f(a):
    return (lambda *x, k=1, **y: x)(*a, **a)
""",
    """
def f(a):
    yield from a
    yield a
""",
    """
def f(a):
    while (b := a.pop()):
        a += b
    else:
        return a
""",
    """
def f(a):
    x, *y = a
    a[1:2] = a[::2]
    a[...] = {**a, 1: [*y, *a]}
""",
    """
def f(a):
    class B(a):
        c = a
    return B
""",
    """
def f(a):
    import os.path
    from math import floor
    return floor(os.path.join(a))
""",
]
"""Functions with syntax that is seldom used."""


@pytest.mark.parametrize("source", STRANGE)
def test_no_syntax_is_too_much(source: str) -> None:
    """What there is no rule for is read for its parts."""
    assert "a" in settled(source)
