"""Two ways on the same sites, compared: is a difference more than chance?

Yes or no at each site: McNemar's test, exact (the sites where the two differ, as tosses of
a fair coin). Numbers at each site: a bootstrap interval of the difference, sites drawn
with replacement, seeded.

Sources: McNemar, "Note on the sampling error of the difference between correlated
proportions or percentages", 1947; Efron and Tibshirani, "An Introduction to the
Bootstrap", 1993, chapter 13 (the percentile interval).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TypeVar

ROUNDS = 2000
"""Bootstrap samples of an interval."""

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class McNemar:
    """A yes or no at each site, both ways.

    Attributes:
        only_first: Sites with a yes only the first way.
        only_second: Sites with a yes only the second way.
        p: How likely a difference at least as large is by chance alone, two-sided.
    """

    only_first: int
    only_second: int
    p: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference, second less first, and its bootstrap interval.

    Attributes:
        difference: What was measured.
        low: The interval's lower bound.
        high: Its upper bound.
    """

    difference: float
    low: float
    high: float


def mcnemar(pairs: Sequence[tuple[bool, bool]]) -> McNemar:
    """McNemar's exact test of ``pairs``, a yes or no the first way and the second."""
    first = sum(one and not two for one, two in pairs)
    second = sum(two and not one for one, two in pairs)
    return McNemar(first, second, _fair_coin(first, second))


def _fair_coin(heads: int, tails: int) -> float:
    """How likely a split at least as uneven is with a fair coin."""
    tosses = heads + tails
    tail = sum(comb(tosses, k) for k in range(min(heads, tails) + 1))
    return min(1.0, 2 * float(Fraction(tail, 1 << tosses)))


def interval(
    rows: Sequence[_Row],
    difference: Callable[[Sequence[_Row]], float],
    seed: int = 1,
    *,
    share: float = 0.95,
) -> Interval:
    """The bootstrap interval of a difference that is a function of all sites.

    Args:
        rows: The sites; at least one.
        difference: What is measured, of these sites or of a sample of them.
        seed: Which samples are drawn.
        share: How much of what may be the interval holds.
    """
    chance = random.Random(seed)  # noqa: S311 - samples, no secret
    drawn = sorted(difference(chance.choices(rows, k=len(rows))) for _ in range(ROUNDS))
    outside = int((1 - share) / 2 * ROUNDS)
    return Interval(difference(rows), drawn[outside], drawn[ROUNDS - 1 - outside])
