"""Code that is moved stays the same code."""

from __future__ import annotations

import functools
from collections.abc import Callable
from random import Random
from typing import Any

from guyline.proof.inside.layout import Layout, reached

SOURCE = """
def helper(n): return n + 1
def unused(n): return n
def recursive(n): return 0 if n == 0 else helper(recursive(n - 1))
def decorated(function):
    @wraps(function)
    def wrapper(n): return function(n)
    return wrapper
@decorated
def wrapped(n): return helper(n)
@lru_cache
def cached(n): return helper(n)
class Shop:
    def __init__(self, n): self.n = n
    @property
    def doubled(self): return 2 * self.n
    @staticmethod
    def plus(n): return helper(n)
    def price(self): return self.plus(self.doubled)
def sells(n): return Shop(n).price()
def inner(n): return [m for m in range(n) if (lambda k: k % 2)(m)]
"""


def loaded() -> dict[str, Any]:
    space: dict[str, Any] = {
        "__name__": "given",
        "wraps": functools.wraps,
        "lru_cache": functools.lru_cache,
    }
    exec(SOURCE, space)  # noqa: S102 - the text above
    return space


def names(function: Callable[..., object]) -> set[str]:
    return {found.__name__ for found in reached(function)}


def test_what_a_call_may_reach_is_found() -> None:
    space = loaded()
    assert names(space["recursive"]) == {"recursive", "helper"}
    assert names(space["wrapped"]) >= {"wrapped", "helper"}
    assert names(space["cached"]) == {"cached", "helper"}
    assert names(space["sells"]) == {"sells", "__init__", "doubled", "plus", "price", "helper"}
    assert names(space["Shop"](1).price) >= {"price", "plus", "doubled", "helper"}
    assert reached(len) == []


def test_moved_code_does_the_same_elsewhere() -> None:
    space = loaded()
    for name in ("recursive", "wrapped", "cached", "sells", "inner"):
        function = space[name]
        expected = function(7)
        layout = Layout(function, Random(1))  # noqa: S311 - places, no secret
        places = set()
        for _ in range(50):
            layout.move()
            assert function(7) == expected
            places.add(id(reached(function)[0].__code__))
        assert len(places) > 3
