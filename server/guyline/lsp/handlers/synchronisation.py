"""``textDocument/did...``: the documents, kept in step with the client's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer
    from guyline.text import Document


def register(server: GuylineServer) -> None:
    """Register the handlers."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(params: types.DidOpenTextDocumentParams) -> None:
        document = server.session.documents.open(params.text_document)
        server.session.opened(document)
        server.session.in_background(_warm(server, document))

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        document = server.session.documents.change(params.text_document, params.content_changes)
        if document is not None:
            server.session.changed(document)
            server.session.in_background(_follow(server, document))

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        document = server.session.documents.close(params.text_document.uri)
        if document is not None:
            server.session.closed(document)


async def _warm(server: GuylineServer, document: Document) -> None:
    """Let the oracle read a document before the first question about it, and study it."""
    session = server.session
    await session.until_configured()
    if not (session.settings.enable and session.settings.guidance == "strict"):
        return
    await session.engine.oracle.warm(document.text, document.path)
    if document.path is not None:
        latest = partial(_latest, server, document.uri)
        await session.engine.oracle.study(latest, document.path)


def _latest(server: GuylineServer, uri: str) -> str | None:
    """The text of a document as it stands; None once it is closed."""
    document = server.session.documents.get(uri)
    return None if document is None else document.text


async def _follow(server: GuylineServer, document: Document) -> None:
    """Let the oracle parse what has changed before the next question about it."""
    session = server.session
    strict = session.settings.enable and session.settings.guidance == "strict"
    if strict and session.configured.is_set() and document.path is not None:
        await session.engine.oracle.follow(document.text, document.path)
