"""The oracle as the rest sees it: questions to a worker process, in bounded time."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from guyline.analysis.answer import Answer, Question
from guyline.analysis.process import WorkerGone, WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PATIENCE = 20.0
"""Seconds without an answer after which a worker counts as hung."""

_CRASHES = 3
"""Crashes within a minute after which no new worker is started for that minute."""

_MEMORY = 400.0
"""Megabytes above which a worker is replaced after its answer."""

_SHARE = 0.75
"""The part of its patience after which the worker itself ends what it computes."""

_QUIET = 0.3
"""Seconds without a question after which a document may be studied."""

_STUDY = 10.0
"""Seconds that the study of one document may take."""

_FULL = 0.8
"""The part of its memory that a worker may fill by what nobody has asked for yet."""

_ROOM = 1.5
"""What a worker may grow to, as a multiple of what the same document takes of a new one."""

_ANSWERED = frozenset({"names", "closed", "reason", "receiver", "mb"})
"""What an answer holds."""


class JediOracle:
    """Answers from jedi, in a worker that starts at first use.

    Questions are answered one at a time, in order. An answer that is late is open; the
    worker finishes it all the same, so that the next question on the same text is quick.
    A question that is late or cancelled before its turn came is dropped.

    Args:
        workspace: The folder that is analysed.
        python: The interpreter whose environment is analysed.
        limit: Seconds after which an answer is late.
        patience: Seconds after which a silent worker is killed.
        memory: Megabytes above which the worker is replaced: another one reads the document
            first, while this one still answers.
        command: What to run as the worker; for tests.

    Attributes:
        trouble: Why there are no answers at the moment; empty if there are.
        losses: How many times a worker was lost, with the question it had.
        loss: Why the last of them was.
    """

    def __init__(
        self,
        workspace: Path | None,
        python: Path | None = None,
        *,
        limit: float = 0.25,
        patience: float = _PATIENCE,
        memory: float = _MEMORY,
        command: list[str] | None = None,
    ) -> None:
        self._arguments = [str(workspace or ""), str(python or ""), str(_SHARE * patience)]
        self._command = command
        self._limit = limit
        self._patience = patience
        self._memory = memory
        self._process: WorkerProcess | None = None
        self._successor: asyncio.Task[_Ready | None] | None = None
        self._turn = asyncio.Lock()
        self._unfinished: set[asyncio.Task[Answer]] = set()
        self._changed: tuple[str, Path] | None = None
        self._crashes: deque[float] = deque(maxlen=_CRASHES)
        self._closed = False
        self._asked = -_QUIET
        self._studying = asyncio.Lock()
        self._full = False
        self.trouble = ""
        self.losses, self.loss = 0, ""

    async def ask(self, question: Question, limit: float | None = None) -> Answer:
        """Answer in bounded time; never raises but for cancellation.

        Args:
            question: The question.
            limit: Seconds after which this answer is late; None: the oracle's own.
        """
        limit = self._limit if limit is None else limit
        begun = time.perf_counter()
        started = asyncio.Event()
        place: dict[str, Any] = {"offset": question.offset, "kind": question.kind.value}
        if question.stated is not None:
            place["stated"] = asdict(question.stated)
        exchange = self._exchange(question.text, question.path, place, started)
        task = self._remember(asyncio.create_task(exchange))
        try:
            await asyncio.wait([task], timeout=limit)
        finally:
            self._asked = time.monotonic()
            if not started.is_set():
                task.cancel()
        ms = (time.perf_counter() - begun) * 1000
        if not task.done() or task.cancelled():
            return Answer.open(f"no answer within {limit * 1000:.0f} ms", ms=ms)
        return replace(task.result(), ms=ms)

    async def warm(self, text: str, path: Path | None) -> None:
        """Let the worker read a document before the first question about it."""
        exchange = self._exchange(text, path, {"offset": None}, asyncio.Event())
        await asyncio.wait([self._remember(asyncio.create_task(exchange))])

    async def follow(self, text: str, path: Path) -> None:
        """Let the worker parse a document that has changed, if it has nothing else to do.

        One text is parsed at a time; of those that come meanwhile the newest is the next. A
        question brings its text with it, and waits for none that has not begun.
        """
        self._changed = text, path
        while self._changed is not None and not self._unfinished:
            (text, path), self._changed = self._changed, None
            place = {"offset": None, "changed": True}
            exchange = self._exchange(text, path, place, asyncio.Event())
            await asyncio.wait([self._remember(asyncio.create_task(exchange))])

    async def study(self, latest: Callable[[], str | None], path: Path) -> None:
        """Let the worker find what a document's places rest on, whenever it has nothing to do.

        It goes from place to place; a question waits for the one at hand. One document is
        studied at a time.

        Args:
            latest: The document's text as it stands; None once it is closed.
            path: Its file.
        """
        place: str | None = "0"
        taken = 0.0
        async with self._studying:
            while place is not None and taken < _STUDY:
                await self._quiet()
                begun = time.monotonic()
                text = latest()
                if text is None or self._closed or self._full:
                    return
                message = {"offset": None, "study": int(place)}
                exchange = self._exchange(text, path, message, asyncio.Event())
                task = self._remember(asyncio.create_task(exchange))
                await asyncio.wait([task])
                place = None if task.cancelled() else next(iter(task.result().facts), None)
                taken += time.monotonic() - begun

    async def _quiet(self) -> None:
        """Wait until nothing has been asked for a while."""
        while not self._closed:
            left = self._asked + _QUIET - time.monotonic()
            if self._unfinished:
                await asyncio.wait(self._unfinished)
            elif left > 0:
                await asyncio.sleep(left)
            else:
                return

    async def close(self) -> None:
        """End the worker."""
        self._closed = True
        tasks: list[asyncio.Task[Any]] = list(self._unfinished)
        if self._successor is not None:
            tasks.append(self._successor)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._succeed()
        await self._drop()

    def _remember(self, task: asyncio.Task[Answer]) -> asyncio.Task[Answer]:
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)
        return task

    async def _exchange(
        self, text: str, path: Path | None, place: dict[str, Any], started: asyncio.Event
    ) -> Answer:
        """One question and its answer; open when there is no worker to give one."""
        async with self._turn:
            started.set()
            if self._closed:
                return Answer.open("the analysis has ended")
            if self._gave_up():
                return Answer.open(self.trouble)
            await self._succeed()
            try:
                async with asyncio.timeout(self._patience):
                    reply = await self._converse(str(path or ""), text, place)
                answer, mb = _answer(reply), float(reply["mb"])
            except TimeoutError:
                return await self._lost(f"the analysis hung for {self._patience:g} s")
            except WorkerGone as gone:
                return await self._lost(str(gone))
            except (TypeError, ValueError, OverflowError):
                return await self._lost("the analysis gave no readable answer")
            except asyncio.CancelledError:
                await self._drop()  # its answer would be taken for the next question's
                raise
            self.trouble = str(reply.get("trouble", ""))
            self._full = mb > _FULL * self._memory
            if mb > self._memory and self._successor is None:
                self._successor = asyncio.create_task(self._prepare(str(path or ""), text))
            return answer

    async def _converse(self, key: str, text: str, place: dict[str, Any]) -> dict[str, Any]:
        if self._process is None:
            self._process = await WorkerProcess.start(self._arguments, self._command)
        reply = await self._process.ask_about(key, text, place)
        if not reply.keys() >= _ANSWERED:
            raise WorkerGone("the analysis gave no readable answer")
        return reply

    async def _prepare(self, key: str, text: str) -> _Ready | None:
        """Start a worker that has read a document; None if it can't be had."""
        process: WorkerProcess | None = None
        ready: _Ready | None = None
        try:
            process = await WorkerProcess.start(self._arguments, self._command)
            async with asyncio.timeout(self._patience):
                reply = await process.ask_about(key, text, {"offset": None})
            ready = _Ready(process, float(reply.get("mb", 0.0)))
        except (WorkerGone, TimeoutError, TypeError, ValueError):
            pass  # the old one goes all the same, and the next question starts another
        finally:
            if process is not None and ready is None:
                await process.stop()
        return ready

    async def _succeed(self) -> None:
        """Let the next worker take over, if one is ready; until then the old one answers."""
        if self._successor is None or not self._successor.done():
            return
        ready = None if self._successor.cancelled() else self._successor.result()
        self._successor = None
        await self._drop()
        if ready is not None:
            self._process = ready.process
            self._memory = max(self._memory, _ROOM * ready.mb)

    @property
    def pid(self) -> int | None:
        """The worker's process number; None while there is no worker."""
        return None if self._process is None else self._process.pid

    def _gave_up(self) -> bool:
        full = len(self._crashes) == _CRASHES
        return full and time.monotonic() - self._crashes[0] < 60

    async def _lost(self, why: str) -> Answer:
        """Take note of a lost worker; the next question starts another."""
        self._crashes.append(time.monotonic())
        self.trouble = self.loss = why
        self.losses += 1
        await self._drop()
        return Answer.open(why)

    async def _drop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await process.stop()


@dataclass(frozen=True, slots=True)
class _Ready:
    """A worker that can take over.

    Attributes:
        process: The worker.
        mb: The megabytes it takes.
    """

    process: WorkerProcess
    mb: float


def _answer(reply: dict[str, Any]) -> Answer:
    """The answer in a reply.

    Raises:
        TypeError, ValueError: There is none in it.
    """
    names = reply["names"]
    return Answer(
        None if names is None else frozenset(map(_word, names)),
        closed=bool(reply["closed"]),
        reason=str(reply["reason"]),
        receiver=str(reply["receiver"]),
        forbidden=frozenset(map(_word, reply.get("forbidden", ()))),
        facts=tuple(map(_word, reply.get("facts", ()))),
        notes=dict(reply.get("notes", {})),
    )


def _word(word: object) -> str:
    if not isinstance(word, str):
        raise TypeError("a word is text")
    return word
