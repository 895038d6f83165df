"""An oracle that knows one set of names, and a way to run the loop on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from guyline.analysis.answer import Answer, Oracle, Question
from guyline.decoding import Budget, Extent, Job, Outcome, Surroundings, decode
from guyline.models import Model, Prompt
from guyline.monitors import AttributeMonitor, Monitor


class ToyOracle:
    """Answers every question with the same names, when it is let."""

    def __init__(self, names: frozenset[str] | None, gate: asyncio.Event | None = None) -> None:
        self.names = names
        self.gate = gate
        self.questions: list[Question] = []

    async def ask(self, question: Question) -> Answer:
        self.questions.append(question)
        if self.gate is not None:
            await self.gate.wait()
        if self.names is None:
            return Answer.open("nothing is known")
        return Answer(self.names, closed=True, reason="toy", receiver="x")


class Endless(Extent):
    """Lets a draft go on as long as the model does."""

    def stop(self, draft: str) -> int | None:
        return None


async def run(
    model: Model,
    names: frozenset[str] | None,
    before: str,
    *,
    after: str = "\n",
    budget: Budget | None = None,
    extent: Extent | None = None,
    oracle: ToyOracle | None = None,
    watch: Callable[[Oracle], Monitor] = AttributeMonitor,
) -> Outcome:
    """Complete after ``before`` with one monitor alone."""
    monitor = watch(oracle or ToyOracle(names))
    job = Job(Surroundings(before, after), Prompt(before), extent or Endless())
    return await decode(job, model, [monitor], budget or Budget(tokens=400, corrections=200))
