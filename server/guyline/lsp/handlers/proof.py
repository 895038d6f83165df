"""Try to break this: a function against what it was when it was committed, or against another.

Commands (each takes one object):

- ``guyline.proof.tryToBreak``: ``uri`` and ``position`` or ``name``; ``other``: the function whose
  behaviour is right; ``version``: of the text that is meant; ``again``: even if the answer is kept.
- ``guyline.proof.functions``: ``uri``; the functions that can be tried.
- ``guyline.proof.asTest``: ``number`` of an attempt; an edit that makes a failing test.

Each answers with an object; where it can't be done, with ``trouble``, a sentence for the person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from lsprotocol import types

from guyline.features.proof import Refuted
from guyline.lsp.asked import (
    OnFunction,
    action_on,
    apply,
    current,
    is_invoked,
    kinds_wanted,
    long_work,
    or_trouble,
    tell,
)
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.features.proof.proofs import Tried
    from guyline.lsp.server import GuylineServer

SOURCE = "guyline"
CODE = "proof"

TRY = "guyline.proof.tryToBreak"
FUNCTIONS = "guyline.proof.functions"
AS_TEST = "guyline.proof.asTest"
FIX = "guyline.refine"
"""See :mod:`guyline.lsp.handlers.refine`."""


@attrs.define
class TryToBreak(OnFunction):
    """What ``guyline.proof.tryToBreak`` is asked with."""

    other: str = ""
    again: bool = False


@attrs.define
class OfDocument:
    """What ``guyline.proof.functions`` is asked with."""

    uri: str


@attrs.define
class AsTest:
    """What ``guyline.proof.asTest`` is asked with."""

    number: int


def register(server: GuylineServer) -> None:
    """Register the commands."""

    @server.command(TRY)
    async def try_to_break(asked: TryToBreak) -> dict[str, Any]:
        document = server.session.documents.get(asked.uri)
        return await or_trouble(_tried(server, document, asked))

    @server.command(FUNCTIONS)
    async def functions(asked: OfDocument) -> dict[str, Any]:
        document = server.session.documents.get(asked.uri)
        return await or_trouble(_functions(server, document))

    @server.command(AS_TEST)
    async def as_test(asked: AsTest) -> dict[str, Any]:
        return await or_trouble(_as_test(server, asked.number))


def diagnostics(server: GuylineServer, document: Document) -> list[types.Diagnostic]:
    """What was refuted of a document's text, as the client shows it."""
    found = server.session.proofs.refuted(document)
    return [_diagnostic(server, document, each) for each in found]


async def actions(
    server: GuylineServer, document: Document, params: types.CodeActionParams
) -> list[types.CodeAction]:
    """What can be tried here: where a person asks, or where a changed function begins."""
    only = kinds_wanted(params)
    found: list[types.CodeAction] = []
    first, last = params.range.start.line, params.range.end.line
    if not only or types.CodeActionKind.QuickFix.value in only:
        for each in server.session.proofs.refuted(document):
            if first <= each.function.header <= last:
                found += _refuted_actions(document, _diagnostic(server, document, each), each)
    if only:
        return found
    await server.session.until_configured()
    for function in await server.session.proofs.changed_functions(document):
        end = function.last if is_invoked(params) else max(function.header, function.body - 1)
        if first <= end and last >= function.first:
            title = f"Try to break {function.own_name} (changed since HEAD)"
            # Of no kind: it edits nothing, and is asked for by nothing that edits.
            found.append(action_on(document, function, title, TRY))
    return found


async def _tried(
    server: GuylineServer, document: Document | None, asked: TryToBreak
) -> dict[str, Any]:
    document, session = current(document, asked.version), server.session
    tried = await long_work(
        server,
        f"trying to break {asked.shown}",
        lambda report, stop: session.proofs.try_to_break(
            document,
            asked.line,
            name=asked.name,
            other=asked.other,
            again=asked.again,
            progress=report,
            stop=stop,
        ),
    )
    if tried is None:
        return {"cancelled": True}
    told = _told(tried)
    if not session.shows_pages:
        kind = types.MessageType.Warning if tried.outcome.is_refuted else types.MessageType.Info
        tell(server, told["headline"], kind)
    return told


async def _functions(server: GuylineServer, document: Document | None) -> dict[str, Any]:
    document, proofs = current(document, None), server.session.proofs
    await server.session.until_configured()
    found = await proofs.functions(document)
    changed = {each.name for each in await proofs.changed_functions(document)}
    return {
        "functions": [
            {
                "name": each.name,
                "line": each.first,
                "last": each.last,
                "changed": each.name in changed,
            }
            for each in found
        ]
    }


async def _as_test(server: GuylineServer, number: int) -> dict[str, Any]:
    path, text = await server.session.proofs.as_test(number)
    edit = _new_file(server, path.as_uri(), text)
    if not server.session.shows_pages:
        await apply(server, edit, "a failing test")
    return {"edit": edit, "uri": path.as_uri()}


def _told(tried: Tried) -> dict[str, Any]:
    from guyline.features.proof.page import headline, page

    return {
        "number": tried.number,
        "name": tried.outcome.name,
        "verdict": tried.outcome.verdict,
        "headline": headline(tried.outcome),
        "page": page(tried.outcome, tried.prepared.versions),
        "plot": tried.outcome.plot,
        "report": tried.outcome.report,
        "keptFrom": tried.outcome.day,
    }


def _refuted_actions(
    document: Document, diagnostic: types.Diagnostic, refuted: Refuted
) -> list[types.CodeAction]:
    """What can be done about a difference: keep it as a test, or mend the function by it."""
    name, number = refuted.function.own_name, refuted.number
    keep = f"Make a failing test of what {name} did before"
    mend = f"Fix {name}, so that it gives what it gave before"
    meant = {"uri": document.uri, "version": document.version, "name": refuted.function.name}
    commands = [
        types.Command(title=keep, command=AS_TEST, arguments=[{"number": number}]),
        types.Command(title=mend, command=FIX, arguments=[{**meant, "counterexample": number}]),
    ]
    return [
        types.CodeAction(
            each.title, types.CodeActionKind.QuickFix, diagnostics=[diagnostic], command=each
        )
        for each in commands
    ]


def _diagnostic(server: GuylineServer, document: Document, refuted: Refuted) -> types.Diagnostic:
    from guyline.features.proof.page import headline

    position = server.session.documents.position
    start = document.lines.start(refuted.function.header) + refuted.function.column
    end = start + len(refuted.function.own_name)
    return types.Diagnostic(
        range=types.Range(position(document, start), position(document, end)),
        message=f"changed since HEAD: {headline(refuted.outcome)}",
        severity=types.DiagnosticSeverity.Information,
        code=CODE,
        source=SOURCE,
    )


def _new_file(server: GuylineServer, uri: str, text: str) -> types.WorkspaceEdit:
    begin = types.Range(types.Position(0, 0), types.Position(0, 0))
    made = types.TextEdit(begin, text)
    workspace = server.client_capabilities.workspace
    client = workspace.workspace_edit if workspace is not None else None
    kinds = client.resource_operations if client is not None else None
    if kinds is None or types.ResourceOperationKind.Create not in kinds:
        return types.WorkspaceEdit(changes={uri: [made]})
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri, None)
    return types.WorkspaceEdit(
        document_changes=[
            types.CreateFile(uri=uri, options=types.CreateFileOptions(False, False)),
            types.TextDocumentEdit(identifier, [made]),
        ]
    )
