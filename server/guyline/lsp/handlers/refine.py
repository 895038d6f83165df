"""Refine: a fix for a function, by the command that fails; and names that might have been meant.

Commands (each takes one object):

- ``guyline.refine``: ``uri`` and ``position`` or ``name``; ``test``: the command that fails, else
  the tests of the file; ``counterexample``: the number of an attempt to break the function, whose
  input, and others like it, are tests besides; ``seconds``; ``model``: whether a model may be
  asked; ``version``: of the text that is meant. It answers with ``number``, ``fixed``, ``title``,
  ``page`` and ``report``.
- ``guyline.refine.edit``: ``number`` of a search, and ``fix``, a place among what passes; a
  versioned edit, which is refused where the text has changed.

Each answers with an object; where it can't be done, with ``trouble``, a sentence for the person.
The code actions are quick fixes, and never preferred.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import attrs
from lsprotocol import types

from guyline.features.refine import meant
from guyline.hints import Edit
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
from guyline.lsp.edits import versioned
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.analysis import Answer, Question
    from guyline.features.refine.refined import Refined
    from guyline.features.searches import Made
    from guyline.lsp.server import GuylineServer
    from guyline.proof.prove import Progress

RUN = "guyline.refine"
EDIT = "guyline.refine.edit"
KIND = types.CodeActionKind.QuickFix

_UNKNOWN = ("attribute", "undefined", "not defined", "unresolved", "unknown", "no member", "import")
"""Words of diagnostics that are about a name; whoever they are from."""

_MOST = 4
_PATIENCE = 3.0
"""Seconds for the oracle: a person has asked for actions, and nobody types."""


@attrs.define
class Run(OnFunction):
    """What ``guyline.refine`` is asked with."""

    test: str = ""
    counterexample: int | None = None
    seconds: float = 60.0
    model: bool = True


@attrs.define
class EditOf:
    """What ``guyline.refine.edit`` is asked with."""

    number: int
    fix: int = 0


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
    """Names that might have been meant; and, where a person asks, a fix by the failing test."""
    only = kinds_wanted(params)
    if only and KIND.value not in only:
        return []
    await server.session.until_configured()
    found = await _meant(server, document, params)
    if is_invoked(params):
        found += await _by_test(server, document, params.range.start.line)
    return found


async def _meant(
    server: GuylineServer, document: Document, params: types.CodeActionParams
) -> list[types.CodeAction]:
    """Names in place of those that diagnostics are about; no model is asked while one types."""
    found: list[types.CodeAction] = []
    offset = server.session.documents.offset
    engine = server.session.engine

    async def ask(question: Question) -> Answer:
        return await engine.oracle.ask(question, _PATIENCE)

    for each in params.context.diagnostics[:_MOST]:
        if not any(word in each.message.lower() for word in _UNKNOWN):
            continue
        span = offset(document, each.range.start), offset(document, each.range.end)
        asks = is_invoked(params) and not found  # one wait is enough
        for name in await meant(document, span, ask, engine if asks else None):
            edit = versioned(server, document, [Edit(name.start, name.end, name.name)])
            title = f"Change {name.wrong} to {name.name}"
            found.append(types.CodeAction(title, KIND, diagnostics=[each], edit=edit))
    return found


async def _by_test(server: GuylineServer, document: Document, line: int) -> list[types.CodeAction]:
    function = await server.session.refinements.function_at(document, line)
    if function is None:
        return []
    title = f"Fix {function.own_name} by its failing tests"
    return [action_on(document, function, title, RUN, KIND)]


async def _run(server: GuylineServer, document: Document | None, asked: Run) -> dict[str, Any]:
    document, session = current(document, asked.version), server.session

    async def work(report: Progress, stop: threading.Event) -> Made[Refined]:
        number = asked.counterexample
        tried = session.proofs.tried(number) if number is not None else None
        cases = await session.proofs.as_tests(number, stop=stop) if number is not None else ()
        return await session.refinements.run(
            document,
            asked.line,
            session.engine,
            name=asked.name,
            test=asked.test,
            cases=cases,
            before=tried.prepared.subject if tried is not None else None,
            seconds=asked.seconds,
            model=asked.model,
            progress=report,
            stop=stop,
        )

    made = await long_work(server, f"looking for a fix of {asked.shown}", work)
    if made is None:
        return {"cancelled": True}
    if not session.shows_pages:
        session.in_background(_ask_whether(server, made))
    return _told(made)


async def _edit(server: GuylineServer, asked: EditOf) -> dict[str, Any]:
    return {"edit": await edit_of(server, server.session.refinements, asked.number, asked.fix)}


def _told(made: Made[Refined]) -> dict[str, Any]:
    from guyline.features.refine.page import page

    found = made.found
    return {
        "number": made.number,
        "uri": made.uri,
        "name": found.name,
        "fixed": found.fix is not None,
        "title": found.title,
        "page": page(found),
        "fixes": [
            {"changes": list(each.said), "doubts": list(each.doubts), "by": each.origin.value}
            for each in found.fixes
        ],
        "report": found.as_json(),
    }


async def _ask_whether(server: GuylineServer, made: Made[Refined]) -> None:
    """Let the person decide, in a client that shows nothing of its own."""
    title = made.found.title
    if made.found.fix is None:
        tell(server, title, types.MessageType.Info)
        return
    if await choose(server, f"Guyline: {title}", ["Make the edit"]) is not None:
        await make(server, edit_of(server, server.session.refinements, made.number, 0), title)
