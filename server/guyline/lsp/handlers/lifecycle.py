"""``initialize`` and ``shutdown``: what a session begins and ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from guyline.lsp.documents import path_of
from guyline.lsp.handlers import completion

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer


def register(server: GuylineServer) -> None:
    """Register the handlers."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        folders = params.workspace_folders or []
        uri = folders[0].uri if folders else params.root_uri
        server.session.workspace = path_of(uri) if uri else None
        options = params.initialization_options
        if not _shows_ghost_text(params.capabilities):
            completion.register(server)
        told = options if isinstance(options, dict) else {}
        server.session.trusted = told.get("trusted") is True
        server.session.shows_pages = told.get("showsPages") is True

    @server.feature(types.SHUTDOWN)
    async def shutdown(_: None = None) -> None:
        await server.session.close()


def _shows_ghost_text(capabilities: types.ClientCapabilities) -> bool:
    document = capabilities.text_document
    return document is not None and document.inline_completion is not None
