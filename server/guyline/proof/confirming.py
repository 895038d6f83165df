"""Whether a difference that was found is there each time, with each version run alone.

A version that gives something else each time, by the clock, by its threads or by the machine, is
compared by what all of its runs have in common (:mod:`.inside.steady`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import cycle
from typing import Any

from guyline.proof.comparison import aspects_of, observation, tells, told
from guyline.proof.inside.steady import Steady
from guyline.proof.trials import Trials, Way
from guyline.proof.verdict import Counterexample

_SLOW_FACTOR = 20
_LEAST_WAIT = 2.0
_AGAIN = 8
_NEW = 5
"""Runs of the new version that all have to differ from what those of the old have in common."""

_SHORTENING = 4.0
_PATIENCE = 6.0
"""Seconds for inputs on which the old version gives something else each time."""

_FICKLE = "the old version gives something else each time: by the time, chance or the machine"


class Confirming:
    """Runs inputs again, in each version alone.

    Args:
        trials: The sandbox, loaded.
        each: The longest that a run may take, in seconds.
        notes: What a person should know; it is added to.

    Attributes:
        tolerance: How far floats may lie apart, relative to the larger; None: not at all.
        agreed: Inputs on which the versions differ in nothing but what the old one never gives
            twice, and most of it is the same each time.
    """

    def __init__(self, trials: Trials, each: float, notes: dict[str, None]) -> None:
        self.trials = trials
        self.each = each
        self.notes = notes
        self.tolerance: float | None = None
        self.agreed = 0
        self._fickle: set[str] = set()
        self._patience = _PATIENCE

    @property
    def is_fickle(self) -> bool:
        """Whether the old version gave something else each time, on some input."""
        return bool(self._fickle)

    def confirmed(self, differs: dict[str, Any]) -> Counterexample | None:
        """What was found, if it is there when each version runs alone."""
        for key in ("input", "first"):
            found = self.single(differs[key])
            if found is not None:
                return found
        return self._sequence([*differs["history"], differs["first"]])

    def last(self, inputs: Sequence[dict[str, Any]]) -> Counterexample | None:
        """What the last of some inputs shows, by itself or after those before it."""
        return self.single(inputs[-1]) or self._sequence(inputs)

    def single(self, given: dict[str, Any]) -> Counterexample | None:
        """One input, in both versions; in the old one several times."""
        old = self.trials.run("old", [given], self.each * 4)[0]
        if "ns" not in old and not old.get("aspects"):
            return None
        wait = max(_LEAST_WAIT, self.each, _SLOW_FACTOR * old.get("ns", 0) / 1e9)
        new = self.trials.run("new", [given], wait)[0]
        aspects = aspects_of(old, new, self.tolerance)
        if aspects and self._is_another_each_time([given], old, self.each * 4):
            return self._steadily(given, old, new, wait)
        return counterexample(given, old, new, aspects) if aspects else None

    def both(
        self, inputs: Sequence[dict[str, Any]]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """What each version shows alone, old and new."""
        return self.trials.run("old", inputs, self.each), self.trials.run("new", inputs, self.each)

    def _is_another_each_time(
        self, inputs: Sequence[dict[str, Any]], old: dict[str, Any], each: float
    ) -> bool:
        """Whether the old version differs from itself on the last of some inputs."""
        for _, way in zip(range(_AGAIN), cycle(Way), strict=False):
            again = self._again("old", inputs, each, way)
            if aspects_of(old, again, self.tolerance):
                self.notes[_FICKLE] = None
                self._fickle.add(str(inputs[-1]))
                return True
        return False

    def _again(
        self, side: str, inputs: Sequence[dict[str, Any]], each: float, way: Way
    ) -> dict[str, Any]:
        room = each if way is Way.PLAIN else 4 * each
        return self.trials.run(side, inputs, room, way)[-1]

    def _steadily(
        self, given: dict[str, Any], old: dict[str, Any], new: dict[str, Any], wait: float
    ) -> Counterexample | None:
        """What tells all runs of the new version from what those of the old have in common."""
        began = time.monotonic()
        before, after = [old], [new]
        for _, way in zip(range(_AGAIN), cycle(Way), strict=False):
            if time.monotonic() - began > self._patience or not all(map(tells, before)):
                return None
            before.append(self._again("old", [given], self.each * 4, way))
            if len(after) < _NEW:
                after.append(self._again("new", [given], wait, way))
        self._patience -= time.monotonic() - began
        if not all(map(tells, before)) or not all("aspects" in each for each in after):
            return None
        steady = Steady([observation(each) for each in before])
        differing = [steady.difference(observation(each), self.tolerance) for each in after]
        aspects = tuple(name for name in differing[0] if all(name in each for each in differing))
        self.agreed += not any(differing) and not steady.is_unlike_itself
        old, new = ({**each, "aspects": steady.shown(observation(each))} for each in (old, new))
        return counterexample(given, old, new, aspects) if aspects else None

    def _sequence(self, inputs: Sequence[dict[str, Any]]) -> Counterexample | None:
        """A row of calls of which the last differs, as short as it can be made."""
        if str(inputs[-1]) in self._fickle:
            return None
        end = time.monotonic() + _SHORTENING
        before, last = self._needed(inputs, end)
        if before is None:
            return None
        width = max(1, len(before) // 2)
        while width and time.monotonic() < end:
            place = 0
            while place < len(before) and time.monotonic() < end:
                fewer = before[:place] + before[place + width :]
                if self._last_differs([*fewer, last]):
                    before = fewer
                else:
                    place += width
            width //= 2
        old, new = self.both([*before, last])
        aspects = aspects_of(old[-1], new[-1], self.tolerance)
        row = [*before, last]
        if not aspects or self._is_another_each_time(row, old[-1], self.each):
            return None
        news = [self._again("new", row, self.each, way) for way in (Way.TWIN, Way.COLLECTING)]
        if not all(aspects_of(old[-1], each, self.tolerance) for each in news):
            return None  # by when something is collected
        lines = tuple(each.get("line", "") for each in old[:-1])
        return counterexample(last, old[-1], new[-1], aspects, lines)

    def _needed(
        self, inputs: Sequence[dict[str, Any]], end: float
    ) -> tuple[list[dict[str, Any]] | None, dict[str, Any]]:
        """The last few calls, as many as are needed for the last of them to differ."""
        last, count = inputs[-1], 1
        while time.monotonic() < end:
            before = list(inputs[:-1][-count:])
            if self._last_differs([*before, last]):
                return before, last
            if count >= len(inputs) - 1:
                break
            count *= 4
        return None, last

    def _last_differs(self, inputs: Sequence[dict[str, Any]]) -> bool:
        old, new = self.both(inputs)
        return bool(aspects_of(old[-1], new[-1], self.tolerance))


def counterexample(
    given: dict[str, Any],
    old: dict[str, Any],
    new: dict[str, Any],
    aspects: tuple[str, ...],
    before: tuple[str, ...] = (),
) -> Counterexample:
    """An input on which the versions differ, with what ``run`` gave of both."""
    return Counterexample(
        line=old.get("line", "") or new.get("line", "") or str(given),
        before=before,
        aspects=aspects,
        old=told(old, aspects),
        new=told(new, aspects),
        given=given,
    )
