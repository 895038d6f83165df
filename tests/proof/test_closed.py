"""Which functions stand alone, so that the end of a symbolic search says all of them."""

from __future__ import annotations

import pytest

from guyline.proof.closed import NotClosed, closed

CLOSED = {
    "whole numbers": "def f(n: int) -> int:\n    return -n if n < 0 else n\n",
    "a docstring": 'def f(n: int):\n    """Says it."""\n    return n\n',
    "a constant of the module": "LIMIT = 3\ndef f(n: int):\n    return n < LIMIT\n",
    "a loop": "def f(n: int):\n    for i in range(3):\n        n += i * n\n    return n\n",
    "an error": "def f(n: int):\n    if not n:\n        raise KeyError(1)\n    return 9 // n\n",
    "types of typing": (
        "from typing import Literal, Optional\n"
        "def f(a: Literal['x', 'y'], b: Optional[int], c: 'bool', d: tuple[int, str]):\n"
        "    return d[0] if c else (a, b)\n"
    ),
    "an annotated local": "def f(n: int):\n    m: 'anything[1]' = n\n    return m\n",
}


@pytest.mark.parametrize("source", CLOSED.values(), ids=CLOSED)
def test_functions_of_plain_values_stand_alone(source: str) -> None:
    alone = closed(source, source.replace("<", "<="), "f")
    names: dict[str, object] = {}
    exec(alone.old, names)  # noqa: S102 - our own cases
    assert callable(names["f"])
    assert '"""' not in alone.new


OPEN = {
    "no annotation": "def f(n):\n    return n\n",
    "a float": "def f(n: float):\n    return n\n",
    "any": "from typing import Any\ndef f(n: Any):\n    return n\n",
    "a list": "def f(n: list[int]):\n    return n\n",
    "a list of its own": "def f(n: int):\n    return [n]\n",
    "a comprehension": "def f(n: int):\n    return {i for i in range(n)}\n",
    "division": "def f(n: int):\n    return n / 2\n",
    "a power": "def f(n: int):\n    return n ** 2\n",
    "a shift": "def f(n: int):\n    n <<= 2\n    return n\n",
    "a float constant": "def f(n: int):\n    return 0.5\n",
    "a text many times": "def f(n: int):\n    s = 'a'\n    return s * n\n",
    "a text of a number": "def f(n: int):\n    return str(n)\n",
    "a format": "def f(n: int, s: str):\n    return s % n\n",
    "an f-string": "def f(n: int):\n    return f'{n}'\n",
    "a method": "def f(s: str):\n    return s.upper()\n",
    "identity": "def f(n: int):\n    return n is 257\n",
    "a call": "def f(n: int):\n    return hash(n)\n",
    "a call of its own": "def f(n: int):\n    return f(n - 1) if n else 0\n",
    "a try": "def f(n: int):\n    try:\n        return n\n    except KeyError:\n        return 0\n",
    "a global": "N = 0\ndef f(n: int):\n    global N\n    N += 1\n    return N\n",
    "a changing constant": "N = 1\nN = 2\ndef f(n: int):\n    return N\n",
    "a table": "N = [1, 2]\ndef f(n: int):\n    return N[n]\n",
    "a name of Python's, bound": "def len(n):\n    return 0\ndef f(s: str):\n    return len(s)\n",
    "a type, bound": "int = str\ndef f(n: int):\n    return n\n",
    "a star import": "from os import *\ndef f(n: int):\n    return abs(n)\n",
    "bound twice": "def f(n: int):\n    return n\ndef f(n: int):\n    return 1\n",
    "wrapped below": "def f(n: int):\n    return n\nf = print\n",
    "decorated": "@print\ndef f(n: int):\n    return n\n",
    "builtins": "import builtins\nbuiltins.abs = print\ndef f(n: int):\n    return abs(n)\n",
    "globals": "globals()['f'] = 1\ndef f(n: int):\n    return n\n",
    "a method of a class": "class C:\n    def f(self):\n        return 1\n",
    "a generator": "def f(n: int):\n    yield n\n",
    "async": "async def f(n: int):\n    return n\n",
    "many arguments": "def f(*n: int):\n    return n\n",
    "a default that is made": "def f(n: int = abs(-1)):\n    return n\n",
    "counting to a bool": "def f(n: bool):\n    for i in range(n):\n        n\n    return n\n",
    "range as a value": "def f(n: int):\n    return range(n)\n",
    "a huge constant": "def f(n: int):\n    return n < 100000000000000000000000\n",
    "an error at import": "raise ValueError\ndef f(n: int):\n    return n\n",
    "an exit at import": "import os\nos._exit(3)\ndef f(n: int):\n    return n\n",
    "a dict": "def f(n: int):\n    return {1: n, 2: n}\n",
    "no such function": "def g(n: int):\n    return n\n",
    "no Python": "def f(n: int:\n",
}


@pytest.mark.parametrize("source", OPEN.values(), ids=OPEN)
def test_others_do_not(source: str) -> None:
    with pytest.raises(NotClosed):
        closed(source, source, "f")


OLD = "LIMIT = 3\ndef f(n: int, m: int = 0):\n    return n\n"


@pytest.mark.parametrize(
    "new",
    [
        "LIMIT = 4\ndef f(n: int, m: int = 0):\n    return n\n",
        "import os\nLIMIT = 3\ndef f(n: int, m: int = 0):\n    return n\n",
        "LIMIT = 3\ndef f(n: int, m: int = 1):\n    return n\n",
        "LIMIT = 3\ndef f(n: int, k: int = 0):\n    return n\n",
        "LIMIT = 3\ndef f(n: int, *, m: int = 0):\n    return n\n",
        "LIMIT = 3\ndef f(m: int, n: int = 0):\n    return n\n",
        "import builtins\nLIMIT = 3\ndef f(n: int, m: int = 0):\n    return n\n",
    ],
)
def test_what_else_differs_is_not_left_out(new: str) -> None:
    assert closed(OLD, OLD, "f").old
    with pytest.raises(NotClosed):
        closed(OLD, new, "f")
