"""Imports: ``import word.word``, ``from module import word``.

What it watches
    The words of import statements: modules, submodules, and the names taken from them,
    over several lines where they stand in brackets. Not the names after ``as``.

What it allows
    For a first word, the modules that are installed in the analysed environment, the
    standard library's, the workspace's own, and those that the project imports elsewhere
    or that an installed distribution names as optional. For a later one, what the module
    holds, where the oracle can prove that this is all.

What is no mistake
    An import in a ``try``, under a condition, or, for a first word, in a function: it may
    be meant for another version, another platform, or a package that is optional.

Example:
    A draft ``from pathlib import PosixPth`` is cut back to ``import`` and written again
    with a name that pathlib has.
"""

from __future__ import annotations

import re
from pathlib import Path

from guyline.analysis.answer import Kind, Oracle, Question
from guyline.monitors.monitor import Allowed, Form, Settled, Site
from guyline.text import statement_at, word_end

_TRIGGER = re.compile(r"\b(?:import|from)[ \t]|[.,(]")
_REACH = 40_000
_STATEMENT = re.compile(
    r"(?:^|:)\s*(?:import\s(?:[\w.\s]*,|[\w.\s]*\.|\s*)"
    r"|from\s[.\s]*(?:\w[\w.\s]*\.)?"
    r"|from\s*[.\s]*[\w.\s]*\bimport\b\s*\(?(?:[\w\s]*,)*)\s*$"
)
_PLAIN_LIST = re.compile(r"(?:^|:)\s*import\s(?:[\w.\s]+,)*(?:[\w.\s]*\.)?\s*$")


class ImportMonitor:
    """Holds the words of imports to what is there.

    Args:
        oracle: Who knows the modules and their names.
    """

    name = "import"
    form = Form.WORD
    shared = True
    optional = False

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle

    def find(self, text: str, start: int) -> Site | None:
        """The first place at ``start`` or later where a word of an import begins."""
        position = max(0, start - 8)
        for match in _TRIGGER.finditer(text, position):
            if match.end() >= start and _is_import(text, match.end()):
                return Site(match.end())
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """The modules or names that may stand at ``site``."""
        answer = await self._oracle.ask(Question(text + after, site.start, path, Kind.IMPORT))
        names = answer.names if answer.closed else None
        return Allowed(
            names or None,
            answer.reason,
            answer.receiver,
            answer.ms,
            answer.forbidden,
            answer.notes,
        )

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """Whether the word that begins at ``start`` is a module or a name of one."""
        word = text[start : word_end(text, start)]
        return Settled.OTHER if word in ("import", "as", "from") else Settled.USE


def _is_import(text: str, place: int) -> bool:
    """Whether a place lies in an import statement, where a module or name may begin."""
    if (
        "import" not in text[max(0, place - _REACH) : place]
        and "from" not in text[max(0, place - 80) : place]
    ):
        return False
    statement = statement_at(text, place)
    if statement.string or statement.comment:
        return False
    head = re.sub(r"\\\n|#[^\n]*", " ", statement.head)
    return _STATEMENT.search(head) is not None or _PLAIN_LIST.search(head) is not None
