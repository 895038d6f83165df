"""What was changed of late: a bounded log of regions, by document and lines.

A region is kept as lines of the document as it is now: later changes above move it, and
changes near it make it larger.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from guyline.features.context.moved import Moved
from guyline.features.context.tokens import same_end, same_length
from guyline.text import Document

_KEPT = 16
"""Regions that are kept, of all documents together."""

_DOCUMENTS = 16
"""Documents whose last text is kept."""

_NEAR = 3
"""Lines between two changes that are one region."""

_LONGEST = 30
"""Lines of a region; of a longer one, the first."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines that were changed.

    Attributes:
        document: Which document.
        first: The first line, from 0.
        end: The line behind the last.
    """

    document: Hashable
    first: int
    end: int


class Edits:
    """The log. Nothing is compared but a text with its own next version."""

    def __init__(self) -> None:
        self._texts: dict[Hashable, Document] = {}
        self._edits: list[Edit] = []

    def put(self, document: Document) -> Moved | None:
        """Take note of a document's next version; the first is only remembered.

        Returns:
            What became of the lines of the version before; None where it is not known.
        """
        key = key_of(document)
        before = self._texts.pop(key, None)
        self._texts[key] = document
        if len(self._texts) > _DOCUMENTS:
            dropped = next(iter(self._texts))
            del self._texts[dropped]
            self._edits = [edit for edit in self._edits if edit.document != dropped]
        if before is None:
            return None
        old, new = before.text, document.text
        start = same_length(old, new)
        tail = same_end(old[start:], new[start:])
        if old != new:
            self._note(key, old, new, start, tail)
        return Moved.between(before, document, start, tail)

    def latest(self) -> list[tuple[Document, Edit]]:
        """The regions and the documents they are of, the latest first."""
        return [(self._texts[edit.document], edit) for edit in reversed(self._edits)]

    def _note(self, key: Hashable, old: str, new: str, start: int, tail: int) -> None:
        """Take note of a change: what the texts share at their beginning and end is known."""
        first = new.count("\n", 0, start)
        end = first + new.count("\n", start, len(new) - tail) + 1
        grown = end - first - old.count("\n", start, len(old) - tail) - 1
        region = Edit(key, first, end)
        kept: list[Edit] = []
        for edit in self._edits:
            if edit.document != key or edit.end + _NEAR < first:
                kept.append(edit)
            elif edit.first + grown > end + _NEAR:
                kept.append(replace(edit, first=edit.first + grown, end=edit.end + grown))
            else:
                last = max(region.end, min(edit.end + grown, edit.end + _LONGEST))
                region = replace(region, first=min(region.first, edit.first), end=last)
        if region.end - region.first > _LONGEST:
            region = replace(region, first=first, end=min(end, first + _LONGEST))
        self._edits = [*kept, region][-_KEPT:]


def key_of(document: Document) -> Hashable:
    """What tells a document from others: its name in the editor, or its path."""
    return document.uri or document.path
