"""Proofs as they might come out of a sandbox, for tests that need none."""

from __future__ import annotations

from guyline.proof.inside.growth import Growth, Point
from guyline.proof.speed import Summary, summary
from guyline.proof.verdict import Counterexample, Proof, Verdict
from guyline.search.candidate import Candidate, Origin
from guyline.search.judging import Judged

_NOISE = (0.97, 0.98, 0.99, 1.0, 1.01, 1.02, 1.03)


def measured(
    *factors: float,
    memory: float = 1.0,
    kinds: tuple[str, ...] = ("items",),
    gains: tuple[float, ...] = (1.0, 1.0),
) -> Summary:
    """A summary of sizes 64, 128...; at each, the old version takes so many times as long.

    Args:
        factors: How many times, by size.
        memory: The new peak of memory as a share of the old one.
        kinds: The kinds of input.
        gains: What the factors are multiplied by, for each kind.
    """
    return summary(
        [
            Growth(kind, "processor", _points(factors, gain, memory), "")
            for kind, gain in zip(kinds, gains, strict=False)
        ]
    )


def _points(factors: tuple[float, ...], gain: float, memory: float) -> tuple[Point, ...]:
    return tuple(
        Point(
            64 * 2**place,
            tuple(
                (gain * factor * 1e-3 * noise, 1e-3 * other)
                for noise in _NOISE
                for other in reversed(_NOISE)
            ),
            (1_000_000, int(1_000_000 * memory)),
        )
        for place, factor in enumerate(factors)
    )


def proof(*factors: float, memory: float = 1.0) -> Proof:
    """One that is not refuted, with such times."""
    return Proof(Verdict.NOT_REFUTED, speed=measured(*factors, memory=memory))


def refuted(line: str = "f([1])", old: str = "1", new: str = "2") -> Proof:
    """One that is refuted by a call."""
    found = Counterexample(line, (), ("value",), {"value": old}, {"value": new}, {})
    return Proof(Verdict.REFUTED, counterexample=found)


def judged(text: str, told: Proof, *, hard: bool = False, title: str = "Change it") -> Judged:
    """A text with what came of it."""
    return Judged(Candidate(text, title, Origin.RULES, ("GL101",)), told, hard)
