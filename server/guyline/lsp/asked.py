"""What commands and actions on functions share: the document that is meant, and what is offered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types

from guyline.errors import InputError
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer
    from guyline.proof.functions import Function


def current(document: Document | None, version: int | None) -> Document:
    """The document that is meant, as it is.

    Raises:
        InputError: It is not open, or has another version.
    """
    if document is None:
        raise InputError("The document is not open", "Open it first")
    if version is not None and version != document.version:
        raise InputError("The text has changed meanwhile", "Ask again")
    return document


def action_on(
    document: Document,
    function: Function,
    title: str,
    command: str,
    kind: types.CodeActionKind | None = None,
) -> types.CodeAction:
    """An action that runs a command on a function."""
    argument = {
        "uri": document.uri,
        "position": {"line": function.header, "character": 0},
        "version": document.version,
        "name": function.name,
    }
    return types.CodeAction(
        title=title,
        kind=kind,
        command=types.Command(title=title, command=command, arguments=[argument]),
    )


async def choose(server: GuylineServer, title: str, choices: list[str]) -> int | None:
    """Which one a person chooses, in a client that shows nothing of its own; None: none."""
    items = [types.MessageActionItem(each) for each in choices]
    request = types.ShowMessageRequestParams(types.MessageType.Info, title, items)
    chosen = await asyncio.shield(server.window_show_message_request_async(request))
    return items.index(chosen) if chosen in items else None


async def make(server: GuylineServer, edit: types.WorkspaceEdit, label: str) -> None:
    """Have the client make an edit."""
    params = types.ApplyWorkspaceEditParams(edit, label)
    await asyncio.shield(server.workspace_apply_edit_async(params))


def tell(server: GuylineServer, message: str, kind: types.MessageType) -> None:
    """Say something to the person."""
    server.window_show_message(types.ShowMessageParams(kind, f"Guyline: {message}"))
