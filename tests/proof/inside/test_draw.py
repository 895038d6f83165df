"""Draws: the same by seed, and what tells versions apart comes soon."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from guyline.proof.inside.draw import Draw, replaced
from guyline.proof.inside.pools import Pools
from guyline.proof.inside.recipe import Input, Plain, World
from guyline.proof.inside.shapes import (
    Anything,
    Array,
    Atom,
    Built,
    Either,
    Many,
    Mapped,
    OneOf,
    Shape,
)
from guyline.proof.inside.written import input_of_text

from .recipes import chance, some_shape

INT, FLOAT, STR, BYTES = (Atom(each) for each in ("int", "float", "str", "bytes"))
INTS, STRS = Many("list", INT), Many("list", STR)


def pools() -> Pools:
    made = Pools()
    made.add_all((4711, 2.75, "north-east", b"head"))
    return made


def drawn(shape: Shape, count: int, seed: int = 1) -> list[Any]:
    draw, made = Draw(chance(seed), pools()), []
    for _ in range(count):
        draw.begin()
        made.append(draw.fresh(shape).build(World({})))
    return made


@pytest.mark.parametrize("seed", range(12))
def test_the_same_seed_draws_the_same(seed: int) -> None:
    told = []
    for _ in range(2):
        draw = Draw(chance(seed), pools())
        shape = some_shape(chance(seed))
        recipe = draw.fresh(shape)
        texts = [recipe.text]
        for _ in range(20):
            recipe = draw.varied(recipe, shape)
            texts.append(recipe.text)
        told.append(texts)
    assert told[0] == told[1]
    draw = Draw(chance(1), pools())
    assert len({draw.fresh(INTS).text for _ in range(20)}) > 10


def test_a_range_has_no_more_items_than_can_be_gone_through() -> None:
    shape = Built("range", (INT, INT, OneOf((Plain(1), Plain(-1)))))
    draw = Draw(chance(3), pools())
    recipe = draw.fresh(shape)
    for _ in range(500):
        draw.begin()
        recipe = draw.varied(recipe, shape)
        assert len(recipe.build(World({}))) <= 2000


def _has_ties(items: Sequence[Any]) -> bool:
    return len(set(items)) < len(items)


APPEAR: dict[str, tuple[Shape, Callable[[Any], bool]]] = {
    "nothing": (INTS, lambda x: x == []),
    "one": (INTS, lambda x: len(x) == 1),
    "ties": (INTS, _has_ties),
    "neighbours alike": (INTS, lambda x: any(a == b for a, b in itertools.pairwise(x))),
    "all alike": (INTS, lambda x: len(x) > 2 and len(set(x)) == 1),
    "no ties": (INTS, lambda x: len(x) > 3 and not _has_ties(x)),
    "sorted": (INTS, lambda x: len(x) > 3 and x == sorted(x) and len(set(x)) > 2),
    "falling": (INTS, lambda x: len(x) > 3 and x == sorted(x)[::-1] and len(set(x)) > 2),
    "not sorted": (INTS, lambda x: x != sorted(x)),
    "long": (INTS, lambda x: len(x) > 20),
    "negative": (INT, lambda x: x < 0),
    "zero": (INT, lambda x: x == 0),
    "a constant": (INT, lambda x: x == 4711),
    "next to a constant": (INT, lambda x: x in (4710, 4712)),
    "large": (INT, lambda x: abs(x) > 1000),
    "a fraction": (FLOAT, lambda x: x == 2.75),
    "not a number": (FLOAT, math.isnan),
    "infinity": (FLOAT, math.isinf),
    "minus zero": (FLOAT, lambda x: str(x) == "-0.0"),
    "whole": (FLOAT, lambda x: x.is_integer()),
    "no number among others": (
        Many("list", FLOAT),
        lambda x: len(x) > 2 and any(map(math.isnan, x)),
    ),
    "no text": (STR, lambda x: x == ""),
    "a constant text": (STR, lambda x: x == "north-east"),
    "a piece of it": (STR, lambda x: x == "north"),
    "it among others": (STR, lambda x: "north" in x and len(x) > 10),
    "not of one byte": (STR, lambda x: not x.isascii()),
    "white space": (STR, lambda x: x != x.strip()),
    "constant bytes": (BYTES, lambda x: x == b"head"),
    "no UTF-8": (BYTES, lambda x: b"\xff" in x or b"\x80" in x),
    "empty dict": (Mapped("dict", STR, INT), lambda x: x == {}),
    "alike values": (Mapped("dict", STR, INT), lambda x: _has_ties(list(x.values()))),
    "None": (Either((INT, Atom("None"))), lambda x: x is None),
    "empty rows": (Many("list", INTS), lambda x: [] in x),
    "equal rows": (
        Many("list", INTS),
        lambda x: len(x) > 1 and any(x.count(e) > 1 for e in x if e),
    ),
    "a text where nothing is known": (Anything(), lambda x: isinstance(x, str)),
    "a list where nothing is known": (Anything(), lambda x: isinstance(x, list)),
    "an empty array": (Array("int64", 1, INT), lambda x: x.size == 0),
    "a NaN in an array": (Array("float64", 1, FLOAT), lambda x: any(map(math.isnan, x))),
}


@pytest.mark.parametrize("what", APPEAR)
def test_what_appears_within_a_few_hundred_draws(what: str) -> None:
    shape, is_it = APPEAR[what]
    assert sum(map(is_it, drawn(shape, 400))) >= 1


def test_two_arguments_are_equal_now_and_then() -> None:
    draw, equal = Draw(chance(1), pools()), 0
    for _ in range(200):
        draw.begin()
        one, other = draw.fresh(INT), draw.fresh(INT)
        equal += one == other
    assert 10 < equal < 150


VARIED: dict[str, tuple[Shape, str, Callable[[Any, Any], bool]]] = {
    "one less": (INTS, "[1, 2, 3]", lambda x, y: len(x) == len(y) - 1),
    "one more": (INTS, "[1, 2, 3]", lambda x, y: len(x) == len(y) + 1),
    "twice the same": (INTS, "[1, 2, 3]", lambda x, y: _has_ties(x)),
    "another order": (INTS, "[1, 2, 3]", lambda x, y: x != y and sorted(x) == y),
    "the next number": (INT, "50", lambda x, y: abs(x - y) == 1),
    "less": (INT, "50", lambda x, y: x == -y),
    "a letter less": (STR, "'abcd'", lambda x, y: len(x) == len(y) - 1),
    "other letters": (STR, "'abcd'", lambda x, y: x == y.upper()),
    "another digit": (STR, "'a1'", lambda x, y: x[:1] == "a" and x[1:].isdigit() and x != y),
    "cut in two": (STRS, "['abcd']", lambda x, y: len(x) == 2 and "".join(x) == "".join(y)),
    "another order of keys": (
        Mapped("dict", STR, INT),
        "{'a': 1, 'b': 2}",
        lambda x, y: x == y and list(x) != list(y),
    ),
}


@pytest.mark.parametrize("what", VARIED)
def test_what_a_value_is_varied_to(what: str) -> None:
    shape, text, is_it = VARIED[what]
    before = input_of_text(f"f({text})").arguments[0]
    draw = Draw(chance(1), pools())
    found = (draw.varied(before, shape).build(World({})) for _ in range(600))
    plain = before.build(World({}))
    assert any(is_it(each, plain) for each in found)


@pytest.mark.parametrize(
    ("line", "sought", "other", "found"),
    [
        ("f(1, [1, 2])", 1, 5, "f(5, [5, 2])"),
        ("f({1: 1}, key=(1,))", 1, 2, "f({2: 2}, key=(2,))"),
        ("f(True, 1)", 1, 2, "f(True, 2)"),
        ("f('a')", "b", "c", "f('a')"),
        ("f(g(1), x + 1)", 1, 2, "f(g(2), x + 1)"),
    ],
)
def test_one_value_in_place_of_another(
    line: str, sought: object, other: object, found: str
) -> None:
    made: Input = replaced(input_of_text(line), Plain(sought), Plain(other))
    assert made.line("f") == found


def test_numbers_get_smaller_while_runs_come_to_no_end() -> None:
    atoms = Draw(chance(0), pools()).atoms
    assert sum(abs(atoms.integer()) > 10 for _ in range(400)) > 100
    for _ in range(8):
        atoms.took_too_long()
    drawn = [atoms.integer() for _ in range(400)]
    assert 0 < sum(abs(each) > 10 for each in drawn) < 60
    assert max(drawn) < 1 << 60
