"""``textDocument/inlineCompletion``: ghost text."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from guyline.errors import FileExcluded, GuylineError
from guyline.features.ghost import Suggestion
from guyline.lsp.session import Snapshot
from guyline.lsp.status import of_error

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
        kind = params.context.trigger_kind
        asked_for = kind is types.InlineCompletionTriggerKind.Invoked
        suggestion = await suggested(server, snapshot, asked_for=asked_for)
        if suggestion is None:
            return None
        return types.InlineCompletionList([_item(server, snapshot, suggestion)])


async def suggested(
    server: GuylineServer, snapshot: Snapshot, *, asked_for: bool
) -> Suggestion | None:
    """What to show at a place, or None; how it went is told in the status."""
    await server.session.until_configured()
    if not server.session.settings.enable:
        return None
    ghost = server.session.ghost
    try:
        await server.session.engine.admit(snapshot.document)
        suggestion = await ghost.suggest(snapshot.document, snapshot.offset, asked_for=asked_for)
    except FileExcluded as error:
        server.show_status(of_error(error))
        return None
    except GuylineError as error:
        _log.warning("No completion: %s", error)
        return None
    if not server.session.is_current(snapshot):
        return None  # the person has typed on; a newer request is on its way
    return suggestion


def _item(
    server: GuylineServer, snapshot: Snapshot, suggestion: Suggestion
) -> types.InlineCompletionItem:
    """An item with its range; one without is taken to replace the word before the cursor."""
    at = server.session.documents.position(snapshot.document, snapshot.offset)
    text = suggestion.completion.text
    return types.InlineCompletionItem(insert_text=text, filter_text=text, range=types.Range(at, at))
