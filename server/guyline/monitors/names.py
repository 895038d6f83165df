"""Names: a word that begins an expression.

What it watches
    Each word of code that does not follow a dot: in expressions, in the replacement
    fields of f-strings, in annotations and decorators. Not the words of strings and
    comments, nor those of imports.

What it allows
    The names the oracle knows to be bound where the word could see them, when it can
    prove that these are all, and Python's keywords.

What is no mistake
    A word that is bound where it stands: a target of an assignment, of ``for``, ``with``,
    ``except``, ``:=`` or ``case``, a parameter, what ``def`` and ``class`` make, an alias.
    In ``[item.x for item in items]`` the element comes before what binds it, so the
    verdict on it waits for the bracket, or a comma, to rule that out. The name of a
    keyword argument is not this monitor's.

What is a mistake all the same
    A name that only later text would bind, but for what stands in the document already:
    a draft that calls a function has to find it, or write it first.

Example:
    With ``def area(width, height):`` above and a draft ``return widht * height``, the
    draft is cut back to ``return `` and goes on with a name that is bound.
"""

from __future__ import annotations

import re
from pathlib import Path

from guyline.analysis.answer import Kind, Oracle, Question
from guyline.monitors.monitor import Allowed, Form, Settled, Site
from guyline.monitors.roles import role
from guyline.syntax import statement_start, tokens_from

_BEGINS = re.compile(r"(?<![0-9A-Za-z_\x80-\U0010ffff])[A-Za-z_\x80-\U0010ffff]")
_IMPORT = re.compile(r"[ \t]*(?:from|import)[ \t]")


class NameMonitor:
    """Holds names to those that are bound.

    Args:
        oracle: Who knows the names.
    """

    name = "name"
    form = Form.WORD
    shared = True
    optional = True

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle

    def find(self, text: str, start: int) -> Site | None:
        """The first word of code that begins at ``start`` or later.

        Only its first character tells that it is a word, so that much of it stands.
        """
        while (match := _BEGINS.search(text, start)) is not None:
            if _is_watched(text, match.start()):
                return Site(match.start())
            start = match.end()
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """The names in scope, where they are known to be all."""
        answer = await self._oracle.ask(Question(text + after, site.start, path, Kind.NAME))
        names = answer.names if answer.closed else None
        return Allowed(names or None, answer.reason, answer.receiver, answer.ms)

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """Whether the word that begins at ``start`` is used or bound there."""
        begun = statement_start(text, start)
        if begun is None:
            return Settled.OTHER
        settled = role(tokens_from(text, begun), start, len(text), complete=complete)
        return Settled.USE if settled is Settled.WAIT and complete else settled


def _is_watched(text: str, start: int) -> bool:
    """Whether the word that begins at ``start`` is one of code, and begins an expression."""
    before = start - 1
    while before >= 0 and text[before] in " \t":
        before -= 1
    if before >= 0 and text[before] == "." and not text.endswith("...", 0, before + 1):
        return False
    begun = statement_start(text, start)
    if begun is None or _IMPORT.match(text, begun, start):
        return False
    if text.find('"', begun, start) < 0 and text.find("'", begun, start) < 0:
        return True
    # Within an f-string, only the words of its fields are code.
    for token in tokens_from(text, begun):
        if token.start >= start:
            return token.start == start
    return False
