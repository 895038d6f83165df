"""Statistics, against values that are known."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.bench.paired import interval, mcnemar

YES_ONLY_FIRST, YES_ONLY_SECOND, BOTH = (True, False), (False, True), (True, True)


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [
        (0, 0, 1.0),
        (5, 5, 1.0),
        (1, 0, 1.0),
        (6, 0, 2 / 2**6),
        (2, 10, 2 * (1 + 12 + 66) / 2**12),
        (10, 2, 2 * (1 + 12 + 66) / 2**12),
        (0, 2000, 0.0),
    ],
)
def test_mcnemar_is_a_fair_coins(first: int, second: int, p: float) -> None:
    pairs = [YES_ONLY_FIRST] * first + [BOTH] * 30 + [YES_ONLY_SECOND] * second
    found = mcnemar(pairs)
    assert (found.only_first, found.only_second) == (first, second)
    assert found.p == pytest.approx(p)


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_mcnemar_does_not_mind_which_way_is_first(pairs: list[tuple[bool, bool]]) -> None:
    turned = mcnemar([(second, first) for first, second in pairs])
    found = mcnemar(pairs)
    assert found.p == turned.p
    assert 0 <= found.p <= 1


def mean(rows: Sequence[float]) -> float:
    return sum(rows) / len(rows)


def test_an_interval_is_as_wide_as_theory_has_it() -> None:
    chance = random.Random(7)  # noqa: S311 - samples, no secret
    rows = [chance.gauss(2.0, 1.0) for _ in range(400)]
    found = interval(rows, mean)
    assert found.difference == mean(rows)
    assert found.high - found.low == pytest.approx(2 * 1.96 / 400**0.5, rel=0.15)
    assert found.low < 2.0 < found.high


def test_an_interval_holds_its_share_of_the_time() -> None:
    chance = random.Random(11)  # noqa: S311 - samples, no secret
    held = 0
    for number in range(30):
        found = interval([chance.gauss(0.0, 1.0) for _ in range(20)], mean, number, share=0.8)
        held += found.low <= 0 <= found.high
    assert 17 <= held <= 30  # 24 are expected; within three standard deviations


def test_the_same_seed_gives_the_same_interval() -> None:
    rows = [0.0, 0.0, 1.0, 5.0]
    found = [interval(rows, mean, seed) for seed in (1, 1)]
    assert found[0] == found[1]


def test_what_never_differs_has_no_width() -> None:
    def constant(_: Sequence[int]) -> float:
        return 0.25

    found = interval([1, 2, 3], constant)
    assert (found.low, found.difference, found.high) == (0.25, 0.25, 0.25)
