"""Both versions at n, 2n, 4n and so on, for one kind of input.

First single calls of doubled size, until one takes as long as the time allows; then pairs, at
the largest sizes, where growth shows, and at every fourth below, where a version that wins on
much may lose on little. Beyond the largest that there is time to pair, single calls still tell
how time grows: what is quadratic may be small yet where pairs end. What is told here are times as
measured; what they mean is worked out elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random

from .calling import Clock
from .interval import Pair, is_enough
from .peak import peak
from .reach import Beyond, Family, Tried, beyond, try_sizes
from .timing import LEAST, MOST, Pairing, Timer, Versions, timer_for

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

_LATER = 0.2
"""The share of the time that may go into single calls at sizes beyond."""

_FEWEST = 3
"""How many sizes are kept, however little time there is: growth needs some."""


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
        beyond: Larger sizes, and seconds of single calls, old and new; 0 where a call is too
            quick to be told alone.
    """

    kind: str
    clock: str
    points: tuple[Point, ...]
    stopped: str
    beyond: tuple[Beyond, ...] = ()


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
    search = try_sizes(family, longest, sizes, until, wall, odd=odd)
    tried = search.tried
    if not tried:
        return Growth(kind, "wall", (), search.stopped)
    found = timer or _timer(family, tried[-1].size, wall)
    until = max(until, wall()) + int(seconds * _LATER * 1e9)
    larger = beyond(family, search, sizes, until, found)
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
    if failed:
        return Growth(kind, found.name, tuple(points), failed)
    return Growth(kind, found.name, tuple(points), search.stopped, larger)


@dataclass(frozen=True, slots=True)
class _Open:
    """A size that is being measured, and the seconds that it will take, about."""

    size: int
    cost: float
    pairing: Pairing


def _pairings(
    family: Family, chosen: list[Tried], random: Random, timer: Timer, comparisons: int
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


def _timer(family: Family, size: int, wall: Clock) -> Timer:
    """What tells the time of both versions."""
    found = timer_for(family.old, family.make_old(size), wall)
    return timer_for(family.new, family.make_new(size), wall) if found.name != "wall" else found


def _affordable(tried: list[Tried], seconds: float, mutates: bool) -> list[Tried]:
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


def _chosen(tried: list[Tried], most: int) -> list[Tried]:
    """The largest sizes, and so many spread evenly below."""
    below = tried[:-_TOP]
    count = min(most, len(below))
    places = sorted({number * len(below) // count for number in range(count)})
    return [below[place] for place in places] + tried[-_TOP:]


def _cost(one: Tried, mutates: bool) -> float:
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
