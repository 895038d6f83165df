"""A language server of others: a process with one owner, asked over its standard streams.

It ends when its owner closes it, and when its standard input does, so also when this
process is killed.
"""

from __future__ import annotations

import asyncio
import json
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_START = 30.0
"""Seconds for a server to be ready."""

_LONGEST = 64 * 1024 * 1024
"""The longest message, in bytes."""


class ServerGone(Exception):  # noqa: N818 - what happened, not a mistake
    """The server ended, or does not speak as it should."""


class LanguageServer:
    """A running server.

    Args:
        process: Its process.
        settings: What it is given where it asks for its configuration.
    """

    def __init__(self, process: Process, settings: dict[str, Any]) -> None:
        self._process = process
        self._settings = settings
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._listening: dict[str, Callable[[dict[str, Any]], object]] = {}
        self._next = 0
        self._reader = asyncio.create_task(self._read())

    @staticmethod
    async def start(
        command: Sequence[str],
        root: Path,
        settings: dict[str, Any],
        capabilities: dict[str, Any] | None = None,
    ) -> LanguageServer:
        """Start a server that works in the folder ``root``.

        Args:
            command: The program and its arguments.
            root: The folder.
            settings: What it is given where it asks for its configuration.
            capabilities: What the client says it can do with documents; None: what a
                question about a type takes.

        Raises:
            ServerGone: It can't be started, or is not ready in time.
        """
        environment = {k: v for k, v in os.environ.items() if k != "GUYLINE_API_KEY"}
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=root, env=environment
            )
        except OSError as error:
            raise ServerGone(f"it can't be started: {error.strerror}") from error
        server = LanguageServer(process, settings)
        try:
            await server.ask("initialize", _introduction(root, settings, capabilities), _START)
        except TimeoutError as error:
            await server.stop()
            raise ServerGone(f"it was not ready within {_START:g} s") from error
        except BaseException:
            await server.stop()
            raise
        server.tell("initialized", {})
        return server

    async def ask(self, method: str, params: dict[str, Any], limit: float) -> Any:
        """Send a request and wait for its result; one that is given up is cancelled there too.

        Raises:
            ServerGone: There is no server, or it refused.
            TimeoutError: No answer within ``limit`` seconds.
        """
        if self._reader.done():
            raise ServerGone("it ended")
        self._next += 1
        number = self._next
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self._send({"id": number, "method": method, "params": params})
        try:
            async with asyncio.timeout(limit):
                return await answer
        except (TimeoutError, asyncio.CancelledError):
            self.tell("$/cancelRequest", {"id": number})
            raise
        finally:
            del self._waiting[number]

    def tell(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def listen(self, method: str, hear: Callable[[dict[str, Any]], object]) -> None:
        """Have ``hear`` called with what the server tells under ``method``."""
        self._listening[method] = hear

    async def stop(self) -> None:
        """End it and wait until it is gone."""
        with suppress(ProcessLookupError):
            self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.wait()
        await self._reader

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def memory(self) -> float:
        """The megabytes that it and the processes below it hold; 0 where it can't be told."""
        return _resident_mb(self._process.pid)

    def _send(self, message: dict[str, Any]) -> None:
        stdin = self._process.stdin
        if stdin is not None and not stdin.is_closing():
            body = json.dumps({"jsonrpc": "2.0"} | message).encode()
            stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    async def _read(self) -> None:
        """Take what the server sends, until it ends: answers, and questions of its own."""
        why = "it ended"
        try:
            while (message := await self._message()) is not None:
                self._take(message)
        except (OSError, ValueError, KeyError, TypeError, asyncio.IncompleteReadError):
            why = "it does not speak the protocol"
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ServerGone(why))

    async def _message(self) -> dict[str, Any] | None:
        stdout = self._process.stdout
        length = 0
        while stdout is not None and (line := (await stdout.readline()).strip()):
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        if stdout is None or not length:
            return None
        if length > _LONGEST:
            raise ValueError(length)
        return dict(json.loads(await stdout.readexactly(length)))

    def _take(self, message: dict[str, Any]) -> None:
        if "method" in message:
            if "id" in message:
                self._send({"id": message["id"], "result": self._reply(message)})
            elif hear := self._listening.get(message["method"]):
                hear(message.get("params") or {})
            return
        answer = self._waiting.get(message["id"])
        if answer is None or answer.done():
            return
        if "error" in message:
            answer.set_exception(ServerGone("it refused the question"))
        else:
            answer.set_result(message.get("result"))

    def _reply(self, message: dict[str, Any]) -> object:
        if message["method"] != "workspace/configuration":
            return None
        return [_part(self._settings, each.get("section")) for each in message["params"]["items"]]


def _introduction(
    root: Path, settings: dict[str, Any], capabilities: dict[str, Any] | None
) -> dict[str, Any]:
    formats = {"contentFormat": ["plaintext", "markdown"]}
    of_types = {"hover": formats, "typeDefinition": {"linkSupport": False}}
    return {
        "processId": os.getpid(),
        "rootUri": root.as_uri(),
        "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
        "initializationOptions": settings,
        "capabilities": {
            "general": {"positionEncodings": ["utf-16"]},
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": of_types if capabilities is None else capabilities,
        },
    }


def _part(settings: dict[str, Any], section: str | None) -> object:
    """A section of settings, as ``a.b`` names it."""
    found: Any = settings
    for part in (section or "").split("."):
        found = found.get(part) if part and isinstance(found, dict) else found
    return found


def _resident_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
        own = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        return own + sum(_resident_mb(int(child)) for child in children.split())
    except (OSError, ValueError, IndexError):
        return 0.0
