"""The part of a document that syntax questions at one place can depend on.

A keystroke must cost the same in a file of fifty lines and of fifty thousand, so trees
are made of a window: the top-level statements around the cursor. Its edges are lines
that begin in column 0 with a word. Such a line can also stand inside a triple-quoted
string; then the window starts inside the string, its tree has errors, and as these are
the same for every text tried in it, a comparison between texts still holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from guyline.text import Document

_REACH = 2000
"""Lines looked through in each direction before an edge is forced."""

_CONTINUES = ("else", "elif", "except", "finally", "case ")


@dataclass(frozen=True, slots=True)
class Window:
    """A window onto a document.

    Attributes:
        text: The text in the window.
        start: The window's offset in the document.
    """

    text: str
    start: int


def window_at(document: Document, offset: int) -> Window:
    """The window around ``offset``."""
    lines = document.lines
    here = lines.line_at(offset)
    first = here
    while first > max(0, here - _REACH):
        if first < here and _begins_statement(document.text, lines.start(first)):
            break
        first -= 1
    last = here + 1
    while last < min(len(lines), here + _REACH):
        if _begins_statement(document.text, lines.start(last)):
            break
        last += 1
    end = lines.start(last) if last < len(lines) else len(document.text)
    return Window(document.text[lines.start(first) : end], lines.start(first))


def _begins_statement(text: str, start: int) -> bool:
    first = text[start : start + 1]
    if not (first.isalpha() or first in "_@") or not first:
        return False
    return not text.startswith(_CONTINUES, start)
