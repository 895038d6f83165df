"""What came of a search: what may be offered, and what was tried besides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guyline.features.diff import unified
from guyline.features.proof.outcome import Outcome
from guyline.proof.lines import Shares
from guyline.proof.report import as_json, difference
from guyline.proof.speed import Kind
from guyline.proof.verdict import Proof
from guyline.search.archive import Chosen
from guyline.search.candidate import Candidate, Origin
from guyline.search.judging import LEANER, Fate, Judged, memory_of

_APART = 2.0
"""The factor from which on kinds of input are told apart."""

_MUCH = 0.2
"""The share of the time from which on a line is worth a word."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An edit that may be offered.

    Attributes:
        kind: ``fastest``, ``smallest`` or ``leanest``: for what it is shown.
        candidate: The edit.
        proof: What it rests on.
        lines: Lines that it takes out and puts in.
        notes: What is worse than before, for a reader.
    """

    kind: str
    candidate: Candidate
    proof: Proof
    lines: int
    notes: tuple[str, ...] = ()

    @property
    def is_by_model(self) -> bool:
        """Whether a model wrote it."""
        return self.candidate.origin is Origin.MODEL

    @property
    def text(self) -> str:
        """The file's text with it."""
        return self.candidate.text

    @property
    def gain(self) -> float:
        """How many times as fast it is at the largest sizes: the middle."""
        return Judged(self.candidate, self.proof).gain

    def title(self) -> str:
        """What it does, and how well that is known, in one line."""
        mark = "(AI) " if self.is_by_model else ""
        return f"{mark}{self.candidate.title}: {self.claim()}"

    def claim(self) -> str:
        """How much faster over the kinds of input, from which size on, and what that rests on."""
        speed, evidence = self.proof.speed, self.proof.evidence
        said = []
        won = [kind for kind in (speed.kinds if speed else ()) if kind.threshold is not None]
        if speed is not None and speed.faster and won:
            said.append(_faster(won))
        if speed is not None and memory_of(speed) <= LEANER:
            said.append(f"{memory_of(speed):.0%} of the memory")
        said.append(f"{evidence.inputs:,} inputs")
        if evidence.recorded:
            said.append(f"{evidence.recorded} known calls")
        if evidence.mutants:
            said.append(f"{evidence.told_apart} of {evidence.mutants} mutants told apart")
        return "; ".join(said)

    def outcome(self, name: str) -> Outcome:
        """The proof as it is shown elsewhere."""
        return Outcome.of(name, self.proof)


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a search.

    Attributes:
        path: The file.
        name: The function.
        old: The file's text before.
        offers: At most three, best first.
        tried: Everything that was tried and is not offered, with what became of it.
        seconds: How long it took.
        notes: What a person should know: what was left out, and why.
        judged: Everything that was tried, in order.
        lines: The lines of the old function that take its time, from 0, with their shares; empty
            where they were not measured.
    """

    path: Path
    name: str
    old: str
    offers: tuple[Offer, ...]
    tried: tuple[dict[str, str], ...]
    seconds: float
    notes: tuple[str, ...] = ()
    judged: tuple[Judged, ...] = ()
    lines: Shares = ()

    @property
    def edits(self) -> tuple[Offer, ...]:
        """What can be made of it: the offers."""
        return self.offers

    def to_json(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "path": str(self.path),
            "function": self.name,
            "candidates": [self._candidate(each) for each in self.offers],
            "tried": list(self.tried),
            "seconds": round(self.seconds, 2),
            "notes": list(self.notes),
            "lines": [[line + 1, round(share, 3)] for line, share in self.lines],
        }

    def hottest(self) -> str:
        """Which line takes most of the time, in words; empty where none takes much of it."""
        line, share = max(self.lines, key=lambda each: each[1], default=(0, 0.0))
        return f"line {line + 1} takes {share:.0%} of its time" if share >= _MUCH else ""

    def diff(self, offer: Offer) -> str:
        """The edit as a unified diff."""
        return unified(self.old, offer.text, self.path.name)

    def _candidate(self, offer: Offer) -> dict[str, Any]:
        return {
            "kind": offer.kind,
            "origin": offer.candidate.origin.value,
            "title": offer.title(),
            "steps": list(offer.candidate.steps),
            "source": offer.text,
            "diff": self.diff(offer),
            "lines": offer.lines,
            "times_as_fast": round(offer.gain, 2),
            "notes": list(offer.notes),
            "evidence": as_json(offer.proof),
        }


def offer_of(chosen: Chosen, notes: tuple[str, ...]) -> Offer:
    """An offer of what the archive has chosen."""
    judged = chosen.judged
    return Offer(chosen.kind, judged.candidate, judged.proof, chosen.lines, notes)


def told_of(judged: Judged) -> dict[str, str]:
    """What became of a candidate, in words."""
    proof = judged.proof
    why = proof.reason
    if proof.counterexample is not None:
        why = difference(proof.counterexample)
    elif judged.fate is Fate.NO_FASTER:
        lines = proof.speed.lines() if proof.speed is not None else []
        why = "; ".join(lines) or "its time could not be measured over sizes"
    return {
        "title": judged.candidate.title,
        "origin": judged.candidate.origin.value,
        "fate": judged.fate.value,
        "why": why,
    }


def _faster(kinds: list[Kind]) -> str:
    """``at least 42 times as fast at size 512, faster from 8 on``; or the least and the most kind.

    Each kind is told by its largest size.
    """
    kinds = sorted(kinds, key=lambda kind: kind.places[-1].ratio.low)
    least, most = kinds[0], kinds[-1]
    bounds = [_times(kind.places[-1].ratio.low) for kind in (least, most)]
    begins = max(kind.threshold or 0 for kind in kinds)
    size = least.places[-1].size
    if most.places[-1].ratio.low < _APART * least.places[-1].ratio.low:
        at = f", faster from {begins:,} on" if begins < size else ""
        return f"at least {bounds[0]} times as fast at size {size:,}{at}"
    return (
        f"at least {bounds[0]} times ({least.kind}) to {bounds[1]} times ({most.kind}) as fast, "
        f"from size {begins:,} on"
    )


def _times(factor: float) -> str:
    """A bound, rounded down."""
    digits = 0 if factor >= 10 else 1 if factor >= 2 else 2
    return f"{math.floor(factor * 10**digits) / 10**digits:,.{digits}f}"
