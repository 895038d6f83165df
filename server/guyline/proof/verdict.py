"""What became of an edit that was tried, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from guyline.proof.speed import Summary


class Verdict(StrEnum):
    """What is known of an edit.

    Only ``proved``, ``exhausted`` and ``not_refuted`` may be offered.
    """

    REFUTED = "refuted"
    PROVED = "proved"
    EXHAUSTED = "exhausted"
    NOT_REFUTED = "not_refuted"
    NOT_TRIED = "not_tried"

    @property
    def may_be_offered(self) -> bool:
        """Whether an edit with this verdict may be shown as one."""
        return self in (Verdict.PROVED, Verdict.EXHAUSTED, Verdict.NOT_REFUTED)


@dataclass(frozen=True, slots=True)
class Counterexample:
    """An input on which the versions differ.

    Attributes:
        line: The call, which can be run where the module's names are known.
        before: Calls that have to come before it; most often none.
        aspects: What differs: ``value``, ``raised``, ``arguments``...
        old: What the old version showed of these.
        new: The same of the new one.
        given: The input as data, as :class:`~guyline.proof.inside.recipe.Input` reads it.
    """

    line: str
    before: tuple[str, ...]
    aspects: tuple[str, ...]
    old: dict[str, str]
    new: dict[str, str]
    given: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on.

    Attributes:
        inputs: Inputs that both versions were run with.
        recorded: Of these, calls that were recorded or written as examples.
        kept: Inputs that each took the code where no other had, run again alone.
        domain: Each parameter: what it was given, and where that is known from.
        outcomes: How the old version ended, and how often.
        strange: Inputs left out as the old version says that they are of a wrong type.
        mutants: Mutants of the old code.
        told_apart: Of these, those that the same inputs tell apart from it.
        survivors: The others, as ``line: before -> after``.
        seconds: How long it looked.
        notes: What a person should know: what could not be compared, and why.
    """

    inputs: int = 0
    recorded: int = 0
    kept: int = 0
    domain: tuple[dict[str, str], ...] = ()
    outcomes: dict[str, int] = field(default_factory=dict)
    strange: int = 0
    mutants: int = 0
    told_apart: int = 0
    survivors: tuple[str, ...] = ()
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """A verdict, with all that belongs to it.

    Attributes:
        verdict: The verdict.
        reason: Why it could not be tried, or what else is to be said; may be empty.
        counterexample: The input that refutes it.
        evidence: What it rests on.
        speed: How the time grows with the size; None: it was not measured.
        tier: The sandbox that code ran in.
    """

    verdict: Verdict
    reason: str = ""
    counterexample: Counterexample | None = None
    evidence: Evidence = field(default_factory=Evidence)
    speed: Summary | None = None
    tier: str = ""
