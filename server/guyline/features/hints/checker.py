"""Has texts checked in a process of its own, one at a time, in bounded time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guyline.analysis.process import WorkerGone, WorkerProcess
from guyline.hints import Finding
from guyline.settings import HintSettings
from guyline.text import Document

_LIMIT = 20.0
"""Seconds for one file; one of 60,000 lines takes three."""

_SPARE = 5.0
"""Seconds that the process has to say that it was too long, before it counts as hung."""

_IDLE = 600.0
"""Seconds without work after which the process is ended."""

_COMMAND = [sys.executable, "-m", "guyline.hints.worker"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a text.

    Attributes:
        findings: What is slow in it, from the top down.
        failed: The rules that failed on it, each with the error's name.
        notes: What is wrong with the project's settings.
        trouble: Why it could not be checked; empty: it was.
    """

    findings: tuple[Finding, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    trouble: str = ""


class Checker:
    """A process that checks texts; it starts at first use and ends when it is idle.

    Args:
        limit: Seconds for one text.
        idle: Seconds without work after which the process is ended.
        command: What to run; for tests.
    """

    def __init__(
        self, *, limit: float = _LIMIT, idle: float = _IDLE, command: list[str] | None = None
    ) -> None:
        self._limit = limit
        self._idle = idle
        self._command = command or _COMMAND
        self._process: WorkerProcess | None = None
        self._turn = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process's number; None while there is none."""
        return None if self._process is None else self._process.pid

    async def check(self, document: Document, settings: HintSettings) -> Checked:
        """Find what is slow in a document; never raises but for cancellation."""
        reply = await self._ask(document, settings, {})
        try:
            return _checked(reply)
        except (KeyError, TypeError, ValueError):
            return Checked(trouble="the check gave no readable answer")

    async def fix(
        self, document: Document, settings: HintSettings, rule: str = ""
    ) -> tuple[str, int]:
        """The text with all proved fixes made, and how many they are.

        Args:
            document: The document.
            settings: Which rules.
            rule: The only rule whose fixes are made; empty: all.
        """
        reply = await self._ask(document, settings, {"fix": rule})
        text, count = reply.get("text"), reply.get("count")
        if not isinstance(text, str) or not isinstance(count, int):
            return document.text, 0
        return text, count

    async def close(self) -> None:
        """End the process, whatever it is doing."""
        self._closed = True
        await self._drop()

    async def _ask(
        self, document: Document, settings: HintSettings, more: Mapping[str, Any]
    ) -> dict[str, Any]:
        chosen = {"select": settings.select, "ignore": settings.ignore}
        message = {**chosen, "all": settings.all, "profile": settings.profile, **more}
        async with self._turn:
            if self._closed:
                return {"trouble": "the server has ended"}
            try:
                async with asyncio.timeout(self._limit + _SPARE):
                    if self._process is None:
                        self._process = await WorkerProcess.start([str(self._limit)], self._command)
                    key = str(document.path or "")
                    return await self._process.ask_about(key, document.text, message)
            except TimeoutError:
                await self._drop()
                return {"trouble": f"checking this file takes longer than {self._limit:g} s"}
            except WorkerGone:
                await self._drop()
                return {"trouble": "the process that checks files ended"}
            except asyncio.CancelledError:
                await self._drop()  # its answer would be taken for the next question's
                raise
            finally:
                self._wait_for_rest()

    def _wait_for_rest(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(self._idle, self._end_idle)

    def _end_idle(self) -> None:
        if not self._turn.locked() and self._process is not None:
            self._process.end()
            self._process = None

    async def _drop(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
        process, self._process = self._process, None
        if process is not None:
            await process.stop()


def _checked(reply: Mapping[str, Any]) -> Checked:
    """What a reply says.

    Raises:
        KeyError, TypeError, ValueError: It is none.
    """
    notes = tuple(str(note) for note in reply.get("notes", ()))
    if trouble := reply.get("trouble"):
        return Checked(notes=notes, trouble=str(trouble))
    findings = tuple(Finding.of_data(each) for each in reply["findings"])
    return Checked(findings, tuple((str(c), str(e)) for c, e in reply["failed"]), notes)
