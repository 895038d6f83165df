"""How much faster, from which size on, and where slower: what is said of measured growth.

The times come out of the sandbox as text and are checked here. A claim holds for the sizes and
kinds of input that were measured, and its bounds take into account how many these are: that any
of them is called faster though it is not happens once in 1,000 times.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from guyline.errors import GuylineError
from guyline.proof.inside.growth import Growth, Point
from guyline.proof.inside.reach import Beyond
from guyline.proof.statistics import (
    Exponent,
    Ratio,
    exponent,
    is_faster,
    is_slower,
    ratio,
)

_ALIKE = 1.05


class Speed(StrEnum):
    """What may be said of one place."""

    FASTER = "faster"
    SLOWER = "slower"
    ALIKE = "alike"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of one call.

    Attributes:
        best: The tenth percentile, which phases of a slower machine move least.
        low: The lower quartile.
        middle: The median.
        high: The upper quartile.
    """

    best: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Place:
    """Both versions at one size of one kind of input.

    Attributes:
        kind: The kind, in words.
        size: The size.
        old: Seconds of a call of the old version.
        new: The same of the new version.
        ratio: How many times as long the old version takes.
        speed: What may be said of the new version.
        peaks: Bytes at the peak of one call, old and new; None where not measured.
    """

    kind: str
    size: int
    old: Times
    new: Times
    ratio: Ratio
    speed: Speed
    peaks: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of input.

    Attributes:
        kind: The kind, in words.
        clock: Which time was measured: the processor's, or the wall's.
        places: The sizes in order.
        old: How the old version's time grows.
        new: The same of the new version.
        old_memory: How the old version's peak of memory grows.
        new_memory: The same of the new version.
        threshold: The size from which on the new version is faster at every size; None where
            it is not at the largest.
        at_least: The least lower bound from there on; None as before.
        stopped: Why there was no larger size.
        beyond: Larger sizes by single calls, which tell of growth alone.
    """

    kind: str
    clock: str
    places: tuple[Place, ...]
    old: Exponent
    new: Exponent
    old_memory: Exponent
    new_memory: Exponent
    threshold: int | None
    at_least: float | None
    stopped: str
    beyond: tuple[Beyond, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that was measured, and what may be said.

    Attributes:
        kinds: The kinds of input.
        faster: Whether the new version is faster at the largest sizes of at least one kind,
            and slower at those of none.
        at_least: The least lower bound over all places that count as faster from their
            threshold on; None where there is none.
        slower: The places where the new version is slower.
    """

    kinds: tuple[Kind, ...]
    faster: bool
    at_least: float | None
    slower: tuple[Place, ...]

    def lines(self) -> list[str]:
        """What is said, a line for each kind and one for each place that is slower."""
        said = [_line(kind) for kind in self.kinds]
        for place in self.slower:
            factor = _times(1 / place.ratio.high)
            said.append(f"{place.kind}: slower at size {place.size:,}, at least {factor}")
        return said


def read(given: object) -> Growth:
    """A growth from what ``plain`` made of it.

    Raises:
        GuylineError: It is not of that form, or a number can't be a time.
    """
    try:
        return _growth(given)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        message = f"What the sandbox told of times can't be read: {error!r}"
        raise GuylineError(message, "Measure again; the code may have tampered with it") from error


def _growth(given: object) -> Growth:
    if not isinstance(given, Mapping):
        raise TypeError("no mapping")
    points = tuple(_point(point) for point in given["points"])
    beyond = tuple(_beyond(each) for each in given["beyond"])
    stopped = _text(given["stopped"])
    return Growth(_text(given["kind"]), _text(given["clock"]), points, stopped, beyond)


def _beyond(given: Sequence[object]) -> Beyond:
    size, old, new = given
    if not isinstance(size, int):
        raise TypeError("no size")
    return size, _seconds(old), _seconds(new)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value[:200]


def _point(given: Mapping[str, object]) -> Point:
    pairs = given["pairs"]
    peaks = given["peaks"]
    if not isinstance(pairs, list) or not (peaks is None or isinstance(peaks, list | tuple)):
        raise TypeError("no list")
    times = tuple((_seconds(old), _seconds(new)) for old, new in pairs)
    size = given["size"]
    if not isinstance(size, int) or not times:
        raise TypeError("no size, or no times")
    if peaks is None:
        return Point(size, times)
    old, new = (int(peak) for peak in peaks)
    return Point(size, times, (old, new))


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ValueError(f"{value!r} is no time")
    return float(value)


def summary(growths: Sequence[Growth]) -> Summary:
    """What may be said of one edit, over all kinds of input."""
    count = sum(len(growth.points) for growth in growths)
    kinds = tuple(_kind(growth, count) for growth in growths if growth.points)
    slower = tuple(it for kind in kinds for it in kind.places if it.speed is Speed.SLOWER)
    bounds = [kind.at_least for kind in kinds if kind.at_least is not None]
    loses = any(kind.places[-1].speed is Speed.SLOWER for kind in kinds)
    return Summary(kinds, bool(bounds) and not loses, min(bounds, default=None), slower)


def _kind(growth: Growth, comparisons: int) -> Kind:
    places = tuple(_place(growth.kind, point, comparisons) for point in growth.points)
    sizes = [*(place.size for place in places), *(size for size, _, _ in growth.beyond)]
    old = [*(place.old.best for place in places), *(seconds for _, seconds, _ in growth.beyond)]
    new = [*(place.new.best for place in places), *(seconds for _, _, seconds in growth.beyond)]
    watched = [(place.size, place.peaks) for place in places if place.peaks is not None]
    memory = [
        exponent([size for size, _ in watched], [peaks[which] for _, peaks in watched])
        for which in (0, 1)
    ]
    won: list[Place] = []
    for place in reversed(places):
        if place.speed is not Speed.FASTER:
            break
        won.append(place)
    return Kind(
        growth.kind,
        growth.clock,
        places,
        exponent(sizes, old),
        exponent(sizes, new),
        memory[0],
        memory[1],
        won[-1].size if won else None,
        min(place.ratio.low for place in won) if won else None,
        growth.stopped,
        growth.beyond,
    )


def _place(kind: str, point: Point, comparisons: int) -> Place:
    found = ratio(point.pairs, comparisons)
    speed = Speed.UNCLEAR
    if is_faster(found):
        speed = Speed.FASTER
    elif is_slower(found):
        speed = Speed.SLOWER
    elif found.low > 1 / _ALIKE and found.high < _ALIKE:
        speed = Speed.ALIKE
    old, new = (_spread([pair[which] for pair in point.pairs]) for which in (0, 1))
    return Place(kind, point.size, old, new, found, speed, point.peaks)


def _spread(times: Sequence[float]) -> Times:
    ordered = sorted(times)
    at = [ordered[len(ordered) * share // 100] for share in (10, 25, 75)]
    return Times(at[0], at[1], median(ordered), at[2])


def _line(kind: Kind) -> str:
    first, last = kind.places[0].size, kind.places[-1].size
    grows = f"{kind.old} before, {kind.new} after"
    if kind.threshold is None or kind.at_least is None:
        return f"{kind.kind}: not known to be faster at sizes {first:,} to {last:,} ({grows})"
    at = f"sizes {kind.threshold:,} to {last:,}" if kind.threshold < last else f"size {last:,}"
    return f"{kind.kind}: at least {_times(kind.at_least)} as fast at {at} ({grows})"


def _times(factor: float) -> str:
    """A bound, rounded down."""
    digits = 2 if factor < 10 else 0
    return f"{math.floor(factor * 10**digits) / 10**digits:,.{digits}f} times"
