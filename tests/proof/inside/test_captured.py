"""Values that are there, written down: what is made from the text can't be told from them."""

from __future__ import annotations

import datetime
import decimal
import fractions
import functools
import importlib
import io
import itertools
import math
import operator
import pathlib
import re
import sys
import time
import types
import uuid
from array import array
from collections import ChainMap, Counter, OrderedDict, UserList, defaultdict, deque
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from guyline.proof.inside.captured import input_of_values, recipe_of_value
from guyline.proof.inside.describe import describe
from guyline.proof.inside.forked import in_a_child
from guyline.proof.inside.parts import recipe_of_part
from guyline.proof.inside.recipe import Recipe, Unmade, World
from guyline.proof.inside.written import input_of_json, recipe_of_text

from . import objects_to_capture as mine
from .recipes import RECIPES

pd: Any = importlib.import_module("pandas")  # it ships no types
HERE = mine.__name__


def again(recipe: Recipe) -> object:
    """What is made of the text."""
    return recipe_of_text(recipe.text).build(World(vars(mine)))


VALUES: list[Any] = [
    *(None, True, 0, -5, 1 << 9000, 1.5, -0.0, math.nan, math.inf, 1j, complex(-0.0, math.nan)),
    *("", "a'\"\n\0", "\ud800", b"\xff", ..., bytearray(b"ab")),
    *([], [1, [2, [3]]], (), (1,), (1, (2,)), set(), {1, 2}, frozenset({(1, 2)}), {1: {2: 3}}),
    *({(1, "a"): [None]}, {1.5: 1, None: 2}, range(3), range(9, 0, -2), slice(1, None)),
    *(deque([1, 2]), deque([1], maxlen=3), Counter("aab"), OrderedDict(b=1, a=2)),
    *(defaultdict(list, a=[1]), defaultdict(None, a=1), ChainMap({"a": 1}, {})),
    *(UserList([1]), array("i", [1, 2]), types.SimpleNamespace(a=1)),
    *(decimal.Decimal("1.50"), decimal.Decimal("sNaN"), fractions.Fraction(1, 3)),
    *(datetime.datetime(2024, 2, 29, 1, fold=1, tzinfo=datetime.UTC), datetime.date(1, 1, 1)),
    *(datetime.timedelta(days=-1, microseconds=3), datetime.UTC),
    *(pathlib.Path("a/b"), uuid.UUID(int=5), re.compile("a+", re.IGNORECASE), re.compile(b"a")),
    *(
        re.match("(a)|(b)", "b"),
        re.search("b", "abc"),
        re.fullmatch("a|ab", "ab"),
        re.match(b"", b""),
    ),
    *(re.compile("(?<=a)b|c").match("abc", 1), re.compile("b").search("abc", 1, 2)),
    *(int, dict, len, math.sqrt, operator.add, functools.partial(int, base=2)),
    *(operator.itemgetter(1), itertools.chain, str.upper, list[int], type(None)),
    *(mine.Colour.RED, mine.Rights.READ, mine.Rights.READ | mine.Rights.WRITE, mine.Rights(0)),
    *(mine.Bits.LOW, mine.Bits(8), mine.Odd["a b"], mine.Odd["c"]),
    *(mine.Pair(1, [2]), mine.Typed("a"), mine.Doubled(3), mine.noted(), mine.Noted(1, 2)),
    *(mine.Point(1, -0.0), mine.Frozen("a"), mine.Slotted([1], [2]), mine.Counted(1)),
    *(mine.Hidden(1), mine.OwnConstructor(3), mine.row(), mine.Below(1, 2.0, 3)),
    *(mine.Node(1, mine.Node(2)), mine.Slots(1), mine.Reduced(1), mine.Stated(1)),
    *(mine.Numbers([1, 2]), mine.Name("a"), mine.Whole(5), mine.Table("b")),
    *(mine.Compares(), mine.Callable(), mine.function, mine.Node, [mine.Node, mine.function]),
    *(np.array([1, 2]), np.array([[1.5, np.nan], [-0.0, np.inf]]), np.array([], dtype="uint8")),
    *(np.zeros((0, 3)), np.zeros((2, 0)), np.array(["a", "bcd"]), np.array([True]), np.array(5)),
    *(np.array([1], dtype=">i2"), np.array([1.5], dtype="float16"), np.array([1 + 2j])),
    *(np.array(["2020-01-01"], dtype="M8[D]"), np.array([[1]], dtype=object)),
    *(np.float64(1.5), np.int8(-3), np.bool_(True), np.str_("a"), np.datetime64("2020-01-01")),
    *(pd.Series([1, 2]), pd.Series([1.5, None]), pd.Series([1], name="a"), pd.Series(["a"])),
    *(pd.Series([], dtype="float64"), pd.Series([1], index=["a"]), pd.Series([1], dtype="int8")),
    *(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), pd.DataFrame(), pd.DataFrame({"a": []})),
    *(pd.DataFrame({"a": [1]}, index=["r"]), pd.DataFrame([[1, 2]], columns=["a", "a"])),
    *(pd.DataFrame([[1, 2]]), pd.DataFrame({"a": [1]}).rename_axis(columns="n")),
    *(pd.DataFrame({"a": [1]}).rename_axis("n"), pd.Timestamp("2020-01-01"), pd.NaT),
    pd.DataFrame({"a": [1]}, index=pd.Index([0])),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_what_is_made_is_the_same(value: object) -> None:
    before = describe(value)
    recipe = recipe_of_value(value, HERE)
    assert describe(recipe.build(World(vars(mine)))) == before
    assert describe(again(recipe)) == before
    assert describe(value) == before


@given(RECIPES)
def test_what_a_recipe_makes_can_be_written_down(recipe: Recipe) -> None:
    if "lambda" in recipe.text:
        return
    value = recipe.build(World({}))
    assert describe(again(recipe_of_value(value, HERE))) == describe(value)


def _deep(levels: int = 100_000) -> list[Any]:
    made: list[Any] = []
    for _ in range(levels):
        made = [made]
    return made


def _local() -> object:
    class Kind(type):
        pass

    class Local(metaclass=Kind):
        pass

    return Local()


UNMADE: dict[str, Callable[[], Any]] = {
    "file": lambda: io.TextIOWrapper(io.BytesIO()),
    "deep": _deep,
    "of a local class of a class": _local,
    "raises for anything": mine.Raises,
    "keys of a dict": lambda: {1: 2}.keys(),
    "type without a name": lambda: type(iter([])),
    "memory": lambda: memoryview(b"a"),
}


@pytest.mark.parametrize("make", UNMADE.values(), ids=UNMADE)
def test_what_cannot_be_written_down(make: Callable[[], Any]) -> None:
    with pytest.raises(Unmade):
        again(recipe_of_value(make(), HERE))
    with pytest.raises(Unmade):
        input_of_values((make(),), {}, None, HERE)


@pytest.mark.parametrize("limit", [1_000, 3_000, 1_000_000])
@pytest.mark.parametrize("levels", [100, 100_000])
def test_a_deep_value_never_ends_the_process(levels: int, limit: int) -> None:
    """A program that recurses far allows itself more levels than the stack of C has."""

    def keep(tell: Callable[[str], None]) -> None:
        sys.setrecursionlimit(limit)
        try:
            input_of_values((_deep(levels),), {}, None, HERE)
        except Unmade:
            tell("unmade")
        else:
            tell("made")

    assert in_a_child(keep, 30) == ("made" if levels == 100 else "unmade")


LARGE: dict[str, Callable[[], Any]] = {
    "list": lambda: [0] * 3_000_000,
    "dict": lambda: dict.fromkeys(range(1_000_000)),
    "set": lambda: set(range(1_000_000)),
    "deque": lambda: deque([0] * 3_000_000),
    "text": lambda: "a" * 50_000_000,
    "bytes": lambda: b"a" * 50_000_000,
    "number": lambda: 1 << 50_000_000,
    "nested": lambda: [[[0] * 100 for _ in range(100)] for _ in range(100)],
    "array": lambda: np.zeros(5_000_000),
    "array of objects": lambda: np.zeros(1_000_000, dtype=object),
    "column": lambda: pd.Series(np.zeros(3_000_000)),
    "odd column": lambda: pd.Series(np.zeros(3_000_000), index=np.arange(3_000_000) + 1),
    "object": lambda: mine.Point([0] * 3_000_000),  # type: ignore[arg-type]
    "of a subclass": lambda: mine.Numbers([0] * 3_000_000),
    "the same twice": lambda: [[0, 1] * 1000] * 3_000_000,
}


@pytest.mark.parametrize("make", LARGE.values(), ids=LARGE)
def test_what_is_too_large_is_refused_soon(make: Callable[[], Any]) -> None:
    value = make()
    for write in (recipe_of_value, lambda each: input_of_values((each, each), {"k": each})):
        start = time.process_time()
        with pytest.raises(Unmade):
            write(value)
        assert time.process_time() - start < 2.0


def test_what_is_left_of_a_generator_is_written_down() -> None:
    items = ((each, str(each)) for each in range(4))
    next(items)
    assert recipe_of_value(items).text == "iter([(1, '1'), (2, '2'), (3, '3')])"
    assert len(list(items)) == 3


def test_iterators_are_not_used_up() -> None:
    items = iter([1, 2])
    assert input_of_values((items,), {}).line("f") == "f(iter([1, 2]))"
    assert list(items) == [1, 2]


def line(*arguments: object, receiver: object = None, **keywords: object) -> str:
    """The call as it is written, which makes again what it was made of."""
    made = input_of_values(arguments, keywords, receiver, HERE)
    told = input_of_json(made.to_json())
    assert told.line("f") == made.line("f")
    found = told.build(World(vars(mine)))
    assert describe(found) == describe((receiver, arguments, keywords))
    return made.line("f")


def test_what_stands_in_several_places_is_shared() -> None:
    held = [1]
    assert line(held, held) == "shared_1 = [1]; f(shared_1, shared_1)"
    assert line(held, key=held) == "shared_1 = [1]; f(shared_1, key=shared_1)"
    assert line([held, held]) == "shared_1 = [1]; f([shared_1, shared_1])"
    assert line((held,), {"a": held}) == "shared_1 = [1]; f((shared_1,), {'a': shared_1})"
    assert line("a", "a", 1, 1, (2,), None, None) == "f('a', 'a', 1, 1, (2,), None, None)"


def test_shared_values_within_shared_values() -> None:
    inner = [1]
    outer = [inner, inner]
    told = "shared_1 = [1]; shared_2 = [shared_1, shared_1]; f(shared_2, shared_2)"
    assert line(outer, outer) == told
    middle = {"a": outer, "b": inner}
    line([middle, outer], middle, inner, key=middle)


def test_shared_objects() -> None:
    child = mine.Node(2)
    told = line(mine.Node(1, child, child))
    assert told.startswith("shared_1 = remade(Node, {'value': 2, 'children': []")
    line(child, child, receiver=mine.Node(1, child))
    line({child: [child]}, {child})
    items = [1]
    line(mine.Slotted(items, items))
    line(iter(items), items)
    numbers = np.array([1])
    line(numbers, numbers)


def test_a_module_whose_names_hide_the_librarys() -> None:
    values = datetime.datetime(2024, 2, 29, tzinfo=datetime.UTC), datetime.date(2024, 1, 1)
    home = types.ModuleType("hides")
    home.datetime = datetime.datetime  # type: ignore[attr-defined]
    sys.modules["hides"] = home
    try:
        told = input_of_values(values, {}, None, "hides").to_json()
        found = input_of_json(told).build(World(vars(home)))
    finally:
        del sys.modules["hides"]
    assert found[1] == values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (list(range(100)), "[0, 1, 2]"),
        ("a" * 100, "'aaaaaaaaaaaa'"),
        ({each: [each] * 9 for each in range(9)}, "{0: [0, 0, 0], 1: [1, 1, 1], 2: [2, 2, 2]}"),
        (range(100), "range(0, 3, 1)"),
        (deque([1] * 9), "collections.deque([1, 1, 1])"),
        (5, "5"),
        (
            np.zeros((9, 9), dtype="int8"),
            f"numpy.array([{'0, ' * 8}0], dtype='int8').reshape(3, 3)",
        ),
        (np.array(5), None),
        (pd.DataFrame({"a": range(9)}), "pandas.DataFrame({'a': [0, 1, 2]})"),
        (deque([1, 2, 3, 4], maxlen=4), "collections.deque([1, 2, 3], maxlen=4)"),
        (mine.Pair(1, 2), f"__import__({HERE!r}, fromlist=['']).Pair(x=1, y=2)"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_part_of_a_value(value: object, text: str | None) -> None:
    found = recipe_of_part(value, 3)
    assert text is None or found.text == text


ALONE = [mine.WORD, mine.NUMBER, mine.FLOAT, mine.WORD.Number.Real, mine.NOTHING, mine.UNSET]


@pytest.mark.parametrize("value", ALONE)
@pytest.mark.parametrize("home", ["", HERE])
def test_what_there_is_one_of_stays_that_one(value: object, home: str) -> None:
    if not home and value is mine.NOTHING:
        return  # it is of no package, so nobody knows where to look for it
    assert again(recipe_of_value(value, home)) is value
    made: Any = again(recipe_of_value([value], home))
    assert made[0] is value


def test_what_there_is_one_of_stays_that_one_in_a_pickle() -> None:
    made: Any = again(recipe_of_value(mine.Told(mine.FLOAT)))
    assert type(made) is mine.Told
    assert made.kind is mine.FLOAT


def test_what_stands_nowhere_is_told_by_what_it_is() -> None:
    made: Any = again(recipe_of_value(mine.Kind(("Word",))))
    assert made == mine.WORD
    assert made is not mine.WORD
    changed: Any = mine.Marker()
    changed.now = 1
    made = again(recipe_of_value(changed))
    assert vars(made) == {"now": 1}


BOUND: list[tuple[Callable[..., object], tuple[object, ...]]] = [
    (re.compile("a+").fullmatch, ("aa",)),
    ({"a": 1}.get, ("a",)),
    ("-".join, (["a", "b"],)),
    (mine.Point(3).__eq__, (mine.Point(3),)),
    (mine.Told(mine.WORD).named, ()),
]


@pytest.mark.parametrize(("value", "given"), BOUND)
def test_methods_of_objects_are_those_of_their_like(
    value: Callable[..., object], given: tuple[object, ...]
) -> None:
    made: Any = again(recipe_of_value(value, HERE))
    assert describe(made(*given)) == describe(value(*given))
    assert len(recipe_of_value(re.compile("a+").match).text) < 40


@pytest.mark.parametrize("text", ["a1 b22", "", "b2"])
def test_matches_of_a_search_further_on(text: str) -> None:
    found = list(re.finditer(r"(?<![a-z])([a-z])?(\d*)", text))
    made: list[Any] = [again(recipe_of_value(each, HERE)) for each in found]
    assert [each.regs for each in made] == [each.regs for each in found]


def test_a_match_in_a_text_that_may_change() -> None:
    with pytest.raises(Unmade, match="may change"):
        recipe_of_value(re.match(b"a", bytearray(b"a")), HERE)


def test_what_there_is_one_of_is_told_without_what_it_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = describe(mine.FLOAT)
    monkeypatch.setattr(mine.FLOAT, "later", 5, raising=False)
    assert describe(mine.FLOAT) == before
    like: Any = mine.Kind(mine.FLOAT)
    assert describe(like) == before
    like.later = 5
    assert describe(like) != before
