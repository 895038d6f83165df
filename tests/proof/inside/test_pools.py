"""Pools: the constants of code, and what lies beside them."""

from __future__ import annotations

import ast

import pytest

from guyline.proof.inside.pools import Pools


def read(source: str) -> Pools:
    made = Pools()
    made.read(ast.parse(source))
    return made


@pytest.mark.parametrize(
    ("source", "pool", "has"),
    [
        ("x = 17", "integers", {16, 17, 18, -17, 34}),
        ("x = -50000", "integers", {50000}),
        ("x = 2.5", "floats", {2.5, -2.5}),
        ("x = 'ab-12'", "texts", {"ab-12", "ab", "-", "12"}),
        ("x = 'ab-12'", "whole", {"ab-12"}),
        ("x = 'ab-12'", "integers", {5, 6}),
        ("x = b'ab'", "data", {b"ab"}),
        ("match x:\n case 'k': pass", "texts", {"k"}),
        ("f'lead {x}'", "texts", {"lead "}),
        ("def f(x=3): 'a text'", "integers", {3}),
    ],
)
def test_constants(source: str, pool: str, has: set[object]) -> None:
    assert has <= set(getattr(read(source), pool))


@pytest.mark.parametrize("source", ["def f():\n 'some words'", "'some words'", "x = True", "..."])
def test_what_is_left_out(source: str) -> None:
    assert read(source) == Pools()


def test_there_are_bounds() -> None:
    made = Pools()
    made.add_all(range(10_000))
    made.add_all(f"t{each}" for each in range(1000))
    made.add("x" * 10_000)
    made.add(1 << 100)
    assert len(made.integers) == 400
    assert len(made.texts) <= 400
    assert max(made.integers) < 1 << 70
