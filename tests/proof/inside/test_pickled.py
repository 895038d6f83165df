"""Values that are kept as a pickle, read by the library alone, in a process that knows no test."""

from __future__ import annotations

import collections
import functools
import itertools
import math
import re
import threading
import types
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from guyline.proof.inside.captured import input_of_values
from guyline.proof.inside.describe import describe
from guyline.proof.inside.pickled import pickled
from guyline.proof.inside.recipe import Unmade, World
from guyline.proof.inside.written import input_of_json

from . import objects_to_capture as mine

FACTOR = 3


def again(value: object) -> Any:
    """What an input makes of a value; as JSON it has been on its way."""
    told = input_of_json(input_of_values((value,), {}, None, mine.__name__).to_json())
    return told.build(World(vars(mine)))[1][0]


def closure(base: int) -> Callable[[int], int]:
    def added(value: int, by: int = 2, *, more: int = 1) -> int:
        return value * FACTOR + base + by + more

    return added


def recursive() -> Callable[[int], int]:
    def times(value: int) -> int:
        return value * times(value - 1) if value else 1

    return times


def read_later(value: float) -> float:
    return math.floor(value) + FACTOR


read_later.__qualname__ = "gone"

FUNCTIONS: dict[str, tuple[Callable[..., object], tuple[object, ...]]] = {
    "a lambda": (lambda value: value * 2, (4,)),
    "a lambda that reads a name": (lambda value: value * FACTOR, (4,)),
    "a lambda in a partial": (functools.partial(lambda one, other: one - other, 9), (4,)),
    "a closure": (closure(10), (4,)),
    "a closure over itself": (recursive(), (5,)),
    "its name is gone": (read_later, (4.5,)),
    "a method of a lock": (threading.Lock().acquire, ()),
    "a factory": (defaultdict(lambda: 7).__getitem__, ("key",)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_without_a_name_do_the_same(name: str) -> None:
    function, given = FUNCTIONS[name]
    expected = describe(function(*given)) if "lock" not in name else describe(True)
    assert describe(again(function)(*given)) == expected


def test_a_lambda_is_written_as_it_stands() -> None:
    held = input_of_values((lambda value: value > 2, sorted), {"key": lambda pair: pair[1]})
    assert held.line("f") == "f(lambda value: value > 2, sorted, key=lambda pair: pair[1])"


def test_a_lambda_is_written_only_where_its_names_mean_the_same() -> None:
    def line(function: Callable[..., object], home: str = "") -> str:
        return input_of_values((function,), {}, None, home).line("f")

    assert line(lambda text: text.upper().FACTOR) == "f(lambda text: text.upper().FACTOR)"
    assert (
        line(lambda bag: [len(each) for each in bag])
        == "f(lambda bag: [len(each) for each in bag])"
    )
    assert "pickle" in line(lambda value: value * FACTOR)
    assert line(lambda value: value * FACTOR, __name__) == "f(lambda value: value * FACTOR)"
    assert "pickle" in line(lambda value, by=2: value * by)
    one, other = (lambda v: v), (lambda v: v + 1)
    assert (line(one), line(other)) == ("f(lambda v: v)", "f(lambda v: v + 1)")


def test_what_holds_itself() -> None:
    held: list[Any] = [1]
    held.append(held)
    made = again(held)
    assert made[0] == 1
    assert made[1] is made
    child = mine.Node(2)
    parent = mine.Node(1, child)
    child.parent = parent
    made = again(parent)
    assert made.children[0].parent is made


def test_what_arguments_share_stays_shared_in_a_pickle() -> None:
    held: list[Any] = [1]
    held.append(held)
    told = input_of_values((held,), {"again": held}, None, "")
    assert told.shared[0][0] == "shared_1"
    _, (one,), named = input_of_json(told.to_json()).build(World({}))
    assert named["again"] is one


def test_what_is_left_of_a_generator_is_kept_and_not_used_up() -> None:
    items = (each * 2 for each in range(4))
    next(items)
    made = again([items, "text"])
    assert list(made[0]) == [2, 4, 6]
    assert list(items) == [2, 4, 6]


def _endless() -> Iterator[int]:
    yield from itertools.count()


def _slow() -> Iterator[int]:
    while True:
        pass
    yield 1


def _failing() -> Iterator[int]:
    yield 1
    raise OSError


@pytest.mark.parametrize("make", [_endless, _slow, _failing])
def test_generators_that_do_not_end_are_not_kept(make: Callable[[], Iterator[int]]) -> None:
    with pytest.raises(Unmade):
        pickled([make()])


def test_modules_locks_and_references() -> None:
    class_ = mine.Node(1)
    made = again([math, threading.Lock(), threading.RLock(), class_, weakref.ref(class_)])
    assert made[0] is math
    assert made[1].acquire(blocking=False)
    assert made[2].acquire(blocking=False)
    assert made[4]() is made[3]


def test_a_module_that_is_in_no_file() -> None:
    module = types.ModuleType("made")
    exec("step = 2\ndef stepped(value): return value + step", vars(module))  # noqa: S102 - of this test
    made = again(module)
    assert made.__name__ == "made"
    assert made.stepped(3) == 5


class Counted(dict[str, int]):
    """One whose own way of being pickled reads what its constructor makes."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __reduce__(self) -> Any:
        return Counted, (self.most,)


class Slotted:
    """The same without a dict."""

    __slots__ = ("most",)
    most: int

    def __reduce__(self) -> Any:
        return Slotted, (self.most,)


@pytest.mark.parametrize("kind", [Counted, Slotted])
def test_an_object_that_is_not_filled_yet(kind: Any) -> None:
    made = again(kind.__new__(kind))
    assert type(made) is kind
    assert not hasattr(made, "most")
    assert again(Counted(5)).most == 5


def test_large_values_are_compressed_and_larger_ones_refused() -> None:
    held: list[Any] = ["word"] * 30_000
    held.append(held)
    told = pickled(held)
    assert len(told) < 1_000
    assert again(held)[:-1] == held[:-1]
    with pytest.raises(Unmade, match="too large"):
        pickled([str(each) for each in range(200_000)])


def test_the_librarys_own_names_are_no_matter() -> None:
    held: list[Any] = ["word"] * 3_000
    held.append(held)
    told = input_of_values((held,), {}, None, "")
    _, (made,), _ = told.build(World({"zlib": None, "base64": None}))
    assert len(made) == len(held)
    assert collections.Counter(made[:-1]) == {"word": 3_000}


def test_a_match_within_what_holds_itself() -> None:
    held: list[Any] = [re.search("(b)", "ab"), re.compile("a").match("ba", 1)]
    held.append(held)
    assert [each.regs for each in again(held)[:2]] == [((1, 2), (1, 2)), ((1, 2),)]
