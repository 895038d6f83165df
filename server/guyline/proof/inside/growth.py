"""Both versions at n, 2n, 4n and so on, for one kind of input.

First single calls of doubled size, until one takes as long as the time allows; then pairs, at
the largest sizes, where growth shows, and at every fourth below, where a version that wins on
much may lose on little. Beyond the largest that there is time to pair, single calls still tell
how time grows: what is quadratic may be small yet where pairs end. What is told here are times as
measured; what they mean is worked out elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from .calling import Clock, Make, Run, runner
from .interval import Pair, is_enough
from .peak import peak
from .timing import LEAST, MOST, Pairing, Reset, Timer, Versions, caches, timer_for

Beyond = tuple[int, float, float]

Sized = Callable[[int], Make]
"""For a size, what makes arguments of that size."""

LONGEST = 0.3
"""Seconds that a call may take at most."""

_AT_LARGEST = 0.25
"""The share of the time that the largest size may take."""

_TOP = 4
"""How many of the largest sizes are measured."""

_BELOW = 4
"""How many below them at most, spread evenly from the smallest on."""

_TURNS = 5
"""How often each size has its turn."""

_EACH = 5
"""How many pairs a turn has, but for the last: together the first look's."""

_PAIRS = 30
"""How many pairs there should be time for, to claim anything."""

_MEASURED = 0.85
"""The share of the time for pairs; the rest is for memory."""

_LEAST_PAIR = 0.0006
"""Seconds that a pair takes, however short its calls are."""

_START = 0.004
"""Seconds that it takes to find how many calls make a block."""

_FRESH = 0.02
"""Seconds that making the arguments of a pair's blocks takes at most."""

_MAKES = 4
"""How often arguments are made at least."""

_SEARCHED = 0.3
"""The share of the time that may go into finding the sizes."""

_FEWEST = 3
"""How many sizes are kept, however little time there is: growth needs some."""

_ONLY = 5
"""How many times the longest call one of the smallest size may be, to be told of at all."""

_TRIES = 3
_SURE = 0.001
"""Seconds of calls from which on one call says enough."""

_BEYOND = 3
"""How many times the time that single calls should take there has to be for them."""

_FAR = 10
"""How many times the longest call a single one may be, if growth goes on as it does."""


@dataclass(frozen=True, slots=True)
class Point:
    """One size.

    Attributes:
        size: The size.
        pairs: Seconds of a call, old and new, side by side.
        peaks: Bytes at the peak of one call, old and new; None where it was not measured.
    """

    size: int
    pairs: tuple[Pair, ...]
    peaks: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Growth:
    """Both versions over the sizes of one kind of input.

    Attributes:
        kind: The kind, in words.
        clock: ``processor`` or ``wall``: which time was measured.
        points: The sizes in order.
        stopped: Why there is no larger size.
        beyond: Larger sizes, and seconds of the best of single calls, old and new.
    """

    kind: str
    clock: str
    points: tuple[Point, ...]
    stopped: str
    beyond: tuple[Beyond, ...] = ()


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
class _Tried:
    """Seconds that calls of both versions take at a size, and making their arguments."""

    size: int
    each: tuple[float, float]
    making: float

    @property
    def calls(self) -> float:
        """Seconds of a call of either."""
        return sum(self.each)


def growth(
    kind: str,
    family: Family,
    *,
    seconds: float,
    random: Random,
    comparisons: int = 1,
    smallest: int = 4,
    largest: int = 1 << 20,
    odd: bool = False,
    memory: bool = True,
    timer: Timer | None = None,
) -> Growth:
    """Times, and peaks of memory, over doubled sizes.

    All sizes take turns several times, so that a phase in which the machine is slower, which
    would look like growth, meets all of them.

    Args:
        kind: The kind of input, in words.
        family: What is compared.
        seconds: When to stop; a call that is under way is not cut short.
        random: Draws orders.
        comparisons: How many kinds there are: the more, the more pairs a claim needs.
        smallest: The first size.
        largest: No size above it.
        odd: Whether sizes but the first are odd, as numbers have to be: arithmetic is quicker
            with powers of two.
        memory: Whether to measure memory.
        timer: What tells the time; by default what suits both versions.
    """
    wall = (timer or Timer()).wall
    begun = wall()
    longest = min(LONGEST, seconds * _AT_LARGEST / _PAIRS)
    until = begun + int(seconds * _SEARCHED * 1e9)
    sizes = range(smallest, largest + 1)
    tried, beyond, stopped = _try_sizes(family, longest, sizes, until, wall, odd=odd)
    if not tried:
        return Growth(kind, "wall", (), stopped)
    found = timer or _timer(family, tried[-1].size, wall)
    end = begun + int(seconds * (_MEASURED if memory else 1) * 1e9)
    chosen = _affordable(tried, (end - wall()) / 1e9, family.mutates)
    pairings, failed = _pairings(family, chosen, random, found, comparisons * len(chosen))
    for turn in range(_TURNS):
        now = wall()
        upto = (turn + 1) * _EACH if turn + 1 < _TURNS else MOST
        until = now + (end - now) // (_TURNS - turn)
        failed = _turn(pairings, until, upto, wall) or failed
    points = [Point(it.size, tuple(it.pairing.pairs)) for it in pairings if it.pairing.pairs]
    if memory:
        points = _with_peaks(points, family, begun + int(seconds * 1e9), wall)
    more = () if failed else tuple((one.size, *one.each) for one in beyond)
    return Growth(kind, found.name, tuple(points), failed or stopped, more)


@dataclass(frozen=True, slots=True)
class _Open:
    """A size that is being measured, and the seconds that it will take, about."""

    size: int
    cost: float
    pairing: Pairing


def _pairings(
    family: Family, chosen: list[_Tried], random: Random, timer: Timer, comparisons: int
) -> tuple[list[_Open], str]:
    enough = partial(is_enough, comparisons=comparisons)
    found: list[_Open] = []
    for one in chosen:
        versions = Versions(
            family.old,
            family.new,
            family.make_old(one.size),
            family.make_new(one.size),
            family.mutates,
            family.resets,
        )
        try:
            pairing = Pairing(versions, random=random, timer=timer, enough=enough)
        except Exception as error:
            return found, f"raised {type(error).__name__} at {one.size}"
        found.append(_Open(one.size, _cost(one, family.mutates), pairing))
    return found, ""


def _turn(pairings: list[_Open], end: int, upto: int, wall: Clock) -> str:
    """Measure each size for its share of the time; why larger ones are left out, if so."""
    waiting = [it for it in pairings if not it.pairing.done]
    for number, one in enumerate(waiting):
        share = one.cost / sum(it.cost for it in waiting[number:])
        try:
            one.pairing.go(max(0.0, (end - wall()) / 1e9 * share), upto)
        except Exception as error:
            pairings[:] = [it for it in pairings if it.size < one.size]
            return f"raised {type(error).__name__} at {one.size}"
    return ""


def plain(growth: Growth) -> dict[str, object]:
    """A growth as JSON takes it, to be read outside the sandbox."""
    return {
        "kind": growth.kind,
        "clock": growth.clock,
        "stopped": growth.stopped,
        "beyond": [list(each) for each in growth.beyond],
        "points": [
            {"size": it.size, "pairs": [list(pair) for pair in it.pairs], "peaks": it.peaks}
            for it in growth.points
        ],
    }


def _try_sizes(
    family: Family, longest: float, wanted: range, until: int, wall: Clock, *, odd: bool
) -> tuple[list[_Tried], list[_Tried], str]:
    """The sizes that may be paired, larger ones, and why these may not."""
    tried: list[_Tried] = []
    size: int | None = wanted.start
    stopped = f"no size above {wanted.stop - 1} was wanted"
    runs: tuple[Run, Run] | None = None
    begun = wall()
    while size is not None and size in wanted:
        now = wall()
        if now + (now - begun) > until:  # the next takes as long as all before it, or longer
            return tried, [], f"there was no time for {size}"
        try:
            runs = runs or (
                runner(family.old, family.make_old(size)()),
                runner(family.new, family.make_new(size)()),
            )
            one = _try(family, runs, size, longest, wall)
        except Exception as error:
            return tried, [], f"raised {type(error).__name__} at {size}"
        making = 2 * one.making if family.mutates else 0
        if one.calls + making > longest or one.making > longest:
            if not tried and one.calls + making < _ONLY * longest:
                return [one], [], f"took too long at {size}"
            larger = _beyond(family, runs, [*tried[-1:], one], wanted, (until, wall))
            return tried, larger, f"took too long at {size}"
        tried.append(one)
        size = next_size([(each.size, each.calls) for each in tried], longest)
        if size is None:
            stopped = f"would take too long above {tried[-1].size}"
        elif odd:
            size += 1 - size % 2
    return tried, [], stopped


def _beyond(
    family: Family,
    runs: tuple[Run, Run],
    tried: list[_Tried],
    wanted: range,
    ends: tuple[int, Clock],
) -> list[_Tried]:
    """Sizes doubled on with single calls, while there is time; the last that was tried is one."""
    until, wall = ends
    while len(tried) > 1:
        last, before = tried[-1], tried[-2]
        size = last.size + (last.size - before.size) * 2
        seconds = max(last.calls * last.calls / before.calls, 2 * last.calls) + 2 * last.making
        if last.size < 2 * before.size or size not in wanted:
            break  # it explodes
        if wall() + _BEYOND * seconds * 1e9 > until:
            break
        try:
            tried.append(_try(family, runs, size, 0, wall))
        except Exception:
            break
    return tried[1:]


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


def _try(family: Family, runs: tuple[Run, Run], size: int, longest: float, wall: Clock) -> _Tried:
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
    return _Tried(size, (taken[0], taken[1]), making)


def _timer(family: Family, size: int, wall: Clock) -> Timer:
    """What tells the time of both versions."""
    found = timer_for(family.old, family.make_old(size), wall)
    return timer_for(family.new, family.make_new(size), wall) if found.name != "wall" else found


def _affordable(tried: list[_Tried], seconds: float, mutates: bool) -> list[_Tried]:
    """The sizes that there is time for: a claim needs its pairs more than it needs many sizes."""
    chosen = _chosen(tried, _BELOW)
    below = _BELOW
    while len(chosen) > _FEWEST and sum(_cost(each, mutates) for each in chosen) > seconds:
        if below > 1:
            below -= 1
        else:
            tried = tried[:-1]
        chosen = _chosen(tried, below)
    return chosen


def _chosen(tried: list[_Tried], most: int) -> list[_Tried]:
    """The largest sizes, and so many spread evenly below."""
    below = tried[:-_TOP]
    count = min(most, len(below))
    places = sorted({number * len(below) // count for number in range(count)})
    return [below[place] for place in places] + tried[-_TOP:]


def _cost(one: _Tried, mutates: bool) -> float:
    """Seconds that a size will take, about."""
    calls = max(1.0, 2 * LEAST / 1e9 / one.calls)
    pair = 1.3 * calls * one.calls
    if mutates:
        pair += min(_FRESH, 2 * calls * one.making)
    return _START + _MAKES * one.making + _PAIRS * max(_LEAST_PAIR, pair)


def _with_peaks(points: list[Point], family: Family, end: int, wall: Clock) -> list[Point]:
    """The points with peaks: the largest in any case, and down from it while there is time."""
    found = list(points)
    for place in reversed(range(max(0, len(points) - _TOP), len(points))):
        if wall() >= end and place + 1 < len(points):
            break
        size = points[place].size
        try:
            old = peak(family.old, family.make_old(size), family.resets)
            new = peak(family.new, family.make_new(size), family.resets)
        except Exception:
            break
        found[place] = Point(size, points[place].pairs, (old, new))
    return found
