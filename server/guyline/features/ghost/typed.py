"""What a person typed between two versions of a document, if typing is all that was done."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guyline.text import Document

_CLOSERS = re.compile(r"[)\]}'\"]{1,6}")


@dataclass(frozen=True, slots=True)
class Typed:
    """Text that was put in at one place.

    Attributes:
        text: What stands before the cursor that did not before.
        closers: What an editor closed by itself behind the cursor; mostly empty.
    """

    text: str
    closers: str = ""


def typed_since(base: Document, offset: int, now: Document, cursor: int) -> Typed | None:
    """What was typed at ``offset`` of ``base`` to make ``now``; None for any other change.

    Args:
        base: The document before.
        offset: Where the cursor stood in it.
        now: The document as it is.
        cursor: Where the cursor stands now, behind what was typed.
    """
    if cursor < offset or base.uri != now.uri or base.path != now.path:
        return None
    behind = len(base.text) - offset
    closed = len(now.text) - cursor - behind
    if not 0 <= closed <= _MOST_CLOSERS:
        return None
    if now.text[:offset] != base.text[:offset]:
        return None
    if now.text[cursor + closed :] != base.text[offset:]:
        return None
    text, closers = now.text[offset:cursor], now.text[cursor : cursor + closed]
    if closers and (not text or _CLOSERS.fullmatch(closers) is None):
        return None  # an editor closes what a person opened, and nothing else
    return Typed(text, closers)


def changed_to(base: Document, offset: int, now: Document) -> Typed | None:
    """The same where nobody says where the cursor stands: what was put in ends before it.

    Closers that an editor may have added count as typed by the person as well, so this
    tells less than :func:`typed_since`: whoever asks is content with the beginning.
    """
    longer = len(now.text) - len(base.text)
    return typed_since(base, offset, now, offset + longer) if longer >= 0 else None


_MOST_CLOSERS = 6
