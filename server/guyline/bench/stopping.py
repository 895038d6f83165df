"""How soon the endpoint is left alone once an editor has cancelled its request.

The server runs as an editor runs it; the model on loopback writes slowly, and sees its
connection closed. What is measured is from the cancelling to that.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from guyline.analysis.language_server import LanguageServer, ServerGone
from guyline.bench.keystrokes import Stretch
from guyline.bench.paced import Pace, PacedModel, paced_model
from guyline.text import Document

_SLOW = Pace(first=0.02, each=0.1, wrong=0)
_PATIENCE = 10.0


async def stop_times(
    chosen: Sequence[Stretch], root: Path, capabilities: dict[str, Any]
) -> list[float]:
    """Milliseconds from cancelling a request to the end of its connection, place by place.

    Places where no model is asked, or has nothing more to write, have none.

    Args:
        chosen: Where; what stands there is taken away.
        root: The workspace.
        capabilities: Of the editor.

    Raises:
        ServerGone: The server does not start, or ends.
    """
    texts = {path: Document.read(path).text for path in {each.path for each in chosen}}
    async with paced_model(texts.values(), _SLOW) as model:
        settings = {"endpoint": model.url, "endpointKind": "openai"}
        command = [sys.executable, "-m", "guyline", "serve"]
        server = await LanguageServer.start(command, root, {"guyline": settings}, capabilities)
        try:
            found = [
                await _stop(server, model, texts[each.path], each, f"untitled:{number}.py")
                for number, each in enumerate(chosen)
            ]
        finally:
            await server.stop()
    return [each for each in found if each is not None]


async def _stop(
    server: LanguageServer, model: PacedModel, text: str, stretch: Stretch, uri: str
) -> float | None:
    """Ask at the first word of a stretch, and cancel once the model writes."""
    behind = stretch.offset + len(stretch.text)
    cursor = stretch.offset + len(stretch.text) - len(stretch.text.lstrip())
    kept = Document(text[:cursor] + text[behind:])
    item = {"uri": uri, "languageId": "python", "version": 0, "text": kept.text}
    server.tell("textDocument/didOpen", {"textDocument": item})
    line, character = kept.lines.place_in("utf-16", cursor)
    params = {
        "textDocument": {"uri": uri},
        "position": {"line": line, "character": character},
        "context": {"triggerKind": 1},
    }
    model.writing.clear()
    request = asyncio.ensure_future(server.ask("textDocument/inlineCompletion", params, _PATIENCE))
    writes = asyncio.ensure_future(model.writing.wait())
    await asyncio.wait([request, writes], return_when=asyncio.FIRST_COMPLETED)
    ms = None
    if writes.done() and not request.done():
        before, cancelled = len(model.served), time.perf_counter()
        request.cancel()
        async with asyncio.timeout(_PATIENCE):
            await model.ended(before)
        if model.served[before].closed:
            ms = (model.served[before].ended - cancelled) * 1000
    writes.cancel()
    with suppress(asyncio.CancelledError, ServerGone):
        await request
    server.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    return ms
