"""What measured times say: how much faster, and how a version grows.

A growth is told as the exponent of a power of the size, at the large end: ``n log n`` reads as
a little over 1, a logarithm as a little over 0. Overhead that does not grow is taken away
first, where the sizes show it. The exponent is the median of the slopes between all pairs of
sizes on a double logarithmic scale (Theil, "A rank-invariant method of linear and polynomial
regression analysis", 1950; Sen, 1968), which one size that was disturbed does not move.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
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
_MOSTLY = 0.5
"""The share of overhead above which the fit is trusted more than slopes."""


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
    overhead, power = _overhead(taken)
    share = overhead / times[-1]
    if share > _MOSTLY:
        return power * (1 - share)
    return _slope([(n, max(t - overhead, t / 50)) for n, t in taken[-_LARGEST:]])


def _slope(points: Sequence[tuple[int, float]]) -> float:
    """The median of the slopes between all pairs of points, logarithmic."""
    return median(
        math.log(later / time) / math.log(larger / size)
        for place, (size, time) in enumerate(points)
        for larger, later in points[place + 1 :]
        if larger != size
    )


def _overhead(points: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """The ``a`` and ``k`` of ``a + b * n**k`` that fit best, none of them negative.

    For each ``k`` a line by least squares, relative to the times; of these the one with the
    least sum of relative errors, so that a size that was disturbed counts little.
    """
    steps = round(_STEEPEST / _STEP)
    fits = (_line(points, step * _STEP) for step in range(1, steps + 1))
    best = min(fits, key=lambda fit: fit[0])
    return best[1], best[2]


def _line(points: Sequence[tuple[int, float]], power: float) -> tuple[float, float, float]:
    """The sum of relative errors, ``a``, and ``power`` again."""
    largest = points[-1][0]
    grown = [(size / largest) ** power for size, _ in points]
    times = [time for _, time in points]
    weights = [1 / time**2 for time in times]
    w, wg, wgg = (sum(v * g**p for v, g in zip(weights, grown, strict=True)) for p in (0, 1, 2))
    wt = sum(v * t for v, t in zip(weights, times, strict=True))
    wgt = sum(v * g * t for v, g, t in zip(weights, grown, times, strict=True))
    spread = w * wgg - wg * wg
    b = (w * wgt - wg * wt) / spread if spread > 1e-9 * w * wgg else 0.0
    a = (wt - b * wg) / w
    if a < 0:
        a, b = 0.0, wgt / wgg
    elif b < 0:
        a, b = wt / w, 0.0
    error = sum(abs(a + b * g - t) / t for g, t in zip(grown, times, strict=True))
    return error, a, power
