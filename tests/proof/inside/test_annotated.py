"""Annotations, read as shapes: a table, and that nothing ever raises."""

from __future__ import annotations

import datetime
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.proof.inside.annotated import shape_of_class, shapes_of_signature
from guyline.proof.inside.draw import Draw
from guyline.proof.inside.fitting import fits
from guyline.proof.inside.pools import Pools
from guyline.proof.inside.recipe import Recipe, Unmade, World
from guyline.proof.inside.shapes import Built, Shape

from . import annotated_functions as mine
from .recipes import chance

_IMPORTS = """
import collections, collections.abc, dataclasses, datetime, decimal, enum, fractions, io, math
import numbers, os, pathlib, re, typing, types, uuid
import numpy, numpy as np
from collections import defaultdict, deque, Counter, OrderedDict, ChainMap
from collections.abc import (AsyncIterator, Awaitable, Callable, Collection, Container, Generator,
    Hashable, Iterable, Iterator, Mapping, MutableMapping, MutableSequence, Sequence, Set, Sized)
from decimal import Decimal
from pathlib import Path
from typing import (Annotated, Any, ClassVar, Dict, Final, IO, List, Literal, NoReturn, Optional,
    ParamSpec, Self, TextIO, Tuple, Type, TypeVar, TypeVarTuple, Union, Unpack)
"""


def names(more: str = "") -> dict[str, Any]:
    held: dict[str, Any] = {**vars(mine)}
    exec(_IMPORTS + more, held)  # noqa: S102
    return held


def shape(annotation: str, before: str = "", default: str = "") -> Shape:
    """What a parameter with an annotation may be given, in each of the ways it may be written."""
    ending = f" = {default}" if default else ""
    found = []
    for future in ("", "from __future__ import annotations\n"):
        held = names()
        text = f"{future}{before}\ndef f(x: {annotation}{ending}): ...\n"
        exec(compile(text, "<test>", "exec", dont_inherit=True), held)  # noqa: S102
        found.append(shapes_of_signature(held["f"], held)["x"])
    assert found[0].told() == found[1].told()
    return found[0]


TOLD = {
    "int": "int",
    "None": "None",
    "bool": "bool",
    "object": "anything",
    "Any": "anything",
    "list": "list[anything]",
    "list[int]": "list[int]",
    "List[int]": "list[int]",
    "List": "list[anything]",
    "list[list[str]]": "list[list[str]]",
    "set[int]": "set[int]",
    "frozenset[int]": "frozenset[int]",
    "deque[int]": "collections.deque[int]",
    "Sequence[int]": "list[int]",
    "Sequence": "list[anything]",
    "Collection[int]": "list[int]",
    "Container[int]": "list[int]",
    "Sized": "list[anything]",
    "Set[int]": "set[int]",
    "Iterable[int]": "list[int] | iter[int]",
    "Iterable": "list[anything] | iter[anything]",
    "Iterator[int]": "iter[int]",
    "Generator[int, None, None]": "iter[int]",
    "dict[str, int]": "dict[str, int]",
    "Dict[str, int]": "dict[str, int]",
    "dict": "dict[anything, anything]",
    "Mapping[str, int]": "dict[str, int]",
    "OrderedDict[str, int]": "collections.OrderedDict[str, int]",
    "Counter[str]": "collections.Counter[str, int]",
    "defaultdict[str, list[int]]": "collections.defaultdict",
    "tuple": "tuple[anything, ...]",
    "tuple[()]": "tuple[()]",
    "tuple[int, str]": "tuple[int, str]",
    "Tuple[int, ...]": "tuple[int, ...]",
    "int | None": "int | None",
    "Optional[int]": "int | None",
    "Union[int, str, None]": "int | str | None",
    "int | Any": "int",
    "Annotated[int, 'positive']": "int",
    "list[Annotated[int, 5]]": "list[int]",
    "Final[int]": "anything",
    "Literal['a', 1, -1, True, None, b'x']": "'a' | 1 | -1 | True, ...",
    "Literal[Colour.RED]": "Colour.RED",
    "Hashable": "int",
    "typing.SupportsFloat": "float",
    "numbers.Number": "float",
    "numbers.Integral": "int",
    "TypeVar('T')": "int",
    "T": "int",
    "list[T]": "list[int]",
    "Few": "int | str",
    "Bound": "Tree",
    "Key": "str",
    "Colour": "Colour.RED | Colour.DARK",
    "Odd": "Odd['a b'] | Odd['class']",
    "Empty": "anything",
    "Film": "{'name': str, 'year': int}",
    "NoKeys": "{}",
    "Typed": "Typed",
    "Point": "Point",
    "'Point'": "Point",
    "list['Point']": "list[Point]",
    "List['Point']": "list[Point]",
    "Optional['Point']": "Point | None",
    "'list[Point]'": "list[Point]",
    "Box[int]": "Box",
    "Shaped": "anything",
    "Base": "Square",
    "Alone": "anything",
    "Whole": "Whole",
    "Numbers": "Numbers[anything]",
    "Table": "Table[anything, anything]",
    "Outer.Inner": "Outer.Inner",
    "Plain": "Plain",
    "Broken": "Broken",
    "Path": "pathlib.Path('.') | pathlib.Path('a/b.txt') | pathlib.Path('/a')"
    " | pathlib.Path('a.tar.gz'), ...",
    "uuid.UUID": "uuid.UUID(int=0) | uuid.UUID(int=1) | uuid.UUID(int=(1 << 128) - 1)",
    "fractions.Fraction": "fractions.Fraction",
    "bytearray": "bytearray",
    "range": "range",
    "np.ndarray": "numpy.ndarray[float64, 1-d] | numpy.ndarray[int64, 1-d]",
    "re.Pattern[str]": "re.compile('a') | re.compile('[0-9]+') | re.compile('')",
    "Callable[[int, int], int]": "lambda x, y: x | lambda x, y: y | lambda x, y: (x, y)"
    " | lambda x, y: 0",
    "Callable[[], int]": "lambda: 0 | lambda: None | list",
    "type[int]": "int | str",
    "NoReturn": "anything",
    "Self": "anything",
    "'nowhere'": "anything",
    "list['nowhere']": "list[anything]",
    "'1 +'": "anything",
    "5": "anything",
    "[int]": "anything",
    "(int, str)": "anything",
    "print": "anything",
    "math": "anything",
    "ParamSpec('P')": "anything",
    "Unpack[tuple[int, ...]]": "anything",
    "Refuses": "anything",
    "list[Refuses]": "anything",
    "type('Local', (), {})": "anything",  # a class that nothing leads to
    "Awaitable[int]": "anything",
}


@pytest.mark.parametrize("annotation", TOLD)
def test_told(annotation: str) -> None:
    assert shape(annotation).told() == TOLD[annotation]


@pytest.mark.parametrize(
    ("annotation", "default", "told"),
    [
        ("int", "None", "int | None"),
        ("int", "5", "int"),
        ("int | None", "None", "int | None"),
        ("Any", "None", "anything"),
        ("Any", "1.5", "float"),
        ("Any", "[]", "anything"),
    ],
)
def test_a_default_tells_too(annotation: str, default: str, told: str) -> None:
    assert shape(annotation, default=default).told() == told


MADE = [
    *("Point", "Typed", "Tree", "Chain", "ByName", "Plain", "Base", "Box[int]", "Whole"),
    *("Numbers", "Table", "Outer.Inner", "Film", "NoKeys", "Colour", "Odd", "Key", "Bound"),
    *("defaultdict[str, list[int]]", "defaultdict[str, Point]", "list[Tree]", "range"),
    *("datetime.datetime", "datetime.date", "Decimal", "Path", "np.ndarray", "Counter[str]"),
    *("fractions.Fraction", "TextIO", "IO[bytes]", "io.StringIO", "io.BytesIO", "re.Pattern[str]"),
    *("Callable[[int], int]", "type[int]", "Iterator[Point]", "tuple[Point, ...]"),
]


def drawn(found: Shape, held: dict[str, Any]) -> list[Recipe]:
    """Thirty values of a shape, all of which can be made."""
    draw = Draw(chance(1), Pools())
    values = []
    for _ in range(30):
        draw.begin()
        values.append(draw.fresh(found))
        values[-1].build(World(held))
        assert fits(values[-1], found)
    return values


@pytest.mark.parametrize("annotation", MADE)
def test_values_can_be_made(annotation: str) -> None:
    drawn(shape(annotation), names())


@pytest.mark.parametrize("annotation", ["datetime", "datetime.date", "list[datetime]"])
def test_a_name_that_hides_a_module(annotation: str) -> None:
    """``datetime`` is most often the class."""
    held = names("from datetime import datetime, date\n")
    held["datetime"].date  # noqa: B018
    exec(f"def f(x: {annotation.replace('datetime.date', 'date')}): ...", held)  # noqa: S102
    values = drawn(shapes_of_signature(held["f"], held)["x"], held)
    assert any(isinstance(each.build(World(held)), (datetime.date, list)) for each in values)


def _well_made(tree: object) -> bool:
    if isinstance(tree, mine.Tree):
        return type(tree.value) is int and all(map(_well_made, tree.children))
    if isinstance(tree, mine.Chain):
        return type(tree.value) is int and (tree.rest is None or _well_made(tree.rest))
    if isinstance(tree, mine.ByName):
        return all(type(key) is str and _well_made(each) for key, each in tree.below.items())
    return False


@pytest.mark.parametrize("name", ["Tree", "Chain", "ByName"])
def test_what_holds_its_own_kind_holds_nothing_else(name: str) -> None:
    found = shape(name)
    draw = Draw(chance(2), Pools())
    recipe = draw.fresh(found)
    for _ in range(200):
        assert _well_made(recipe.build(World(names()))), recipe.text
        recipe = draw.varied(recipe, found)
        if recipe.size > 300:
            recipe = draw.fresh(found)


def test_a_class_that_needs_itself_is_never_made() -> None:
    found = shape("Endless | int")
    assert found.told() == "int"


def test_one_broken_annotation_leaves_the_others() -> None:
    def f(a: Nowhere, b: int, c: list[Nowhere], d: list[int]) -> Gone: ...  # type: ignore[name-defined] # noqa: F821

    told = {name: each.told() for name, each in shapes_of_signature(f, names()).items()}
    assert told == {"a": "anything", "b": "int", "c": "anything", "d": "list[int]"}


def test_the_constructor_of_a_class() -> None:
    held = names()
    found = shape_of_class(mine.Plain, held)
    assert isinstance(found, Built)
    given_ = [(name, each.told(), needed) for name, each, needed in found.keywords]
    assert given_ == [
        ("items", "list[int]", True),
        ("other", "anything", True),
        ("name", "str", False),
    ]
    assert shape_of_class(mine.Broken, held).keywords[1][1].told() == "int"  # type: ignore[attr-defined]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax is of Python 3.12")
@pytest.mark.parametrize(
    ("annotation", "before", "told"),
    [
        ("Numbers", "type Numbers = list[int]", "list[int]"),
        ("Pairs[int]", "type Pairs[T] = list[tuple[T, T]]", "list[tuple[int, int]]"),
        ("Json", "type Json = dict[str, Json] | list[Json] | int", None),
    ],
)
def test_aliases(annotation: str, before: str, told: str | None) -> None:
    assert told in (None, shape(annotation, before).told())


@pytest.mark.parametrize("function", [len, print, dict.get, type, min, "".join, range])
def test_functions_without_a_signature(function: Any) -> None:
    assert isinstance(shapes_of_signature(function, names()), dict)


_WORDS = ["int", "str", "list", "dict", "tuple", "T", "Point", "None", "'Tree'", "...", "5", "Tree"]
_FORMS = ["{}[{}]", "{}|{}", "Optional[{}]|{}", "Callable[[{}],{}]", "Literal[{}]|{}", "'{}'|{}"]


@given(st.lists(st.tuples(st.sampled_from(_FORMS), st.sampled_from(_WORDS)), max_size=5))
def test_any_annotation_is_read(forms: list[tuple[str, str]]) -> None:
    text = "int"
    for form, word in forms:
        text = form.format(word, text)
    held = names()

    def f(x: Any) -> None: ...

    f.__annotations__["x"] = text
    found = shapes_of_signature(f, held)["x"]
    assert found.told()
    draw = Draw(chance(3), Pools())
    for _ in range(3):
        try:
            draw.fresh(found).build(World(held))
        except Unmade:
            continue
