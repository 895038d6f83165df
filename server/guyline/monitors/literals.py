"""Strings of which only certain ones may stand: ``mode="word"``.

What it watches
    What stands in a plain string on one line, where a value may begin: an argument, an
    assigned or returned value, a default, one side of a comparison, a ``case``, a
    subscript, a display's key. Not in f-strings, bytes and triple quotes.

What it allows
    The values of ``Literal`` where the parameter, the variable, the function or the other
    side is declared so, and the keys where a ``TypedDict`` is subscripted or written down,
    when the oracle can prove that these are all. Otherwise it abstains.

What is no mistake
    A string that is only part of a value: ``"a" + b``, ``"a".upper()``, ``"a" "b"``. So the
    verdict waits for what follows its closing quote. A string with a backslash in it. A key
    that is new in a plain dictionary; in a ``TypedDict`` it is a mistake.

Example:
    With ``open(path, "`` at the cursor, a draft ``read"`` is cut back to the quote and
    written again as one of the modes that there are.
"""

from __future__ import annotations

import re
from pathlib import Path

from guyline.analysis.answer import Kind, Oracle, Question
from guyline.monitors.monitor import Allowed, Form, Settled, Site
from guyline.syntax import statement_start
from guyline.text import statement_at

_QUOTE = re.compile(r"[\"']")
_BEGINS = re.compile(
    r"(?:[(\[{,:|]|(?<![<>])=|\b(?:return|case|else|or|and|if|elif|while|assert|not|del))\s*$"
)
_REACH = 200
"""Characters looked back at for what stands before a string."""

_FOLLOWED = re.compile(
    r"(?P<blank>[ \t]*(?:\\\r?\n|\#[^\n]*\n|\n|$))|[ \t]*(?:[)\]},:;|]|=(?!=)|(?P<word>[a-z]+)\b)"
)
_GOES_ON = frozenset({"if", "else", "or", "and", "for"})


class LiteralMonitor:
    """Holds strings to the values that are declared.

    Args:
        oracle: Who knows the values.
    """

    name = "literal"
    form = Form.STRING
    shared = False
    optional = False

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle

    def find(self, text: str, start: int) -> Site | None:
        """The first opening quote that ends at ``start`` or later, where a value may begin."""
        for quote in _QUOTE.finditer(text, max(0, start - 1)):
            if _opens_a_value(text, quote.start()):
                return Site(quote.end())
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """The strings that may stand there, where they are known to be all."""
        answer = await self._oracle.ask(Question(text + after, site.start, path, Kind.LITERAL))
        names = answer.names if answer.closed else None
        return Allowed(names or None, answer.reason, answer.receiver, answer.ms)

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """Whether the string from ``start`` on is the whole value."""
        end = text.find(text[start - 1], start) + 1
        if not end:
            return Settled.USE
        while (match := _FOLLOWED.match(text, end)) is not None and match["blank"]:
            end = match.end()
            if match["blank"].endswith("\n") and not _is_open(text, end):
                return Settled.USE
            if end == len(text):
                break
        if end == len(text):
            return Settled.USE if complete else Settled.WAIT
        if match is None:
            return Settled.OTHER
        if match["word"] and match.end() == len(text) and not complete:
            return Settled.WAIT
        return Settled.USE if not match["word"] or match["word"] in _GOES_ON else Settled.OTHER


def _opens_a_value(text: str, quote: int) -> bool:
    """Whether a quote begins a plain string, and a value may begin there."""
    before = text[max(0, quote - _REACH) : quote]
    if not _BEGINS.search(before.rstrip(" \t\r\n\\")) or statement_start(text, quote) is None:
        return False
    statement = statement_at(text, quote + 1)
    apart = "\n" in before[len(before.rstrip()) :] and not before.rstrip().endswith("\\")
    return statement.string == text[quote] and (bool(statement.brackets) or not apart)


def _is_open(text: str, place: int) -> bool:
    """Whether a place lies within brackets, or behind a line that goes on."""
    return bool(statement_at(text, place).brackets) or text[:place].rstrip(" \t\r\n").endswith("\\")
