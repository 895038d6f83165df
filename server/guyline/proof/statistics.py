"""What measured times say: how much faster, and how a version grows.

A growth is told as the exponent of a power of the size, at the large end: ``n log n`` reads as
a little over 1, a logarithm as a little over 0. Overhead that does not grow is taken away
first, where the sizes show it, and so is what grows in proportion to the size, where the rest is
the most of the time already. The exponent is the median of the slopes between all pairs of
sizes on a double logarithmic scale (Theil, "A rank-invariant method of linear and polynomial
regression analysis", 1950; Sen, 1968), which one size that was disturbed does not move.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from operator import mul
from statistics import median

from guyline.proof.inside.interval import (
    MARGIN,
    WRONG,
    Pair,
    Ratio,
    is_enough,
    is_faster,
    is_slower,
    ratio,
)

__all__ = [
    "MARGIN",
    "WRONG",
    "Exponent",
    "Pair",
    "Ratio",
    "exponent",
    "is_enough",
    "is_faster",
    "is_slower",
    "ratio",
]

_LARGEST = 4
"""How many of the largest sizes tell the growth."""

_FITTED = 8
"""How many tell the overhead."""

_FEWEST = 3
_FACTOR = 4
_FLAT = 1.3
"""Times that differ by less tell of no overhead."""

_STEP = 0.1
_STEEPEST = 6.0
_ROUGH = 4
"""Steps from one power to the next when looking for the best roughly."""

_MOSTLY = 0.5
"""The share of a part above which the fit is trusted more than slopes."""

_STEEPER = 1.3
"""The least power of what is told from what grows in proportion."""

_BETTER = 0.5
"""How much of the error may be left, for two parts to be told apart."""

_SAME = 0.35
"""How much the power may change when the largest size is left out, to be believed."""

_ALIKE = 1e-9
"""The share of a column that is left once others are taken away, where it says nothing more."""

_PARTS = 6
"""How many sizes it takes to tell two parts apart."""


@dataclass(frozen=True, slots=True)
class Exponent:
    """Time grows as the size to the power of ``value``, at the large end.

    Attributes:
        value: The exponent; None where it can't be told.
        low: The least when any one size is left out; 0 where it can't be told.
        high: The largest when any one size is left out; 0 where it can't be told.
        reason: Why it can't be told; empty where it is.
    """

    value: float | None
    low: float = 0.0
    high: float = 0.0
    reason: str = ""

    def __str__(self) -> str:
        if self.value is None:
            return "unknown growth"
        return f"n^{abs(self.value) if abs(self.value) < 0.05 else self.value:.1f}"


def exponent(sizes: Sequence[int], times: Sequence[float]) -> Exponent:
    """The exponent at the large end.

    Args:
        sizes: The sizes.
        times: The typical time of each, such as the median, in any unit; bytes do as well.
    """
    known = sorted((n, t) for n, t in zip(sizes, times, strict=True) if n > 0 and t > 0)
    if len({size for size, _ in known}) < _FEWEST:
        return Exponent(None, reason=f"measured at fewer than {_FEWEST} sizes")
    if known[-1][0] < _FACTOR * known[0][0]:
        return Exponent(None, reason=f"the sizes lie within a factor of {_FACTOR}")
    value = _local(known)
    without = [known[:place] + known[place + 1 :] for place in range(len(known))]
    others = [value, *(_local(rest) for rest in without if len(rest) >= _FEWEST)]
    return Exponent(value, min(others), max(others))


def _local(points: Sequence[tuple[int, float]]) -> float:
    """The exponent of at least three points, in order of size."""
    taken = points[-_FITTED:]
    times = [time for _, time in taken]
    if max(times) < _FLAT * min(times):
        return _slope(taken[-_LARGEST:])
    error, (overhead, _), power = _fit(taken)
    share = overhead / times[-1]
    if share > _MOSTLY:
        return power * (1 - share)
    if (steeper := _beside_proportional(taken, error)) is not None:
        return steeper
    return _slope([(n, max(t - overhead, t / 50)) for n, t in taken[-_LARGEST:]])


def _beside_proportional(points: Sequence[tuple[int, float]], error: float) -> float | None:
    """The power of most of the time, beside a part that grows in proportion to the size.

    Args:
        points: Sizes and times.
        error: That of the best fit without such a part.

    Returns:
        None where there is no such part, or the sizes don't tell.
    """
    if len(points) < _PARTS:
        return None
    left, parts, power = _fit(points, 1.0)
    if left > _BETTER * error or parts[-1] < _MOSTLY * points[-1][1]:
        return None
    _, _, before = _fit(points[:-1], 1.0)
    return power if abs(power - before) <= _SAME else None


def _slope(points: Sequence[tuple[int, float]]) -> float:
    """The median of the slopes between all pairs of points, logarithmic."""
    return median(
        math.log(later / time) / math.log(larger / size)
        for place, (size, time) in enumerate(points)
        for larger, later in points[place + 1 :]
        if larger != size
    )


def _fit(
    points: Sequence[tuple[int, float]], *powers: float
) -> tuple[float, tuple[float, ...], float]:
    """The parts of time that fit best: one that does not grow, known powers, and one more power.

    None of them is negative. For each power parts by least squares, relative to the times; of
    these those with the least sum of relative errors, so that a size that was disturbed counts
    little.

    Returns:
        The sum of relative errors, the parts at the largest size, and the power of the last.
    """
    first = round((_STEEPER if powers else _STEP) / _STEP)
    last = round(_STEEPEST / _STEP)

    @cache
    def fit(step: int) -> tuple[float, tuple[float, ...], float]:
        return *_parts(points, (0.0, *powers, step * _STEP)), step * _STEP

    def error(step: int) -> float:
        return fit(step)[0]

    rough = min(range(first, last + 1, _ROUGH), key=error)
    near = range(max(first, rough - _ROUGH + 1), min(last, rough + _ROUGH - 1) + 1)
    return fit(min(near, key=error))


def _parts(
    points: Sequence[tuple[int, float]], powers: Sequence[float]
) -> tuple[float, tuple[float, ...]]:
    """The sum of relative errors, and the parts at the largest size: non-negative least squares.

    There are so few powers that all sets of them are tried.
    """
    largest = points[-1][0]
    columns = [[(n / largest) ** power / t for n, t in points] for power in powers]
    best: tuple[float, tuple[float, ...]] = math.inf, (0.0,) * len(powers)
    for count in range(1, len(powers) + 1):
        for chosen in combinations(range(len(powers)), count):
            solved = _solved([columns[place] for place in chosen])
            if solved is None or min(solved) < 0:
                continue
            parts = [0.0] * len(powers)
            for place, part in zip(chosen, solved, strict=True):
                parts[place] = part
            fitted = (sum(map(mul, parts, row)) for row in zip(*columns, strict=True))
            error = sum(abs(each - 1) for each in fitted)
            best = min(best, (error, tuple(parts)))
    return best


def _solved(columns: Sequence[Sequence[float]]) -> list[float] | None:
    """The factors of columns whose sum is nearest to ones; None: these are not told apart."""
    rows = [[sum(map(mul, one, other)) for other in columns] + [sum(one)] for one in columns]
    for place, row in enumerate(rows):
        if row[place] <= _ALIKE * sum(each * each for each in columns[place]):
            return None
        for other in rows[place + 1 :]:
            factor = other[place] / row[place]
            other[:] = [value - factor * above for value, above in zip(other, row, strict=True)]
    found: list[float] = []
    for place, row in reversed(list(enumerate(rows))):
        known = sum(map(mul, row[place + 1 : -1], found))
        found.insert(0, (row[-1] - known) / row[place])
    return found
