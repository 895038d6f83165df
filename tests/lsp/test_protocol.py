"""What the protocol keeps over a long session."""

from __future__ import annotations

import asyncio
import io
from typing import Any

from pygls.io_ import StdoutWriter

from guyline.lsp.server import create_server

URI = "file:///tent.py"


async def test_nothing_is_kept_of_what_was_handled() -> None:
    server = create_server()
    protocol = server.protocol
    protocol.set_writer(StdoutWriter(io.BytesIO()))

    def take(method: str, params: dict[str, Any], **also: object) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params, **also}
        protocol.handle_message(protocol.structure_message(message))

    take("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, id=1)
    item = {"uri": URI, "languageId": "python", "version": 0, "text": ""}
    take("textDocument/didOpen", {"textDocument": item})
    for version in range(1, 50):
        change = {"range": {"start": PLACE, "end": PLACE}, "text": "x"}
        identifier = {"uri": URI, "version": version}
        take("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})
    assert server.workspace.get_text_document(URI).source == "x" * 49
    async with asyncio.timeout(20):
        while protocol._request_futures:  # until the last handlers have ended
            await asyncio.sleep(0)
    assert not protocol._result_types
    await server.session.close()


PLACE = {"line": 0, "character": 0}
