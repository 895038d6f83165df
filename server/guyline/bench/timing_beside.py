"""Ways to say "faster" that people use, beside interleaved pairs: how often they are wrong.

Each is given the times of some runs of the old version, and then of the new, as scripts with
``timeit`` take them: one version after the other.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

Timed = Callable[[], object]
Claim = Callable[[Sequence[float], Sequence[float]], bool]
"""Whether the second runs count as faster than the first."""

FACTOR = 1.05
"""How many times as fast the new version must look to be called 5 % faster."""

CHANCE = 0.01
"""The p-value below which a test counts as significant."""

_LEAST = 0.0001


def runs(call: Timed, seconds: float, least: int = 5) -> list[float]:
    """Seconds per call of one run after another, each of 0.1 ms or more.

    Args:
        call: What is timed.
        seconds: How long.
        least: How many runs at least.
    """
    clock = time.perf_counter
    end = clock() + seconds
    count = 1
    while (taken := _run(call, count)) * count < _LEAST:
        count = max(2 * count, int(_LEAST / max(taken, 1e-9)) + 1)
    found: list[float] = []
    while len(found) < least or clock() < end:
        found.append(_run(call, count))
    return found


def _run(call: Timed, count: int) -> float:
    begun = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - begun) / count


def by_mean(old: Sequence[float], new: Sequence[float]) -> bool:
    """The mean of all runs."""
    return fmean(old) > FACTOR * fmean(new)


def by_minimum(old: Sequence[float], new: Sequence[float]) -> bool:
    """The best of all runs, as the manual of ``timeit`` advises."""
    return min(old) > FACTOR * min(new)


def by_rank(old: Sequence[float], new: Sequence[float]) -> bool:
    """The test of Mann and Whitney, one-sided, p below 0.01."""
    return mann_whitney(old, new) < CHANCE


def mann_whitney(old: Sequence[float], new: Sequence[float]) -> float:
    """How likely the old runs would be so much longer by chance: the normal approximation.

    Source: Mann and Whitney, "On a test of whether one of two random variables is
    stochastically larger than the other", 1947; with corrections for ties and continuity.
    """
    first, second = len(old), len(new)
    both = sorted([*old, *new])
    counts = Counter(both)
    rank: dict[float, float] = {}
    place = 0
    for value, count in sorted(counts.items()):
        rank[value] = place + (count + 1) / 2
        place += count
    u = sum(rank[value] for value in old) - first * (first + 1) / 2
    total = first + second
    ties = sum(count**3 - count for count in counts.values()) / (total * (total - 1))
    spread = math.sqrt(first * second / 12 * (total + 1 - ties))
    if not spread:
        return 1.0
    return math.erfc((u - first * second / 2 - 0.5) / spread / math.sqrt(2)) / 2


WAYS: Mapping[str, Claim] = {
    "mean of runs": by_mean,
    "minimum of runs": by_minimum,
    "Mann-Whitney, p < 0.01": by_rank,
}
"""Each way by its name."""
