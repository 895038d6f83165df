"""Optimise: edits that make a function faster, each proved and measured before it is shown.

Commands (each takes one object):

- ``guyline.optimise.run``: ``uri`` and ``position`` or ``name``; ``wishes``: what is wanted of an
  edit, in sentences; ``model``: whether a model may be asked; ``version``: of the text that is
  meant. It answers with ``number`` and ``offers``, best first.
- ``guyline.optimise.edit``: ``number`` of a search, and ``offer``, a place in its offers; a
  versioned edit, which is refused where the text has changed.

Each answers with an object; where it can't be done, with ``trouble``, a sentence for the person.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import attrs
from lsprotocol import types

from guyline.errors import GuylineError
from guyline.lsp.asked import action_on, choose, current, make, tell
from guyline.lsp.edits import whole_document
from guyline.lsp.progress import Shown
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.features.optimise.found import Found
    from guyline.features.searches import Made
    from guyline.lsp.server import GuylineServer

RUN = "guyline.optimise.run"
EDIT = "guyline.optimise.edit"
KIND = types.CodeActionKind.RefactorRewrite


@attrs.define
class Run:
    """What ``guyline.optimise.run`` is asked with."""

    uri: str
    position: types.Position | None = None
    version: int | None = None
    name: str = ""
    wishes: list[str] = attrs.field(factory=list)
    model: bool = True


@attrs.define
class EditOf:
    """What ``guyline.optimise.edit`` is asked with."""

    number: int
    offer: int = 0


def register(server: GuylineServer) -> None:
    """Register the commands."""

    @server.command(RUN)
    async def run(asked: Run) -> dict[str, Any]:
        try:
            return await _run(server, asked)
        except GuylineError as error:
            return {"trouble": str(error)}

    @server.command(EDIT)
    async def edit(asked: EditOf) -> dict[str, Any]:
        try:
            return {"edit": await _edit(server, asked.number, asked.offer)}
        except GuylineError as error:
            return {"trouble": str(error)}


async def actions(
    server: GuylineServer, document: Document, params: types.CodeActionParams
) -> list[types.CodeAction]:
    """One action, where a person asks for actions in a function: to look for a faster one."""
    only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
    asked = params.context.trigger_kind is types.CodeActionTriggerKind.Invoked
    wanted = any(KIND.value == each or KIND.value.startswith(f"{each}.") for each in only)
    if not (wanted or (asked and not only)):
        return []
    await server.session.until_configured()
    function = await server.session.optimisations.function_at(document, params.range.start.line)
    if function is None:
        return []
    title = f"Optimise {function.own_name}: try what rules and the model propose"
    return [action_on(document, function, title, RUN, KIND)]


async def _run(server: GuylineServer, asked: Run) -> dict[str, Any]:
    document = current(server.session.documents.get(asked.uri), asked.version)
    from guyline.proof.trials import Cancelled

    session = server.session
    await session.until_configured()
    stop = threading.Event()
    shown = asked.name.rpartition(".")[2] or "this function"
    async with Shown(server, f"Guyline: optimising {shown}", stop) as report:
        try:
            made = await session.optimisations.run(
                document,
                asked.position.line if asked.position is not None else 0,
                session.engine,
                name=asked.name,
                wishes=tuple(asked.wishes),
                model=asked.model,
                progress=report,
                stop=stop,
            )
        except Cancelled:
            return {"cancelled": True}
    if not session.shows_pages:
        session.in_background(_ask_which(server, made))
    return _told(made)


def _told(made: Made[Found]) -> dict[str, Any]:
    from guyline.features.optimise.page import offer_page, summary_page

    found = made.found
    return {
        "number": made.number,
        "uri": made.uri,
        "name": found.name,
        "page": summary_page(found),
        "tried": len(found.tried) + len(found.offers),
        "notes": list(found.notes),
        "offers": [
            {
                "kind": each.kind,
                "title": each.title(),
                "claim": each.claim(),
                "byModel": each.is_by_model,
                "notes": list(each.notes),
                "page": offer_page(found, each),
            }
            for each in found.offers
        ],
    }


async def _ask_which(server: GuylineServer, made: Made[Found]) -> None:
    """Let the person choose, in a client that shows nothing of its own."""
    name, offers = made.found.name, made.found.offers
    if not offers:
        said = f"nothing was found that makes {name} faster and stands"
        tell(server, said, types.MessageType.Info)
        return
    choices = [f"{each.kind}: {each.title()}" for each in offers]
    chosen = await choose(server, f"Guyline: edits for {name}", choices)
    if chosen is None:
        return
    try:
        edit = await _edit(server, made.number, chosen)
    except GuylineError as error:
        tell(server, str(error), types.MessageType.Warning)
        return
    await make(server, edit, f"Guyline: optimise {name}")


async def _edit(server: GuylineServer, number: int, place: int) -> types.WorkspaceEdit:
    session = server.session
    uri = session.optimisations.uri_of(number)
    document = session.documents.get(uri) if uri else None
    made, offer = session.optimisations.offer(number, place, document)
    session.in_background(session.optimisations.accepted(made, offer))
    return whole_document(server, current(document, None), offer.candidate.text)
