"""eff@k: how efficient the best of k samples is, with times that were cut off.

Qiu et al., How Efficient is LLM-Generated Code? A Rigorous and High-Standard Benchmark (ENAMEL),
2024, sections 3.1 to 3.3. A sample's score at one level is how much of the time limit it leaves,
relative to what the reference leaves; a sample that is wrong, or over the limit, scores 0 there:
its true time is not known, and is not needed (right-censored).
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def efficiency(
    times: Sequence[Sequence[float | None]],
    references: Sequence[Sequence[float]],
    hardness: Sequence[float],
    alpha: float = 2.0,
) -> float:
    """The score of one sample of one problem: from 0; 1 is as fast as the reference.

    Args:
        times: Seconds by level and case; None: it was over the limit, or was not run any more.
        references: Seconds of the reference, likewise.
        hardness: The weight of each level.
        alpha: How many times the reference's longest time is the limit of a level.
    """
    score = 0.0
    for level, own in enumerate(times):
        limit = alpha * max(references[level])
        least = limit - max(references[level])
        worst = max((limit if each is None else each for each in own), default=limit)
        score += hardness[level] * max(0.0, limit - worst) / least
        if worst >= limit:
            break  # a level is run only if the one before was passed
    return score / sum(hardness)


def at_k(scores: Sequence[float], k: int) -> float:
    """eff@k of one problem: the expected best score of k of its samples, without bias.

    The estimator of the paper's Algorithm 1, with the least variance of those without bias:
    the mean of the maximum over all choices of ``k`` of the samples.

    Args:
        scores: The scores of all samples; at least ``k`` of them.
        k: How many are drawn.

    Raises:
        ValueError: There are fewer samples than ``k``, or ``k`` is less than 1.
    """
    count = len(scores)
    if not 1 <= k <= count:
        raise ValueError(f"k is {k}, and there are {count} samples")
    ordered = sorted(scores)
    choices = math.comb(count, k)
    return sum(
        math.comb(place, k - 1) / choices * score
        for place, score in enumerate(ordered)
        if place >= k - 1
    )
