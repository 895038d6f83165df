"""The search: single repairs in order of likelihood, then pairs where one alone helps a little."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from guyline.search.repair.broken import Broken, Failure
from guyline.search.repair.changes import Repair, repairs
from guyline.search.repair.judge import Judge, Progress

_MOST_PLAUSIBLE = 12
_SHARE_AFTER = 0.6
"""How much longer, as a part of the time so far, others are looked for once one is found."""

_LEAST_AFTER = 1.5
_MOST_AFTER = 10.0
_BEAM = 8
_PAIRED = 400
"""Second steps that are tried behind one first step."""


@dataclass(frozen=True, slots=True)
class Plausible:
    """A repair with which the failing tests pass, and those that passed still do.

    Attributes:
        repair: The repair.
    """

    repair: Repair


@dataclass
class Searched:
    """What a search has tried.

    Attributes:
        plausible: What passes, the likeliest first.
        tried: How many repairs were run.
        fell: Repairs that mend the failing tests and break others, with a test that they break.
        best: What came nearest, and how far.
        seconds: How long it took.
        ended: Why it ended: ``found``, ``all tried``, ``out of time``.
    """

    plausible: list[Plausible] = field(default_factory=list)
    tried: int = 0
    fell: list[tuple[Repair, str]] = field(default_factory=list)
    best: tuple[Repair, Progress] | None = None
    seconds: float = 0.0
    ended: str = ""


class Search:
    """One search.

    Args:
        broken: The function.
        judge: Runs the tests.
        seconds: How long it may take.
        progress: Is told how many were tried.
        clock: Seconds.
    """

    def __init__(
        self,
        broken: Broken,
        judge: Judge,
        seconds: float,
        progress: Callable[[str, int], None] = lambda what, count: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._broken = broken
        self._judge = judge
        self._seconds = seconds
        self._progress = progress
        self._clock = clock
        self._begun = clock()
        self._end = self._begun + seconds
        self._known: set[str] = set()
        self._steps: list[tuple[Progress, float, int, Repair]] = []
        self.found = Searched()

    def run(self) -> Searched:
        """Searches until something is found and others had their time, or nothing is left."""
        is_whole = self._tried(repairs(self._broken), "repairs of one place")
        if is_whole and not self.found.plausible:
            is_whole = self._pairs()
        found = self.found
        found.seconds = self._clock() - self._begun
        found.ended = "found" if found.plausible else "all tried" if is_whole else "out of time"
        return found

    def _tried(self, offered: Iterator[Repair], what: str) -> bool:
        """Tries repairs in order, some at once; whether all were."""
        new = (each for each in offered if each.text not in self._known)
        while batch := list(islice(new, self._judge.at_once)):
            self._known.update(each.text for each in batch)
            for repair, progress in zip(batch, self._judge.tried(batch), strict=True):
                self._note(repair, progress)
            self.found.tried += len(batch)
            self._progress(what, self.found.tried)
            if self._clock() > self._end or len(self.found.plausible) >= _MOST_PLAUSIBLE:
                return False
        return True

    def _note(self, repair: Repair, progress: Progress) -> None:
        judge = self._judge
        if judge.mends(progress):
            broken = judge.keeps(repair.text, is_body=repair.is_body)
            if broken:
                self.found.fell.append((repair, broken[0]))
                return
            stands, worse, _ = judge.confirmed(repair.text)
            if stands:
                self._take(repair)
            else:
                said = worse[0].name if worse else "the run from the beginning"
                self.found.fell.append((repair, said))
            return
        if progress > Progress(0, 0):
            self._steps.append((progress, repair.score, -len(self._steps), repair))
            if self.found.best is None or progress > self.found.best[1]:
                self.found.best = (repair, progress)

    def _take(self, repair: Repair) -> None:
        if not self.found.plausible:
            now = self._clock()
            after = max(_LEAST_AFTER, _SHARE_AFTER * (now - self._begun))
            self._end = min(self._end, now + min(after, _MOST_AFTER))
        self.found.plausible.append(Plausible(repair))

    def _pairs(self) -> bool:
        """Second steps, behind first ones that help a little."""
        steps = heapq.nlargest(_BEAM, self._steps)
        if not steps:
            return True
        for _, _, _, first in steps:
            changed = Broken(first.text, self._broken.qualname, _moved(self._broken, first))
            seconds = (
                replace(
                    each,
                    steps=first.steps + each.steps,
                    said=first.said + each.said,
                    size=first.size + each.size,
                    score=first.score * each.score / 4,
                    is_body=first.is_body and each.is_body,
                )
                for each in repairs(changed)
            )
            if not self._tried(islice(seconds, _PAIRED), "repairs of two places"):
                return False
            if self.found.plausible:
                return True
        return True


def _moved(broken: Broken, first: Repair) -> Failure:
    """How a function fails, for its text after a first step: lines move where one was put in."""
    if first.text.count("\n") == broken.source.count("\n"):
        return broken.failure
    return replace(broken.failure, suspicion={})
