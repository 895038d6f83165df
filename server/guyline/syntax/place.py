"""Where the cursor stands: in code, a string or a comment, and what the line allows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from guyline.syntax.tree import Tree
from guyline.syntax.window import window_at
from guyline.text import Document

_STRING = frozenset({"string_content", "string_start", "escape_sequence"})
_BRACKET = re.compile(
    r"(?s:\"\"\".*?\"\"\"|'''.*?''')"
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|#[^\n]*|[()\[\]{}]"
)
_CLOSERS = re.compile(r"[\s)\]}'\",:;]*")


class Region(Enum):
    """What kind of text a place lies in."""

    CODE = "code"
    STRING = "string"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Place:
    """A cursor and its surroundings.

    Attributes:
        region: What kind of text it lies in.
        indent: The white space the cursor's line begins with.
        line_before: The line up to the cursor.
        line_after: The line from the cursor on.
        begins_block: Whether the line before the cursor's ends in a colon and the
            cursor's line is blank: a block begins here.
    """

    region: Region
    indent: str
    line_before: str
    line_after: str
    begins_block: bool

    @property
    def line_is_blank(self) -> bool:
        """Whether nothing but white space stands on the cursor's line."""
        return not (self.line_before + self.line_after).strip()

    @property
    def only_closers_follow(self) -> bool:
        """Whether what follows on the line is at most what an editor closes by itself."""
        return _CLOSERS.fullmatch(self.line_after) is not None


def place_at(document: Document, offset: int) -> Place:
    """Describe the place of a cursor."""
    lines = document.lines
    line = lines.line_at(offset)
    before = document.text[lines.start(line) : offset]
    after = document.text[offset : lines.end(line)]
    above = _line_above(document, line)
    return Place(
        region=region_at(document, offset),
        indent=before[: len(before) - len(before.lstrip())],
        line_before=before,
        line_after=after,
        begins_block=not (before + after).strip() and above.rstrip().endswith(":"),
    )


def region_at(document: Document, offset: int) -> Region:
    """What kind of text the character before ``offset`` belongs to, were code to follow."""
    window = window_at(document, offset)
    at = offset - window.start
    if at == 0:
        return Region.CODE
    kinds = Tree.parse(window.text[:at] + "_" + window.text[at:]).kinds_at(at)
    if kinds[0] == "comment":
        return Region.COMMENT
    return Region.STRING if kinds[0] in _STRING else Region.CODE


def in_brackets(text: str, offset: int) -> bool:
    """Whether a bracket opened before ``offset`` is still open there."""
    window = window_at(Document(text[:offset]), offset)
    depth = 0
    for token in _BRACKET.finditer(window.text):
        if token[0] in "([{":
            depth += 1
        elif token[0] in ")]}":
            depth = max(0, depth - 1)
    return depth > 0


def _line_above(document: Document, line: int) -> str:
    while line > 0:
        line -= 1
        text = document.text[document.lines.start(line) : document.lines.end(line)]
        if text.strip() and not text.lstrip().startswith("#"):
            return text
    return ""
