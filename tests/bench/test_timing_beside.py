"""Ways to say "faster", on times that are known."""

from __future__ import annotations

import pytest

from guyline.bench.timing_beside import WAYS, mann_whitney, runs

ONE = [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9]


@pytest.mark.parametrize(
    ("old", "new", "claims"),
    [
        (ONE, ONE, {"mean of runs": False, "minimum of runs": False, "rank": False}),
        (
            [2 * it for it in ONE],
            ONE,
            {"mean of runs": True, "minimum of runs": True, "rank": True},
        ),
        ([*ONE, 30.0], ONE, {"mean of runs": True, "minimum of runs": False, "rank": False}),
        (ONE, [0.9, *ONE], {"mean of runs": False, "minimum of runs": True, "rank": False}),
    ],
)
def test_each_way_has_its_weakness(
    old: list[float], new: list[float], claims: dict[str, bool]
) -> None:
    names = dict(zip(("mean of runs", "minimum of runs", "rank"), WAYS, strict=True))
    assert {short: WAYS[name](old, new) for short, name in names.items()} == claims


def test_mann_whitney_is_that_of_the_tables() -> None:
    old = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]
    new = [value - 9 for value in old]
    assert mann_whitney(old, new) < 0.01
    assert mann_whitney(new, old) > 0.99
    assert mann_whitney([1, 2, 3], [4, 5, 6]) == pytest.approx(0.985, abs=0.005)
    assert mann_whitney([1.0] * 5, [1.0] * 5) == 1.0


def test_runs_are_seconds_of_one_call() -> None:
    found = runs(lambda: sum(range(1000)), 0.01)
    assert len(found) >= 5
    assert all(1e-7 < it < 1 for it in found)
