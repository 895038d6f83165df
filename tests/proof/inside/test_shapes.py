"""Shapes: what is drawn of them fits, what is seen fits what is made of it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given

from guyline.proof.inside.draw import Draw
from guyline.proof.inside.fitting import fits, refined
from guyline.proof.inside.pools import Pools
from guyline.proof.inside.recipe import Made, Plain, Recipe, Unmade, World
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
    is_finite,
    merged,
    shape_of,
    values_of,
)
from guyline.proof.inside.tensor import held
from guyline.proof.inside.written import recipe_of_text

from .recipes import RECIPES, SEEDS, SHAPES, chance, some_shape

INT, STR, NONE, BOOL, FLOAT = (Atom(each) for each in ("int", "str", "None", "bool", "float"))
INTS, STRS = Many("list", INT), Many("list", STR)


def pools() -> Pools:
    made = Pools()
    made.add_all((17, 2.5, "a-b", b"x"))
    return made


@given(SEEDS)
def test_what_is_drawn_is_of_the_shape_and_can_be_made(random: Random) -> None:
    shape = some_shape(random)
    draw = Draw(random, pools())
    for _ in range(5):
        draw.begin()
        recipe = draw.fresh(shape)
        assert fits(recipe, shape), (recipe.text, shape)
        try:
            recipe.build(World({}))
        except Unmade as error:
            # a container that can't be hashed was drawn where nothing says what there is
            assert "unhashable" in str(error), recipe.text  # noqa: PT017


@given(SEEDS)
def test_what_is_varied_stays_in_the_shape(random: Random) -> None:
    shape = some_shape(random)
    draw = Draw(random, pools())
    recipe = draw.fresh(shape)
    for _ in range(12):
        changed = draw.varied(recipe, shape)
        assert fits(changed, shape), (recipe.text, changed.text, shape)
        recipe = changed if changed.size < 400 else draw.fresh(shape)


@given(RECIPES)
def test_a_value_is_of_its_own_shape(recipe: Recipe) -> None:
    assert fits(recipe, shape_of(recipe)), shape_of(recipe)


@given(RECIPES, RECIPES, RECIPES)
def test_a_merged_shape_takes_all_that_it_is_made_of(
    one: Recipe, other: Recipe, third: Recipe
) -> None:
    both = merged((shape_of(one), shape_of(other), shape_of(third)))
    for recipe in (one, other, third):
        assert fits(recipe, both), (recipe.text, both)
    again = merged((both, shape_of(third)))
    assert fits(third, again)


@given(SHAPES, RECIPES)
def test_nothing_raises_for_what_does_not_go_together(shape: Shape, recipe: Recipe) -> None:
    assert fits(recipe, shape) in (True, False)
    assert isinstance(refined(shape, shape_of(recipe)), Shape)
    assert shape.told()
    draw = Draw(chance(1), pools())
    assert fits(draw.varied(recipe, shape), shape) in (True, False)


@given(SHAPES)
def test_all_values_of_a_finite_shape_are_of_it(shape: Shape) -> None:
    if not is_finite(shape):
        return
    values = values_of(shape)
    assert len(values) <= 4096
    assert all(fits(value, shape) for value in values)


MERGED: list[tuple[list[Shape], str]] = [
    ([], "anything"),
    ([INT], "int"),
    ([INT, INT], "int"),
    ([INT, STR], "int | str"),
    ([INT, Anything()], "int"),
    ([Either((INT, NONE)), Either((NONE, STR))], "int | None | str"),
    ([INTS, STRS], "list[int | str]"),
    ([Many("list", Anything()), INTS], "list[int]"),
    ([Many("list", INT), Many("set", INT)], "list[int] | set[int]"),
    ([Fixed((INT,)), Fixed((STR,))], "tuple[int | str]"),
    ([Fixed((INT,)), Fixed((INT, INT))], "tuple[int, ...]"),
    ([Fixed(()), Fixed((INT,))], "tuple[int, ...]"),
    ([Fixed((INT,)), Many("tuple", STR)], "tuple[int | str, ...]"),
    ([Mapped("dict", STR, INT), Keyed(((Plain("a"), STR, True),))], "dict[str, int | str]"),
    ([Keyed(((Plain("a"), INT, True),)), Keyed(((Plain("a"), STR, True),))], "{'a': int | str}"),
    ([Keyed(((Plain("a"), INT, True),)), Keyed(((Plain("b"), INT, True),))], "dict[str, int]"),
    ([Built("C", (INT,)), Built("C", (STR,))], "C"),
    ([Built("C", (INT,)), Built("D", (INT,))], "C | D"),
    ([OneOf((Plain(1),)), OneOf((Plain(2),))], "1 | 2"),
    ([Either(()), INT], "int"),
    ([Array("int64", 1, INT), Array("int64", 2, INT)], None),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("shapes", "told"), MERGED, ids=lambda each: str(each)[:30])
def test_merging(shapes: list[Shape], told: str | None) -> None:
    found = merged(shapes)
    assert told is None or found.told() == told


def test_tables_of_different_columns_stay_two_shapes() -> None:
    one, other = Frame(((Plain("a"), INT),)), Frame(((Plain("b"), INT),))
    assert merged((one, other)) == Either((one, other))
    assert merged((one, Frame(((Plain("a"), STR),)))) == Frame(((Plain("a"), Either((INT, STR))),))


def test_a_key_that_is_not_always_there() -> None:
    both = merged(
        shape_of(recipe_of_text(text)) for text in ("{'a': 1, 'b': 2}", "{'a': 3}", "{'a': 'x'}")
    )
    assert isinstance(both, Keyed)
    assert [(key.text, each.told(), needed) for key, each, needed in both.items] == [
        ("'a'", "int | str", True),
        ("'b'", "int", False),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1", "int"),
        ("True", "bool"),
        ("...", "ellipsis"),
        ("complex(1.0, 2.0)", "complex"),
        ("[]", "list[anything]"),
        ("[1, 'a', 2]", "list[int | str]"),
        ("(1, 'a')", "tuple[int, str]"),
        ("(1, 2, 3, 4, 5, 6)", "tuple[int, ...]"),
        ("{1, 2}", "set[int]"),
        ("{'a': 1}", "{'a': int}"),
        ("{'a b': 1}", "dict[str, int]"),
        ("{1: 'a'}", "dict[int, str]"),
        ("collections.deque([1])", "collections.deque[int]"),
        ("collections.deque([1], maxlen=2)", "collections.deque"),
        ("collections.Counter({'a': 1})", "collections.Counter[str, int]"),
        ("iter([1])", "iter[int]"),
        ("bytearray(b'a')", "bytearray"),
        ("numpy.array([1, 2], dtype='int64')", "numpy.ndarray[int64, 1-d]"),
        ("pandas.DataFrame({'a': [1], 'b': ['x']})", "pandas.DataFrame['a': int, 'b': str]"),
        ("f", "f"),
        ("uuid.UUID('1')", "uuid.UUID('1')"),
        ("pickle.loads(b'N.')", "pickle.loads(b'N.')"),
        ("re.compile('a', 32)", "re.compile('a', 32)"),
        ("remade(C, {'x': 1})", "remade"),
    ],
)
def test_shapes_of_values(text: str, told: str) -> None:
    recipe = recipe_of_text(text)
    assert shape_of(recipe).told() == told
    assert fits(recipe, shape_of(recipe))


@pytest.mark.parametrize(
    ("text", "shape", "whether"),
    [
        ("1", INT, True),
        ("True", INT, False),
        ("1.0", INT, False),
        ("None", Either((INT, NONE)), True),
        ("[1]", INTS, True),
        ("(1,)", INTS, False),
        ("['a']", INTS, False),
        ("[[1]]", Many("list", Either((INT, INTS))), True),
        ("[[[1]]]", Many("list", Either((INT, INTS))), True),
        ("[[['a']]]", Many("list", Either((INT, INTS))), False),
        ("(1, 2)", Fixed((INT, INT)), True),
        ("(1,)", Fixed((INT, INT)), False),
        ("()", Fixed(()), True),
        ("{}", Keyed(((Plain("a"), INT, False),)), True),
        ("{}", Keyed(((Plain("a"), INT, True),)), False),
        ("{'a': 1, 'b': 2}", Keyed(((Plain("a"), INT, True),)), False),
        ("2", OneOf((Plain(1),)), False),
        ("name", INT, True),
        ("1", Either(()), False),
        ("C(1)", Built("C", (INT,)), True),
        ("C(1, k=2)", Built("C", (INT,)), False),
        ("C(x=1)", Built("C", (), (("x", INT, True),)), True),
        ("C()", Built("C", (), (("x", INT, True),)), False),
    ],
)
def test_fitting(text: str, shape: Shape, whether: bool) -> None:
    assert fits(recipe_of_text(text), shape) is whether


@pytest.mark.parametrize(
    ("shape", "seen", "told"),
    [
        (Anything(), INT, "int"),
        (Many("list", Anything()), STRS, "list[str]"),
        (Mapped("dict", STR, Anything()), Mapped("dict", STR, INT), "dict[str, int]"),
        (Mapped("dict", Anything(), Anything()), Keyed(((Plain("a"), INT, True),)), "{'a': int}"),
        (Fixed((INT, Anything())), Fixed((INT, STR)), "tuple[int, str]"),
        (Either((Many("list", Anything()), NONE)), INTS, "list[int] | None"),
        (INT, STR, "int"),
        (STRS, INTS, "list[str]"),
    ],
)
def test_refining(shape: Shape, seen: Shape, told: str) -> None:
    assert refined(shape, seen).told() == told


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        (BOOL, 2),
        (NONE, 1),
        (Fixed((BOOL, BOOL)), 4),
        (Fixed(()), 1),
        (Either((BOOL, NONE)), 3),
        (OneOf((Plain(1), Plain(2)), whole=True), 2),
        (OneOf((Plain(1),)), None),
        (INT, None),
        (INTS, None),
        (Fixed((INT, BOOL)), None),
        (Fixed((BOOL,) * 40), None),
    ],
)
def test_how_many_values(shape: Shape, count: int | None) -> None:
    assert is_finite(shape) is (count is not None)
    if count is not None:
        assert len(set(values_of(shape))) == count


@pytest.mark.parametrize(
    ("value", "dtype", "text"),
    [
        (300, "uint8", "44"),
        (-1, "uint8", "255"),
        (128, "int8", "-128"),
        (-129, "int8", "127"),
        (5, "int64", "5"),
        (1e308, "float32", "3e+38"),
        (-1e308, "float16", "-65504.0"),
        (1.5, "float32", "1.5"),
        ("a", "<U1", "'a'"),
        (True, "uint8", "True"),
    ],
)
def test_what_an_array_holds(value: object, dtype: str, text: str) -> None:
    assert held(Plain(value), dtype).text == text


def test_pickled_bytes_are_never_changed() -> None:
    recipe = recipe_of_text("[pickle.loads(b'N.'), pickle.loads(b'I1\\n.')]")
    shape = shape_of(recipe)
    draw = Draw(chance(1), pools())
    for _ in range(200):
        recipe = draw.varied(recipe, shape)
        assert isinstance(recipe.build(World({})), list)
        assert not any(isinstance(part, Made) for part in recipe.parts)
