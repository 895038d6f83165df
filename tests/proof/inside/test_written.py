"""Reading texts: any recipe comes back from its text, and bad texts are refused."""

from __future__ import annotations

import ast
import json
from types import CodeType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.proof.inside.describe import describe
from guyline.proof.inside.recipe import Input, Recipe, Unmade, World
from guyline.proof.inside.written import (
    input_of_call,
    input_of_json,
    input_of_text,
    recipe_of_text,
)

from .recipes import INPUTS, RECIPES


@settings(max_examples=300)
@given(RECIPES)
def test_a_recipe_comes_back_from_its_text(recipe: Recipe) -> None:
    again = recipe_of_text(recipe.text)
    assert again.text == recipe.text
    assert again == recipe
    if "lambda" not in recipe.text:
        assert describe(again.build(World({}))) == describe(recipe.build(World({})))


@settings(max_examples=150)
@given(INPUTS)
def test_an_input_comes_back_from_json(made: Input) -> None:
    again = input_of_json(json.loads(json.dumps(made.to_json())))
    assert again == made
    assert again.line("f") == made.line("f")
    assert again.size == made.size


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", "Plain(value=1)"),
        ("-1", "Plain(value=-1)"),
        ("- 1.5", "Plain(value=-1.5)"),
        ("'a' 'b'", "Plain(value='ab')"),
        ("...", "Plain(value=Ellipsis)"),
        ("-math.inf", "Plain(value=-inf)"),
        ("complex(1.0, -2.0)", "Plain(value=(1-2j))"),
        ("list()", "Group(kind='list', items=())"),
        ("set()", "Group(kind='set', items=())"),
        ("()", "Group(kind='tuple', items=())"),
        ("frozenset([1])", "Group(kind='frozenset', items=(Plain(value=1),))"),
        ("[*a]", "Source(code='[*a]')"),
        ("{**a}", "Source(code='{**a}')"),
        ("f(*a)", "Source(code='f(*a)')"),
        ("f(**a)", "Source(code='f(**a)')"),
        ("f()()", "Source(code='f()()')"),
        ("a.b", "Source(code='a.b')"),
        ("1 + 2", "Source(code='1 + 2')"),
        ("pickle.loads(b'N.')", "Source(code=\"pickle.loads(b'N.')\")"),
        (
            "a.B(1, k=2)",
            "Made(callee='a.B', arguments=(Plain(value=1),), keywords=(('k', Plain(value=2)),))",
        ),
        (
            "numpy.array([1, 2], dtype='int8').reshape(2, 1)",
            "Tensor(items=(Plain(value=1), Plain(value=2)), dtype='int8', lengths=(2, 1))",
        ),
    ],
)
def test_forms(text: str, kind: str) -> None:
    assert repr(recipe_of_text(text)) == kind


@pytest.mark.parametrize(
    "text",
    [
        "numpy.array([1, 2], dtype='int8').reshape(-1, 2)",
        "numpy.array([1, 2], dtype='int8').reshape((2, 1))",
        "numpy.array([1, 2], dtype='int8').reshape(2, order='F')",
        "numpy.array([[1], [2]], dtype='int8')",
        "numpy.array([1, 2])",
        "numpy.array((1, 2), dtype='int8')",
    ],
)
def test_other_arrays_are_taken_as_they_are(text: str) -> None:
    made, plain = recipe_of_text(text).build(World({})), World({}).evaluate(_code(text))
    assert describe(made) == describe(plain)


def _code(text: str) -> CodeType:
    return compile(text, "<test>", "eval")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1 +",
        "x = 1",
        "import os",
        "f(",
        "'",
        "\0",
        "9" * 5000,
        "[" * 300 + "]" * 300,
        "f(" * 300 + ")" * 300,
        "-" * 3000 + "1",
        "+".join("1" * 3000),
        "a" + ".a" * 3000,
        "f" + "()" * 3000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_what_is_no_expression(text: str) -> None:
    for read in (recipe_of_text, input_of_text):
        with pytest.raises(Unmade):
            read(text)


@settings(max_examples=200)
@given(st.text(max_size=20) | st.text(alphabet="()[]{}:,.*-+'\"1af =", max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        recipe = recipe_of_text(text)
    except Unmade:
        return
    assert recipe_of_text(recipe.text).text == recipe.text


@pytest.mark.parametrize(
    ("line", "text", "receiver"),
    [
        ("f([1], key=2)", "([1], key=2)", None),
        ("  f(1)\n", "(1)", None),
        ("await f(1)", "(1)", None),
        ("pkg.mod.f(1)", "(1)", None),
        ("Basket().add(3)", "(3)", "Basket()"),
        ("'a b'.split()", "()", "'a b'"),
        ("[1].append(2)", "(2)", "[1]"),
    ],
)
def test_calls(line: str, text: str, receiver: str | None) -> None:
    made = input_of_text(line)
    assert made.bracket == text
    assert (made.receiver.text if made.receiver is not None else None) == receiver


@pytest.mark.parametrize("line", ["f", "1", "f(*a)", "f(**a)", "f(1) + 1", "x = f(1)", "f(1)[0]"])
def test_what_is_no_call(line: str) -> None:
    with pytest.raises(Unmade):
        input_of_text(line)


def test_a_call_that_is_parsed() -> None:
    call = ast.parse("f(1, a=[2])", mode="eval").body
    assert isinstance(call, ast.Call)
    assert input_of_call(call).bracket == "(1, a=[2])"


@pytest.mark.parametrize(
    "told",
    [
        {"arguments": ["1 +"]},
        {"arguments": [1]},
        {"keywords": {"a": "("}},
        {"receiver": ""},
        {"shared": {"shared_1": "x ="}},
        {"prior": [["add", {"arguments": ["]"]}]]},
    ],
    ids=repr,
)
def test_bad_json(told: dict[str, Any]) -> None:
    with pytest.raises(Unmade):
        input_of_json(told)
