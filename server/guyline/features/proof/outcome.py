"""What came of an attempt, as data: kept by content, shown in an editor and on the command line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guyline.proof.verdict import Counterexample, Proof


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt.

    Attributes:
        name: The function's qualified name.
        report: The proof as JSON (:func:`guyline.proof.report.as_json`).
        words: The same for a person, line by line.
        line: The same in one line.
        plot: Times by size, as SVG; empty where they were not measured.
        day: The day of the attempt, where it is of an earlier one; else empty.
    """

    name: str
    report: dict[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    line: str = ""
    plot: str = ""
    day: str = ""

    @property
    def verdict(self) -> str:
        """The verdict, as :class:`guyline.proof.verdict.Verdict` names it."""
        return str(self.report.get("verdict", ""))

    @property
    def is_refuted(self) -> bool:
        """Whether there is a counterexample."""
        return self.verdict == "refuted"

    @property
    def may_be_kept(self) -> bool:
        """Whether another attempt would say the same; what could not be tried may be, later."""
        return self.verdict not in ("", "not_tried")

    def counterexample(self) -> Counterexample | None:
        """The input on which the versions differ."""
        from guyline.proof.verdict import Counterexample

        told = self.report.get("counterexample")
        if not told:
            return None
        return Counterexample(
            told["line"],
            tuple(told["before"]),
            tuple(told["aspects"]),
            dict(told["old"]),
            dict(told["new"]),
            dict(told["given"]),
        )

    def to_text(self) -> str:
        """As text, to be kept."""
        return json.dumps(asdict(self), ensure_ascii=True)

    @staticmethod
    def of_text(text: str) -> Outcome | None:
        """What :meth:`to_text` gave; None for anything else."""
        try:
            told = json.loads(text)
            known = Outcome(**told | {"words": tuple(told["words"])})
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        return known if known.verdict else None

    @staticmethod
    def of(name: str, proof: Proof) -> Outcome:
        """What is to be kept of a proof."""
        from guyline.proof.plot import plot
        from guyline.proof.report import as_json, in_words, summary_line

        return Outcome(
            name=name,
            report=json.loads(json.dumps(as_json(proof))),
            words=tuple(in_words(proof)),
            line=summary_line(proof),
            plot=plot(proof.speed, name) if proof.speed and proof.speed.kinds else "",
        )
