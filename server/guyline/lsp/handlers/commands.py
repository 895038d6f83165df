"""Commands of the server: install the embedded model, examine what works."""

from __future__ import annotations

import asyncio
import threading
import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING

from lsprotocol import types

from guyline.features.doctor import examine
from guyline.lsp.status import Status
from guyline.models.embedded import Progress, Weights, pull
from guyline.settings import cache_folder

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer

PULL_MODEL = "guyline.server.pullModel"
DOCTOR = "guyline.server.doctor"
STATISTICS = "guyline.server.statistics"


def register(server: GuylineServer) -> None:
    """Register the commands."""

    @server.command(PULL_MODEL)
    async def pull_model(*_: object) -> dict[str, str]:
        weights = await _pull(server)
        server.show_status(Status("ready", "Guyline is ready", detail=f"Model: {weights.name}"))
        return {"path": str(weights.path)}

    @server.command(DOCTOR)
    async def doctor(*_: object) -> list[dict[str, object]]:
        return [asdict(check) async for check in examine(server.session.engine)]

    @server.command(STATISTICS)
    async def statistics(*_: object) -> dict[str, int]:
        return asdict(server.session.ghost.counts)


async def _pull(server: GuylineServer) -> Weights:
    """Install the weights in a thread, with progress that the person can cancel."""
    token = str(uuid.uuid4())
    progress = server.work_done_progress
    await asyncio.shield(progress.create_async(token))
    begin = types.WorkDoneProgressBegin("Guyline: embedded model", cancellable=True)
    progress.begin(token, begin)
    stopped = threading.Event()
    loop = asyncio.get_running_loop()

    def report(step: Progress) -> None:
        share = None if not step.total else min(100, 100 * step.done // step.total)
        shown = types.WorkDoneProgressReport(message=step.phase, percentage=share)
        loop.call_soon_threadsafe(progress.report, token, shown)

    def cancelled() -> bool:
        return stopped.is_set() or progress.tokens[token].cancelled()

    try:
        return await asyncio.to_thread(pull, None, cache_folder(), report, cancelled=cancelled)
    finally:
        stopped.set()
        progress.end(token, types.WorkDoneProgressEnd())
        progress.tokens.pop(token, None)
