"""How much faster, with an exact interval that assumes nothing of how times are spread.

Of each pair of times, old and new, only the quotient counts. Its median lies between two
order statistics with a chance that the binomial distribution gives (Conover, "Practical
Nonparametric Statistics", 3rd edition, section 3.2). The order within each pair is drawn by
chance, so that between two copies of the same code a quotient above 1 is the toss of a fair
coin, whatever else the machine does: drift, bursts and preemption make the interval wide, and
claims no likelier.

A measurement may be looked at several times and ended early. Each look has its share of the
chance to be wrong (Bonferroni), and so has each of several comparisons of one statement.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

Pair = tuple[float, float]
"""Seconds of one call of the old version, and of one of the new."""

LOOKS = (20, 40, 80, 140)
"""After how many pairs a measurement may end early."""

WRONG = 0.001
"""How often a bound may be wrong on one side, over all looks and comparisons: 1 in 1,000."""

MARGIN = 1.02
"""What the bound must pass for a claim: two copies of one code lie differently in memory."""

_NARROW = 1.03
_CLEAR = 1.15


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long the old version takes as the new: above 1, the new is faster.

    Attributes:
        low: The lower bound; 0 where there are too few pairs for one.
        middle: The median of the quotients.
        high: The upper bound; infinite where there are too few pairs for one.
        pairs: How many pairs there were.
    """

    low: float
    middle: float
    high: float
    pairs: int


def ratio(pairs: Sequence[Pair], comparisons: int = 1) -> Ratio:
    """The interval of the median quotient, old by new; each bound is wrong once in 1,000.

    Args:
        pairs: Seconds of old and new, measured side by side, in an order drawn by chance.
        comparisons: How many intervals one statement is made of.
    """
    quotients = sorted(_quotient(old, new) for old, new in pairs)
    count = len(quotients)
    if not count:
        return Ratio(0.0, 1.0, math.inf, 0)
    middle = (quotients[(count - 1) // 2] + quotients[count // 2]) / 2
    rank = _rank(count, WRONG / ((len(LOOKS) + 1) * max(1, comparisons)))
    if not rank:
        return Ratio(0.0, middle, math.inf, count)
    return Ratio(quotients[rank - 1], middle, quotients[count - rank], count)


def is_faster(found: Ratio) -> bool:
    """Whether it may be said that the new version is faster."""
    return found.low > MARGIN


def is_slower(found: Ratio) -> bool:
    """Whether it may be said that the new version is slower."""
    return found.high < 1 / MARGIN


def is_enough(pairs: Sequence[Pair], comparisons: int = 1) -> bool:
    """Whether more pairs would tell little more: the interval is narrow, or the case clear."""
    found = ratio(pairs, comparisons)
    if not found.low:
        return False
    width = found.high / found.low
    return width <= _NARROW or (width <= _CLEAR and (is_faster(found) or is_slower(found)))


def _quotient(old: float, new: float) -> float:
    """Old by new; where a clock told nothing of either, they count as alike."""
    if new > 0:
        return old / new
    return math.inf if old > 0 else 1.0


def _rank(count: int, chance: float) -> int:
    """The largest ``r`` where fewer than ``r`` of ``count`` heads are at most as likely.

    0 where even no head at all is likelier than ``chance``.
    """
    likely = 0
    for heads in range(count + 1):
        likely += comb(count, heads)
        if likely * 10**18 > int(chance * 10**18) << count:
            return heads
    return count
