"""Tries to break an edit: the old code is the oracle.

Inputs are looked for where both versions run side by side (:mod:`.inside.explore`). What is found
there, and what is kept, is run again with each version alone in a process of its own, and compared
here, outside: code under test has no way to its verdict but to give the right answers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from guyline.proof.comparison import aspects_of, is_unfit, tells
from guyline.proof.confirming import Confirming, counterexample
from guyline.proof.speed import Summary, read, summary
from guyline.proof.trials import Channel, ProofUntried, Subject, Trials
from guyline.proof.verdict import Counterexample, Evidence, Proof, Verdict
from guyline.proof.worth import worth

Progress = Callable[[str, int], None]

_MOST_DEATHS = 12
_ONCE = "something differed once, and not when it was run again"
_DRAWING = 0.5
_SHARE_OF_DRAWING = 0.25
"""Seconds for drawing inputs besides those that the search kept, and their share of its time."""

_NOTED = 120


@dataclass(frozen=True, slots=True)
class Options:
    """How hard to try.

    Attributes:
        seconds: How long inputs are looked for.
        inputs: How many are run at the most.
        each: The longest that one run may take, in seconds.
        seed: Where chance begins, so that the same is tried again.
        mutants: How many mutants of the old code the inputs are measured by; 0: none.
        worth: Seconds for that.
        timing: Seconds for measuring time and memory; 0: they are not measured.
        symbolic: Seconds for a symbolic search, where one can be made; 0: none.
    """

    seconds: float = 8.0
    inputs: int = 1_000_000
    each: float = 0.25
    seed: int = 0
    mutants: int = 60
    worth: float = 3.0
    timing: float = 6.0
    symbolic: float = 4.0


def prove(
    subject: Subject,
    start: Callable[[], Channel],
    options: Options = Options(),
    progress: Progress = lambda what, count: None,
    cancel: threading.Event | None = None,
) -> Proof:
    """Tries to break an edit.

    Args:
        subject: The function in both versions.
        start: Starts a sandbox.
        options: How hard to try.
        progress: Is told what is being done, and how many inputs were run.
        cancel: Set by whoever does not want it any more.

    Raises:
        Cancelled: It was cancelled.
    """
    trials = Trials(start, cancel or threading.Event())
    try:
        return _Attempt(trials, options, progress).of(subject)
    except ProofUntried as error:
        return Proof(Verdict.NOT_TRIED, error.message)
    finally:
        trials.close()


class _Attempt:
    """One attempt to break one edit."""

    def __init__(self, trials: Trials, options: Options, progress: Progress) -> None:
        self.trials = trials
        self.options = options
        self.progress = progress
        self.kept: dict[str, dict[str, Any]] = {}
        self.evidence = Evidence()
        self.notes: dict[str, None] = {}
        self.deadly: list[dict[str, Any]] = []
        self.running = 0
        self.unmeant = 0
        self.agreed = 0
        self.exhausted = False
        self.confirming = Confirming(trials, options.each, self.notes)

    def of(self, subject: Subject) -> Proof:
        """The verdict on it."""
        began = time.monotonic()
        loaded = self.trials.load(subject)
        self.confirming.tolerance = subject.tolerance
        seen = loaded["seen"]
        self.evidence = Evidence(domain=tuple(loaded["domain"]), recorded=len(seen))
        self._keep(seen)
        found = self._explored(began + self.options.seconds) or self._checked(subject)
        self.evidence = replace(
            self.evidence,
            kept=len(self.kept),
            seconds=time.monotonic() - began,
            notes=tuple(self.notes),
        )
        if found is not None:
            return Proof(Verdict.REFUTED, "", found, self.evidence)
        if not self.agreed + self.confirming.agreed or self.unmeant == self.evidence.inputs:
            return Proof(Verdict.NOT_TRIED, self._why_nothing(), evidence=self.evidence)
        verdict = Verdict.EXHAUSTED if self.exhausted else Verdict.NOT_REFUTED
        reason = "every input there is was run" if self.exhausted else ""
        return Proof(verdict, reason, evidence=self.evidence, speed=self._measured())

    def _keep(self, inputs: Iterable[dict[str, Any]]) -> None:
        """Keeps inputs, each once."""
        self.kept.update({str(each): each for each in inputs})

    def _measured(self) -> Summary | None:
        """How the time of both versions grows."""
        if not self.options.timing:
            return None
        self.progress("timing", 0)
        asked = self.trials.ask(
            "measure", self.options.timing, seed=self.options.seed, each=self.options.timing
        )
        found = [read(each["growth"]) for each in asked if each["event"] == "growth"]
        return summary(found) if found else None

    def _explored(self, end: float) -> Counterexample | None:
        """Looks for an input that tells the versions apart."""
        deaths = 0
        segment = self.options.seed * 1000
        while time.monotonic() < end and deaths <= _MOST_DEATHS and not self.exhausted:
            segment += 1
            left = max(0.2, end - time.monotonic())
            differs = None
            asked = self.trials.ask(
                "explore",
                left,
                seed=segment,
                each=self.options.each,
                corpus=list(self.kept.values())[-200:] if segment % 1000 > 1 else [],
                avoid=list(self.deadly),
                most=self.options.inputs - self.evidence.inputs,
                fickle=self.confirming.is_fickle,
            )
            self.running = 0
            for message in asked:
                if message["event"] == "differs":
                    differs = message
                    tried = self.evidence.inputs + message["runs"]
                    self.evidence = replace(self.evidence, inputs=tried)
                else:
                    self._note(message)
            if differs is not None:
                found = self.confirming.confirmed(differs)
                if found is not None:
                    return found
                if not self.confirming.is_fickle:
                    self.notes[_ONCE] = None
                deaths += 1
            elif self.trials.ended.how != "done":
                deaths += 1
                self.evidence = replace(self.evidence, inputs=self.evidence.inputs + self.running)
                found = self._after_death()
                if found is not None:
                    return found
            else:
                return None
        return None

    def _note(self, message: dict[str, Any]) -> None:
        match message["event"]:
            case "kept":
                self._keep([message["input"]])
            case "progress":
                self.running = message["runs"]
                self.progress("inputs", self.evidence.inputs + self.running)
            case "explored":
                self.exhausted = message.get("exhausted", False)
                self.unmeant += message.get("unmeant", 0)
                outcomes = dict(self.evidence.outcomes)
                for how, count in message["outcomes"].items():
                    outcomes[how] = outcomes.get(how, 0) + count
                self.evidence = replace(
                    self.evidence,
                    inputs=self.evidence.inputs + message["runs"],
                    strange=self.evidence.strange + message["strange"],
                    outcomes=outcomes,
                )
            case "fault":
                self.notes[f"the search broke off: {message['message']}"] = None

    def _checked(self, subject: Subject) -> Counterexample | None:
        """Runs what was kept again, each version alone, and compares here."""
        drawing = min(_DRAWING, _SHARE_OF_DRAWING * self.options.seconds)
        for message in self.trials.ask(
            "draw", drawing, seed=self.options.seed + 1, each=self.options.each
        ):
            if message["event"] == "kept":
                self._keep([message["input"]])
        found = self._compared(list(self.kept.values()))
        if found is not None or not self.options.mutants:
            return found
        measured = worth(
            self.trials,
            subject,
            self.kept.values(),
            most=self.options.mutants,
            seconds=self.options.worth,
            each=self.options.each,
            seed=self.options.seed,
            progress=self.progress,
            fickle=self.confirming.is_fickle,
        )
        self.evidence = replace(
            self.evidence,
            mutants=measured.mutants,
            told_apart=measured.told_apart,
            survivors=measured.survivors,
        )
        self._keep(measured.found)
        return self._compared(list(measured.found))

    def _compared(self, inputs: list[dict[str, Any]]) -> Counterexample | None:
        """Runs inputs in each version alone."""
        self.progress("again", len(inputs))
        old, new = self.confirming.both(inputs)
        count = sum(tells(one) and tells(other) for one, other in zip(old, new, strict=True))
        self.evidence = replace(self.evidence, inputs=max(self.evidence.inputs, count))
        for place, pair in enumerate(zip(old, new, strict=True)):
            if not aspects_of(*pair, self.confirming.tolerance):
                self.agreed += all(map(tells, pair))
            else:
                found = self.confirming.last(inputs[: place + 1])
                if found is not None:
                    return found
        return self._exhausting(inputs, old, new)

    def _exhausting(
        self, inputs: list[dict[str, Any]], old: list[dict[str, Any]], new: list[dict[str, Any]]
    ) -> Counterexample | None:
        """An input that is too much for the new version alone, where most of them are.

        Where it is some, they are only noted: how much memory and stack there is, is the machine's.
        """
        fit = [place for place, each in enumerate(old) if tells(each)]
        lost = [place for place in fit if is_unfit(new[place])]
        if not lost:
            return None
        place = min(lost, key=lambda each: len(old[each].get("line", "")))
        line = old[place].get("line", "")
        self.notes[f"{line[:_NOTED]} is too large or too deep for the new version alone"] = None
        if 2 * len(lost) <= len(fit):
            return None
        return counterexample(inputs[place], old[place], new[place], ("outcome",), ())

    def _after_death(self) -> Counterexample | None:
        """Whether the input that ended a process ends only one of the versions."""
        given = self.trials.ended.doing
        if given is None:
            return None
        self.deadly.append(given)
        self.kept.pop(str(given), None)
        return self.confirming.single(given)

    def _why_nothing(self) -> str:
        """Why no input told anything."""
        if self.agreed + self.confirming.agreed:
            ends = ", ".join(sorted(self.evidence.outcomes))
            return f"no input was found that it is meant for: all end in {ends}"
        if self.notes:
            return next(iter(self.notes))
        if self.evidence.strange:
            return "no argument was found that it takes: nothing tells their types"
        return "no input could be made and run in time"
