"""Keyword arguments: ``call(word=...)``.

What it watches
    A word where an argument of a call may begin: after its bracket or a comma.

What it allows
    The keywords that what is called takes, when the oracle can prove that these are all.
    Otherwise it abstains, with the oracle's reason. A callee that takes ``**kwargs`` takes
    any keyword, unless it is known what becomes of them.

What is no mistake
    An argument that is an expression: only a word with one ``=`` behind it is a keyword.
    So the verdict on a word waits for what follows it.

Example:
    With ``open(path, `` at the cursor, a draft ``encodng="utf-8"`` is cut back to the word
    and written again with one of the keywords of ``open``.
"""

from __future__ import annotations

import re
from pathlib import Path

from guyline.analysis.answer import Kind, Oracle, Question
from guyline.monitors.monitor import Allowed, Form, Settled, Site
from guyline.text import word_end

_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")
_COMMENT = re.compile(r"(?P<code>[^#\n]*)#[^\n]*$")
_GIVEN = re.compile(r"[ \t]*=(?!=)")
_MAY_BE_GIVEN = re.compile(r"[ \t]*=?$")


class KeywordMonitor:
    """Holds ``call(word=...)`` to the keywords that the call takes.

    Args:
        oracle: Who knows the keywords.
    """

    name = "keyword"
    form = Form.KEYWORD
    shared = True
    optional = True

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle

    def find(self, text: str, start: int) -> Site | None:
        """The first word at ``start`` or later that stands behind a bracket or a comma."""
        for word in _WORD.finditer(text, start):
            if _begins_argument(text, word.start()):
                return Site(word.start())
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """The call's keywords, where they are known to be all."""
        answer = await self._oracle.ask(Question(text + after, site.start, path, Kind.KEYWORD))
        names = answer.names if answer.closed else None
        reason = answer.reason
        if names is not None and not names:
            # Without a receiver there is no call, and so nothing to say.
            names, reason = None, "the call takes no keyword" if answer.receiver else ""
        return Allowed(names, reason, answer.receiver, answer.ms)

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """Whether the word that begins at ``start`` is given a value."""
        after = text[word_end(text, start) :]
        if not complete and _MAY_BE_GIVEN.fullmatch(after):
            return Settled.WAIT
        return Settled.USE if _GIVEN.match(after) else Settled.OTHER


def _begins_argument(text: str, start: int) -> bool:
    """Whether a bracket or a comma stands before a word; comments may lie between."""
    while True:
        before = text[max(0, start - 400) : start].rstrip(" \t\\")
        if not before.endswith(("\n", "\r")):
            return before.endswith(("(", ","))
        stripped = text[:start].rstrip(" \t\r\n\\")
        line = stripped[stripped.rfind("\n") + 1 :]
        if line.rstrip().endswith(("(", ",")) and "#" not in line:
            return True
        comment = _COMMENT.match(line)
        if comment is None:
            return line.endswith(("(", ","))
        if comment["code"].rstrip():
            return comment["code"].rstrip().endswith(("(", ","))
        start = len(stripped) - len(line)
        if start <= 0:
            return False
