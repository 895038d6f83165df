"""Tokens around a place in a text that is still being written.

A scanner of its own rather than a tree: what decides whether a word is used or defined
is what stands right around it, a tree of half a statement guesses, and this must cost
the same in a file of fifty lines and of fifty thousand. It reads from the last line
above that surely begins a statement.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from enum import Enum

_LINES = 400
"""Lines gone back to find where a statement begins."""

_SURE = re.compile(
    r"[ \t]*(?:(?:async[ \t]+)?def[ \t]+\w+|class[ \t]+\w+[ \t]*[(:\[]|@[\w.]+[ \t]*(?:\(|$))"
    r"|(?:from[ \t]+[\w.]+[ \t]+import\b|import[ \t]+\w|[^\W\d][\w.]*(?:[ \t]*=[ \t]|\())",
)
_TRIES = 4
"""Starts that are tried before a place counts as one in a string."""

_BREAKS = (
    "assert|break|class|continue|def|del|except|finally|global|import|nonlocal|pass|raise|return"
    "|try|while|with"
)
"""What no line within brackets begins with; there, a bracket was left open."""

_STRING = r"(?:[rRbBuUfFtT]{1,2}(?=[\"']))?(?:\"\"\"|'''|\"|')"
_SKIM = re.compile(
    rf"(?<![0-9A-Za-z_]){_STRING}|\"|'|\#[^\r\n]*|[()\[\]{{}}]|\\\r?\n"
    rf"|(?:\r\n?|\n)(?:[ \t]*(?P<breaks>{_BREAKS})\b)?"
)
_TOKEN = re.compile(
    rf"(?P<string>{_STRING})"
    r"|(?P<word>[A-Za-z_\x80-\U0010ffff][0-9A-Za-z_\x80-\U0010ffff]*)"
    r"|(?P<number>(?:\d|\.\d)(?:[\w.]|(?<=[eE])[+-](?=\d))*)"
    r"|(?P<blank>[ \t\f]+|\\\r?\n|\#[^\r\n]*)"
    r"|(?P<newline>\r\n?|\n)"
    r"|(?P<op>\.\.\.|:=|->|\*\*=?|//=?|>>=?|<<=?|[-+*/%&|^@=!<>]=|.)"
)
_END = {quote: re.compile(rf"(?:\\.|[^\\\n{quote}])*{quote}?", re.DOTALL) for quote in ('"', "'")}
_ENDS_FIELD = frozenset({"}", "!", ":", ":="})
_BREAK = re.compile(rf"(?:{_BREAKS})\Z")


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    STRING = "string"
    NEWLINE = "newline"
    OP = "op"


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind, its text and where it begins.

    The braces of a replacement field are ``{f`` and ``}f``, so that they differ from a
    dictionary's.
    """

    kind: Kind
    text: str
    start: int


def statement_start(text: str, offset: int) -> int | None:
    """Where the logical line around ``offset`` begins; None within a string or a comment.

    Within a string that has replacement fields, this is the line that the string is in.
    Code quoted in a docstring may look like a start that it is not; so a string is
    believed only where several starts agree.
    """
    top = offset
    for _ in range(_TRIES):
        top = _sure_start(text, top)
        begun = _skim(text, top, offset)
        if begun is not None or top == 0:
            return begun
        top -= 1
    return None


def _skim(text: str, position: int, offset: int) -> int | None:
    begun, depth = position, 0
    while (match := _SKIM.search(text, position, offset)) is not None:
        position, found = match.end(), match[0]
        last = found[-1]
        if last in "\"'":
            end = _end_of_string(text, position, found[-3:] if len(found) > 2 else last, offset)
            if end > offset:
                return begun if "f" in found.lower() or "t" in found.lower() else None
            position = end
        elif found[0] == "#":
            if position == offset:
                return None
        elif last in "([{":
            depth += 1
        elif last in ")]}":
            depth = max(0, depth - 1)
        elif found[0] in "\r\n" and (depth == 0 or match["breaks"]):
            depth = 0
            begun = match.end() - len(match["breaks"] or "")
    return begun


def tokens_from(text: str, start: int) -> Iterator[Token]:
    """The tokens of the logical line that begins at ``start``.

    Line ends within brackets are left out; the last token is that of the line's end,
    unless the text ends before.
    """
    depth = 0
    fresh = False
    for token in _tokens(text, start, len(text), field=False):
        if token.kind is Kind.NEWLINE:
            if depth == 0:
                yield token
                return
            fresh = True
            continue
        if fresh and token.kind is Kind.WORD and _BREAK.match(token.text):
            yield Token(Kind.NEWLINE, "\n", token.start)
            return
        fresh = False
        if token.text in ("(", "[", "{", "{f"):
            depth += 1
        elif token.text in (")", "]", "}", "}f"):
            depth = max(0, depth - 1)
        yield token


def _sure_start(text: str, offset: int) -> int:
    """The start of the nearest line above that begins a statement."""
    start = text.rfind("\n", 0, offset) + 1
    for _ in range(_LINES):
        if start == 0 or _SURE.match(text, start, offset):
            return start
        start = text.rfind("\n", 0, start - 1) + 1
    return start


def _end_of_string(text: str, start: int, quote: str, stop: int) -> int:
    """Where a string ends whose text begins at ``start``; one open up to ``stop``: behind it."""
    if not quote.startswith(('"""', "'''")):
        match = _END[quote[-1]].match(text, start)
        return match.end() if match else start
    end = text.find(quote, start, stop)
    while end >= 0:
        escapes = end
        while escapes > start and text[escapes - 1] == "\\":
            escapes -= 1
        if (end - escapes) % 2 == 0:
            return end + 3
        end = text.find(quote, end + 1, stop)
    return stop + 1


def _tokens(text: str, position: int, stop: int, *, field: bool) -> Generator[Token, None, int]:
    """Tokens up to ``stop``; of a replacement field, up to what ends its expression.

    Returns where they end.
    """
    depth = 0
    while position < stop and (match := _TOKEN.match(text, position, stop)) is not None:
        kind, found = match.lastgroup or "", match[0]
        if field and depth == 0 and found in _ENDS_FIELD:
            break
        start, position = position, match.end()
        if kind == "blank":
            continue
        yield Token(Kind(kind), found, start)
        if kind == "string":
            prefix = found.rstrip("\"'").lower()
            quote = found[len(prefix) :]
            if "f" in prefix or "t" in prefix:
                position = yield from _fields(text, position, stop, quote)
            else:
                position = min(stop, _end_of_string(text, position, quote, stop))
        elif found in "([{":
            depth += 1
        elif found in ")]}":
            depth -= 1
    return position


def _fields(text: str, position: int, stop: int, quote: str) -> Generator[Token, None, int]:
    """The tokens of a string's replacement fields; returns where the string ends."""
    if len(quote) == 1:
        line = text.find("\n", position, stop)
        stop = line if line >= 0 else stop
    open_fields = 0
    while position < stop:
        char = text[position]
        if not open_fields and text.startswith(quote, position):
            return position + len(quote)
        if char == "\\" or (not open_fields and text.startswith(("{{", "}}"), position)):
            position += 2
        elif char == "{":
            yield Token(Kind.OP, "{f", position)
            open_fields += 1
            position = yield from _tokens(text, position + 1, stop, field=True)
            if text.startswith(("!", ":"), position) and position < stop:
                position += 1
        else:
            if char == "}" and open_fields:
                yield Token(Kind.OP, "}f", position)
                open_fields -= 1
            position += 1
    return position
