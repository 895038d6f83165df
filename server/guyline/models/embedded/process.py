"""The embedded model's process, from the side that started it."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from guyline.errors import ModelError, ModelMissing

_START = 120.0
"""Seconds for the engine to load; large weights on a slow disk take long."""

_SAID = 600
"""Characters of the engine's last words that an error shows."""


@dataclass(frozen=True, slots=True)
class Running:
    """Where the model is served.

    Attributes:
        url: The base URL, with ``/v1``.
        key: The key.
    """

    url: str
    key: str = field(repr=False)


class EmbeddedServer:
    """Serves weights in a process that starts on first use and stops when it is idle.

    Args:
        weights: A GGUF file.
        context: The most tokens of prompt and answer together.
        cores: Cores the engine may use; None: those there are, four at most.
        idle: Seconds without users after which the process is stopped.
        command: What to run as the host; for tests.
    """

    def __init__(
        self,
        weights: Path,
        *,
        context: int = 2048,
        cores: int | None = None,
        idle: float = 600.0,
        command: list[str] | None = None,
    ) -> None:
        self._weights = weights
        self._context = context
        self._cores = cores or min(4, os.cpu_count() or 1)
        self._idle = idle
        self._command = command or [sys.executable, "-m", "guyline.models.embedded.host"]
        self._starting = asyncio.Lock()
        self._process: Process | None = None
        self._running: Running | None = None
        self._users = 0
        self._idling: asyncio.TimerHandle | None = None
        self._stopping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process's number while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Running]:
        """Have the model served for as long as the context lasts.

        Raises:
            ModelMissing: The engine is not installed, or the weights are gone.
            ModelError: The engine did not start.
        """
        self._users += 1
        if self._idling is not None:
            self._idling.cancel()
        try:
            async with self._starting:
                if self.pid is None or self._running is None:
                    await self._stop()
                    self._running = await self._start()
                running = self._running
            yield running
        finally:
            self._users -= 1
            if self._users == 0:
                loop = asyncio.get_running_loop()
                self._idling = loop.call_later(self._idle, self._stop_if_idle)

    async def close(self) -> None:
        """Stop the process; it may be started again by another use."""
        if self._idling is not None:
            self._idling.cancel()
        async with self._starting:
            await self._stop()

    def _stop_if_idle(self) -> None:
        if self._users == 0:
            self._stopping = asyncio.ensure_future(self.close())

    async def _start(self) -> Running:
        if not self._weights.is_file():
            raise ModelMissing(f"There is no file {self._weights}", "Run: guyline model pull")
        key = secrets.token_urlsafe(24)
        order = {
            "model": str(self._weights),
            "key": key,
            "context": self._context,
            "cores": self._cores,
        }
        with tempfile.TemporaryFile() as words:
            self._process = await self._spawn(words)
            try:
                async with asyncio.timeout(_START):
                    said = await self._order(self._process, order)
            except TimeoutError:
                said = {"error": f"it did not load within {_START:g} s"}
            except BaseException:
                await self._stop()
                raise
            if "url" in said:
                return Running(said["url"].rstrip("/") + "/v1", key)
            await self._stop()
            raise _not_started(said, words, self._weights)

    async def _spawn(self, words: IO[bytes]) -> Process:
        environment = {k: v for k, v in os.environ.items() if k != "GUYLINE_API_KEY"}
        try:
            return await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=PIPE, stderr=words, env=environment
            )
        except OSError as error:
            raise ModelError(f"The engine can't be run: {error.strerror}") from error

    @staticmethod
    async def _order(process: Process, order: dict[str, object]) -> dict[str, str]:
        if process.stdin is None or process.stdout is None:
            return {}
        try:
            process.stdin.write(json.dumps(order).encode() + b"\n")
            await process.stdin.drain()
            said = json.loads(await process.stdout.readline() or b"{}")
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}

    async def _stop(self) -> None:
        process, self._process, self._running = self._process, None, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _not_started(said: dict[str, str], words: IO[bytes], weights: Path) -> ModelError:
    """Why the engine did not start, with its own last words."""
    if said.get("missing"):
        return ModelMissing(
            f"The engine, {said['missing']}, is not installed", "pip install 'guyline[embedded]'"
        )
    words.seek(0)
    last = words.read()[-_SAID:].decode("utf-8", "replace").strip()
    why = said.get("error") or "it ended"
    heard = f" ({' '.join(last.split())})" if last else ""
    return ModelError(
        f"The engine did not start with {weights.name}: {why}{heard}",
        "If the file is damaged: guyline model pull; or set guyline.model to another one",
    )
