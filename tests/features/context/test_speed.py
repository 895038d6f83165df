from __future__ import annotations

from collections.abc import Iterator

import pytest

from guyline.features.context import Meter, Speed
from guyline.models import Prompt, Request, ScriptedModel, steps


@pytest.mark.parametrize(
    ("tokens_per_second", "budget"),
    [(100, 400), (300, 400), (3000, 600), (8000, 1600), (20_000, 4000), (1_000_000, 4000)],
)
def test_the_budget_is_what_the_endpoint_reads_within_the_target(
    tokens_per_second: int, budget: int
) -> None:
    speed = Speed(4000)
    assert speed.budget == 1000
    for _ in range(20):
        speed.observe(1000, 1000 / tokens_per_second)
    assert speed.budget == budget


def test_a_speed_that_is_hardly_another_moves_nothing() -> None:
    speed = Speed(4000)
    for _ in range(20):
        speed.observe(1000, 1000 / 6500)
    assert speed.budget == 1600
    for _ in range(20):
        speed.observe(1000, 1000 / 5900)
    assert speed.budget == 1600


@pytest.mark.parametrize(("tokens", "seconds"), [(10, 1.0), (1000, 0.0), (1000, -1.0)])
def test_what_tells_nothing_is_not_measured(tokens: int, seconds: float) -> None:
    speed = Speed(4000)
    speed.observe(tokens, seconds)
    assert speed.tokens_per_second is None


@pytest.mark.parametrize("most", [400, 500, 1000, 1700, 4000, 32_000])
def test_the_setting_bounds_the_budget(most: int) -> None:
    speed = Speed(most)
    speed.observe(10_000, 0.001)
    assert speed.budget == most


def ticking(step: float) -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += step


async def test_only_what_was_not_read_before_is_measured() -> None:
    clock = ticking(0.5)
    meter = Meter(Speed(4000), lambda: next(clock))
    model = meter.of(ScriptedModel(steps(["x"], ["y"])))
    assert (await model.capabilities()).constrains
    for text in ("a" * 3200, "a" * 3200 + "b"):
        async with model.generate(Request(Prompt(text), 4)) as chunks:
            assert [chunk.text async for chunk in chunks][-1] == ""
        assert meter.speed.tokens_per_second == 2000
    await model.close()
