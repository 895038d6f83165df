"""Inputs of any size are what a function takes: by annotations, and by calls that were seen."""

from __future__ import annotations

import itertools
import statistics
from random import Random
from typing import Any

import pytest

from guyline.proof.inside.draw import Draw
from guyline.proof.inside.pools import Pools
from guyline.proof.inside.recipe import World
from guyline.proof.inside.sizes import DISTINCT, NUMBER, REPEATED, SORTED, Sizes
from guyline.proof.inside.subject import Subject
from tests.proof.attempt import subject


def sizes_of(code: str, *calls: str) -> Sizes:
    loaded = Subject.load(subject(code, code, calls=calls).to_json())
    return Sizes(loaded.signature, loaded.seen, Draw(Random(0), Pools()))  # noqa: S311 - no secret


def made(sizes: Sizes, kind: str, size: int) -> Any:
    _, (argument, *_), _ = sizes.input(kind, size).build(World({}))
    return argument


@pytest.mark.parametrize(
    ("annotation", "item"),
    [
        ("list[int]", int),
        ("list[str]", str),
        ("list[tuple[int, str]]", tuple),
        ("list[list[int]]", list),
        ("list[dict[str, int]]", dict),
        ("list[dict[str, list[int]] | None]", (dict, type(None))),
    ],
)
def test_so_many_items_of_their_type(annotation: str, item: type) -> None:
    sizes = sizes_of(f"def f(xs: {annotation}) -> int:\n    return len(xs)\n")
    assert sizes.kinds() == (DISTINCT, REPEATED, SORTED)
    for kind in sizes.kinds():
        found = made(sizes, kind, 50)
        assert len(found) == 50
        assert all(isinstance(each, item) for each in found)


def test_keys_are_those_that_were_seen() -> None:
    code = "def f(xs: list[dict[str, int]]) -> int:\n    return sum(x['id'] for x in xs)\n"
    sizes = sizes_of(code, "f([{'id': 1, 'user': 7}])", "f([{'id': 2}])")
    found = made(sizes, DISTINCT, 20)
    assert {frozenset(each) for each in found} == {frozenset({"id", "user"})}
    assert len({each["id"] for each in found}) == 20


def test_a_number_is_a_size_of_its_own() -> None:
    sizes = sizes_of("def f(n: int) -> int:\n    return n\n")
    assert sizes.kinds() == (NUMBER,)
    assert made(sizes, NUMBER, 64) == 64
    assert sizes_of("def f(x: float) -> float:\n    return x\n").kinds() == ()


def test_a_range_is_as_long_as_it_is_to_be() -> None:
    sizes = sizes_of("def f(xs):\n    return list(xs)\n", "f(range(24))", "f(range(3, 9, 2))")
    assert sizes.kinds() == (DISTINCT,)
    assert made(sizes, DISTINCT, 64) == range(64)


def test_collections_that_are_alike_hold_the_same_items() -> None:
    code = (
        "def f(xs: list[int], qs: list[int]) -> list[int]:\n    return [xs.index(q) for q in qs]\n"
    )
    loaded = Subject.load(subject(code, code).to_json())
    draw = Draw(Random(0), Pools())  # noqa: S311 - no secret
    sizes = Sizes(loaded.signature, loaded.seen, draw, alike=True)
    for kind in (DISTINCT, REPEATED, SORTED):
        _, (xs, qs), _ = sizes.input(kind, 50).build(World({}))
        assert sorted(xs) == sorted(qs)
        assert (xs == qs) == (kind == SORTED)


def test_tuples_that_had_all_the_same_length_are_of_any() -> None:
    calls = ("f(('Mers', 'for', 'Vers'))", "f(('a', 'b', 'c'))")
    sizes = sizes_of("def f(xs):\n    return [x[-1] for x in xs]\n", *calls)
    assert sizes.kinds() == (DISTINCT, REPEATED, SORTED)
    found = made(sizes, DISTINCT, 64)
    assert isinstance(found, tuple)
    assert len(set(found)) == 64
    assert sizes_of("def f(x):\n    return x[0]\n", "f((1, 'a'))", "f((2, 'b'))").kinds() == ()
    beside = sizes_of("def f(x, ys: list[int]):\n    return x[0] in ys\n", "f((1, 2), [3])")
    assert len(made(beside, DISTINCT, 64)) == 2


@pytest.mark.parametrize("size", [1, 2, 50, 3000])
def test_distinct_items_are_different_and_of_all_there_are(size: int) -> None:
    sizes = sizes_of("def f(xs: list[int]) -> int:\n    return len(xs)\n")
    found, in_order = made(sizes, DISTINCT, size), made(sizes, SORTED, size)
    assert len(set(found)) == size
    assert 0 <= min(found) <= max(found) <= 4 * size
    assert found == made(sizes, DISTINCT, size)
    assert in_order == sorted(set(in_order))
    assert len(in_order) == size
    if size > 1000:
        assert statistics.mean(found) == pytest.approx(2 * size, rel=0.05)
        rising = sum(one < other for one, other in itertools.pairwise(found))
        assert rising == pytest.approx(size / 2, rel=0.05)


@pytest.mark.parametrize("kind", [DISTINCT, SORTED])
def test_items_lie_in_memory_as_they_stand_in_the_list(kind: str) -> None:
    sizes = sizes_of("def f(xs: list[int]) -> int:\n    return len(xs)\n")
    found = [id(each) for each in made(sizes, kind, 40_000) if each > 300]
    steps = [abs(later - first) for first, later in itertools.pairwise(found)]
    assert statistics.median(steps) < 64_000  # scattered over five megabytes, it is a third of them
