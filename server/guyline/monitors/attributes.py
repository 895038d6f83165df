"""Attribute access: ``receiver.word``.

What it watches
    The word after a dot in code. Not the dots of numbers, of ``...``, or of the module
    path in an import.

What it allows
    The attributes the oracle knows of the receiver, when it can prove that these are
    all. Otherwise it abstains, with the oracle's reason.

What is no mistake
    A definition: ``self.total = 0``, ``self.total: int``, ``for self.item in ...``,
    ``with open(p) as self.file``, ``self.a, self.b = 1, 2``. So the verdict on a word
    waits for what follows it. ``self.total += 1`` reads before it writes: a use.

Example:
    With ``tent.`` at the cursor and a class ``Tent`` in sight, a draft ``hieght`` is cut
    back to the dot and written again as one of Tent's attributes.
"""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from guyline.analysis.answer import Oracle, Question
from guyline.monitors.monitor import Allowed, Form, Settled, Site
from guyline.syntax import in_brackets
from guyline.text import word_end

_NUMBER = re.compile(r"(?<![\w.])\d\w*$")
_IMPORT = re.compile(r"[ \t]*(?:from|import)\b[\w., \t]*$")

_ASSIGNED = re.compile(r"[ \t]*=(?P<next>[^=]|$)")
_FORMATTED = re.compile(r"[ \t]*=[ \t]*[}!:]")  # f"{tent.height=}" shows, and reads
_NEXT_TARGET = re.compile(r"[ \t]*[,)\]]")
_LATER_ASSIGNED = re.compile(r"(?<![=!<>+\-*/%&|^@:])=(?!=)")
_BARE = re.compile(r"[\w.]+\.$")
_TARGETS = re.compile(r"(?:(?<!\w)[(\[]|[\w., \t*)\]])*\.$")
_LOOP = re.compile(r"\bfor[ \t][\w., \t*(\[]*\.$")
_AS = re.compile(r"\bas[ \t][\w., \t*(\[]*\.$")
_KEYWORD = re.compile(rf"\b(?:{'|'.join(keyword.kwlist)})\b")


class AttributeMonitor:
    """Holds ``receiver.word`` to the receiver's attributes.

    Args:
        oracle: Who knows the attributes.
    """

    name = "attribute"
    form = Form.WORD
    shared = False
    optional = False

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle

    def find(self, text: str, start: int) -> Site | None:
        """The first attribute dot that ends at ``start`` or later."""
        dot = text.find(".", max(0, start - 1))
        while dot >= 0:
            if _is_attribute_dot(text, dot):
                return Site(dot + 1)
            dot = text.find(".", dot + 1)
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """The receiver's attributes, where they are known to be all."""
        answer = await self._oracle.ask(Question(text + after, site.start, path))
        names = answer.names if answer.closed else None
        reason = answer.reason
        if names is not None and not names:
            names, reason = None, "the analysis knows no attribute at all"
        forbidden, notes = answer.forbidden, answer.notes
        return Allowed(names, reason, answer.receiver, answer.ms, forbidden, notes)

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """Whether the word that begins at ``start`` is an assignment's target."""
        line = text[text.rfind("\n", 0, start) + 1 : start].rstrip(" \t").lstrip()
        settled = _settle(line, text[word_end(text, start) :])
        if settled is Settled.DEFINITION and line.endswith("."):
            return settled if not _in_display(text, start, line) else Settled.USE
        return Settled.USE if settled is Settled.WAIT and complete else settled


def _is_attribute_dot(text: str, dot: int) -> bool:
    """Whether the dot follows an expression; whether it is code, the oracle tells."""
    before = text[max(0, dot - 400) : dot]
    line = before[before.rfind("\n") + 1 :]
    before = before.rstrip(" \t\r\n\\")
    if not before or not (before[-1].isalnum() or before[-1] in "_)]}'\""):
        return False
    return not (_NUMBER.search(before) or _IMPORT.match(line))


def _settle(line: str, after: str) -> Settled:
    """Decide by the line up to the dot, and by what follows the word.

    Source: the Python reference, sections 7.2 (targets), 8.3 (for), 8.5 (with).
    """
    if _AS.search(line):
        return Settled.DEFINITION
    if assigned := _ASSIGNED.match(after):
        if not assigned["next"]:
            return Settled.WAIT
        return Settled.USE if _FORMATTED.match(after) else Settled.DEFINITION
    if not after.strip(" \t"):
        return Settled.WAIT
    if _LOOP.search(line):
        return Settled.DEFINITION if re.match(r"[ \t]*(?:in\b|[,)\]])", after) else Settled.USE
    if _BARE.match(line) and re.match(r"[ \t]*:(?!=)", after):
        return Settled.DEFINITION
    if not _NEXT_TARGET.match(after) or not _TARGETS.fullmatch(line) or _KEYWORD.search(line):
        return Settled.USE
    rest = re.split(r"[\r\n]", after, maxsplit=1)[0]
    if _LATER_ASSIGNED.search(rest):
        return Settled.DEFINITION
    return Settled.WAIT if rest == after else Settled.USE


def _in_display(text: str, start: int, line: str) -> bool:
    """Whether what looks like an annotation is a key or a slice within brackets."""
    follows = text[word_end(text, start) :].lstrip(" \t")
    return follows.startswith(":") and _BARE.match(line) is not None and in_brackets(text, start)
