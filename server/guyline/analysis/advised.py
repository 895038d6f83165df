"""The oracle with a second one beside it: a type checker, asked where the first can't tell.

What is trusted of the checker is the type it states of a receiver, where no part of the
outer type is left open. That the names of its classes are all known is proved as for
every other receiver (``second.py``). Where the checker is late, ended or not sure, the
first answer stands.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from guyline.analysis.answer import RECEIVER, Answer, Kind, Question, Statement
from guyline.analysis.checker import Checker, Session, find_pyrefly, mark, pyrefly
from guyline.analysis.language_server import LanguageServer, ServerGone
from guyline.analysis.stated import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from guyline.analysis.oracle import JediOracle

_CRASHES = 3
"""Ends within a minute after which the checker is not started for that minute."""

_PATIENCE = 20.0
"""Seconds of silence after which the checker counts as hung."""

_MEMORY = 1000.0
"""Megabytes above which the checker is replaced after its answer."""


class AdvisedOracle:
    """Answers from the first oracle, and from what a checker says of unknown receivers.

    Args:
        first: The first oracle; closed with this one.
        checker: The checker; it starts at the first question that the other can't answer.
        workspace: The folder it works in.
        limit: Seconds after which an answer is late.
        patience: Seconds after which a silent checker is killed.
        memory: Megabytes above which the checker is replaced.

    Attributes:
        first: The first oracle.
        workspace: The folder.
    """

    def __init__(
        self,
        first: JediOracle,
        checker: Checker,
        workspace: Path,
        *,
        limit: float = 0.25,
        patience: float = _PATIENCE,
        memory: float = _MEMORY,
    ) -> None:
        self.first = first
        self._checker = checker
        self.workspace = workspace
        self._limit = limit
        self._patience = patience
        self._memory = memory
        self._session: Session | None = None
        self._turn = asyncio.Lock()
        self._ends: deque[float] = deque(maxlen=_CRASHES)
        self._silent_since: float | None = None
        self._starting: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def trouble(self) -> str:
        """Why the first oracle has no answers at the moment; empty if it has."""
        return self.first.trouble

    @property
    def losses(self) -> int:
        """How many times the first oracle's worker was lost, with the question it had."""
        return self.first.losses

    @property
    def loss(self) -> str:
        """Why it was lost the last time."""
        return self.first.loss

    @property
    def pid(self) -> int | None:
        """The checker's process number; None while there is none."""
        return None if self._session is None else self._session.server.pid

    async def ask(self, question: Question, limit: float | None = None) -> Answer:
        """Answer in bounded time; never raises but for cancellation."""
        limit = self._limit if limit is None else limit
        begun = time.perf_counter()
        answer = await self.first.ask(question, limit)
        begin = _receiver(answer)
        if question.kind is not Kind.ATTRIBUTE or begin is None or question.path is None:
            return answer
        try:
            async with asyncio.timeout(limit - (time.perf_counter() - begun)):
                statement = await self._stated(question, begin, question.path)
        except TimeoutError:
            statement = None
        left = limit - (time.perf_counter() - begun)
        if statement is not None and left > 0:
            better = await self.first.ask(replace(question, stated=statement), left)
            if better.closed and better.names is not None:
                # What the first knew of it may stand there, whatever the checker says.
                answer = replace(better, names=better.names | (answer.names or frozenset()))
        return replace(answer, ms=(time.perf_counter() - begun) * 1000)

    async def warm(self, text: str, path: Path | None) -> None:
        """Let both read a document before the first question about it."""
        await asyncio.gather(self._show(text, path), self.first.warm(text, path))

    async def follow(self, text: str, path: Path) -> None:
        """Let the first parse a document that has changed, if it has nothing else to do."""
        await self.first.follow(text, path)

    async def study(self, latest: Callable[[], str | None], path: Path) -> None:
        """Let the first find what a document's places rest on, whenever it has nothing to do."""
        await self.first.study(latest, path)

    async def tried(self) -> str:
        """Why the checker does not answer as it should; empty if it does."""
        path = self.workspace / "guyline_hole_.py"
        question = Question("x = [1]\nx[0].", 13, path)
        statement = await self._stated(question, 8, path)
        if statement is None:
            return "the type checker does not start"
        parts = read(statement.shown).parts
        known = [part.name.rpartition(".")[2] for part in parts] == ["int"]
        return "" if known else f"the type checker says {statement.shown[:80]!r} of an int"

    async def close(self) -> None:
        """End both."""
        self._closed = True
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        await self._drop()
        await self.first.close()

    async def _stated(self, question: Question, begin: int, path: Path) -> Statement | None:
        """What the checker says of the receiver; None where it says nothing."""
        marked = mark(question.text, begin, question.offset)
        if marked is None:
            return None
        async with self._turn:
            session = await self._running()
            if session is None:
                return None
            try:
                statement = await session.ask(marked, path, self._patience)
            except (ServerGone, TimeoutError, KeyError, TypeError, AttributeError):
                await self._lost()
                return None
            except asyncio.CancelledError:
                await self._silent()
                raise
            self._silent_since = None
            if session.server.memory > self._memory:
                await self._drop()
            return statement

    async def _show(self, text: str, path: Path | None) -> None:
        """Open a document in the checker, which then reads what it imports."""
        async with self._turn:
            session = await self._running()
            if session is not None and path is not None:
                session.put(path, text)

    async def _running(self) -> Session | None:
        """The checker, started where it may be."""
        if self._session is None:
            self._start()
            if self._starting is not None:
                await asyncio.shield(self._starting)
        return self._session

    def _start(self) -> None:
        """Begin to start the checker, if there is none and it did not end too often."""
        full = len(self._ends) == _CRASHES
        often = full and time.monotonic() - self._ends[0] < 60
        busy = self._starting is not None and not self._starting.done()
        if self._session is None and not (self._closed or often or busy):
            self._starting = asyncio.create_task(self._begin())

    async def _begin(self) -> None:
        checker = self._checker
        try:
            server = await LanguageServer.start(checker.command, self.workspace, checker.settings)
        except ServerGone:
            self._ends.append(time.monotonic())
            return
        self._session = Session(server)

    async def _silent(self) -> None:
        """Take note that an answer was not waited for; one that is silent for long is ended."""
        now = time.monotonic()
        if self._silent_since is None:
            self._silent_since = now
        elif now - self._silent_since > self._patience:
            await self._lost()

    async def _lost(self) -> None:
        self._ends.append(time.monotonic())
        await self._drop()

    async def _drop(self) -> None:
        session, self._session = self._session, None
        self._silent_since = None
        if session is not None:
            await session.server.stop()


def with_checker(
    first: JediOracle, workspace: Path | None, python: Path | None, *, limit: float
) -> JediOracle | AdvisedOracle:
    """The oracle with pyrefly beside it, where that is installed and there is a workspace."""
    program = find_pyrefly()
    if program is None or workspace is None:
        return first
    return AdvisedOracle(first, pyrefly(program, python), workspace.absolute(), limit=limit)


def _receiver(answer: Answer) -> int | None:
    """Where the receiver begins that the first oracle knows no type of; None: it does."""
    for fact in () if answer.closed else answer.facts:
        if fact.startswith(RECEIVER):
            return int(fact.removeprefix(RECEIVER))
    return None
