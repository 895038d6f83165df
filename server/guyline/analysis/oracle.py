"""The oracle as the rest sees it: questions to a worker process, in bounded time."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from guyline.analysis import wire
from guyline.analysis.answer import Answer, Question
from guyline.analysis.process import WorkerGone, WorkerProcess

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE = 20.0
"""Seconds without an answer after which a worker counts as hung."""

_CRASHES = 3
"""Crashes within a minute after which no new worker is started for that minute."""

_MEMORY = 400.0
"""Megabytes above which a worker is replaced after its answer."""

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
        memory: Megabytes above which the worker is replaced.
        command: What to run as the worker; for tests.

    Attributes:
        trouble: Why there are no answers at the moment; empty if there are.
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
        self._arguments = [str(workspace or ""), str(python or "")]
        self._command = command
        self._limit = limit
        self._patience = patience
        self._memory = memory
        self._process: WorkerProcess | None = None
        self._sent: dict[str, str] = {}
        self._turn = asyncio.Lock()
        self._unfinished: set[asyncio.Task[Answer]] = set()
        self._crashes: deque[float] = deque(maxlen=_CRASHES)
        self._closed = False
        self.trouble = ""

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

    async def close(self) -> None:
        """End the worker."""
        self._closed = True
        for task in self._unfinished:
            task.cancel()
        await asyncio.gather(*self._unfinished, return_exceptions=True)
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
            try:
                async with asyncio.timeout(self._patience):
                    reply = await self._converse(str(path or ""), text, place)
            except TimeoutError:
                return await self._lost(f"the analysis hung for {self._patience:g} s")
            except WorkerGone as gone:
                return await self._lost(str(gone))
            except asyncio.CancelledError:
                await self._drop()  # its answer would be taken for the next question's
                raise
            self.trouble = str(reply.get("trouble", ""))
            if reply["mb"] > self._memory:
                await self._drop()
            return _answer(reply)

    async def _converse(self, key: str, text: str, place: dict[str, Any]) -> dict[str, Any]:
        if self._process is None:
            self._sent.clear()
            self._process = await WorkerProcess.start(self._arguments, self._command)
        for base in (self._sent.get(key, ""), ""):
            message = {"path": key, "change": asdict(wire.change(base, text))}
            reply = await self._process.ask(message | place)
            if not reply.get("stale"):
                break
        if not reply.keys() >= _ANSWERED:
            raise WorkerGone("the analysis gave no readable answer")
        self._sent.pop(key, None)
        self._sent[key] = text
        while len(self._sent) > wire.DOCUMENTS:
            del self._sent[next(iter(self._sent))]
        return reply

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
        self.trouble = why
        await self._drop()
        return Answer.open(why)

    async def _drop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await process.stop()


def _answer(reply: dict[str, Any]) -> Answer:
    names = reply["names"]
    return Answer(
        None if names is None else frozenset(names),
        closed=bool(reply["closed"]),
        reason=str(reply["reason"]),
        receiver=str(reply["receiver"]),
        forbidden=frozenset(reply.get("forbidden", ())),
        facts=tuple(reply.get("facts", ())),
        notes=dict(reply.get("notes", {})),
    )
