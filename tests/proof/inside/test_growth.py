"""Both versions over sizes, on a clock that is told what time it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from random import Random
from statistics import median
from typing import Any

import pytest

from guyline.proof.inside.calling import Arguments, Make
from guyline.proof.inside.growth import Growth, growth, plain
from guyline.proof.inside.interval import ratio
from guyline.proof.inside.reach import Family
from guyline.proof.inside.timing import Timer
from guyline.proof.speed import read, summary
from tests.proof.inside.stand_in_clock import Clock


def sized(n: int) -> Make:
    return lambda: ((n,), {})


def told(
    clock: Clock,
    old: Callable[[int], float],
    new: Callable[[int], float],
    make: Callable[[int], Make] = sized,
    **given: Any,
) -> Growth:
    """What is told of two versions that take so many nanoseconds at a size, on a clock."""
    versions = clock.function("old", old), clock.function("new", new)
    return growth(
        "a size",
        Family(*versions, make, make, mutates=False),
        random=Random(1),  # noqa: S311 - orders, no secret
        memory=False,
        timer=Timer(clock, clock, 1),
        **given,
    )


def measured(
    old: Callable[[int], float],
    new: Callable[[int], float],
    seconds: float = 2.0,
    largest: int = 1 << 20,
    **given: Any,
) -> Growth:
    """The same in a time that it keeps to."""
    clock = Clock()
    found = told(clock, old, new, seconds=seconds, largest=largest, **given)
    assert clock.now < 1.3e9 * seconds + 1e8
    return found


def test_sizes_double_at_the_large_end_and_begin_at_the_smallest() -> None:
    found = measured(lambda n: 100 * n, lambda n: 50 * n)
    sizes = [point.size for point in found.points]
    assert sizes[0] == 4
    assert sizes == sorted(sizes)
    assert all(larger == 2 * size for size, larger in zip(sizes[-4:], sizes[-3:], strict=False))
    assert 6 <= len(sizes) <= 8
    for point in found.points:
        assert len(point.pairs) >= 20
        assert median(old / new for old, new in point.pairs) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("old", "largest"),
    [
        (lambda n: 10 * n * n, 4096),
        (lambda n: n**3, 512),
        (lambda n: 2**n, 28),
        (lambda n: 2.0**n * n, 24),
    ],
)
def test_a_size_that_would_take_too_long_is_not_tried(
    old: Callable[[int], float], largest: int
) -> None:
    found = measured(old, lambda n: 10 * n)
    assert found.points[-1].size <= largest
    assert found.points[-1].size >= largest // 8
    assert "too long" in found.stopped


def test_a_largest_size_is_kept() -> None:
    found = measured(lambda _: 200, lambda _: 300, largest=1000)
    assert found.points[-1].size == 512
    assert found.stopped == "no size above 1000 was wanted"


@pytest.mark.parametrize(("cost", "told"), [(6e6, [4]), (2e8, [])])
def test_the_smallest_size_alone_is_told_of_unless_it_takes_very_long(
    cost: float, told: list[int]
) -> None:
    found = measured(lambda _: cost, lambda _: cost, seconds=1)
    assert [point.size for point in found.points] == told
    assert found.stopped == "took too long at 4"


@pytest.mark.parametrize("seconds", [0.1, 0.4, 1.3])
@pytest.mark.parametrize("making", [0.0, 2.0, 20.0])
def test_there_are_pairs_enough_for_a_claim_however_little_time_there_is(
    seconds: float, making: float
) -> None:
    """Each size has its pairs even where to make an input takes longer than to call with it."""
    clock = Clock()

    def made(n: int) -> Make:
        clock.now += round(making * 100 * n)
        return sized(n)

    found = told(clock, lambda n: 100 * n, lambda n: 100 * n, made, seconds=seconds, comparisons=3)
    assert clock.now < 1.3e9 * seconds
    assert len(found.points) >= 3
    for point in found.points:
        assert ratio(point.pairs, 3 * len(found.points)).low > 0


@pytest.mark.parametrize("calls", range(12, 18))
def test_an_interruption_is_not_taken_for_a_size_that_takes_too_long(calls: int) -> None:
    clock = Clock()
    hit = iter([False] * calls + [True])

    def cost(n: int) -> float:
        return 100 * n + (5e7 if next(hit, False) else 0)

    found = told(clock, cost, lambda n: 100 * n, seconds=2.0)
    assert next(hit, None) is None
    assert found.points[-1].size > 10_000


def test_single_calls_tell_of_sizes_beyond_those_that_are_paired() -> None:
    found = measured(lambda n: 2000 * n + n * n / 4, lambda n: 10 * n, seconds=8.0)
    largest = found.points[-1].size
    assert found.stopped == f"took too long at {2 * largest}"
    assert [size for size, _, _ in found.beyond[:2]] == [2 * largest, 4 * largest]
    for size, old, new in found.beyond:
        assert old == pytest.approx((2000 * size + size * size / 4) / 1e9, rel=0.01)
        assert new == 0, "too quick to be told by one call"
    grows = summary([found]).kinds[0].old.value
    assert grows == pytest.approx(2.0, abs=0.15)
    alone = replace(found, points=found.points[-1:])
    assert summary([alone]).kinds[0].old.value is not None


def test_there_is_nothing_beyond_what_explodes() -> None:
    assert measured(lambda n: 2.0**n, lambda n: 10 * n).beyond == ()


def test_an_exception_beyond_ends_it_there() -> None:
    def fails(n: int) -> float:
        if n > 10_000:
            raise RecursionError
        return 2000.0 * n + n * n / 4

    found = measured(fails, lambda n: 10 * n, seconds=8.0)
    assert found.points[-1].size == 8192
    assert found.stopped == "raised RecursionError at 16384"
    assert found.beyond == ()


def test_numbers_are_odd_but_for_the_first() -> None:
    found = measured(lambda n: 100 * n, lambda n: 50 * n, odd=True)
    first, *others = [point.size for point in found.points]
    assert first == 4
    assert all(size % 2 for size in others)
    assert all(
        larger == 2 * size + 1 for size, larger in zip(others[-4:], others[-3:], strict=False)
    )


def test_an_exception_ends_the_sizes() -> None:
    def fails(n: int) -> float:
        if n > 100:
            raise RecursionError
        return 1000.0 * n

    found = measured(fails, lambda n: 500.0 * n)
    assert found.points[-1].size == 64
    assert found.stopped == "raised RecursionError at 128"


def test_an_exception_at_once_leaves_nothing() -> None:
    def fails(n: int) -> float:
        raise KeyError(n)

    found = measured(fails, lambda n: 500.0 * n)
    assert found.points == ()
    assert found.stopped == "raised KeyError at 4"


def test_phases_of_a_slower_machine_meet_all_sizes() -> None:
    clock = Clock()

    def cost(n: int) -> float:
        return 1000 * n * (3 if clock.now % 400_000_000 < 100_000_000 else 1)

    both = clock.function("both", cost)
    found = growth(
        "a size",
        Family(both, both, sized, sized, mutates=False),
        seconds=2,
        random=Random(1),  # noqa: S311 - orders, no secret
        memory=False,
        timer=Timer(clock, clock, 1),
    )
    per_item = [median(old for old, _ in it.pairs) / it.size for it in found.points]
    assert max(per_item) < 1.5 * min(per_item)


def test_real_code_is_told_of_with_its_memory_as_text() -> None:
    def make(n: int) -> Make:
        def arguments() -> Arguments:
            return (list(range(n)),), {}

        return arguments

    def old(values: list[int]) -> int:
        return len([value for value in values if value in values[-2:]])

    def new(values: list[int]) -> int:
        return sum(1 for value in values if value > 1)

    found = growth(
        "list of ints",
        Family(old, new, make, make, mutates=False),
        seconds=0.5,
        random=Random(1),  # noqa: S311 - orders, no secret
        largest=4096,
    )
    assert found.clock in {"processor", "wall"}
    assert read(json.loads(json.dumps(plain(found)))) == found
    peaks = [point.peaks for point in found.points if point.peaks is not None]
    assert peaks
    assert all(before > 0 and after < 10_000 for before, after in peaks)
