"""Recipes and shapes made by chance, for tests that hold for all of them."""

from __future__ import annotations

import math
from random import Random

from hypothesis import strategies as st

from guyline.proof.inside.recipe import Group, Input, Made, Pairs, Plain, Recipe, Source
from guyline.proof.inside.shapes import (
    Anything,
    Array,
    Atom,
    Built,
    Either,
    Fixed,
    Frame,
    Keyed,
    Many,
    Mapped,
    OneOf,
    Shape,
)
from guyline.proof.inside.tensor import Tensor

_FLOATS = (0.0, -0.0, 1.5, -2.5e300, 5e-324, math.inf, -math.inf, math.nan)
_LETTERS = "ab'\"\\\n\0{}ß😀\ud800"
_ATOMS = ("None", "bool", "int", "float", "complex", "str", "bytes")
_LIBRARY = (
    Made("datetime.date", (Plain(2024), Plain(2), Plain(29))),
    Source("pickle.loads(b'N.')"),
    Source("[x for x in 'ab']"),
    Source("lambda x: x"),
    Source("int"),
    Made("collections.Counter", (Pairs(((Plain("a"), Plain(2)),)),)),
    Made("datetime.timedelta", (), (("days", Plain(-1)),)),
    Made("iter", (Group("list", (Plain(1),)),)),
    Tensor((Plain(1), Plain(2)), "uint8", (2,)),
    Tensor((Plain(1.5), Plain(math.nan)), "float64", (2, 1)),
    Tensor((), "int64", (0, 3)),
)


def chance(seed: int) -> Random:
    """The same chance each time."""
    return Random(seed)  # noqa: S311 - nothing is kept secret with it


def some_atom(random: Random) -> Recipe:
    """A value that can't change."""
    values = (
        None,
        ...,
        random.random() < 0.5,
        random.choice((0, 1, -1, 255, -(10**700), random.randint(-1000, 1000))),
        random.choice(_FLOATS),
        complex(random.choice(_FLOATS), random.choice(_FLOATS)),
        "".join(random.choices(_LETTERS, k=random.randrange(5))),
        random.randbytes(random.randrange(5)),
    )
    return Plain(random.choice(values))


def _hashable(random: Random, depth: int) -> Recipe:
    if depth > 2 or random.random() < 0.6:
        return some_atom(random)
    kind = random.choice(("tuple", "frozenset"))
    return Group(kind, tuple(_hashable(random, depth + 1) for _ in range(random.randrange(4))))


def some_recipe(random: Random, depth: int = 0) -> Recipe:
    """Any recipe whose value can be made without names of a module."""
    if depth > 3 or random.random() < 0.3:
        return random.choice((some_atom(random), random.choice(_LIBRARY)))
    count = random.randrange(4)
    items = tuple(some_recipe(random, depth + 1) for _ in range(count))
    keys = tuple(_hashable(random, 0) for _ in range(count))
    kinds: tuple[Recipe, ...] = (
        Group(random.choice(("list", "tuple")), items),
        Group(random.choice(("set", "frozenset")), keys),
        Pairs(tuple(zip(keys, items, strict=True))),
        Made("dict", (), tuple(zip("abc"[:count], items, strict=True))),
        Made("collections.deque", (Group("list", items),)),
    )
    return random.choice(kinds)


def some_input(random: Random) -> Input:
    """An input of any form."""
    shared = tuple(
        (f"shared_{each + 1}", some_recipe(random)) for each in range(random.randrange(3))
    )
    arguments = [some_recipe(random) for _ in range(random.randrange(3))]
    arguments += [Source(name) for name, _ in shared for _ in range(2)]
    prior = tuple(("add", Input((some_recipe(random),))) for _ in range(random.randrange(3)))
    return Input(
        tuple(arguments),
        tuple((name, some_recipe(random)) for name in ("key", "ß")[: random.randrange(3)]),
        some_recipe(random) if random.random() < 0.5 else None,
        shared,
        prior,
        random.random() < 0.3,
    )


def some_shape(random: Random, depth: int = 0, *, hashable: bool = False) -> Shape:
    """Any shape of which values can be made."""
    atoms = (*map(Atom, _ATOMS), OneOf((Plain("a"), Plain(7))), OneOf((Plain("x"),), whole=True))
    if depth > 2 or random.random() < 0.3:
        return random.choice(atoms)
    inner = [some_shape(random, depth + 1, hashable=hashable) for _ in range(random.randint(1, 3))]
    both = Fixed(tuple(inner)), Many("tuple", inner[0]), Either(tuple(inner))
    if hashable:
        return random.choice((*both, Many("frozenset", inner[0])))
    key = some_shape(random, depth + 1, hashable=True)
    names = tuple(Plain(each) for each in "abc")
    loose: tuple[Shape, ...] = (
        Many(random.choice(("list", "iter", "collections.deque")), inner[0]),
        Many("list", Either((inner[0], Many("list", inner[0])))),
        Many("set", key),
        Mapped(random.choice(("dict", "collections.OrderedDict")), key, inner[0]),
        Mapped("collections.Counter", key, Atom("int")),
        Keyed(tuple((a, b, random.random() < 0.5) for a, b in zip(names, inner, strict=False))),
        Keyed(()),
        Built("dict", (), tuple((a, b, a < "b") for a, b in zip("abc", inner, strict=False))),
        Built("slice", (Atom("int"), inner[0])),
        Array(random.choice(("int64", "uint8", "int16")), random.choice((1, 2)), Atom("int")),
        Array(random.choice(("float64", "float32")), 1, Atom("float")),
        Array("bool", 1, Atom("bool")),
        Frame(((Plain("a"), Atom("int")), (Plain("b"), Atom("str")))),
        Anything(),
    )
    return random.choice((*both, *loose))


SEEDS = st.integers(0, 1 << 40).map(Random)
RECIPES = SEEDS.map(some_recipe)
INPUTS = SEEDS.map(some_input)
SHAPES = SEEDS.map(some_shape)
