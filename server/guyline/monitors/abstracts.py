"""Abstract classes: one whose abstract methods are left can't be called.

What it watches
    Names of classes, dotted ones too, once an opening bracket follows. By convention a
    class's name has a capital letter; others are left alone.

What it forbids
    The class's name, where the oracle can prove that some abstract method is left by all
    of its bases, that ``ABCMeta`` has collected it, and that nothing else decides what a
    call gives: no other metaclass, no decorator of the class, no ``__new__``, no builtin
    type among the bases.

What is no mistake
    The name without a bracket: in an annotation, as a base, in ``isinstance``. A pattern
    of ``case``. A call whose ``TypeError`` is expected or caught.

Example:
    With ``class Shape(ABC)`` and its abstract ``area``, a draft ``shape = Shape()`` is cut
    back to ``shape = `` and goes on with another name.
"""

from __future__ import annotations

import re
from pathlib import Path

from guyline.analysis.answer import Kind, Oracle, Question
from guyline.monitors.calls import called_word
from guyline.monitors.monitor import Allowed, Form, Settled, Site
from guyline.syntax import statement_start
from guyline.text import word_end

_PATTERN = re.compile(r"[ \t]*case\b")


class AbstractMonitor:
    """Holds calls to classes that can be called.

    Args:
        oracle: Who knows the classes.
    """

    name = "abstract"
    form = Form.WORD
    shared = True
    optional = True

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle

    def find(self, text: str, start: int) -> Site | None:
        """The first class that is called by a bracket that ends at ``start`` or later."""
        bracket = text.find("(", max(0, start - 1))
        while bracket >= 0:
            word = called_word(text, bracket)
            if word is not None and any(char.isupper() for char in text[word:bracket]):
                return Site(word, bracket + 1)
            bracket = text.find("(", bracket + 1)
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """Nothing but what is forbidden."""
        written = text[: word_end(text, site.start)]
        question = Question(written + after, site.start, path, Kind.ABSTRACT)
        answer = await self._oracle.ask(question)
        return Allowed.wrong(answer.forbidden, answer.reason, ms=answer.ms)

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """A use, when the bracket follows and this is no pattern."""
        del complete  # the bracket is the trigger
        begun = statement_start(text, start)
        called = text.startswith("(", word_end(text, start))
        if begun is None or not called or _PATTERN.match(text, begun):
            return Settled.OTHER
        return Settled.USE
