"""Progress of long work, as the client shows it."""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer

_STEPS = {
    "inputs": "{:,} inputs",
    "again": "{:,} inputs again, each version alone",
    "mutants": "{:,} mutants of the old code",
    "timing": "measuring time",
    "models": "waiting for the model",
}
_OFTEN = 0.1
"""Seconds between two reports at the least."""


class Shown:
    """Progress that a person sees and can cancel, where the client shows any.

    Entering the context gives what to report with, from any thread: a step, and how many.

    Args:
        server: The server.
        title: What is being done.
        stop: Set when the person cancels it.
    """

    def __init__(self, server: GuylineServer, title: str, stop: threading.Event) -> None:
        self._server = server
        self._title = title
        self._stop = stop
        self._token: str | None = None
        self._loop = asyncio.get_running_loop()
        self._last = 0.0

    async def __aenter__(self) -> Callable[[str, int], None]:
        window = self._server.client_capabilities.window
        if window is not None and window.work_done_progress:
            token = f"guyline-{uuid.uuid4()}"
            progress = self._server.work_done_progress
            await asyncio.shield(progress.create_async(token))
            self._token = token
            begin = types.WorkDoneProgressBegin(self._title, cancellable=True, message="loading")
            progress.begin(token, begin)
            progress.tokens[token].add_done_callback(lambda _: self._stop.set())
        return self._report

    async def __aexit__(self, *_: object) -> None:
        if self._token is not None:
            progress = self._server.work_done_progress
            progress.end(self._token, types.WorkDoneProgressEnd())
            progress.tokens.pop(self._token, None)
            self._token = None

    def _report(self, what: str, count: int) -> None:
        """From another thread."""
        now = time.monotonic()
        if now - self._last >= _OFTEN:
            self._last = now
            self._loop.call_soon_threadsafe(self._say, _STEPS.get(what, what).format(count))

    def _say(self, message: str) -> None:
        if self._token is not None:
            report = types.WorkDoneProgressReport(message=message)
            self._server.work_done_progress.report(self._token, report)
