"""What the inputs of an attempt are worth: the share of wrong versions that they would show.

The wrong versions are mutants of the old code (DeMillo, Lipton and Sayward, Hints on Test Data
Selection, 1978). Those that no input tells from it are searched for by themselves, and what is
found is an input more: a mutant shows where it is worth looking.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from guyline.errors import InputError
from guyline.proof.mutants import Mutant, mutants, sample
from guyline.proof.trials import Subject, Trials

_LEAST_EACH = 0.05
_DEATHS = 8


@dataclass(frozen=True, slots=True)
class Worth:
    """What inputs are worth.

    Attributes:
        mutants: Mutants of the old code that were tried.
        told_apart: Of these, those that an input tells from it.
        survivors: All of the others: ``line 4: < -> <=``.
        found: Inputs that were found by looking for them.
    """

    mutants: int = 0
    told_apart: int = 0
    survivors: tuple[str, ...] = ()
    found: tuple[dict[str, Any], ...] = ()


def worth(
    trials: Trials,
    subject: Subject,
    inputs: Iterable[dict[str, Any]],
    *,
    most: int,
    seconds: float,
    each: float,
    seed: int,
    progress: Callable[[str, int], None],
    fickle: bool = False,
) -> Worth:
    """Measures what inputs are worth, and finds more.

    Args:
        trials: The sandbox, loaded.
        subject: What is under test.
        inputs: The inputs.
        most: Mutants at the most.
        seconds: For all of it.
        each: The longest that a run may take.
        seed: Where chance begins.
        progress: Is told what is being done.
        fickle: Whether the old version gives something else each time.
    """
    end = time.monotonic() + seconds
    try:
        found = mutants(subject.old, subject.qualname)
    except InputError:
        return Worth()
    chosen = sample(found, most, Random(seed))  # noqa: S311 - no secret
    progress("mutants", len(chosen))
    known = list(inputs)
    measured = Measured(trials, chosen, max(_LEAST_EACH, each / 2))
    left = measured.survivors(range(len(chosen)), known, end)
    fresh = _sharpened(trials, [chosen[place] for place in left], known, end, each, seed, fickle)
    if fresh:
        left = measured.survivors(left, fresh, end + seconds)
    tried = [place for place in range(len(chosen)) if place not in measured.untried]
    kept = [place for place in left if place not in measured.untried]
    told = tuple(
        f"line {mutant.line}: {mutant.before} -> {mutant.after}"
        for mutant in (chosen[place] for place in kept)
    )
    return Worth(len(tried), len(tried) - len(kept), told, tuple(fresh))


class Measured:
    """Mutants, and which of them are told apart."""

    def __init__(self, trials: Trials, chosen: list[Mutant], each: float) -> None:
        self.trials = trials
        self.chosen = chosen
        self.each = each
        self.untried: set[int] = set()

    def survivors(self, places: Iterable[int], inputs: list[Any], end: float) -> list[int]:
        """Those of some mutants that no input tells apart."""
        left: list[int] = []
        waiting = list(places)
        while waiting:
            seconds = end - time.monotonic()
            if seconds <= 0:
                self.untried.update(waiting)
                return [*left, *waiting]
            sources = [self.chosen[place].source for place in waiting]
            done = 0
            for message in self.trials.ask(
                "mutants", seconds, sources=sources, inputs=inputs, each=self.each
            ):
                if message["event"] == "mutant":
                    if not message["told"]:
                        left.append(waiting[done])
                    done += 1
            if self.trials.ended.how == "overtime":
                self.untried.update(waiting[done:])
                return [*left, *waiting[done:]]
            doing = self.trials.ended.doing
            if self.trials.ended.side == "old" and isinstance(doing, int) and not done:
                inputs = [*inputs[:doing], *inputs[doing + 1 :]]  # it ends the old one, too
                continue
            if self.trials.ended.how != "done":
                done += 1  # it ended the process, which the old one does not
            elif done < len(waiting):
                self.untried.update(waiting[done:])
                return [*left, *waiting[done:]]
            waiting = waiting[done:]
        return left


def _sharpened(
    trials: Trials,
    survivors: list[Mutant],
    known: list[dict[str, Any]],
    end: float,
    each: float,
    seed: int,
    fickle: bool,
) -> list[dict[str, Any]]:
    """Inputs that tell survivors apart, as many as are found in time."""
    found: list[dict[str, Any]] = []
    waiting = [mutant.source for mutant in survivors]
    for attempt in range(_DEATHS):
        seconds = end - time.monotonic()
        if not waiting or seconds < 0.1:
            break
        last = 0
        for message in trials.ask(
            "sharpen",
            seconds,
            sources=waiting,
            corpus=known[-200:],
            each=each,
            a_moment=max(0.1, seconds / len(waiting)),
            seed=seed + attempt,
            fickle=fickle,
        ):
            if message["event"] == "sharpening":
                last = message["mutant"]
            elif message["event"] == "differs":
                found.append(message["first"])
        if trials.ended.how in ("done", "overtime"):
            break
        waiting = waiting[last + 1 :]
    return found
