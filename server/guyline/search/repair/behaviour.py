"""On which inputs a repair changes what the function does, besides those that it had to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guyline.proof.comparison import aspects_of, tells, told
from guyline.proof.report import shown_in_line
from guyline.proof.trials import Channel, ProofUntried, Subject, Trials

_DRAWING = 0.6
_EACH = 0.2
_MOST = 250
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Other:
    """An input whose result is another one now.

    Attributes:
        line: The call.
        old: What it gave.
        new: What it gives.
    """

    line: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a repair changes.

    Attributes:
        inputs: Inputs that tell anything of either version.
        others: Of these, how many give something else.
        shown: Some of them.
        results: What each input gives now, to tell repairs from one another.
        reason: Why nothing was compared; empty: something was.
    """

    inputs: int = 0
    others: int = 0
    shown: tuple[Other, ...] = ()
    results: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    @property
    def share(self) -> float:
        """The part of the inputs whose results changed."""
        return self.others / self.inputs if self.inputs else 0.0


def behaviours(
    subject: Subject,
    texts: Sequence[str],
    start: Callable[[], Channel],
    cancel: threading.Event | None = None,
) -> list[Behaviour]:
    """What some repairs change, all by the same inputs: known calls, and drawn ones.

    Args:
        subject: The function as it is, with its known calls.
        texts: The repaired texts.
        start: Starts a sandbox, in which two versions are run.
        cancel: Set by whoever does not want it any more.

    Raises:
        Cancelled: It was cancelled.
    """
    inputs: list[dict[str, Any]] = []
    found = []
    for text in texts:
        trials = Trials(start, cancel or threading.Event())
        try:
            found.append(_compared(trials, replace(subject, new=text), inputs))
        except ProofUntried as error:
            found.append(Behaviour(reason=error.message))
        finally:
            trials.close()
    return found


def _compared(trials: Trials, subject: Subject, inputs: list[dict[str, Any]]) -> Behaviour:
    """What one repair changes; inputs are found for the first, and kept for the others."""
    loaded = trials.load(subject)
    if not inputs:
        inputs += trials.inputs(loaded["seen"], _DRAWING, _EACH, seed=1)[:_MOST]
    if not inputs:
        return Behaviour(reason="no input is known that it takes")
    old = trials.run("old", inputs, _EACH)
    new = trials.run("new", inputs, _EACH)
    count = others = 0
    shown: list[Other] = []
    results: list[tuple[str, str]] = []
    for before, after in zip(old, new, strict=True):
        if not (tells(before) or tells(after)):
            continue
        count += 1
        line = str(before.get("line", "") or after.get("line", ""))
        results.append((line, _result(after)))
        if aspects := aspects_of(before, after):
            others += 1
            if len(shown) < _SHOWN:
                shown.append(Other(line, _words(before, aspects), _words(after, aspects)))
    shown.sort(key=lambda each: len(each.line))
    return Behaviour(count, others, tuple(shown), tuple(results))


def _result(run: dict[str, Any]) -> str:
    aspects = run.get("aspects", {})
    return str([aspects.get(name) for name in ("outcome", "value", "raised", "arguments")])


def _words(run: dict[str, Any], aspects: tuple[str, ...]) -> str:
    return shown_in_line(told(run, aspects))[:200]


def apart(one: Behaviour, other: Behaviour) -> str:
    """An input that tells two repairs apart, as a call; empty: none is known."""
    known = dict(other.results)
    lines = [line for line, gives in one.results if line in known and known[line] != gives]
    return min(lines, key=len, default="")
