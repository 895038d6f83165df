"""``textDocument/inlineCompletion``: ghost text."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from guyline.errors import GuylineError
from guyline.features import Completion
from guyline.lsp import status
from guyline.lsp.session import Snapshot

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer

_log = logging.getLogger(__name__)


def register(server: GuylineServer) -> None:
    """Register the handler."""

    @server.feature(types.TEXT_DOCUMENT_INLINE_COMPLETION, types.InlineCompletionOptions())
    async def inline_completion(
        params: types.InlineCompletionParams,
    ) -> types.InlineCompletionList | None:
        snapshot = server.session.snapshot(params.text_document.uri, params.position)
        if snapshot is None:
            return None
        server.session.only_one(params.text_document.uri)
        await server.session.until_configured()
        if not server.session.settings.enable:
            return None
        completion = await _complete(server, snapshot)
        if completion is None or not completion.text:
            return None
        if not server.session.is_current(snapshot):
            return None  # the person has typed on; a newer request is on its way
        return types.InlineCompletionList([_item(server, snapshot, completion)])


async def _complete(server: GuylineServer, snapshot: Snapshot) -> Completion | None:
    server.show_status(status.Status("working", "Guyline is completing"))
    shown = status.Status("ready", "Guyline is ready")
    try:
        completion = await server.session.engine.complete(snapshot.document, snapshot.offset)
        shown = status.after(completion)
    except GuylineError as error:
        _log.warning("No completion: %s", error)
        shown = status.of_error(error)
        return None
    finally:
        server.show_status(shown)
    _log.info("Completed in %.0f ms: %s", completion.total_ms, completion.summary)
    return completion


def _item(
    server: GuylineServer, snapshot: Snapshot, completion: Completion
) -> types.InlineCompletionItem:
    """An item with its range; one without is taken to replace the word before the cursor."""
    at = server.session.documents.position(snapshot.document, snapshot.offset)
    return types.InlineCompletionItem(
        insert_text=completion.text, filter_text=completion.text, range=types.Range(at, at)
    )
