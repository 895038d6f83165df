"""Recipes: fresh objects, texts that are the same values, lines that run."""

from __future__ import annotations

import math
import re
from collections import deque
from typing import Any

import pytest
from hypothesis import given

from guyline.proof.inside.apart import apart
from guyline.proof.inside.describe import describe
from guyline.proof.inside.recipe import (
    Group,
    Input,
    Made,
    Pairs,
    Plain,
    Recipe,
    Source,
    Unmade,
    World,
    compiled,
)
from guyline.proof.inside.tensor import Tensor
from guyline.proof.inside.written import input_of_json, input_of_text, recipe_of_text

from .recipes import RECIPES


class Refuses:
    def __init__(self, value: int = 0) -> None:
        raise RuntimeError("no")


class Unhashed:
    def __hash__(self) -> int:
        raise ValueError("not this one")


class Basket:
    def __init__(self, items: list[int]) -> None:
        self.items = items

    def add(self, item: int) -> None:
        self.items.append(item)

    def total(self, times: int = 1) -> int:
        return sum(self.items) * times


NAMES: dict[str, Any] = {"Refuses": Refuses, "Unhashed": Unhashed, "Basket": Basket}


def world(**names: object) -> World:
    return World({**NAMES, **names})


@given(RECIPES)
def test_the_text_is_the_value(recipe: Recipe) -> None:
    if "lambda" in recipe.text:
        return  # two functions are never equal
    built = recipe.build(world())
    assert describe(world().evaluate(compiled(recipe.text))) == describe(built)


@given(RECIPES)
def test_parts_can_be_put_back(recipe: Recipe) -> None:
    assert recipe.with_parts(recipe.parts) == recipe
    assert recipe.size >= 1 + sum(part.size for part in recipe.parts) - len(recipe.parts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (math.nan, "math.nan"),
        (-math.inf, "-math.inf"),
        (-0.0, "-0.0"),
        (complex(-0.0, math.inf), "complex(-0.0, math.inf)"),
        (..., "..."),
        (1 << 8000, hex(1 << 8000)),
        ("'\n\ud800", '"\'\\n\\ud800"'),
        (True, "True"),
    ],
)
def test_plain_texts(value: object, text: str) -> None:
    assert Plain(value).text == text
    assert recipe_of_text(text) == Plain(value)


def test_a_number_is_not_a_truth_value() -> None:
    assert Plain(1) != Plain(True)
    assert Plain(0.0) != Plain(-0.0)
    assert Plain(math.nan) == Plain(float("nan"))
    assert len({Plain(1), Plain(1.0), Plain(True)}) == 3


def test_a_nan_is_one_object_as_in_the_text() -> None:
    built = Plain(float("nan") * 2).build(world())
    assert built is math.nan


@pytest.mark.parametrize(
    "recipe",
    [
        Group("list", (Plain(1),)),
        Group("set", (Plain(1),)),
        Pairs(((Plain(1), Group("list", ())),)),
        Made("collections.deque", (Group("list", (Plain(1),)),)),
        Made("bytearray", (Plain(b"a"),)),
        Made("iter", (Group("list", ()),)),
        Tensor((Plain(1),), "int64", (1,)),
        Source("[1]"),
    ],
    ids=lambda each: each.text,
)
def test_each_build_is_of_its_own(recipe: Recipe) -> None:
    here = world()
    assert recipe.build(here) is not recipe.build(here)


def test_what_is_within_is_of_its_own_too() -> None:
    recipe = Group("list", (Group("list", ()),))
    here = world()
    assert recipe.build(here)[0] is not recipe.build(here)[0]


@pytest.mark.parametrize(
    "recipe",
    [
        Group("set", (Group("list", ()),)),
        Group("frozenset", (Made("Unhashed"),)),
        Pairs(((Group("list", ()), Plain(1)),)),
        Pairs(((Made("Unhashed"), Plain(1)),)),
        Made("Refuses", (Plain(1),)),
        Made("Nowhere"),
        Made("int", (Plain("x"),)),
        Made("int.nothing"),
        Source("1 / 0"),
        Source("nowhere"),
        Source("1 +"),
        Source("(yield)"),
        Source("x = 1"),
        Source("\0"),
        Source("[" * 500 + "]" * 500),
        Tensor((Plain(300),), "uint8", (1,)),
        Tensor((Plain(1),), "int64", (2,)),
        Tensor((Plain("a"),), "int64", (1,)),
        Tensor((Plain(1),), "no type", (1,)),
        Group("list", (Group("tuple", (Source("1 / 0"),)),)),
    ],
    ids=lambda each: each.text[:40],
)
def test_what_cannot_be_made(recipe: Recipe) -> None:
    with pytest.raises(Unmade):
        recipe.build(world())


def test_what_ends_the_program_is_let_through() -> None:
    def leaves() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Made("leaves").build(world(leaves=leaves))


@pytest.mark.parametrize(
    ("recipe", "size"),
    [
        (Plain(None), 1),
        (Plain(0), 1),
        (Plain(1), 2),
        (Plain(-1), 3),
        (Plain(""), 1),
        (Plain("ab"), 3),
        (Group("list", ()), 1),
        (Group("list", (Plain(0), Plain(0))), 3),
        (Pairs(((Plain(0), Plain(0)),)), 3),
        (Made("iter", (Group("list", ()),)), 2),
    ],
    ids=lambda each: getattr(each, "text", ""),
)
def test_sizes(recipe: Recipe, size: int) -> None:
    assert recipe.size == size


def test_names_of_the_module_go_before_those_of_the_library() -> None:
    assert Source("math").build(world(math="mine")) == "mine"
    assert Source("math").build(world()) is math


def test_a_deep_nest() -> None:
    recipe: Recipe = Plain(1)
    for _ in range(80):
        recipe = Group("list", (recipe,))
    assert recipe_of_text(recipe.text) == recipe
    assert describe(recipe.build(world())) == describe(eval(recipe.text))  # noqa: S307


TWICE = (("shared_1", Group("list", (Plain(1),))),)


def record(*given: object, **named: object) -> object:
    return given, named


def run(line: str) -> object:
    """What the last expression of a line gives, and the names that it bound."""
    names: dict[str, Any] = {**NAMES, "f": record, "deque": deque, "math": math}
    *before, last = line.split("; ")
    exec("\n".join(before), names)  # noqa: S102
    return eval(last, names)  # noqa: S307


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (Input(), "f()"),
        (Input((Plain(1),), (("key", Plain(2)),)), "f(1, key=2)"),
        (Input((Source("shared_1"), Source("shared_1")), (), None, TWICE), None),
        (Input((Plain(math.nan), Plain(-math.inf))), "f(math.nan, -math.inf)"),
    ],
)
def test_the_line_runs_and_gives_the_same_arguments(made: Input, line: str | None) -> None:
    told = made.line("f")
    assert line is None or told == line
    _, arguments, keywords = made.build(world())
    assert describe(run(told)) == describe((arguments, keywords))


def test_one_list_in_two_places() -> None:
    made = Input((Source("shared_1"), Source("shared_1")), (), None, TWICE)
    assert made.line("f") == "shared_1 = [1]; f(shared_1, shared_1)"
    _, (one, other), _ = made.build(world())
    assert one is other
    _, (third, _), _ = made.build(world())
    assert third is not one


BASKET = Made("Basket", (Group("list", (Plain(1), Plain(2))),))


@pytest.mark.parametrize(
    ("made", "line", "found"),
    [
        (Input(receiver=BASKET), "Basket([1, 2]).total()", 3),
        (Input((Plain(2),), receiver=BASKET), "Basket([1, 2]).total(2)", 6),
        (
            Input(receiver=BASKET, prior=(("add", Input((Plain(4),))),)),
            "it = Basket([1, 2]); it.add(4); it.total()",
            7,
        ),
    ],
)
def test_the_line_of_a_method(made: Input, line: str, found: int) -> None:
    assert made.line("Basket.total") == line
    assert run(line) == found


def test_what_is_emptied_by_the_caller() -> None:
    made = Input((Plain(1),), spoiled=True)
    assert made.line("f") == "f(1).clear()"
    before = Input(prior=(("g", made), ("h", Input())))
    assert before.line("f") == "g(1).clear(); h(); f()"


def test_parts_of_an_input_can_be_put_back() -> None:
    made = Input(
        (Source("shared_1"),), (("key", Plain(2)),), BASKET, TWICE, (("add", Input()),), True
    )
    assert made.with_parts(made.parts) == made
    assert [part.text for part in made.parts] == ["[1]", "Basket([1, 2])", "shared_1", "2"]
    assert made.size > Input(made.arguments, made.keywords, made.receiver, made.shared).size


def test_an_object_without_its_constructor() -> None:
    made = input_of_text("f(remade(Basket, {'items': [1]}))")
    _, (basket,), _ = made.build(world())
    assert type(basket) is Basket
    assert basket.total() == 1


@pytest.mark.parametrize("name", ["numpy", "datetime", "collections", "re"])
def test_the_library_needs_no_import(name: str) -> None:
    assert re.fullmatch(name, Source(name).build(world()).__name__)


def test_what_exits_when_it_is_made_can_not_be_made() -> None:
    for code in ("exit(1)", "__import__('importlib').import_module('exits')"):
        with pytest.raises(Unmade):
            Source(code).build(World({}))
    with pytest.raises(Unmade):
        Made("exit", (Plain(1),)).build(World({}))


def test_each_value_of_a_call_by_itself() -> None:
    told: dict[str, Any] = {
        "arguments": ["shared_1"],
        "keywords": {"key": "[shared_2]"},
        "shared": {"shared_1": "[1]", "shared_2": "{'a': shared_1}"},
    }
    assert apart(input_of_json(told)).line("f") == "f([1], key=[{'a': [1]}])"
    told = {"arguments": ["shared_1[1]", "2"], "shared": {"shared_1": "pickle.loads(b'...')"}}
    assert apart(input_of_json(told)).line("f") == "f(pickle.loads(b'...')[1], 2)"
    assert apart(input_of_text("f(1)")).line("f") == "f(1)"


def test_what_many_share_is_not_made_for_each_of_them() -> None:
    shared = {"shared_1": "[0, 1, 2]"}
    shared |= {f"shared_{n}": f"[shared_{n - 1}, shared_{n - 1}]" for n in range(2, 60)}
    given = input_of_json({"arguments": ["shared_59"], "shared": shared})
    assert apart(given).size < 1_000_000


def test_a_name_is_the_object_that_a_literal_is() -> None:
    made = recipe_of_text("".join(["'NA", "ME'"])).build(World({}))
    assert made is "NAME"  # noqa: F632 - as lexers compare their tokens
