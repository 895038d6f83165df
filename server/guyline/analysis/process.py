"""The worker's process: one line out, one line in."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from guyline.analysis import wire

_LINE = 8 * 1024 * 1024
"""The longest answer, in bytes; those of the largest modules take a hundredth of it."""


class WorkerGone(Exception):  # noqa: N818 - what happened, not a mistake
    """The worker ended, or does not speak as it should."""


class WorkerProcess:
    """A running worker. It ends when its stdin does, so also when this process is killed."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._ids = itertools.count()
        self._sent: dict[str, str] = {}

    @staticmethod
    async def start(arguments: list[str], command: list[str] | None = None) -> WorkerProcess:
        """Start a worker.

        Raises:
            WorkerGone: It can't be started.
        """
        command = command or [sys.executable, "-m", "guyline.analysis.worker"]
        environment = {k: v for k, v in os.environ.items() if k != "GUYLINE_API_KEY"}
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                *arguments,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                limit=_LINE,
                env=environment,
            )
        except OSError as error:
            raise WorkerGone(f"the analysis can't be started: {error.strerror}") from error
        return WorkerProcess(process)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send a message and read its reply.

        Raises:
            WorkerGone: There is none, or it is not one.
        """
        number = next(self._ids)
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise WorkerGone("the analysis has no pipes")
        try:
            stdin.write(json.dumps(message | {"id": number}).encode() + b"\n")
            await stdin.drain()
            line = await stdout.readline()
            reply = json.loads(line) if line else {}
        except (OSError, ValueError, RecursionError) as error:
            raise WorkerGone("the analysis gave no readable answer") from error
        if not isinstance(reply, dict) or reply.get("id") != number:
            raise WorkerGone("the analysis ended" if not line else "the analysis lost its way")
        return reply

    async def ask_about(self, key: str, text: str, message: dict[str, Any]) -> dict[str, Any]:
        """The same about a text, of which only what has changed since the last time is sent.

        Args:
            key: Which text it is: a path.
            text: The text.
            message: What is asked.

        Raises:
            WorkerGone: There is no reply, or it is not one.
        """
        reply: dict[str, Any] = {}
        for base in (self._sent.get(key, ""), ""):
            change = {"path": key, "change": asdict(wire.change(base, text))}
            reply = await self.ask(change | message)
            if not reply.get("stale"):
                break
        self._sent.pop(key, None)
        self._sent[key] = text
        while len(self._sent) > wire.DOCUMENTS:
            del self._sent[next(iter(self._sent))]
        return reply

    def end(self) -> None:
        """Let it end by itself, as it does when its input ends."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def stop(self) -> None:
        """End it and wait until it is gone."""
        with suppress(ProcessLookupError):
            self._process.kill()
        # A pipe left open would keep its transport, and warn when it is collected.
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.wait()
