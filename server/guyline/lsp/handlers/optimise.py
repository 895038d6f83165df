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

from typing import TYPE_CHECKING, Any

import attrs
from lsprotocol import types

from guyline.lsp.asked import (
    OnFunction,
    action_on,
    choose,
    current,
    edit_of,
    is_invoked,
    kinds_wanted,
    long_work,
    make,
    or_trouble,
    tell,
)
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.features.optimise.found import Found
    from guyline.features.searches import Made
    from guyline.lsp.server import GuylineServer

RUN = "guyline.optimise.run"
EDIT = "guyline.optimise.edit"
KIND = types.CodeActionKind.RefactorRewrite


@attrs.define
class Run(OnFunction):
    """What ``guyline.optimise.run`` is asked with."""

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
        document = server.session.documents.get(asked.uri)
        return await or_trouble(_run(server, document, asked))

    @server.command(EDIT)
    async def edit(asked: EditOf) -> dict[str, Any]:
        return await or_trouble(_edit(server, asked))


async def actions(
    server: GuylineServer, document: Document, params: types.CodeActionParams
) -> list[types.CodeAction]:
    """One action, where a person asks for actions in a function: to look for a faster one."""
    only = kinds_wanted(params)
    wanted = any(KIND.value == each or KIND.value.startswith(f"{each}.") for each in only)
    if not (wanted or (is_invoked(params) and not only)):
        return []
    await server.session.until_configured()
    function = await server.session.optimisations.function_at(document, params.range.start.line)
    if function is None:
        return []
    title = f"Optimise {function.own_name}: try what rules and the model propose"
    return [action_on(document, function, title, RUN, KIND)]


async def _run(server: GuylineServer, document: Document | None, asked: Run) -> dict[str, Any]:
    document, session = current(document, asked.version), server.session
    made = await long_work(
        server,
        f"optimising {asked.shown}",
        lambda report, stop: session.optimisations.run(
            document,
            asked.line,
            session.engine,
            name=asked.name,
            wishes=tuple(asked.wishes),
            model=asked.model,
            progress=report,
            stop=stop,
        ),
    )
    if made is None:
        return {"cancelled": True}
    if not session.shows_pages:
        session.in_background(_ask_which(server, made))
    return _told(made)


async def _edit(server: GuylineServer, asked: EditOf) -> dict[str, Any]:
    searches = server.session.optimisations
    return {"edit": await edit_of(server, searches, asked.number, asked.offer)}


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
    if chosen is not None:
        edit = edit_of(server, server.session.optimisations, made.number, chosen)
        await make(server, edit, f"optimise {name}")
