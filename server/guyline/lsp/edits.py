"""Edits as a client takes them: with the version of the text they were made for, if it can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lsprotocol import types

from guyline.hints import Edit
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer


def whole_document(server: GuylineServer, document: Document, text: str) -> types.WorkspaceEdit:
    """The edit that makes a document's text another; only the lines that differ are replaced."""
    return versioned(server, document, _difference(document.text, text))


def versioned(
    server: GuylineServer, document: Document, edits: Iterable[Edit]
) -> types.WorkspaceEdit:
    """Edits in a document; a client that knows versions refuses them for another text."""
    made = [types.TextEdit(range_of(server, document, e.start, e.end), e.text) for e in edits]
    if not _takes_versions(server.client_capabilities):
        return types.WorkspaceEdit(changes={document.uri: made})
    identifier = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, list(made))])


def range_of(server: GuylineServer, document: Document, start: int, end: int) -> types.Range:
    """A range of a document, from offsets in code points."""
    position = server.session.documents.position
    return types.Range(position(document, start), position(document, end))


def _difference(old: str, new: str) -> Iterator[Edit]:
    """The lines that differ, as edits."""
    from difflib import SequenceMatcher  # only when something is changed

    lines, others = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, lines, others, autojunk=False)
    for tag, start, end, left, right in matcher.get_opcodes():
        if tag != "equal":
            yield Edit(starts[start], starts[end], "".join(others[left:right]))


def _takes_versions(client: types.ClientCapabilities) -> bool:
    workspace = client.workspace
    edit = workspace.workspace_edit if workspace is not None else None
    return edit is not None and bool(edit.document_changes)
