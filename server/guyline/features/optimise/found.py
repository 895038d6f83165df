"""What came of a search: what may be offered, and what was tried besides."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guyline.features.proof.outcome import Outcome
from guyline.proof.report import as_json
from guyline.proof.verdict import Proof
from guyline.search.archive import Chosen
from guyline.search.candidate import Candidate, Origin
from guyline.search.judging import Fate, Judged, memory_of

_LONGEST = 200


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
    def gain(self) -> float:
        """How many times as fast it is at the largest sizes: the middle."""
        return Judged(self.candidate, self.proof).gain

    def title(self) -> str:
        """What it does, and how well that is known, in one line."""
        mark = "(AI) " if self.is_by_model else ""
        return f"{mark}{self.candidate.title}: {self.claim()}"

    def claim(self) -> str:
        """``at least 4.2 times as fast from size 1,000 on; 312 inputs, 57 of 60 mutants``."""
        speed, evidence = self.proof.speed, self.proof.evidence
        said = []
        if speed is not None and speed.faster and speed.at_least:
            sizes = [kind.threshold for kind in speed.kinds if kind.threshold is not None]
            least = f"{int(speed.at_least * 10) / 10:.1f}"
            said.append(f"at least {least} times as fast from size {max(sizes):,} on")
        if speed is not None and memory_of(speed) <= 0.8:
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
    """

    path: Path
    name: str
    old: str
    offers: tuple[Offer, ...]
    tried: tuple[dict[str, str], ...]
    seconds: float
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "path": str(self.path),
            "function": self.name,
            "candidates": [self._candidate(each) for each in self.offers],
            "tried": list(self.tried),
            "seconds": round(self.seconds, 2),
            "notes": list(self.notes),
        }

    def diff(self, offer: Offer) -> str:
        """The edit as a unified diff."""
        lines = difflib.unified_diff(
            self.old.splitlines(keepends=True),
            offer.candidate.text.splitlines(keepends=True),
            f"a/{self.path.name}",
            f"b/{self.path.name}",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)

    def _candidate(self, offer: Offer) -> dict[str, Any]:
        return {
            "kind": offer.kind,
            "origin": offer.candidate.origin.value,
            "title": offer.title(),
            "steps": list(offer.candidate.steps),
            "source": offer.candidate.text,
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
        found = proof.counterexample
        line = "; ".join([*found.before, found.line])
        old, new = (", ".join(side.values()) for side in (found.old, found.new))
        why = f"{_short(line)}: before, {_short(old)}; now, {_short(new)}"
    elif judged.fate is Fate.NO_FASTER and proof.speed is not None:
        why = "; ".join(proof.speed.lines()) or "it could not be measured"
    return {
        "title": judged.candidate.title,
        "origin": judged.candidate.origin.value,
        "fate": judged.fate.value,
        "why": why,
    }


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
