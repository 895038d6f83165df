"""Optimistic guided decoding.

The model writes freely. When a watched word is known to be wrong, its stream is closed,
the draft is cut back to the word's trigger, and the model is asked to go on from there,
with a constraint on that one word. An endpoint that takes none is told of the words in
the prompt, and asked a bounded number of times. What no monitor objects to costs nothing more than
the questions to the oracle, which are asked while the model writes.

With greedy sampling the text equals that of masking every token. Masking cannot know
yet whether a new name will be defined by what follows; there, the free text decides.

Sources: Agrawal et al., "Monitor-Guided Decoding of Code LMs with Static Analysis of
Repository Context" (monitors and triggers); here the mask of its section 3 is replaced
by cutting back, so that any endpoint that streams text will do.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from guyline.decoding.budget import TRIES, WORD, Budget
from guyline.decoding.composition import constraint
from guyline.decoding.draft import Draft, Surroundings, Violation
from guyline.decoding.extent import Extent
from guyline.decoding.outcome import Action, Decision, Outcome
from guyline.decoding.stream import Stream
from guyline.decoding.watch import Watch
from guyline.errors import EndpointSlow, ModelError
from guyline.models import Capabilities, Model, OneOf, Prompt, Request
from guyline.monitors import Form, Monitor
from guyline.text import word_start


@dataclass(frozen=True, slots=True)
class Job:
    """What to complete.

    Attributes:
        around: The document around the cursor.
        prompt: What the model is shown; its ``before`` ends where that of ``around`` does.
        extent: How far the draft may go.
    """

    around: Surroundings
    prompt: Prompt
    extent: Extent = field(default_factory=Extent)


async def decode(
    job: Job,
    model: Model,
    monitors: Sequence[Monitor],
    budget: Budget,
    *,
    clock: Callable[[], float] = time.perf_counter,
    grown: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Write a draft for ``job`` in which no watched word is known to be wrong.

    Args:
        job: What to complete.
        model: Who writes.
        monitors: Who watches; none: unguided.
        budget: What it may cost.
        clock: Seconds.
        grown: Told of the draft whenever it has grown or was cut back. What it holds may
            still turn out wrong.

    Raises:
        ModelError: The model gave nothing at all. When it fails later, what it gave is
            kept and :attr:`Outcome.trouble` tells of the failure.
    """
    run = _Run(job, model, budget, Draft(job.around, monitors), clock, grown)
    try:
        async with asyncio.timeout(budget.seconds):
            await run.to_the_end()
    except TimeoutError:
        if not run.draft.text:
            slow = EndpointSlow(f"The model wrote nothing within {budget.seconds:g} s")
            raise slow from None
        run.give_up(f"The completion was ended after {budget.seconds:g} s")
    finally:
        run.draft.close()
    return run.outcome()


@dataclass(slots=True)
class _Run:
    """One completion under way."""

    job: Job
    model: Model
    budget: Budget
    draft: Draft
    clock: Callable[[], float]
    grown: Callable[[str], None]
    trace: list[Decision] = field(default_factory=list)
    requests: int = 0
    discarded: int = 0
    corrections: int = 0
    model_s: float = 0.0
    trouble: str = ""
    guided: bool = True
    begun: float = 0.0
    granted: int = 0
    unfinished: bool = False
    held_by: Capabilities | None = None
    """What the endpoint could do when it was last asked to keep to names."""
    ends: list[int] = field(default_factory=list)
    """Where each token that is still in the draft ends in it."""

    def __post_init__(self) -> None:
        self.begun = self.clock()
        self.guided = bool(self.draft.monitors)

    @property
    def tokens_left(self) -> int:
        return self.budget.tokens + self.granted - len(self.ends) - self.discarded

    async def to_the_end(self) -> None:
        """Ask, and ask again, until nothing known to be wrong is left.

        Raises:
            ModelError: The model gave nothing at all.
        """
        self.draft.grow()
        try:
            await self._write()
        except ModelError as error:
            if not self.draft.text:
                raise
            self.trouble, self.unfinished = str(error), True
            await self._end_right(self.trouble)
        self._drop_unfinished_word()

    async def _write(self) -> None:
        held: OneOf | None = None
        rejected: tuple[str, ...] = ()
        while (violation := await self._answer(held, rejected)) is not None:
            held = await self._correct(violation)
            rejected = violation.watch.rejected
            if held is None:
                await self._end_right("what followed it was wrong")
                break

    async def _answer(self, held: OneOf | None, rejected: tuple[str, ...]) -> Violation | None:
        """Read one answer, to its end or to the first word known to be wrong."""
        self.requests += 1
        request = Request(
            self.job.prompt,
            self.tokens_left,
            held,
            self.draft.text,
            rejected,
            patience=max(0.0, self.budget.seconds - (self.clock() - self.begun)),
        )
        stream = Stream(self.model, request, self.clock)
        self._wake_on_answers(stream, self.draft.unjudged())
        try:
            async with stream:
                while (texts := await stream.read()) is not None:
                    if self._take(texts, stream):
                        break
                    if violation := self._judge(complete=False):
                        return violation
        finally:
            self.model_s += stream.waited
        return await self._settle()

    def _take(self, texts: Sequence[str], stream: Stream) -> bool:
        """Add what came to the draft; says whether that is enough."""
        for text in texts:
            self._wake_on_answers(stream, self.draft.grow(text))
            self.ends.append(len(self.draft.text))
            end = self.job.extent.stop(self.draft.text)
            if end is not None:
                self.draft.cut(end)
            self.unfinished = end is None and self.tokens_left <= 0
            if end is not None or self.unfinished:
                break
        self.grown(self.draft.text)
        return bool(texts) and (self.unfinished or end is not None)

    def _wake_on_answers(self, stream: Stream, watches: Sequence[Watch]) -> None:
        for watch in watches:
            watch.answer.add_done_callback(stream.wake)

    async def _settle(self) -> Violation | None:
        """Judge what is left once no more text comes, waiting for answers still out."""
        while (violation := self._judge(complete=True)) is None:
            waiting = [w.answer for w in self.draft.unjudged() if not w.answered]
            if not waiting:
                return None
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        return violation

    async def _end_right(self, why: str) -> None:
        """Judge what stands before an end that no correction can move.

        A word that was defined by what followed it may now be used.
        """
        while self.draft.text and (violation := await self._settle()) is not None:
            self._end_before(violation, why)

    def _judge(self, *, complete: bool) -> Violation | None:
        decisions, violation = self.draft.judge(complete=complete)
        self.trace += decisions
        if self.guided and (failed := self.draft.failed()):
            self.guided = False
            self.trouble = f"The {failed} monitor failed; unguided"
        return violation

    async def _correct(self, violation: Violation) -> OneOf | None:
        """Cut back to the trigger; None when the draft has to end there."""
        start = violation.decision.offset
        cursor = len(self.job.around.before)
        typed = self.draft.whole[start:cursor]
        obstacle = await self._obstacle(violation, typed)
        if obstacle:
            self._end_before(violation, obstacle)
            return None
        self.corrections += 1
        if self.tokens_left < WORD and not self.granted:
            self.granted = WORD - self.tokens_left
        self.trace.append(violation.decision)
        for watch in violation.held:
            watch.rejected += (violation.decision.proposed,)
        self._cut(max(0, start - cursor))
        return constraint(violation.choices, typed, optional=violation.optional)

    async def _obstacle(self, violation: Violation, typed: str) -> str:
        """Why the word can't be corrected; empty if it can."""
        if constraint(violation.choices, typed, optional=violation.optional) is None:
            return f"no known name begins with {typed!r}" if typed else "no word is known for it"
        if self.corrections >= self.budget.corrections:
            return f"{self.corrections} corrections were made already"
        if self.tokens_left <= 0 and self.granted:
            return "no tokens are left for a correction"
        tries = len(violation.watch.rejected)
        takes = await self.model.capabilities()
        if tries and takes.constrains and takes == self.held_by:
            return "the endpoint did not keep to the names it was given"
        if tries >= TRIES:
            return "the endpoint takes no constraint, and the model no name it was told"
        self.held_by = takes
        return ""

    def _end_before(self, violation: Violation, why: str) -> None:
        """End the draft before a word known to be wrong, and its trigger."""
        decision = violation.decision
        reason = f"{decision.reason}; {why}"
        self.trace.append(replace(decision, action=Action.CUT, reason=reason))
        trigger = 0 if violation.watch.monitor.form is Form.MARK else 1
        self._cut(max(0, violation.watch.site.start - trigger - len(self.job.around.before)))
        self.unfinished = False  # it ends where it is meant to

    def _cut(self, length: int) -> None:
        self.draft.cut(length)
        self.grown(self.draft.text)
        kept = [end for end in self.ends if end <= length]
        self.discarded += len(self.ends) - len(kept)
        self.ends = kept

    def _drop_unfinished_word(self) -> None:
        """Take away a word that the end of the tokens or of the time cut off.

        One that is a name as it stands may stay; of any other nobody knows what it is.
        """
        if (string := self.draft.open_string()) is not None:
            self._cut(max(0, string - len(self.job.around.before)))
            return
        start = max(
            word_start(self.draft.whole, len(self.draft.whole)), len(self.job.around.before)
        )
        last = self.trace[-1] if self.trace else None
        known = last is not None and last.offset == start and last.action is Action.ALLOWED
        if self.unfinished and not known:
            self._cut(start - len(self.job.around.before))

    def give_up(self, why: str) -> None:
        """Use what is there: judge what can be judged, and keep nothing known to be wrong."""
        self.trouble = why
        self.unfinished = True
        self.draft.drop_unanswered()
        while self.draft.text and (violation := self._judge(complete=True)) is not None:
            self._end_before(violation, why)
        self._drop_unfinished_word()

    def outcome(self) -> Outcome:
        """What it came to."""
        return Outcome(
            text=self.draft.text,
            trace=tuple(self.trace),
            requests=self.requests,
            tokens=len(self.ends) + self.discarded,
            discarded=self.discarded,
            total_ms=(self.clock() - self.begun) * 1000,
            model_ms=self.model_s * 1000,
            trouble=self.trouble,
            guided=self.guided,
        )
