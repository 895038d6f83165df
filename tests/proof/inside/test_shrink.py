"""Shrinking: known minima are reached, in the domain, in time."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from guyline.proof.inside.recipe import Input, Recipe, World
from guyline.proof.inside.shrink import shrunk
from guyline.proof.inside.written import input_of_json, input_of_text

Shows = Callable[..., bool]


def clock() -> Callable[[], float]:
    """Time that goes on by a millisecond whenever it is asked."""
    ticks = itertools.count()
    return lambda: next(ticks) / 1000


def least(line: str, shows: Shows, fits: Callable[[Input], bool] = lambda _: True) -> str:
    def show(given: Input) -> bool:
        _, arguments, keywords = given.build(World({}))
        try:
            return bool(shows(*arguments, **keywords))
        except (TypeError, IndexError):
            return False

    return shrunk(input_of_text(line), show, fits, 60, clock()).line("f")


MINIMA: list[tuple[str, Shows, str]] = [
    ("f(1000)", lambda x: x > 10, "f(11)"),
    ("f(-1000)", lambda x: x < -10, "f(-11)"),
    ("f(1000)", lambda x: x % 2 == 1 or x > 99, "f(1)"),
    ("f([3, 1, 2, 5, 4])", lambda x: len(x) > 2, "f([0, 0, 0])"),
    ("f([3, 1, 2, 3, 4])", lambda x: len(set(x)) < len(x), "f([0, 0])"),
    ("f([1, 2, 3, 4, 9, 3])", lambda x: x != sorted(x), "f([1, 0])"),
    ("f('hello world')", lambda x: " " in x, "f(' ')"),
    ("f('hello world')", lambda x: len(x) >= 3, "f('aaa')"),
    ("f('Xy7z')", lambda x: any(each.isdigit() for each in x), "f('0')"),
    ("f(b'abcde')", lambda x: len(x) > 1, None),  # type: ignore[list-item]
    ("f(123.456)", lambda x: x > 0.2, "f(0.5)"),
    ("f(math.nan)", lambda x: x != x, "f(math.nan)"),
    ("f(True)", lambda x: isinstance(x, bool), "f(False)"),
    ("f({'a': [1, 2], 'b': [3, 4]})", lambda x: "b" in x, "f({'b': []})"),
    ("f({1, 2, 3})", lambda x: len(x) > 1, "f({1, 0})"),
    ("f([[1, 2], [3, [4]], []])", lambda x: any(isinstance(e, list) for e in x), "f([[]])"),
    ("f(5, key=7, other=8)", lambda x, key=0, other=0: other > 2, "f(0, other=3)"),
    ("f(5, 6, 7)", lambda x, y=0, z=0: x > 2, "f(3)"),
    ("f(numpy.array([1, 2, 3], dtype='int64'))", lambda x: x.sum() > 2, None),  # type: ignore[list-item]
    (
        "f(numpy.array([1, 2, 3, 4, 5, 6], dtype='int64').reshape(2, 3))",
        lambda x: x.shape[1] > 1,
        "f(numpy.array([], dtype='int64').reshape(0, 2))",
    ),
    ("f((5, 'abc'))", lambda x: len(x) == 2, None),  # type: ignore[list-item]
    ("f(collections.deque([4, 5]))", lambda x: len(x) == 1 or x[0] == 4, None),  # type: ignore[list-item]
]


@pytest.mark.parametrize(
    ("line", "shows", "found"), MINIMA, ids=lambda each: "" if callable(each) else str(each)[:30]
)
def test_minima(line: str, shows: Shows, found: str | None) -> None:
    made = least(line, shows)
    assert found in (None, made)
    assert least(made, shows) == made  # nothing is left to be done


def test_it_stays_in_the_domain() -> None:
    seen: list[Input] = []

    def fits(given: Input) -> bool:
        return all(len(each.parts) >= 2 for each in given.arguments) and len(given.arguments) == 1

    def shows(given: Input) -> bool:
        seen.append(given)
        return True

    made = shrunk(input_of_text("f([5, 6, 7, 8])"), shows, fits, 60, clock())
    assert made.line("f") == "f([0, 0])"
    assert all(fits(each) for each in seen)


TOLD: dict[str, Any] = {
    "arguments": ["shared_1", "shared_1"],
    "shared": {"shared_1": "[5, 6]"},
    "receiver": "Basket([1, 2])",
    "prior": [["add", {"arguments": ["1"]}], ["clear", {}]],
    "spoiled": True,
}


def test_all_of_an_input() -> None:
    made = shrunk(input_of_json(TOLD), lambda _: True, lambda each: len(each.arguments) == 2, 60)
    assert made.line("f") == "shared_1 = []; Basket([]).f(shared_1, shared_1)"


def test_what_is_called_before_stays_where_it_counts() -> None:
    made = shrunk(
        input_of_json(TOLD), lambda each: "clear" in dict(each.prior), lambda _: True, 60, clock()
    )
    assert [name for name, _ in made.prior] == ["clear"]


@pytest.mark.parametrize(
    "line",
    [
        f"f({list(range(5000))})",
        f"f({'ab' * 5000!r})",
        f"f([{', '.join(['[1, 2, 3]'] * 1500)}])",
        f"f({dict.fromkeys(range(5000), 'x')})",
        f"f(numpy.array({list(range(5000))}, dtype='int64').reshape(50, 100))",
    ],
    ids=["list", "text", "nested", "dict", "array"],
)
def test_a_large_input_is_not_gone_through_before_time_is_asked(line: str) -> None:
    """However large it is, only so many inputs are made as there is time to try."""
    made, sizes = 0, []

    def shows(given: Input) -> bool:
        nonlocal made
        made += 1
        sizes.append(given.size)
        return False

    given = input_of_text(line)
    assert shrunk(given, shows, lambda _: True, 0.02, clock()) is given
    assert made <= 20


def test_no_time_at_all() -> None:
    given = input_of_text("f([1, 2])")
    assert shrunk(given, lambda _: True, lambda _: True, 0, clock()) is given


def test_a_large_list_gets_small() -> None:
    def shows(given: Input) -> bool:
        parts: tuple[Recipe, ...] = given.arguments[0].parts if given.arguments else ()
        return {"17", "1234"} <= {each.text for each in parts}

    given = input_of_text(f"f({list(range(2000))})")
    assert shrunk(given, shows, lambda _: True, 60, clock()).line("f") == "f([17, 1234])"
