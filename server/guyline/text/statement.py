"""The statement a place stands in, scanned without a parser.

A tree of a text that is being written has lost what this needs most: which brackets are
open, and where the statement began.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"(?P<prefix>(?<!\w)[A-Za-z]{0,2})(?P<quote>\"\"\"|'''|\"|')"
    r"|(?P<comment>\#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>\n|;)|(?P<join>\\\n)"
)
"""What decides where statements end: strings, comments, brackets, line ends."""

_REACH = 40_000
"""Characters before a place that are looked at; a longer statement is data."""

_CONTINUES = ("else", "elif", "except", "finally", "case ")
_DEFINES = re.compile(r"[ \t]+(?:async[ \t]+def|def|class)[ \t]+\w")
_HEADER = re.compile(r"[ \t]*(?:else|try|finally)[ \t]*:[ \t]*(?=\S)")
_CLOSES = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement a place stands in, up to the place.

    Attributes:
        head: Its text before the place.
        brackets: The brackets open there: each its place in ``head``.
        string: The prefix and quote of the string the place lies in; empty for none.
        comment: Whether the place lies in a comment.
    """

    head: str
    brackets: tuple[int, ...]
    string: str = ""
    comment: bool = False

    @property
    def closers(self) -> str:
        """What closes the brackets that are open."""
        return "".join(_CLOSES[self.head[place]] for place in reversed(self.brackets))

    @property
    def indent(self) -> int:
        """How far its first line is indented."""
        first = self.head.split("\n", 1)[0].expandtabs()
        return len(first) - len(first.lstrip())


def statement_at(text: str, start: int) -> Statement:
    """The statement around a place, read from a line that surely begins one."""
    position = _safe_start(text, start)
    begin = position
    brackets: list[int] = []
    while position < start:
        match = TOKEN.search(text, position, start)
        if match is None:
            break
        position = match.end()
        if match["quote"]:
            closed = string_end(text, position, match["quote"], start)
            if closed is None:
                string = (match["prefix"] or "").lower() + match["quote"]
                return Statement(text[begin:start], tuple(brackets), string)
            position = closed
        elif match["comment"]:
            if position >= start:
                return Statement(text[begin:start], tuple(brackets), comment=True)
        elif match["open"]:
            brackets.append(match.start() - begin)
        elif match["close"]:
            if brackets:
                brackets.pop()
        elif match["end"] and not brackets:
            begin = position
    return (
        Statement(_without_header(text[begin:start]), tuple(brackets))
        if not brackets
        else (Statement(text[begin:start], tuple(brackets)))
    )


def _safe_start(text: str, start: int) -> int:
    """A line's beginning at or before ``start`` where no bracket and no string is open."""
    lowest = max(0, start - _REACH)
    line = text.rfind("\n", 0, start) + 1
    while line > lowest:
        first = text[line : line + 1]
        if first and (first.isalpha() or first in "_@") and not text.startswith(_CONTINUES, line):
            return line
        if first and first in " \t" and _DEFINES.match(text, line):
            return line
        line = text.rfind("\n", 0, line - 1) + 1
    return line


def string_end(text: str, position: int, quote: str, limit: int) -> int | None:
    """Where a string ends; None if not before ``limit``."""
    while position < limit:
        char = text[position]
        if char == "\\":
            position += 2
            continue
        if text.startswith(quote, position):
            end = position + len(quote)
            return end if end <= limit else None
        if char == "\n" and len(quote) == 1:
            return position  # it was never closed
        position += 1
    return None


def _without_header(head: str) -> str:
    """What stands after ``if a:`` or ``else:`` on the same line."""
    match = _HEADER.match(head)
    return head[match.end() :] if match else head


def headers_above(text: str, start: int) -> list[str]:
    """The lines that begin the blocks around a place, told by their indentation, inmost first.

    A line in a string that is indented less can hide some; none is made up.
    """
    begin = start - len(statement_at(text, start).head)
    indent = _indent(text, begin)
    headers: list[str] = []
    lowest = max(0, begin - 50 * _REACH)
    while begin > lowest and indent:
        begin = text.rfind("\n", 0, begin - 1) + 1
        line = text[begin : text.find("\n", begin)].strip()
        if line and line[0] not in "#)]}" and _indent(text, begin) < indent:
            indent = _indent(text, begin)
            headers.append(line)
    return headers


def _indent(text: str, begin: int) -> int:
    end = begin
    while end < len(text) and text[end] in " \t":
        end += 1
    return len(text[begin:end].expandtabs())
