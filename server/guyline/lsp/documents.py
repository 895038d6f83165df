"""The open documents, kept by Guyline itself.

pygls keeps them too, but splits lines with ``str.splitlines``, which also breaks at form
feeds and U+2028: in a file that holds one, its copy goes wrong with the first edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from lsprotocol import types
from pygls.uris import to_fs_path

from guyline.text import Document


class Documents:
    """The open documents by URI, each a frozen value.

    Attributes:
        encoding: What the client counts columns in.
    """

    def __init__(self) -> None:
        self.encoding = "utf-16"
        self._open: dict[str, Document] = {}

    def get(self, uri: str) -> Document | None:
        """The document as it is now; None if it is not open."""
        return self._open.get(uri)

    def open(self, item: types.TextDocumentItem) -> Document:
        """Take a document that was opened."""
        document = Document(item.text, path_of(item.uri), item.uri, item.version)
        self._open[item.uri] = document
        return document

    def change(
        self,
        identifier: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> Document | None:
        """Apply changes, in order; None for a document that is not open."""
        document = self._open.get(identifier.uri)
        if document is None:
            return None
        for change in changes:
            document = self._changed(document, change, identifier.version)
        self._open[identifier.uri] = document
        return document

    def close(self, uri: str) -> Document | None:
        """Forget a document; gives what it was, None if it was not open."""
        return self._open.pop(uri, None)

    def offset(self, document: Document, position: types.Position) -> int:
        """The offset of a client's position."""
        return document.lines.offset_in(self.encoding, position.line, position.character)

    def position(self, document: Document, offset: int) -> types.Position:
        """The client's position of an offset."""
        return types.Position(*document.lines.place_in(self.encoding, offset))

    def _changed(
        self, document: Document, change: types.TextDocumentContentChangeEvent, version: int
    ) -> Document:
        text = change.text
        if isinstance(change, types.TextDocumentContentChangePartial):
            start = self.offset(document, change.range.start)
            end = max(start, self.offset(document, change.range.end))
            text = document.text[:start] + text + document.text[end:]
        return Document(text, document.path, document.uri, version)


def path_of(uri: str) -> Path | None:
    """The path of a saved document; None for one that never was, or is elsewhere."""
    if urlsplit(uri).scheme not in ("file", "vscode-notebook-cell"):
        return None
    path = to_fs_path(uri)
    return Path(path) if path else None
