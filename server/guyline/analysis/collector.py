"""When the worker looks for garbage: after an answer, and never before one.

jedi's values and parso's trees hold each other in circles, which only Python's collector
frees. Left to itself it runs in the middle of a question, and a full collection looks
through some million objects: the slowest questions were those it fell into.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass

_YOUNG = 20_000
"""Objects made since the last collection, below which none is worth it."""

_ROUNDS = 40
"""Collections of young objects for each full one."""


@dataclass(slots=True)
class Collector:
    """Collects between questions.

    Attributes:
        rounds: Collections since the last full one.
    """

    rounds: int = 0

    def start(self) -> None:
        """Let nothing be collected but by :meth:`rest`."""
        gc.disable()

    def rest(self) -> None:
        """Collect, if enough was made; to be called when nobody waits."""
        if gc.get_count()[0] < _YOUNG:
            return
        self.rounds += 1
        if self.rounds < _ROUNDS:
            gc.collect(1)
        else:
            gc.collect()
            self.rounds = 0
