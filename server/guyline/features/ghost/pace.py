"""How fast a person types and a model answers, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from guyline.features.completion import Completion

_WEIGHT = 0.3
"""What the newest measurement counts in a running mean."""

_PAUSE = 1.0
"""Seconds without a keystroke that are a pause, and no interval between two."""

_LONGEST = 0.15
"""Seconds that a request is held back at the most."""

_SLOW = 1500.0
"""Milliseconds of a completion, in the mean, above which a person is told."""

_ENOUGH = 3
"""Completions before anything is said of their speed."""


@dataclass(slots=True)
class Pace:
    """Running means of one session.

    Attributes:
        interval: Seconds between two keystrokes of a person who is typing.
        total_ms: A completion's time, in milliseconds; 0 before the first.
        model_ms: The model's part of it.
        completions: How many were measured.
    """

    interval: float = 0.15
    total_ms: float = 0.0
    model_ms: float = 0.0
    completions: int = 0
    _last_key: float | None = None

    def typed(self, now: float) -> None:
        """Note a keystroke at ``now``, in seconds."""
        if self._last_key is not None and 0 < now - self._last_key < _PAUSE:
            self.interval += _WEIGHT * (now - self._last_key - self.interval)
        self._last_key = now

    def answered(self, completion: Completion) -> None:
        """Note how long a completion took."""
        weight = _WEIGHT if self.completions else 1.0
        self.total_ms += weight * (completion.total_ms - self.total_ms)
        self.model_ms += weight * (completion.outcome.model_ms - self.model_ms)
        self.completions += 1

    def hold(self) -> float:
        """Seconds to hold a request back, in case another keystroke makes it worthless.

        An answer that comes before the next key is worth asking for at once. The longer
        one takes beyond that, the more is lost with one thrown away; yet more than the
        person's own interval would only add to the waiting.
        """
        beyond = self.total_ms / 1000 - self.interval
        return max(0.0, min(beyond / 2, self.interval, _LONGEST))

    @property
    def fast(self) -> bool:
        """Whether an answer is there before a person who looks at it has gone on."""
        return 0 < self.total_ms < _SLOW / 2

    @property
    def slowness(self) -> str:
        """Why completions are slow, for people; empty while they are not."""
        if self.completions < _ENOUGH or self.total_ms < _SLOW:
            return ""
        if self.model_ms > self.total_ms / 2:
            why = f"the model takes {self.model_ms / 1000:.1f} s of it"
        else:
            why = f"the analysis takes {(self.total_ms - self.model_ms) / 1000:.1f} s of it"
        return f"{self.total_ms / 1000:.1f} s a completion; {why}"
