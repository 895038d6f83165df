"""eff@k against what is worked out by hand, and against all choices."""

from __future__ import annotations

from itertools import combinations
from statistics import fmean

import pytest

from guyline.bench.eff_at_k import at_k, efficiency

SAMPLES = [0.1, 0.9, 0.4, 0.4, 0.0, 0.7]


@pytest.mark.parametrize("k", range(1, 7))
def test_the_mean_of_the_best_over_all_choices(k: int) -> None:
    wanted = fmean(max(choice) for choice in combinations(SAMPLES, k))
    assert at_k(SAMPLES, k) == pytest.approx(wanted)


@pytest.mark.parametrize("k", [0, 7, -1])
def test_as_many_as_there_are(k: int) -> None:
    with pytest.raises(ValueError, match="6 samples"):
        at_k(SAMPLES, k)


@pytest.mark.parametrize(
    ("times", "score"),
    [
        # One level, reference 1 s and 2 s: the limit is 4 s, the reference leaves 2 s of it.
        ([[1.0, 2.0]], 1.0),
        ([[1.0, 3.0]], 0.5),
        ([[0.5, 1.0]], 1.5),
        ([[1.0, 4.0]], 0.0),
        ([[1.0, None]], 0.0),
        ([[9.0, 1.0]], 0.0),
        ([[]], 0.0),
    ],
)
def test_one_level(times: list[list[float | None]], score: float) -> None:
    assert efficiency(times, [[1.0, 2.0]], [3.0]) == pytest.approx(score)


def test_levels_are_weighed_and_end_at_the_first_that_is_not_passed() -> None:
    references = [[1.0], [10.0], [100.0]]
    hardness = [1.0, 2.0, 3.0]
    assert efficiency([[1.0], [10.0], [100.0]], references, hardness) == pytest.approx(1.0)
    # 1 * 1 + 2 * (20 - 15) / 10 + 3 * 0, over 6
    assert efficiency([[1.0], [15.0], [None]], references, hardness) == pytest.approx(2 / 6)
    # The second is over its limit: the third counts for nothing, whatever it took.
    assert efficiency([[1.0], [25.0], [1.0]], references, hardness) == pytest.approx(1 / 6)


def test_another_limit() -> None:
    # alpha 3: the limit is 3 s, the reference leaves 2 s, 2 s leave 1 s.
    assert efficiency([[2.0]], [[1.0]], [1.0], alpha=3.0) == pytest.approx(0.5)
