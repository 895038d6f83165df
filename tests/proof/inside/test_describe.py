from __future__ import annotations

import copy
import gc
import json
import math
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any
from weakref import ref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.proof.inside import private
from guyline.proof.inside.describe import close, describe, examine

from . import described
from .described import Loose

CASES = Path(__file__).parent / "cases"
SERVER = Path(__file__).parents[3] / "server"


def pairs(name: str) -> Iterator[tuple[str, str]]:
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        one, found, other = line.partition(" ~~ ")
        if found:
            yield one, other


def value_of(text: str) -> Loose:
    return eval(text, vars(described))  # noqa: S307 - our own cases


@pytest.mark.parametrize(("one", "other"), [*pairs("differ.md")])
def test_is_told_apart(one: str, other: str) -> None:
    assert describe(value_of(one)) != describe(value_of(other))
    assert describe([value_of(one)]) != describe([value_of(other)])
    assert describe({"k": (0, value_of(one))}) != describe({"k": (0, value_of(other))})


@pytest.mark.parametrize(("one", "other"), [*pairs("same.md")])
def test_is_not_told_apart(one: str, other: str) -> None:
    assert describe(value_of(one)) == describe(value_of(other))
    assert describe([value_of(one)]) == describe([value_of(other)])
    assert describe({"k": (0, value_of(one))}) == describe({"k": (0, value_of(other))})


@pytest.mark.parametrize("text", sorted({side for p in pairs("differ.md") for side in p}))
def test_is_the_same_again_and_has_no_address(text: str) -> None:
    first, second = value_of(text), value_of(text)
    assert describe(first) == describe(first) == describe(second)
    assert not re.search(r"0x[0-9a-f]{8,}", describe(first)) or "10**5000" in text


def test_there_are_enough_cases() -> None:
    assert len([*pairs("differ.md"), *pairs("same.md")]) >= 200


def test_means_the_same_in_another_process_with_another_seed() -> None:
    texts = [one for one, _ in [*pairs("same.md"), *pairs("differ.md")]]
    code = (
        "import sys, hashlib, json\n"
        "from tests.proof.inside import described\n"
        "from guyline.proof.inside.describe import describe\n"
        "texts = json.load(sys.stdin)\n"
        "print(json.dumps([describe(eval(text, vars(described))) for text in texts]))\n"
    )
    told = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", code],
                input=json.dumps(texts),
                env={
                    **os.environ,
                    "PYTHONHASHSEED": seed,
                    "PYTHONPATH": os.pathsep.join([str(SERVER), str(SERVER.parent)]),
                },
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]
    assert told[0] == [describe(value_of(text)) for text in texts]


def atoms(floats: bool = True) -> st.SearchStrategy[Any]:
    plain = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=3)
    return plain | st.floats() | st.complex_numbers() if floats else plain


def hashable() -> st.SearchStrategy[Any]:
    plain = atoms(floats=False) | st.floats()
    return plain | st.tuples(plain, plain) | st.frozensets(plain, max_size=3)


def values() -> st.SearchStrategy[Any]:
    return st.recursive(
        atoms(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.tuples(inner, inner)
            | st.dictionaries(hashable(), inner, max_size=3)
            | st.sets(hashable(), max_size=3)
            | st.builds(described.Point, inner, inner)
            | st.builds(described.shared, inner)
        ),
        max_leaves=12,
    )


def slowly_same(one: Loose, other: Loose) -> bool:
    """The reference: what `describe` is to say, compared directly; without sharing."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return (math.isnan(one) and math.isnan(other)) or (
            one == other and math.copysign(1, one) == math.copysign(1, other)
        )
    if isinstance(one, complex):
        return slowly_same((one.real, one.imag), (other.real, other.imag))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(slowly_same, one, other))
    if isinstance(one, dict):
        return slowly_same(list(one.items()), list(other.items()))
    if isinstance(one, set | frozenset):
        rest = list(other)
        for item in one:
            found = next((n for n, held in enumerate(rest) if slowly_same(item, held)), None)
            if found is None:
                return False
            rest.pop(found)
        return not rest
    if isinstance(one, described.Point):
        return slowly_same(vars(one), vars(other))
    return bool(one == other)


def unshared(value: Loose) -> Loose:
    """A copy in which nothing is shared."""
    if isinstance(value, list):
        return [unshared(item) for item in value]
    if isinstance(value, tuple):
        return tuple(unshared(item) for item in value)
    if isinstance(value, dict):
        return {key: unshared(item) for key, item in value.items()}
    if isinstance(value, described.Point):
        return described.Point(unshared(value.x), unshared(value.y))
    return copy.copy(value)


@given(values())
@settings(max_examples=300, deadline=None)
def test_a_deep_copy_is_the_same(value: Loose) -> None:
    assert describe(copy.deepcopy(value)) == describe(value)


@given(values(), values())
@settings(max_examples=300, deadline=None)
def test_agrees_with_the_reference(one: Loose, other: Loose) -> None:
    one, other = unshared(one), unshared(other)
    assert (describe(one) == describe(other)) == slowly_same(one, other)


@given(st.data(), values())
@settings(max_examples=200, deadline=None)
def test_agrees_with_the_reference_on_what_is_nearly_the_same(data: Loose, value: Loose) -> None:
    one = unshared([value, 0])
    other = unshared([value, data.draw(st.sampled_from([0, False, 0.0, -0.0, None, "0"]))])
    assert (describe(one) == describe(other)) == slowly_same(one, other)


@given(values(), st.integers(20, 300))
@settings(max_examples=100, deadline=None)
def test_text_is_bounded_and_still_tells(value: Loose, most: int) -> None:
    value = unshared(value)
    assert len(describe(value, most=most)) <= most + 60
    assert describe([value, 1], most=most) != describe([value, 2], most=most)


def deep(kind: type, levels: int) -> Loose:
    found: Loose = kind()
    for _ in range(levels):
        found = kind([found]) if kind is not dict else {"k": found}
    return found


@pytest.mark.parametrize("kind", [list, tuple, dict])
def test_depth_is_no_limit(kind: type) -> None:
    one, other = deep(kind, 20_000), deep(kind, 20_001)
    assert describe(one) == describe(deep(kind, 20_000))
    assert describe(one) != describe(other)
    while one:  # CPython frees deep values level by level only for some types
        one = one["k"] if kind is dict else one[0]
    while other:
        other = other["k"] if kind is dict else other[0]


def test_a_long_chain_of_objects() -> None:
    def chain(last: object) -> described.Point:
        found = described.Point(last, None)
        for _ in range(5_000):
            found = described.Point(found, 1)
        return found

    assert describe(chain(1)) == describe(chain(1))
    assert describe(chain(1)) != describe(chain(2))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (list(range(200_000)), [*range(199_999), 0]),
        ("a" * 1_000_000, "a" * 999_999 + "b"),
        ({n: [n] for n in range(20_000)}, {n: [n % 19_999] for n in range(20_000)}),
        (set(range(100_000)), set(range(1, 100_001))),
    ],
    ids=["list", "str", "dict", "set"],
)
def test_differences_late_in_large_values_are_seen(one: Loose, other: Loose) -> None:
    begun = time.process_time()
    assert describe(one) != describe(other)
    assert time.process_time() - begun < 20
    assert not examine(one).notes


def test_values_without_end_are_cut_and_it_is_said() -> None:
    value: Loose = ([],)
    for _ in range(60):
        value = (value, value)
    begun = time.process_time()
    assert examine(value).notes == ("too large to be looked at as a whole",)
    assert time.process_time() - begun < 60


class Node:
    """Something that holds others in a set, and its parent."""

    def __init__(self, name: object) -> None:
        self.name = name
        self.near: set[Node] = set()


def graph(names: Iterable[object], edges: Iterable[tuple[int, int]], order: list[int]) -> Node:
    """The first of some nodes; made in an order, which decides how sets are gone through."""
    told = list(names)
    keep = [Node(None) for _ in range(len(told))]
    nodes = {at: keep[place] for place, at in enumerate(order)}
    for at, name in enumerate(told):
        nodes[at].name = name
    for one, other in edges:
        nodes[one].near.add(nodes[other])
    return nodes[0]


EDGES = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=14)


@settings(max_examples=300, deadline=None)
@given(EDGES, st.permutations(range(6)), st.randoms(use_true_random=False))
def test_what_holds_one_another_in_sets_is_told_alike(
    edges: set[tuple[int, int]], order: list[int], chance: Random
) -> None:
    shuffled = sorted(edges)
    chance.shuffle(shuffled)
    one = graph("abcdef", sorted(edges), list(range(6)))
    assert describe(one) == describe(graph("abcdef", shuffled, order))
    assert not examine(one).notes


@settings(max_examples=300, deadline=None)
@given(EDGES, EDGES)
def test_what_holds_one_another_otherwise_is_told_apart(
    edges: set[tuple[int, int]], others: set[tuple[int, int]]
) -> None:
    one, other = (graph("abcdef", each, list(range(6))) for each in (edges, others))
    held = [{edge for edge in each if edge[0] in reached(each)} for each in (edges, others)]
    assert (describe(one) == describe(other)) is (held[0] == held[1])


def reached(edges: set[tuple[int, int]]) -> set[int]:
    """The nodes that can be reached from the first."""
    found, new = set[int](), {0}
    while new:
        found |= new
        new = {other for one, other in edges if one in new} - found
    return found


def test_a_tree_whose_nodes_know_their_parents_costs_what_it_holds() -> None:
    count = 300
    edges = [(at, (at - 1) // 3) for at in range(1, count)]
    tree = graph(range(count), [*edges, *((b, a) for a, b in edges)], list(range(count)))
    begun = time.process_time()
    told = examine(tree)
    assert not told.notes
    assert told.looked < 200 * count
    assert time.process_time() - begun < 20


def test_a_chain_of_sets_costs_what_it_holds() -> None:
    tied = examine(graph(range(900), [(at, at + 1) for at in range(899)], list(range(900))))
    assert not tied.notes
    assert tied.looked < 10 * 900


def test_tuples_that_are_shared_cost_nothing() -> None:
    value: Loose = ("some text", 1.5)
    for _ in range(20):
        value = (value, value)
    assert not examine(value).notes


@pytest.mark.parametrize(
    ("value", "note"),
    [
        (iter([]), "an iterator was not used up: list_iterator"),
        ((item for item in "ab"), "an iterator was not used up: generator"),
        (Lock(), "opaque: _thread.lock"),
        (
            described.adder(1),
            "of a function only what it holds was compared: "
            "tests.proof.inside.described.adder.<locals>.<lambda>",
        ),
        (described.Point(1, 2), ""),
        ([1, {"a": (2,)}], ""),
    ],
)
def test_what_is_left_open_is_said(value: object, note: str) -> None:
    told = examine([value])
    assert list(told.notes) == ([note] if note else [])
    assert " at 0x" not in told.text


def test_files_are_told_by_how_they_are(tmp_path: Path) -> None:
    with (tmp_path / "f").open("w") as file:
        one = describe(file)
    assert one != describe(file)
    assert str(tmp_path) not in one


def test_a_class_that_says_it_is_another() -> None:
    forged = type("list", (list,), {"__module__": "builtins", "__repr__": lambda _: "[1]"})
    assert describe(forged([1])) != describe([1])
    decimal = type("Decimal", (), {"__module__": "decimal"})
    assert describe(decimal()) != describe(Decimal(1))


def test_attributes_can_be_left_out() -> None:
    point = described.Point(1, 2)
    assert describe(point) != examine(point, ignored=frozenset({"y"})).text
    assert (
        examine(described.Point(1, 3), ignored=frozenset({"y"})).text
        == examine(point, ignored=frozenset({"y"})).text
    )


def test_nothing_is_kept_alive() -> None:
    point = described.Point(1, 2)
    watcher = ref(point)
    describe([point, {point}])
    del point
    gc.collect()
    assert watcher() is None


@pytest.mark.parametrize(
    ("one", "other", "is_close"),
    [
        ("1.0", "1.0 + 1e-12", True),
        ("1.0", "1.1", False),
        ("1.0", "1", False),
        ("nan", "nan", True),
        ("nan", "1.0", False),
        ("inf", "inf", True),
        ("inf", "-inf", False),
        ("0.0", "-0.0", True),
        ("1j", "1j + 1e-300", False),
        ("[1.0, [2.0]]", "[1.0, [2.0 + 1e-12]]", True),
        ("[1.0, 2.0]", "[2.0, 1.0]", False),
        ("[1.0]", "[1.0, 1.0]", False),
        ("{1.0, 2.0}", "{2.0 + 1e-12, 1.0}", True),
        ("{'a': 1.0}", "{'a': 1.0 + 1e-12}", True),
        ("{'a': 1.0}", "{'b': 1.0}", False),
        ("Point(1.0, 1)", "Point(1.0 + 1e-12, 1)", True),
        ("np.array([1.0])", "np.array([1.0 + 1e-12])", True),
        ("np.array([1.0])", "np.array([1.1])", False),
        ("np.array([1.0])", "np.array([[1.0]])", False),
        ("np.float64(1)", "np.float64(1 + 1e-12)", True),
        ("pd.Series([1.0])", "pd.Series([1.0 + 1e-12])", True),
        ("'1.0'", "'1.1'", False),
    ],
)
def test_close(one: str, other: str, is_close: bool) -> None:
    assert close(value_of(one), value_of(other), 1e-9) is is_close


def test_private_names_that_are_new() -> None:
    old = "class A:\n    def f(self): return self._x\n"
    new = (
        "_cache = {}\nclass A:\n    def f(self):\n"
        "        self.__y = self._x = self.z = 1\n        setattr(self, '_w', 2)\n"
    )
    assert private.added_private(old, new) == {"_cache", "__y", "_A__y", "_w"}


class Named:
    """One whose name is where it lies."""

    def __init__(self, filler: str = "") -> None:
        self.name = f"__anon_{hex(id(self))}"
        self.number = id(self)
        self.filler = filler


@pytest.mark.parametrize("filler", ["", "long " * 9_000])
def test_where_an_object_lies_is_no_part_of_it(filler: str) -> None:
    one, other = Named(filler), Named(filler)
    assert describe([one]) == describe([other])
    assert describe([one, one.number]) != describe([one, other.number])
    assert filler or "&1" in describe([one])
    assert describe(0x7F00_1234_5678) == repr(0x7F00_1234_5678)
