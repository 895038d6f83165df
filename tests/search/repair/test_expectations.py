"""Repairs chosen by tests that may be wrong themselves."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from itertools import product
from math import exp, lgamma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.proof.attempt import Means, subject_of
from guyline.search.repair.expectations import expectations, passing
from guyline.search.repair.posterior import posteriors
from guyline.search.writing import items_of
from tests.proof.attempt import starter

MATRICES = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.booleans(), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


def beta(alpha: float, other: float) -> float:
    return exp(lgamma(alpha) + lgamma(other) - lgamma(alpha + other))


def by_hand(passes: Sequence[Sequence[bool]], repairs: set[int], tests: set[int]) -> float:
    """The product as the paper has it, cell by cell."""
    counts = {"repair": [0, 0], "test": [0, 0]}
    for i, j in product(range(len(passes)), range(len(passes[0]))):
        if i in repairs and j in tests:
            assert passes[i][j], "a right repair passes a right test"
        else:
            counts["repair" if j in tests else "test"][not passes[i][j]] += 1
    (a, b), (c, d) = counts["repair"], counts["test"]
    shares = beta(1 + len(repairs), 1 + len(passes) - len(repairs))
    shares *= beta(1 + len(tests), 1 + len(passes[0]) - len(tests))
    return beta(1 + a, 2 + b) * beta(1 + c, 20 + d) * shares


def test_a_small_case_by_hand() -> None:
    passes = [[True, True, False], [True, True, False], [True, False, True]]
    found = [exp(each) for each in posteriors(passes)]
    assert found[0] == pytest.approx(by_hand(passes, {0, 1}, {0, 1}))
    assert found[2] == pytest.approx(by_hand(passes, {2}, {0, 2}))
    assert found[0] == found[1] > found[2]


@given(MATRICES)
def test_it_is_the_product_over_all_cells(passes: list[list[bool]]) -> None:
    for row, found in zip(passes, posteriors(passes), strict=True):
        repairs = {n for n, each in enumerate(passes) if each == row}
        tests = {n for n, passed in enumerate(row) if passed}
        assert exp(found) == pytest.approx(by_hand(passes, repairs, tests))


@given(MATRICES)
def test_the_order_of_repairs_and_tests_does_not_count(passes: list[list[bool]]) -> None:
    turned = [list(reversed(row)) for row in reversed(passes)]
    assert list(reversed(posteriors(turned))) == pytest.approx(posteriors(passes))


def test_one_that_passes_what_the_others_pass_and_more_is_likelier() -> None:
    likely = posteriors([[True, True, True, True], [True, True, False, False], [False] * 4])
    assert likely == sorted(likely, reverse=True)


ZERO_AND_TWO = ("total([]) == 0", "total([2]) == 2")


class Answering:
    """Stands for :class:`guyline.search.repair.tries.Tries`."""

    def __init__(self, said: str) -> None:
        self._said = said

    def items(self, question: str, task: str, most: int, lesson: Sequence[str] = ()) -> list[str]:
        return items_of(self._said, most)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("1. total([1]) == 1", ("total([1]) == 1",)),
        (
            "1. `total([]) == 0`\n2. assert total([2]) == 2  # one",
            ("total([]) == 0", "total([2]) == 2"),
        ),
        ("1. total([1]) == 1\n2. total([1]) == 1", ("total([1]) == 1",)),
        ("1. Basket().total() is None", ("Basket().total() is None",)),
        ("1. other([1]) == 1\n2. 1 == 1\n3. total([1])\n4. total(", ()),
        ("1. exit() or total([]) == 0", ()),
        ("It should add them up.", ()),
        ("", ()),
    ],
)
def test_what_is_no_comparison_of_a_call_is_left_out(said: str, expected: tuple[str, ...]) -> None:
    assert expectations(Answering(said), "total") == expected  # type: ignore[arg-type] # a fake


def test_expectations_are_run_on_each_repair(tmp_path: Path) -> None:
    starter()
    text = "def f(a):\n    return a\n"
    (tmp_path / "pyproject.toml").touch()
    path = tmp_path / "mod.py"
    path.write_text(text)
    subject, project = subject_of(path, "f", text, text)
    repairs = [text.replace("return a", f"return {new}") for new in ("a + 1", "abs(a)", "a.b")]
    expected = ("f(1) == 2", "f(-1) == 1", "f(0) == f(0)", "f(2) == __import__('os')._exit(3)")
    start = Means(project, Path(sys.executable)).confinement().start
    found = passing(subject, [*repairs, "1 /"], expected, start, threading.Event())
    assert found == [
        [True, False, True, False],
        [False, True, True, False],
        [False] * 4,
        [False] * 4,
    ]
