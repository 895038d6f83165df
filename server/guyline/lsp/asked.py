"""What commands and actions on functions share: the document that is meant, and what is offered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
from lsprotocol import types

from guyline.errors import GuylineError, InputError
from guyline.lsp.edits import whole_document
from guyline.lsp.progress import Shown
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.features.searches import Searches
    from guyline.lsp.server import GuylineServer
    from guyline.proof.functions import Function
    from guyline.proof.prove import Progress

T = TypeVar("T")


@attrs.define
class OnFunction:
    """What every command on a function is asked with: a position in it, or its name."""

    uri: str
    position: types.Position | None = None
    version: int | None = None
    name: str = ""

    @property
    def line(self) -> int:
        """The line that is meant, where no name is given."""
        return self.position.line if self.position is not None else 0

    @property
    def shown(self) -> str:
        """The function, in the title of its progress."""
        return self.name.rpartition(".")[2] or "this function"


async def or_trouble(answer: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    """A command's answer; where it can't be done, ``trouble``: a sentence for the person."""
    try:
        return await answer
    except GuylineError as error:
        return {"trouble": str(error)}


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


def kinds_wanted(params: types.CodeActionParams) -> tuple[str, ...]:
    """The kinds of action that are asked for; empty: all."""
    return tuple(str(getattr(kind, "value", kind)) for kind in params.context.only or ())


def is_invoked(params: types.CodeActionParams) -> bool:
    """Whether a person asks for actions, and not the editor by itself."""
    return params.context.trigger_kind is types.CodeActionTriggerKind.Invoked


async def long_work(
    server: GuylineServer,
    title: str,
    work: Callable[[Progress, threading.Event], Awaitable[T]],
) -> T | None:
    """Do what takes long, once there are settings, with progress; None: the person cancelled it.

    Args:
        server: The server.
        title: What is being done.
        work: Does it; it is given what to report with, and what is set when it is to end.

    Raises:
        GuylineError: As ``work`` does.
    """
    from guyline.proof.trials import Cancelled

    await server.session.until_configured()
    stop = threading.Event()
    async with Shown(server, f"Guyline: {title}", stop) as report:
        try:
            return await work(report, stop)
        except Cancelled:
            return None


async def edit_of(
    server: GuylineServer, searches: Searches[Any], number: int, place: int
) -> types.WorkspaceEdit:
    """An edit that a search has found, for the text that it was found for.

    Raises:
        InputError: It is forgotten, or the text has changed.
    """
    uri = searches.uri_of(number)
    document = server.session.documents.get(uri) if uri else None
    made, text = searches.edit(number, place, document)
    server.session.in_background(searches.accepted(made, text))
    return whole_document(server, current(document, None), text)


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


async def make(server: GuylineServer, edit: Awaitable[types.WorkspaceEdit], label: str) -> None:
    """Have the client make an edit; where there is none any more, the person is told."""
    try:
        made = await edit
    except GuylineError as error:
        tell(server, str(error), types.MessageType.Warning)
        return
    await apply(server, made, label)


async def apply(server: GuylineServer, edit: types.WorkspaceEdit, label: str) -> None:
    """Have the client make an edit that is there."""
    params = types.ApplyWorkspaceEditParams(edit, f"Guyline: {label}")
    await asyncio.shield(server.workspace_apply_edit_async(params))


def tell(server: GuylineServer, message: str, kind: types.MessageType) -> None:
    """Say something to the person."""
    server.window_show_message(types.ShowMessageParams(kind, f"Guyline: {message}"))
