"""A clock that goes on only when it is told to, and functions that tell it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random


class Clock:
    """Nanoseconds, as many as calls have said they take."""

    def __init__(self) -> None:
        self.now = 0
        self.calls: list[str] = []

    def __call__(self) -> int:
        return self.now

    def function(self, name: str, cost: Callable[[int], float]) -> Callable[[int], None]:
        """A function that takes as many nanoseconds as ``cost`` says of its argument."""

        def call(size: int) -> None:
            self.calls.append(name)
            self.now += max(1, round(cost(size)))

        return call


def noisy(cost: Callable[[int], float], chance: Random, noise: float) -> Callable[[int], float]:
    """A cost that chance makes longer, now and then by a lot."""

    def drawn(size: int) -> float:
        hit = chance.uniform(2, 10) if chance.random() < 0.05 else 1.0
        return cost(size) * (1 + noise * chance.random()) * hit

    return drawn
