"""What came of a completion, and the trace of every decision on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Action(Enum):
    """What was done about one watched word."""

    ALLOWED = "allowed"
    """It is one of the names known to be all."""
    DEFINITION = "definition"
    """It is not one of them, but is defined here."""
    ABSTAINED = "abstained"
    """Not everything is known of the receiver: nothing was forbidden."""
    CORRECTED = "corrected"
    """It is known to be wrong; the draft was cut back and written again."""
    CUT = "cut"
    """It is known to be wrong; the draft ends before it."""


class Verdict(Enum):
    """What guidance can say of the text as a whole."""

    CLEAN = "clean"
    """Every watched word is known and allowed, as the model wrote it."""
    CORRECTED = "corrected"
    """Every watched word is known and allowed, some only after a correction."""
    CUT = "cut"
    """The text ends before a word known to be wrong."""
    PARTLY = "partly"
    """Some watched words could not be judged."""
    UNCHECKED = "unchecked"
    """No watched word, or none that could be judged."""
    UNGUIDED = "unguided"
    """Guidance was off, or failed."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One watched word and what was done about it.

    Attributes:
        monitor: Which monitor watched.
        offset: Where the word begins in the document with the draft.
        receiver: What the word belongs to, as written.
        proposed: The word the model wrote, with what was typed of it before.
        allowed: How many words were allowed; None where the monitor abstained.
        action: What was done.
        reason: Why, for people to read.
        ms: How long the oracle took, in milliseconds.
    """

    monitor: str
    offset: int
    receiver: str
    proposed: str
    allowed: int | None
    action: Action
    reason: str
    ms: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one completion came to.

    Attributes:
        text: The draft; nothing in it is known to be wrong. Not yet fitted.
        trace: Every decision, in the order in which they were made.
        requests: How often the model was asked.
        tokens: How many tokens were received.
        discarded: How many of those were cut away.
        total_ms: Time from start to end, in milliseconds.
        model_ms: The part of it spent waiting for the model.
        trouble: What went wrong on the way, for people; empty if nothing did.
        guided: Whether monitors watched, and none of them failed.
    """

    text: str
    trace: tuple[Decision, ...] = ()
    requests: int = 0
    tokens: int = 0
    discarded: int = 0
    total_ms: float = 0.0
    model_ms: float = 0.0
    trouble: str = ""
    guided: bool = True

    @property
    def own_ms(self) -> float:
        """Time that was not the model's, in milliseconds."""
        return self.total_ms - self.model_ms

    @property
    def verdict(self) -> Verdict:
        """What can be said of the text as a whole."""
        actions = {decision.action for decision in self.trace}
        if not self.guided:
            return Verdict.UNGUIDED
        if Action.CUT in actions:
            return Verdict.CUT
        judged = actions - {Action.ABSTAINED}
        if not judged:
            return Verdict.UNCHECKED
        if Action.ABSTAINED in actions:
            return Verdict.PARTLY
        return Verdict.CORRECTED if Action.CORRECTED in actions else Verdict.CLEAN

    @property
    def corrected(self) -> int:
        """How many words were written again and stand; one may have been asked for twice."""
        cut = {decision.offset for decision in self.trace if decision.action is Action.CUT}
        again = {d.offset for d in self.trace if d.action is Action.CORRECTED}
        return len(again - cut)

    def with_text(self, text: str) -> Outcome:
        """The same with another text."""
        return replace(self, text=text)
