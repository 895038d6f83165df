"""Interleaved pairs, on clocks that are told what time it is."""

from __future__ import annotations

import asyncio
import functools
import gc
import time
from collections.abc import AsyncIterator, Iterator
from random import Random
from statistics import median

import pytest

from guyline.proof.inside.calling import Arguments
from guyline.proof.inside.interval import LOOKS, is_enough, is_faster, ratio
from guyline.proof.inside.timing import (
    LEAST,
    MOST,
    Pairing,
    Timer,
    Versions,
    caches,
    pairs,
    timer_for,
)
from tests.proof.inside.stand_in_clock import Clock, noisy


def chance(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311 - orders, no secret


def five() -> Arguments:
    return (5,), {}


@pytest.mark.parametrize(("old", "new"), [(900, 450), (3_000, 9_000), (2_000_000, 1_000)])
def test_times_are_those_of_one_call(old: int, new: int) -> None:
    clock = Clock()
    found = pairs(
        clock.function("old", lambda _: old),
        clock.function("new", lambda _: new),
        five,
        five,
        seconds=5,
        mutates=False,
        random=chance(),
        clock=clock,
        wall=clock,
        resolution=1,
    )
    assert len(found) == MOST
    assert {(round(a * 1e9), round(b * 1e9)) for a, b in found} == {(old, new)}


def test_it_stops_in_time_and_measures_one_pair_at_least() -> None:
    for seconds, least, most in ((0.0, 1, 1), (0.2, 8, 10), (1.0, 48, 50)):
        clock = Clock()
        timer = Timer(clock, clock, 1)
        slow = clock.function("slow", lambda _: 10_000_000)
        pairing = Pairing(
            Versions(slow, slow, five, five, mutates=False), random=chance(), timer=timer
        )
        begun = clock.now
        pairing.go(seconds)
        assert least <= len(pairing.pairs) <= most
        assert clock.now - begun <= max(seconds, 0.06) * 1e9


def test_the_order_within_pairs_is_by_chance() -> None:
    clock = Clock()
    first = clock.function("old", lambda _: LEAST * 20)
    second = clock.function("new", lambda _: LEAST * 20)
    pairs(
        first,
        second,
        five,
        five,
        seconds=10,
        mutates=False,
        random=chance(),
        clock=clock,
        wall=clock,
        resolution=1,
    )
    measured = clock.calls[-2 * MOST :]
    orders = [measured[place] for place in range(0, 2 * MOST, 2)]
    assert all(measured[place] != measured[place + 1] for place in range(0, 2 * MOST, 2))
    assert 70 <= orders.count("old") <= 130


def test_it_ends_early_only_at_looks() -> None:
    asked: list[int] = []

    def enough(found: list[tuple[float, float]]) -> bool:
        asked.append(len(found))
        return len(found) >= LOOKS[1]

    clock = Clock()
    both = clock.function("both", lambda _: 1000)
    found = pairs(
        both,
        both,
        five,
        five,
        seconds=10,
        mutates=False,
        random=chance(),
        clock=clock,
        wall=clock,
        resolution=1,
        enough=enough,
    )
    assert asked == list(LOOKS[:2])
    assert len(found) == LOOKS[1]


def test_copies_are_not_told_apart_and_a_tenth_is_under_noise_and_bursts() -> None:
    claims = {1.0: 0, 1.1: 0}
    for factor in claims:
        for seed in range(20):
            clock, drawn = Clock(), chance(seed)

            def slower(_: int, by: float = factor) -> float:
                return 20_000 * by

            found = pairs(
                clock.function("old", noisy(slower, drawn, 0.1)),
                clock.function("new", noisy(lambda _: 20_000, drawn, 0.1)),
                five,
                five,
                seconds=10,
                mutates=False,
                random=drawn,
                clock=clock,
                wall=clock,
                resolution=1,
                enough=is_enough,
            )
            claims[factor] += is_faster(ratio(found))
    assert claims[1.0] == 0
    assert claims[1.1] >= 15


def test_each_call_gets_fresh_arguments_where_they_are_changed() -> None:
    seen: set[int] = set()
    kept: list[list[int]] = []

    def make() -> Arguments:
        kept.append([3, 1, 2])
        return (kept[-1],), {}

    def pop(values: list[int]) -> int:
        assert id(values) not in seen
        seen.add(id(values))
        return values.pop()

    pairs(pop, pop, make, make, seconds=0.02, mutates=True, random=chance(), most=5)
    assert len(seen) > 10


def test_iterators_among_the_arguments_are_always_fresh() -> None:
    def total(values: Iterator[int]) -> int:
        found = sum(values)
        assert found == 6
        return found

    def make() -> Arguments:
        return (iter([1, 2, 3]),), {}

    assert pairs(total, total, make, make, seconds=0.02, mutates=False, random=chance(), most=3)


def test_lazy_results_are_drained_and_coroutines_run() -> None:
    steps: list[str] = []

    def lazy(n: int) -> Iterator[int]:
        for number in range(n):
            steps.append("lazy")
            yield number

    async def later(n: int) -> int:
        await asyncio.sleep(0)
        steps.append("later")
        return n

    async def stream(n: int) -> AsyncIterator[int]:
        for number in range(n):
            steps.append("stream")
            yield number

    for function in (lazy, later, stream):
        found = pairs(
            function, function, five, five, seconds=0.01, mutates=False, random=chance(), most=2
        )
        assert found
        assert min(min(pair) for pair in found) > 0
    assert {"lazy", "later", "stream"} == set(steps)
    assert steps.count("lazy") % 5 == 0


def test_caches_are_emptied_before_each_call() -> None:
    clock = Clock()

    @functools.lru_cache
    def cached(n: int) -> int:
        clock.now += 1000
        return n

    found = pairs(
        cached,
        lambda n: cached(n),
        five,
        five,
        seconds=1,
        mutates=False,
        random=chance(),
        clock=clock,
        wall=clock,
        resolution=1,
        resets=(cached.cache_clear,),
    )
    assert median(old for old, _ in found) == pytest.approx(1e-6)
    assert median(new for _, new in found) == pytest.approx(1e-6)


def test_caches_of_a_module_are_found() -> None:
    space: dict[str, object] = {"__name__": "given", "lru_cache": functools.lru_cache}
    source = (
        "@lru_cache\ndef kept(n): return n\n"
        "class Shop:\n    @lru_cache\n    def price(self): return 1\n"
        "def total(n): return kept(n)\n"
    )
    exec(source, space)  # noqa: S102 - the text above
    total = space["total"]
    assert callable(total)
    assert len(caches(total)) == 2
    assert caches(len) == ()


def test_what_a_call_raises_is_passed_on_and_the_collector_is_as_before() -> None:
    def fails(_: int) -> None:
        raise LookupError("gone")

    assert gc.isenabled()
    with pytest.raises(LookupError, match="gone"):
        pairs(fails, fails, five, five, seconds=1, mutates=False, random=chance())
    assert gc.isenabled()


def test_the_processor_tells_the_time_of_what_computes_and_the_wall_of_what_waits() -> None:
    def computes(n: int) -> int:
        return sum(range(n * 10))

    def waits(n: int) -> None:
        time.sleep(n / 10_000)

    assert timer_for(waits, five).name == "wall"
    assert timer_for(computes, five).name in {"processor", "wall"}  # others may have threads


def test_far_faster_is_found_in_real_code() -> None:
    values = list(range(2000))

    def slow(n: int) -> bool:
        return -n in values

    def fast(n: int) -> bool:
        return n < 0

    found = pairs(slow, fast, five, five, seconds=2, mutates=False, random=chance(), most=40)
    assert ratio(found).low > 2
