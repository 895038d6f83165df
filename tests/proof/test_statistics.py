"""Exponents, of functions whose growth is known."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import pytest

from guyline.proof.statistics import Exponent, exponent

Grows = Callable[[int], float]

SHAPES: dict[str, tuple[Grows, float, float]] = {
    "constant": (lambda _: 1.0, -0.1, 0.2),
    "log n": (lambda n: math.log2(n + 1), -0.05, 0.35),
    "root": (lambda n: n**0.5, 0.35, 0.65),
    "n": (lambda n: n, 0.85, 1.15),
    "n log n": (lambda n: n * math.log2(n + 1), 0.95, 1.35),
    "n^1.5": (lambda n: n**1.5, 1.35, 1.65),
    "n^2": (lambda n: n**2, 1.8, 2.2),
    "n^3": (lambda n: n**3, 2.7, 3.3),
}
OVERHEADS = (1e-6, 10e-6, 50e-6)


def measured(grows: Grows, overhead: float, unit: float, noise: float, seed: int) -> Exponent:
    """The exponent from sizes as they are chosen, each time off by chance."""
    chance = Random(seed)  # noqa: S311 - samples, no secret
    sizes, times = [], []
    size = 4
    while size <= 1 << 20 and overhead + unit * grows(size) < 0.016:
        sizes.append(size)
        times.append((overhead + unit * grows(size)) * math.exp(chance.gauss(0, noise)))
        size *= 2
    below = sizes[:-4]
    kept = {below[place * len(below) // 4] for place in range(4)} if len(below) > 4 else set(below)
    chosen = [it for it in zip(sizes, times, strict=True) if it[0] in kept or it[0] in sizes[-4:]]
    return exponent([size for size, _ in chosen], [time for _, time in chosen])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("overhead", OVERHEADS)
@pytest.mark.parametrize("unit", [2e-8, 1e-7, 1e-6])
def test_growth_is_told_in_spite_of_overhead(shape: str, overhead: float, unit: float) -> None:
    grows, least, most = SHAPES[shape]
    found = measured(grows, overhead, unit, 0.0, 1)
    assert found.value is not None
    if unit * grows(1 << 20) < 2 * overhead:
        least = -0.1  # it has hardly begun to grow at the largest size there is
    assert least <= found.value <= most
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("shape", SHAPES)
def test_growth_is_told_in_spite_of_noise(shape: str) -> None:
    grows, least, most = SHAPES[shape]
    right, rounds = 0, 0
    for seed in range(8):
        for overhead in OVERHEADS:
            value = measured(grows, overhead, 1e-7, 0.04, seed).value
            assert value is not None
            right += least - 0.1 <= value <= most + 0.1
            rounds += 1
    assert right >= 0.95 * rounds


@pytest.mark.parametrize("hit", range(8))
def test_one_size_that_was_disturbed_does_not_move_it_far(hit: int) -> None:
    sizes = [2**power for power in range(8, 16)]
    times = [1e-6 + 1e-8 * size**2 for size in sizes]
    times[hit] *= 2
    found = exponent(sizes, times)
    assert found.value == pytest.approx(2.0, abs=0.35)
    assert found.low <= 2.0 + 1e-6


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [
        ([], "fewer than 3"),
        ([8, 64], "fewer than 3"),
        ([8, 8, 8], "fewer than 3"),
        ([8, 12, 16], "factor of 4"),
    ],
)
def test_too_little_is_told_with_the_reason(sizes: list[int], reason: str) -> None:
    found = exponent(sizes, [1.0] * len(sizes))
    assert found.value is None
    assert reason in found.reason
    assert str(found) == "unknown growth"


def test_it_is_told_as_a_power() -> None:
    assert str(Exponent(1.96, 1.9, 2.0)) == "n^2.0"
    assert str(Exponent(-0.01, 0.0, 0.0)) == "n^0.0"
    assert str(exponent([10, 20, 40, 80], [5.0, 0.0, 0.0, 0.0])) == "unknown growth"


def test_the_order_of_sizes_does_not_matter() -> None:
    sizes, times = [64, 16, 32, 128], [4096.0, 256.0, 1024.0, 16384.0]
    assert exponent(sizes, times) == exponent(sorted(sizes), sorted(times))
    assert exponent(sizes, times).value == pytest.approx(2.0)


@pytest.mark.parametrize("proportional", [100.0, 400.0, 1500.0])
def test_what_grows_in_proportion_does_not_hide_what_is_quadratic(proportional: float) -> None:
    def grows(n: int) -> float:
        return proportional * n + n**2

    right = 0
    for seed in range(20):
        value = measured(grows, 1e-6, 1e-9, 0.02, seed).value
        assert value is not None
        right += 1.75 <= value <= 2.25
    assert right >= 19


@pytest.mark.parametrize("share", [0.02, 0.1, 0.2])
def test_a_small_quadratic_part_is_not_told_as_the_growth(share: float) -> None:
    sizes = [2**power for power in range(2, 16)]
    times = [1e-8 * (size + share * size**2 / sizes[-1]) for size in sizes]
    found = exponent(sizes, times)
    assert found.value == pytest.approx(1.0, abs=0.3)


@pytest.mark.parametrize("hit", [1, 2, 3])
def test_a_cache_that_is_too_small_does_not_look_like_growth(hit: int) -> None:
    """From one size on, each item costs more."""
    sizes = [2**power for power in range(4, 18)]
    times = [1e-8 * size * (1.6 if size >= sizes[-hit] else 1.0) for size in sizes]
    found = exponent(sizes, times)
    assert found.value == pytest.approx(1.0, abs=0.45)
