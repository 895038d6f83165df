"""Hints: shown when a file is opened or saved, with quick fixes and one to fix all.

Only fixes that a rule proves are offered here. An edit carries the version of the text it
was made for, so that a client refuses it for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from guyline.hints import Finding
from guyline.lsp.asked import kinds_wanted
from guyline.lsp.edits import range_of, versioned, whole_document
from guyline.lsp.handlers import optimise, proof, refine
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer

SOURCE = "guyline"

FIX_ALL = "source.fixAll.guyline"
"""What a client asks for to have all fixes made: by hand, or by a setting when it saves."""

_SEVERITIES = {
    "hint": types.DiagnosticSeverity.Hint,
    "information": types.DiagnosticSeverity.Information,
    "warning": types.DiagnosticSeverity.Warning,
}


def register(server: GuylineServer) -> None:
    """Register the handlers."""
    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite, FIX_ALL]
    options = types.CodeActionOptions(code_action_kinds=list(kinds), resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.session.hints.saved(params.text_document.uri)
        server.session.proofs.saved(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        document = server.session.documents.get(params.text_document.uri)
        if document is None:
            return []
        wanted = kinds_wanted(params)
        actions: list[types.CodeAction] = []
        if wanted and _within(FIX_ALL, wanted):
            actions += await _fix_all(server, document)
        if not wanted or _within("quickfix", wanted):
            actions += await _quick_fixes(server, document, params.range)
        actions += await proof.actions(server, document, params)
        actions += await optimise.actions(server, document, params)
        return actions + await refine.actions(server, document, params)

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        data = action.data if isinstance(action.data, dict) else {}
        document = server.session.documents.get(str(data.get("uri")))
        if document is not None and document.version == data.get("version"):
            text, _ = await server.session.hints.fix(document, str(data.get("rule", "")))
            action.edit = whole_document(server, document, text)
        return action


def diagnostics(
    server: GuylineServer, document: Document, findings: Iterable[Finding]
) -> list[types.Diagnostic]:
    """What was found in a document, as the client shows it."""
    return [_diagnostic(server, document, finding) for finding in findings]


def _within(kind: str, wanted: Sequence[str]) -> bool:
    """Whether a kind of action is one of those asked for, or below one of them."""
    return any(kind == each or kind.startswith(f"{each}.") for each in wanted)


def _diagnostic(server: GuylineServer, document: Document, finding: Finding) -> types.Diagnostic:
    severity = server.session.settings.hints.severity
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(document.uri, range_of(server, document, start, end)), what
        )
        for start, end, what in finding.related
    ]
    return types.Diagnostic(
        range=range_of(server, document, finding.start, finding.end),
        message=finding.message,
        severity=_SEVERITIES[finding.level if severity == "auto" else severity],
        code=finding.code,
        code_description=types.CodeDescription(Path(finding.page).as_uri())
        if finding.page
        else None,
        source=SOURCE,
        related_information=related or None,
    )


async def _quick_fixes(
    server: GuylineServer, document: Document, span: types.Range
) -> list[types.CodeAction]:
    """The fixes of what stands in a range, one for all of a rule, and the comments that hide it."""
    offset = server.session.documents.offset
    start, end = offset(document, span.start), offset(document, span.end)
    findings = await server.session.hints.of(document)
    here = [each for each in findings if each.start <= end and start <= each.end]
    fixes, all_of, hiding = [], dict[str, types.CodeAction](), []
    for finding in here:
        diagnostic = _diagnostic(server, document, finding)
        if finding.repair is not None and finding.repair.is_proved:
            edit = versioned(server, document, finding.repair.edits)
            title = f"{finding.repair.title} ({finding.code})"
            fixes.append(_action(title, diagnostic, edit, preferred=True))
            if _count(findings, finding.code) > 1:
                all_of.setdefault(finding.code, _all_of_rule(document, finding))
        if finding.ignore is not None:
            edit = versioned(server, document, [finding.ignore])
            hiding.append(_action(f"Ignore {finding.code} here", diagnostic, edit))
    return [*fixes, *all_of.values(), *hiding]


def _action(
    title: str,
    diagnostic: types.Diagnostic,
    edit: types.WorkspaceEdit,
    *,
    preferred: bool = False,
) -> types.CodeAction:
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=preferred or None,
        edit=edit,
    )


def _count(findings: Iterable[Finding], code: str) -> int:
    repairs = (each.repair for each in findings if each.code == code)
    return sum(1 for repair in repairs if repair is not None and repair.is_proved)


def _all_of_rule(document: Document, finding: Finding) -> types.CodeAction:
    """One action for all fixes of a rule; what it does is worked out when it is chosen."""
    return types.CodeAction(
        title=f"Fix all {finding.code} ({finding.name}) in this file",
        kind=types.CodeActionKind.QuickFix,
        data={"uri": document.uri, "version": document.version, "rule": finding.code},
    )


async def _fix_all(server: GuylineServer, document: Document) -> list[types.CodeAction]:
    """All proved fixes of the file; nothing where there are none."""
    text, number = await server.session.hints.fix(document)
    if text == document.text:
        return []
    title = f"Guyline: make {number} proved {'edit' if number == 1 else 'edits'}"
    edit = whole_document(server, document, text)
    return [types.CodeAction(title=title, kind=FIX_ALL, edit=edit)]
