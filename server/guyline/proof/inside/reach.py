"""The sizes that there is time for, and what single calls at larger ones take."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .calling import Clock, Make, Run, runner
from .timing import Reset, Timer, caches

Beyond = tuple[int, float, float]
"""A size, and seconds of calls of the old and the new version; 0: too quick to be told alone."""

Sized = Callable[[int], Make]
"""For a size, what makes arguments of that size."""

_ONLY = 5
"""How many times the longest call one of the smallest size may be, to be told of at all."""

_TRIES = 3
_SURE = 0.001
"""Seconds of calls from which on one call says enough."""

_BEYOND = 3
"""How many times the seconds that a single call should take there have to be left."""

_TWICE = 2
"""How often a single call is made, for the better of these to be told."""

_ALONE = 0.005
"""Seconds from which on a single call tells as much as a block of many."""

_STEEPEST = 4.0
"""The power of the size from which on it is taken for an explosion."""

_FAR = 10
"""How many times the longest call a single one may be, if growth goes on as it does."""


@dataclass(frozen=True, slots=True)
class Family:
    """What is compared, at any size.

    Attributes:
        old: The old version.
        new: The new version.
        make_old: What makes arguments for the old version, by size.
        make_new: What makes arguments for the new version, by size.
        mutates: Whether a call changes its arguments.
        resets: Called before each call, outside what is timed.
    """

    old: Callable[..., object]
    new: Callable[..., object]
    make_old: Sized
    make_new: Sized
    mutates: bool
    resets: tuple[Reset, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """Seconds that calls of both versions take at a size, and making their arguments."""

    size: int
    each: tuple[float, float]
    making: float

    @property
    def calls(self) -> float:
        """Seconds of a call of either."""
        return sum(self.each)


@dataclass(frozen=True, slots=True)
class Search:
    """The sizes that may be measured.

    Attributes:
        tried: Those of pairs.
        stopped: Why there is no larger one.
        larger: One that takes too long for pairs, if that is why.
        runs: How the versions are run.
    """

    tried: list[Tried]
    stopped: str
    larger: Tried | None = None
    runs: tuple[Run, Run] | None = None


def try_sizes(
    family: Family, longest: float, wanted: range, until: int, wall: Clock, *, odd: bool
) -> Search:
    """Single calls of doubled size, until one takes too long for pairs.

    Args:
        family: What is called.
        longest: Seconds that a call may take in a pair.
        wanted: The sizes that are wanted.
        until: When to stop.
        wall: Tells when that is.
        odd: Whether sizes but the first have to be odd.
    """
    tried: list[Tried] = []
    size: int | None = wanted.start
    stopped = f"no size above {wanted.stop - 1} was wanted"
    runs: tuple[Run, Run] | None = None
    begun = wall()
    while size is not None and size in wanted:
        now = wall()
        if now + (now - begun) > until:  # the next takes as long as all before it, or longer
            return Search(tried, f"there was no time for {size}")
        try:
            runs = runs or (
                runner(family.old, family.make_old(size)()),
                runner(family.new, family.make_new(size)()),
            )
            one = _try(family, runs, size, longest, wall)
        except Exception as error:
            return Search(tried, f"raised {type(error).__name__} at {size}")
        making = 2 * one.making if family.mutates else 0
        if one.calls + making > longest or one.making > longest:
            if not tried and one.calls + making < _ONLY * longest:
                return Search([one], f"took too long at {size}")
            return Search(tried, f"took too long at {size}", one, runs)
        tried.append(one)
        size = next_size([(each.size, each.calls) for each in tried], longest)
        if size is None:
            stopped = f"would take too long above {tried[-1].size}"
        elif odd:
            size += 1 - size % 2
    return Search(tried, stopped)


def beyond(
    family: Family, search: Search, wanted: range, until: int, timer: Timer
) -> tuple[Beyond, ...]:
    """Single calls at a size that takes too long for pairs and at doubled ones, if there is time.

    Args:
        family: What is called.
        search: What was found of sizes.
        wanted: The sizes that are wanted.
        until: When to stop.
        timer: What tells the time, for pairs too.
    """
    found: list[Beyond] = []
    larger, runs = search.larger, search.runs
    if larger is None or runs is None or not search.tried:
        return ()
    before, last, size = search.tried[-1], larger, larger.size
    while size in wanted:
        power = math.log(last.calls / before.calls) / math.log(last.size / before.size)
        seconds = last.calls * (size / last.size) ** max(1.0, power) + 2 * last.making
        if power > _STEEPEST or timer.wall() + _BEYOND * seconds * 1e9 > until:
            break
        try:
            one = _single(family, runs, size, timer)
        except Exception:
            break
        old, new = (taken if taken > _ALONE else 0.0 for taken in one.each)
        found.append((size, old, new))
        before, last, size = before if last is larger else last, one, 2 * size + size % 2
    return tuple(found)


def _single(family: Family, runs: tuple[Run, Run], size: int, timer: Timer) -> Tried:
    """Single calls of both versions."""
    taken = [math.inf, math.inf]
    making = 0.0
    sides = ((family.old, family.make_old), (family.new, family.make_new))
    for which in (0, 1) * _TWICE:
        function, make = sides[which]
        begun = timer.wall()
        given = make(size)()
        making += (timer.wall() - begun) / 1e9 / _TWICE
        for reset in (*family.resets, *caches(function)):
            reset()
        spent = max(1, runs[which](function, (given,), timer.clock)) / 1e9
        taken[which] = min(taken[which], spent)
    return Tried(size, (taken[0], taken[1]), making)


def next_size(tried: Sequence[tuple[int, float]], longest: float) -> int | None:
    """The next size: the double, or less where time may explode, as if it were exponential.

    Args:
        tried: Sizes that were tried, in order, and the seconds that a call took.
        longest: Seconds that a call may take; None is given where none would take about so long.
    """
    size, seconds = tried[-1]
    if len(tried) == 1:
        return size * 2
    before, taken = tried[-2]
    rate = math.log(max(1.0, seconds / taken)) / (size - before)
    for step in (size, size // 2, size // 4, size // 8, 1):
        if step and rate * step < math.log(max(1.0, _FAR * longest / seconds)):
            return size + step
    return None


def _try(family: Family, runs: tuple[Run, Run], size: int, longest: float, wall: Clock) -> Tried:
    """The best of a few single calls, so that a cold start or an interruption does not count."""
    taken = [math.inf, math.inf]
    making = math.inf
    functions = (family.old, family.new)
    makes = (family.make_old(size), family.make_new(size))
    for number in range(_TRIES):
        for which in (0, 1):
            begun = wall()
            given = makes[which]()
            making = min(making, (wall() - begun) / 1e9)
            for reset in (*family.resets, *caches(functions[which])):
                reset()
            spent = max(1, runs[which](functions[which], (given,), wall)) / 1e9
            taken[which] = min(taken[which], spent)
        slow = max(sum(taken), making)
        if slow > _SURE and (number or slow <= longest):
            break
    return Tried(size, (taken[0], taken[1]), making)
