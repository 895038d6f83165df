"""The search for a faster function: rules and models propose, the prover judges, a few are shown.

Rules come first, as they are at hand. What models write is tried as it comes. A look of a second
or two at each finds most of what is wrong or no faster. Then the best are tried hard, and only
what stands is offered.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from guyline.features.optimise.found import Found, Offer, offer_of, told_of
from guyline.features.optimise.order import Order
from guyline.features.proof.threads import in_thread
from guyline.search.archive import Archive, Chosen
from guyline.search.candidate import Candidate, meaning_of
from guyline.search.judging import GREEDIER, HARD, Fate, Judge, Judged, memory_of
from guyline.search.quality import notes
from guyline.search.stepping import Steps

_HARD_TAKES = HARD.seconds + HARD.worth + HARD.timing + HARD.symbolic
_SHOWN = 3
_MOST_HARD = 6
"""Candidates that are tried hard: more than are shown, as some of them fall."""

_PERHAPS = 1.2
"""How many times as fast, in the middle, is worth another measurement where nothing else stands."""

_MOST_AGAIN = 2

_LEAST = 0.2
"""The share of :data:`HARD` below which a last trial is not worth its name."""

_SEEN = "it is what was there before"
"""Why a candidate is not tried that is the old text, or was tried already."""

Tell = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where candidates come from besides rules.

    Attributes:
        candidates: Gives candidates, one after the other; runs beside what else is done.
        told: Is told what became of each: why it was not tried, or what it was found to be.
    """

    candidates: AsyncIterator[Candidate]
    told: Callable[[Candidate, Judged | str], None] = lambda candidate, told: None


async def optimise(
    order: Order,
    judge: Judge,
    sources: tuple[Source, ...] = (),
    tell: Tell = lambda what, count: None,
    show: Callable[[Offer], None] = lambda offer: None,
    stop: threading.Event | None = None,
) -> Found:
    """Look for edits that make a function faster.

    Args:
        order: What is wanted.
        judge: Tries candidates.
        sources: Where candidates come from besides rules.
        tell: Is told what is being done.
        show: Is told of each candidate that looks better, as soon as it does.
        stop: Set by whoever wants it to end with what there is.

    Raises:
        SandboxError: No sandbox works here that may be used.
        Cancelled: It was cancelled.
    """
    searching = Searching(order, judge, tell, show, stop or threading.Event())
    waiting: asyncio.Queue[tuple[Source, Candidate | None]] = asyncio.Queue()
    tasks = [asyncio.create_task(_pour(each, waiting, searching.notes)) for each in sources]
    try:
        await searching.look(waiting, len(tasks))
        return await searching.finish()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pour(
    source: Source, waiting: asyncio.Queue[tuple[Source, Candidate | None]], said: dict[str, None]
) -> None:
    try:
        async for candidate in source.candidates:
            await waiting.put((source, candidate))
    except Exception as error:  # noqa: BLE001 - what a model does is no reason to lose the rest
        said[f"{type(error).__name__}: {error}"] = None
    finally:
        waiting.put_nowait((source, None))


class Searching:
    """One search."""

    def __init__(
        self,
        order: Order,
        judge: Judge,
        tell: Tell,
        show: Callable[[Offer], None],
        stop: threading.Event,
    ) -> None:
        self._order = order
        self._judge = judge
        self._tell = tell
        self._show = show
        self._stop = stop
        self._began = time.monotonic()
        self._archive = Archive(order.text)
        self._steps = Steps(order.text, order.function.name, order.version)
        self._seen = {meaning_of(order.text)}
        self._tried: list[dict[str, str]] = []
        self._judged: list[Judged] = []
        self.notes: dict[str, None] = {}

    async def look(
        self, waiting: asyncio.Queue[tuple[Source, Candidate | None]], sources: int
    ) -> None:
        """Look at candidates until there are no more, or it is time to try the best hard."""
        while self._left() > self._reserved() and not self._stop.is_set():
            source: Source | None = None
            candidate = self._steps.next() if waiting.empty() else None
            if candidate is None:
                if not sources and waiting.empty():
                    return
                self._tell("models", 0)
                try:
                    patience = max(0.05, self._left() - self._reserved())
                    source, candidate = await asyncio.wait_for(waiting.get(), patience)
                except TimeoutError:
                    return
                if candidate is None:
                    sources -= 1
                    continue
            told = await self._looked_at(candidate)
            if source is not None:
                source.told(candidate, told)

    async def finish(self) -> Found:
        """Try the best hard, and give what stands."""
        for _ in range(_MOST_HARD):
            waiting = [each for each in self._archive.chosen() if not each.judged.hard]
            if not waiting:
                break
            await self._try_hard(waiting[0].judged, len(waiting))
        for judged in self._perhaps_faster():
            if self._archive.chosen(hard=True) or self._left() < _LEAST * _HARD_TAKES:
                break
            self._tried.remove(told_of(judged))
            await self._try_hard(judged, 1)
        chosen = self._archive.chosen(hard=True)
        offers = await in_thread(lambda: [self._offer(each) for each in chosen])
        order = self._order
        return Found(
            order.path,
            order.function.name,
            order.text,
            tuple(offers),
            tuple(self._tried),
            time.monotonic() - self._began,
            tuple(self.notes),
            tuple(self._judged),
        )

    def _perhaps_faster(self) -> list[Judged]:
        """What a look could not tell to be faster, and may be: a busy machine makes it short."""
        found = [
            each
            for each in self._judged
            if not each.hard and each.fate is Fate.NO_FASTER and each.gain >= _PERHAPS
        ]
        return sorted(found, key=lambda each: -each.gain)[:_MOST_AGAIN]

    async def _looked_at(self, candidate: Candidate) -> Judged | str:
        """What a candidate is found to be, or why it is not tried."""
        refused = self._order.wishes.refuse(self._order.text, candidate.text)
        if refused:
            self._say(candidate, "not wanted", refused)
            return refused
        meaning = meaning_of(candidate.text)
        if meaning in self._seen:
            return _SEEN
        self._seen.add(meaning)
        self._tell(candidate.title, len(self._tried) + len(self._archive))
        judged = await in_thread(lambda: self._judge.look(candidate))
        self._judged.append(judged)
        self._steps.judged(judged)
        if judged.fate is not Fate.BETTER:
            self._tried.append(told_of(judged))
        elif self._archive.add(judged):
            shown = [each for each in self._archive.chosen() if each.judged is judged]
            if shown:
                self._show(offer_of(shown[0], ()))
        return judged

    async def _try_hard(self, judged: Judged, count: int) -> None:
        """Try one hard: it is kept as what it is found to be then, or goes."""
        self._archive.remove(judged)
        share = min(1.0, self._left() / (count * _HARD_TAKES))
        if self._stop.is_set():
            share = _LEAST
        self._tell(f"proving: {judged.candidate.title}", len(self._tried))
        share = max(_LEAST, share)
        found = await in_thread(lambda: self._judge.try_hard(judged.candidate, share))
        self._judged.append(found)
        if found.fate is Fate.BETTER:
            self._archive.add(found)
        else:
            self._tried.append(told_of(found))

    def _offer(self, chosen: Chosen) -> Offer:
        order = self._order
        worse = notes(order.text, chosen.judged.candidate.text, order.function.name)
        share = memory_of(chosen.judged.proof.speed)
        if share >= GREEDIER:
            worse.append(f"takes {share:.1f} times the memory at its peak")
        return offer_of(chosen, tuple(worse))

    def _say(self, candidate: Candidate, fate: str, why: str) -> None:
        self._tried.append(
            {"title": candidate.title, "origin": candidate.origin.value, "fate": fate, "why": why}
        )

    def _left(self) -> float:
        return self._order.seconds - (time.monotonic() - self._began)

    def _reserved(self) -> float:
        """Seconds that are kept for trying the best hard."""
        count = min(_SHOWN, max(1, len(self._archive)))
        return min(0.6 * self._order.seconds, count * _HARD_TAKES)
