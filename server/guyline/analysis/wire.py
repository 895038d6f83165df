"""What passes between the oracle and its worker: JSON lines, texts as changes.

A text is sent whole once, then as the part that changed. Both sides keep the last text
for a path; a checksum tells when they differ, and the text is sent whole again.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from guyline.text import common_end, common_start

DOCUMENTS = 16
"""Texts that each side keeps; one that was dropped is sent whole again."""


@dataclass(frozen=True, slots=True)
class Change:
    """One text as a change of another.

    Attributes:
        start: Where they begin to differ, in code points.
        end: Where the old text is as the new one's end again.
        insert: What stands between in the new text.
        checksum: Of the new text.
    """

    start: int
    end: int
    insert: str
    checksum: int


def change(old: str, new: str) -> Change:
    """The change from ``old`` to ``new``."""
    start = common_start(old, new)
    tail = common_end(old[start:], new[start:])
    return Change(start, len(old) - tail, new[start : len(new) - tail], checksum(new))


def apply(old: str, data: Change) -> str | None:
    """The new text; None when ``old`` is not what the change was made from."""
    new = old[: data.start] + data.insert + old[data.end :]
    return new if checksum(new) == data.checksum else None


def checksum(text: str) -> int:
    """A checksum of a text."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))
