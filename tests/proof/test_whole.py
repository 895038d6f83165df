"""A whole module in two versions: what importing it leaves, and which functions are tried."""

from __future__ import annotations

import pytest

from guyline.errors import InputError
from guyline.proof.prove import Options, prove
from guyline.proof.trials import Subject
from guyline.proof.verdict import Proof, Verdict
from guyline.proof.whole import importing, in_names, offered, together, touched
from tests.proof.attempt import starter

OLD = '''\
"""A shop."""

from __future__ import annotations

import json
from dataclasses import dataclass

__all__ = ["LIMIT", "Basket", "total"]
LIMIT = 3
_RATE = 2
TABLE = {"a": [1.5, None]}


def total(xs: list[int]) -> int:
    """Adds them."""
    return _scaled(sum(xs))


def _scaled(x: int) -> int:
    return x * _RATE


def _alone(x: int) -> int:
    return x


def first(xs: list[int]) -> int:
    return xs[0]


@dataclass
class Basket:
    """Holds things."""

    size: int = 1
    MOST = 9

    def add(self, n: int) -> int:
        return self._room() + n

    def _room(self) -> int:
        return self.MOST - self.size

    def name(self) -> str:
        return "basket"


def filled(n: int) -> Basket:
    return Basket(n)


print("open")
'''


def test_nothing_is_touched_by_what_means_nothing() -> None:
    new = OLD.replace('"""Adds them."""', '"""Sums."""  # up').replace("import json\n", "")
    new = new.replace("    return xs[0]", "    return (\n        xs[0]\n    )")
    assert touched(OLD, OLD) == touched(OLD, new) == []


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("return xs[0]", "return next(iter(xs))", ["first"]),
        ("return x * _RATE", "return x + x", ["total"]),
        ("_RATE = 2", "_RATE = 1 + 1", ["total"]),
        ("self.MOST - self.size", "0 - self.size + self.MOST", ["Basket.add"]),
        ("MOST = 9", "MOST = 3 * 3", ["Basket.add"]),
        ("    return x\n", "    return +x\n", ["_alone"]),
        ("size: int = 1", "size: int = 0 + 1", ["Basket.add"]),
        ("@dataclass\n", "@dataclass(frozen=False)\n", ["filled"]),
        ("def first(", "def second(", []),
    ],
)
def test_functions_that_may_do_something_else(before: str, after: str, names: list[str]) -> None:
    assert before in OLD
    assert touched(OLD, OLD.replace(before, after)) == names


def test_what_a_class_is_made_by_counts_where_it_is_made() -> None:
    made = "    def __init__(self, n: int) -> None:\n        self.n = {}\n"
    old = f"class A:\n{made.format('n')}\n\ndef f(n: int) -> int:\n    return A(n).n\n"
    new = old.replace("self.n = n", "self.n = n + 0")
    assert touched(old, new) == ["A.__init__", "f"]


def imported(new: str, old: str = OLD) -> Proof:
    options = Options(seconds=40.0, inputs=50, mutants=0, timing=0.0)
    proof = prove(importing(Subject("", old, new), offered(old)), starter(), options)
    return in_names(proof, "shop")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import json\n", "import json\nfrom collections import deque\n"),
        ("import json\n", ""),
        ("_RATE = 2", "_RATE = 5"),
        ("return xs[0]", "return 1"),
        ('"""Holds things."""', '"""Holds."""'),
        ('["LIMIT", "Basket", "total"]', '["total", "LIMIT", "Basket"]'),
        ("def filled", "def more():\n    pass\n\n\ndef filled"),
        ("        return self._room() + n\n", "        return 3\n\n    more = 5\n"),
    ],
)
def test_what_is_the_module_s_own_affair(before: str, after: str) -> None:
    assert before in OLD
    assert imported(OLD.replace(before, after)).verdict is Verdict.EXHAUSTED


@pytest.mark.parametrize(
    ("before", "after", "name", "old", "new"),
    [
        ("LIMIT = 3", "LIMIT = 4", "LIMIT", "3", "4"),
        ("1.5", "1.25", "TABLE", "{'a': [1.5, None]}", "{'a': [1.25, None]}"),
        ("def first", "def last", "first", "callable", "nothing"),
        ("def first", "first = 1\n\n\ndef last", "first", "callable", "1"),
        (
            "class Basket:",
            "class Basket(dict):",
            "Basket",
            "class Basket(object)",
            "class Basket(dict)",
        ),
        ("MOST = 9", "MOST = 8", "Basket.MOST", "9", "8"),
        ("def name", "def called", "Basket.name", "'callable'", "'nothing'"),
        ('"total"]', '"total", "first"]', "__all__", "", ""),
        ('print("open")', 'print("opened")', "output", "open\n", "opened\n"),
    ],
)
def test_what_others_see_is_compared(
    before: str, after: str, name: str, old: str, new: str
) -> None:
    found = imported(OLD.replace(before, after))
    assert found.verdict is Verdict.REFUTED
    assert found.counterexample is not None
    assert found.counterexample.line == "import shop"
    assert found.counterexample.aspects == (name,)
    if old:
        assert found.counterexample.old == {name: old}
        assert found.counterexample.new == {name: new}


def test_a_module_that_fails() -> None:
    found = imported(OLD.replace("_RATE = 2", "_RATE = 2 / 0"))
    assert found.verdict is Verdict.REFUTED
    assert found.counterexample is not None
    assert found.counterexample.new["raised"] == "ZeroDivisionError"
    without = "import nothing_of_this_name\n"
    found = imported(without + "x = 1\n", without)
    assert found.verdict is Verdict.NOT_TRIED
    assert found.reason == "importing it fails in both versions: ModuleNotFoundError"
    with pytest.raises(InputError, match="can't be parsed"):
        imported("def f(:\n")
    with pytest.raises(InputError, match="can't be parsed"):
        offered("x = \n")


def test_the_worst_part_is_the_verdict() -> None:
    some = [Verdict.EXHAUSTED, Verdict.PROVED, Verdict.NOT_REFUTED]
    assert together(some) is Verdict.NOT_REFUTED
    assert together([*some, Verdict.NOT_TRIED]) is Verdict.NOT_TRIED
    assert together([*some, Verdict.NOT_TRIED, Verdict.REFUTED]) is Verdict.REFUTED
