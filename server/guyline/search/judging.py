"""What becomes of candidates: each is tried, and measured, against the same old version.

It is done in two steps. A first look of a second or two finds most of what is wrong, and what is
no faster. Only what is worth showing is then tried as hard as any edit that a person asks about.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from guyline.proof.attempt import Means, attempt
from guyline.proof.prove import Options, Progress
from guyline.proof.speed import Summary
from guyline.proof.trials import Subject
from guyline.proof.verdict import Proof, Verdict
from guyline.search.candidate import Candidate

LOOK = Options(seconds=1.0, mutants=0, timing=1.2, symbolic=0.0)
"""How hard is tried at first."""

HARD = Options(seconds=5.0, mutants=40, worth=2.0, timing=4.0, symbolic=3.0)
"""How hard is tried what may be shown."""

LEANER = 0.8
"""The share of memory from which on less of it is worth saying."""

GREEDIER = 1.25
"""The share of memory from which on more of it is worth saying."""

Attempt = Callable[[Subject, Means, Options, Progress, threading.Event], Proof]


class Fate(StrEnum):
    """What became of a candidate."""

    BETTER = "better"
    REFUTED = "refuted"
    NO_FASTER = "no faster"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate that was tried.

    Attributes:
        candidate: The candidate.
        proof: What came of it.
        hard: Whether it was tried hard.
    """

    candidate: Candidate
    proof: Proof
    hard: bool = False

    @property
    def fate(self) -> Fate:
        """What became of it."""
        verdict = self.proof.verdict
        if verdict is Verdict.REFUTED:
            return Fate.REFUTED
        if not verdict.may_be_offered:
            return Fate.NOT_TRIED
        return Fate.BETTER if is_better(self.proof.speed) else Fate.NO_FASTER

    @property
    def gain(self) -> float:
        """How many times as fast it is at the largest sizes, over all kinds: the middle."""
        return gain_of(self.proof.speed)


def is_better(speed: Summary | None) -> bool:
    """Whether what was measured is a reason to make an edit: it is faster, or takes less memory.

    Memory counts where nothing is slower.
    """
    if speed is None or not speed.kinds:
        return False
    return speed.faster or (not speed.slower and memory_of(speed) <= LEANER)


def gain_of(speed: Summary | None) -> float:
    """The geometric mean of the middle ratios at the largest size of each kind of input."""
    if speed is None or not speed.kinds:
        return 1.0
    product = 1.0
    for kind in speed.kinds:
        product *= max(kind.places[-1].ratio.middle, 1e-9)
    return float(product ** (1 / len(speed.kinds)))


def memory_of(speed: Summary | None) -> float:
    """The new peak of memory as a share of the old one, where it is greatest; 1.0: not known."""
    shares = [
        place.peaks[1] / place.peaks[0]
        for kind in (speed.kinds if speed else ())
        for place in kind.places[-1:]
        if place.peaks is not None and place.peaks[0] > 0
    ]
    return max(shares, default=1.0)


class Judge:
    """Tries candidates for one function.

    Args:
        subject: The function; its new text is that of each candidate in turn.
        means: What code is run with.
        cancel: Set by whoever does not want it any more.
        progress: Is told what is being done.
        make: Makes an attempt.
        at_first: How hard is tried at first.
        at_last: How hard is tried what may be shown.
    """

    def __init__(
        self,
        subject: Subject,
        means: Means,
        cancel: threading.Event,
        progress: Progress = lambda what, count: None,
        make: Attempt = attempt,
        at_first: Options = LOOK,
        at_last: Options = HARD,
    ) -> None:
        self.subject = subject
        self._means = means
        self._cancel = cancel
        self._progress = progress
        self._make = make
        self._at_first = at_first
        self._at_last = at_last

    def look(self, candidate: Candidate) -> Judged:
        """Look at a candidate.

        Raises:
            SandboxError: No sandbox works here that may be used.
            Cancelled: It was cancelled.
        """
        return self._judged(candidate, self._at_first)

    def try_hard(self, candidate: Candidate, share: float = 1.0) -> Judged:
        """Try a candidate as hard as any edit.

        Args:
            candidate: The candidate.
            share: The share of the usual time that may be taken.

        Raises:
            SandboxError: No sandbox works here that may be used.
            Cancelled: It was cancelled.
        """
        most, share = self._at_last, min(1.0, share)
        options = replace(
            most,
            seconds=most.seconds * share,
            worth=most.worth * share,
            timing=max(self._at_first.timing, most.timing * share),
            symbolic=most.symbolic * share,
        )
        return replace(self._judged(candidate, options), hard=True)

    def _judged(self, candidate: Candidate, options: Options) -> Judged:
        subject = replace(self.subject, new=candidate.text)
        proof = self._make(subject, self._means, options, self._progress, self._cancel)
        if candidate.proved and proof.verdict is Verdict.NOT_REFUTED:
            reason = f"by {', '.join(candidate.steps)}"
            proof = replace(proof, verdict=Verdict.PROVED, reason=reason)
        return Judged(candidate, proof)
