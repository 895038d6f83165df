"""A proof as JSON, and in words: the verdict, what it rests on, and how much faster."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from guyline.proof.speed import Kind, Place, Summary
from guyline.proof.statistics import Exponent
from guyline.proof.verdict import Counterexample, Evidence, Proof, Verdict

_SURVIVORS = 5
"""Mutants not told apart that are named; there may be dozens."""

_SAID = {
    Verdict.REFUTED: "refuted: the versions differ",
    Verdict.PROVED: "proved",
    Verdict.EXHAUSTED: "not refuted, and nothing is left to try",
    Verdict.NOT_REFUTED: "not refuted",
    Verdict.NOT_TRIED: "could not be tried",
}


def as_json(proof: Proof) -> dict[str, Any]:
    """A proof as one JSON document."""
    speed = proof.speed
    return {
        "verdict": proof.verdict.value,
        "reason": proof.reason,
        "counterexample": asdict(proof.counterexample) if proof.counterexample else None,
        "evidence": _evidence(proof.evidence),
        "speedup": _speedup(speed) if speed else None,
        "exponent": {kind.kind: _exponents(kind) for kind in speed.kinds} if speed else None,
        "sandbox": proof.tier,
    }


def _evidence(found: Evidence) -> dict[str, Any]:
    return asdict(found) | {"survivors": found.survivors[:_SURVIVORS]}


def _speedup(speed: Summary) -> dict[str, Any]:
    return {
        "faster": speed.faster,
        "at_least": speed.at_least,
        "kinds": [
            {
                "kind": kind.kind,
                "from_size": kind.threshold,
                "at_least": kind.at_least,
                "clock": kind.clock,
                "stopped": kind.stopped,
                "sizes": [_size(place) for place in kind.places],
            }
            for kind in speed.kinds
        ],
        "slower": [_size(place) for place in speed.slower],
    }


def _size(place: Place) -> dict[str, Any]:
    return {
        "kind": place.kind,
        "size": place.size,
        "old_s": place.old.middle,
        "new_s": place.new.middle,
        "ratio": {
            "low": place.ratio.low,
            "middle": place.ratio.middle,
            "high": _finite(place.ratio.high),
            "pairs": place.ratio.pairs,
        },
        "speed": place.speed.value,
        "peak_bytes": list(place.peaks) if place.peaks else None,
    }


def _finite(number: float) -> float | None:
    return number if number < float("inf") else None


def _exponents(kind: Kind) -> dict[str, Any]:
    return {
        "old": _exponent(kind.old),
        "new": _exponent(kind.new),
        "old_memory": _exponent(kind.old_memory),
        "new_memory": _exponent(kind.new_memory),
    }


def _exponent(found: Exponent) -> dict[str, Any]:
    return {"value": found.value, "low": found.low, "high": found.high, "reason": found.reason}


def in_words(proof: Proof) -> list[str]:
    """A proof for a person, line by line."""
    said = [_SAID[proof.verdict] + (f": {proof.reason}" if proof.reason else "")]
    if proof.counterexample is not None:
        said += _of_counterexample(proof.counterexample)
    if proof.evidence.inputs or proof.counterexample is not None:
        said += _of_evidence(proof.evidence)
    if proof.speed is not None:
        said += proof.speed.lines()
    if proof.tier:
        said.append(f"run in a sandbox ({proof.tier})")
    return said


def difference(found: Counterexample, most: int = 200) -> str:
    """A counterexample in a line: ``f([1, 0]): before, [1, 0]; now, [0, 1]``.

    Args:
        found: The counterexample.
        most: Characters of each of its three parts at the most.
    """
    line = "; ".join([*found.before, found.line])
    old, new = (shown_in_line(side) for side in (found.old, found.new))
    return f"{_cut(line, most)}: before, {_cut(old, most)}; now, {_cut(new, most)}"


def shown_in_line(side: dict[str, str]) -> str:
    """What one version showed, by aspect, in a line: ``[0, 1]; output 'x'``."""
    parts = [text if name == "value" else f"{name} {text}" for name, text in side.items()]
    return "; ".join(parts) or "nothing"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _of_counterexample(found: Counterexample) -> list[str]:
    said = [f"  {line}" for line in (*found.before, found.line)]
    for side, shown in (("old", found.old), ("new", found.new)):
        parts = [f"{name} {text}" if name != "value" else text for name, text in shown.items()]
        said.append(f"  {side}: {'; '.join(parts) or 'nothing'}")
    return said


def _of_evidence(found: Evidence) -> list[str]:
    said = [f"  {each['name']}: {each['shape']} (from {each['known']})" for each in found.domain]
    told = f"{found.inputs:,} inputs side by side, {found.kept} of them again apart"
    if found.recorded:
        told += f", {found.recorded} known calls"
    if found.mutants:
        told += f"; {found.told_apart} of {found.mutants} mutants told apart"
    said.append(f"{told}; {found.seconds:.1f} s")
    said += [f"  a mutant not told apart: {each}" for each in found.survivors[:_SURVIVORS]]
    if found.strange:
        said.append(f"  {found.strange} inputs left out that the old version refuses by their type")
    said += [f"  note: {each}" for each in found.notes]
    return said


def summary_line(proof: Proof) -> str:
    """A proof in one line, for a title: ``4.2x or more from 1,000 on; 312 inputs``."""
    said = []
    if proof.speed is not None and proof.speed.at_least is not None:
        sizes = [kind.threshold for kind in proof.speed.kinds if kind.threshold is not None]
        said.append(f"{proof.speed.at_least:.1f}x or more from size {max(sizes):,} on")
    said.append(f"{proof.evidence.inputs:,} inputs")
    if proof.evidence.recorded:
        said.append(f"{proof.evidence.recorded} known calls")
    if proof.evidence.mutants:
        share = proof.evidence.told_apart / proof.evidence.mutants
        said.append(f"{share:.0%} of mutants told apart")
    return "; ".join(said)
