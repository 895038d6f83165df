"""Domains: what a function may be called with, and which inputs are within."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guyline.proof.inside.draw import Draw
from guyline.proof.inside.pools import Pools
from guyline.proof.inside.recipe import World
from guyline.proof.inside.signature import Signature, signature_of
from guyline.proof.inside.written import input_of_text

from .recipes import chance

SOURCE = """
from __future__ import annotations
class Basket:
    def __init__(self, items: list[int]): self.items = items
    def total(self, times: int = 1): return sum(self.items) * times
def plain(a: int, b: str = 'x', *, c: bool = False): return a, b, c
def only(a: int, /, b: int): return a, b
def rest(a: int, *more: int, **named: str): return a, more, named
def bare(a, b=2, c=None): return a, b, c
def flags(a: bool, b: bool | None, c: bool = True): return a, b, c
def nothing(): return 1
"""


def names() -> dict[str, Any]:
    held: dict[str, Any] = {"__name__": "baskets"}
    exec(SOURCE, held)  # noqa: S102
    return held


def signature(name: str, *seen: str) -> tuple[Signature, Callable[..., Any], dict[str, Any]]:
    held = names()
    inputs = [input_of_text(each) for each in seen]
    if name == "total":
        owner = held["Basket"]
        return signature_of(owner.total, held, owner, inputs, 1), owner.total, held
    return signature_of(held[name], held, None, inputs, 0), held[name], held


@pytest.mark.parametrize("name", ["plain", "only", "rest", "bare", "flags", "nothing", "total"])
def test_what_is_drawn_can_be_called_and_fits(name: str) -> None:
    domain, function, held = signature(name)
    draw = Draw(chance(1), Pools())
    given = domain.fresh(draw)
    for _ in range(150):
        assert domain.fits(given), given.line(name)
        receiver, arguments, keywords = given.build(World(held))
        function(*([receiver] if name == "total" else []), *arguments, **keywords)
        given = domain.varied(given, draw) if draw.random.random() < 0.8 else domain.fresh(draw)


@pytest.mark.parametrize(
    ("name", "seen", "told"),
    [
        ("plain", (), "a: int annotation, b: str annotation, c: bool annotation"),
        ("bare", (), "a: anything nothing, b: int default, c: anything nothing"),
        ("bare", ("bare([1])",), "a: list[int] calls, b: int default, c: anything nothing"),
        (
            "bare",
            ("bare(1)", "bare('a', c={1})"),
            "a: int | str calls, b: int default, c: set[int] calls",
        ),
        (
            "rest",
            (),
            "a: int annotation, more: tuple[int, ...] annotation, named: dict[str, str] annotation",
        ),
        ("total", (), "self: Basket class, times: int annotation"),
        ("nothing", (), ""),
    ],
)
def test_what_is_known(name: str, seen: tuple[str, ...], told: str) -> None:
    rows = signature(name, *seen)[0].told()
    assert ", ".join(f"{each['name']}: {each['shape']} {each['known']}" for each in rows) == told


@pytest.mark.parametrize(
    ("name", "line", "whether"),
    [
        ("plain", "plain(1)", True),
        ("plain", "plain(1, 'a', c=True)", True),
        ("plain", "plain(a=1)", True),
        ("plain", "plain()", False),
        ("plain", "plain('a')", False),
        ("plain", "plain(1, c=1)", False),
        ("rest", "rest(1, 2, 3, x='a')", True),
        ("rest", "rest(1, 'a')", False),
        ("bare", "bare('anything')", True),
        ("total", "Basket([1]).total(2)", True),
        ("total", "Basket(items=[1]).total(2)", True),
    ],
)
def test_what_is_within(name: str, line: str, whether: bool) -> None:
    assert signature(name)[0].fits(input_of_text(line)) is whether


def test_all_inputs_of_a_domain_that_is_finite() -> None:
    domain = signature("flags")[0]
    assert domain.is_finite
    inputs = list(domain.all_inputs(1000))
    assert len(inputs) == len(set(inputs)) == domain.count == 2 * 3 * 3
    assert all(map(domain.fits, inputs))
    assert not signature("plain")[0].is_finite
    assert [each.line("nothing") for each in signature("nothing")[0].all_inputs(5)] == ["nothing()"]


VIEWS = """
class View:
    def __init__(self, table, weight=None, *, whole=False, **more):
        self._table = table
        self.size = len(table)
        self._weight, self.whole = weight, whole
    def total(self): return sum(self._table.values()) if self._weight is None else self._weight
"""


def test_recorded_objects_are_rebuilt_of_what_they_hold() -> None:
    held: dict[str, Any] = {"__name__": "views"}
    exec(VIEWS, held)  # noqa: S102
    held["there"] = [held["View"]({"a": 1, "b": 2})]
    seen = [input_of_text("there[0].total()")]
    domain = signature_of(held["View"].total, held, held["View"], seen, 1)
    draw = Draw(chance(1), Pools())
    views = [domain.fresh(draw).build(World(held))[0] for _ in range(300)]
    assert all(view._table == {"a": 1, "b": 2} for view in views)
    assert {type(view._weight) for view in views} == {type(None), int, str}
    assert {view.whole for view in views} == {False, True}


NO_VIEWS = {
    "it keeps nothing as it is": "def __init__(self, table): self.table = dict(table)",
    "one that is needed is not kept": "def __init__(self, table, n): self.table = table",
    "no constructor": "table = {'a': 1}",
}


@pytest.mark.parametrize("name", NO_VIEWS)
def test_recorded_objects_that_are_not_rebuilt(name: str) -> None:
    held: dict[str, Any] = {"__name__": "views", "there": [None]}
    exec(f"class View:\n    {NO_VIEWS[name]}\n    def total(self): return 1", held)  # noqa: S102
    seen = [input_of_text("there[0].total()")]
    domain = signature_of(held["View"].total, held, held["View"], seen, 1)
    assert domain.told()[0]["shape"] == "there[0]"
