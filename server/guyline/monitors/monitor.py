"""What a monitor is.

A monitor watches for a *trigger* in the text, says where the word it watches begins (a
*site*), asks what may stand there, and judges the finished word. It holds no text and no
state between calls: everything is a function of the text it is given, which is why a
draft can be cut back without telling any monitor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Site:
    """Where a watched word may begin, as an offset into the text.

    Attributes:
        start: Where: after its trigger, or where the word itself begins.
        trigger: Where the trigger ends, if that is behind the word: what is asked then is
            not which words may stand there, but whether the one that does may. None: the
            trigger ends at ``start``.
    """

    start: int
    trigger: int | None = None

    @property
    def asked(self) -> int:
        """How much of the text is there when the question is asked."""
        return self.start if self.trigger is None else self.trigger


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may stand at a site.

    Attributes:
        names: The words that may; None: the monitor does not know them all.
        reason: Why these are all, or why it abstains, or what is wrong with ``forbidden``.
            Empty: there is nothing to say.
        receiver: What the words belong to, as written.
        ms: How long finding out took, in milliseconds.
        forbidden: Words known to be wrong, even where the others are not known.
        notes: What there is to say of single words: why one is wrong, or what replaces it.
    """

    names: frozenset[str] | None
    reason: str
    receiver: str = ""
    ms: float = 0.0
    forbidden: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def wrong(
        words: frozenset[str], reason: str, *, receiver: str = "", ms: float = 0.0
    ) -> Allowed:
        """These words are wrong, for this reason; of others there is nothing to say."""
        return Allowed(None, "", receiver, ms, words, dict.fromkeys(words, reason))

    @property
    def is_silent(self) -> bool:
        """Whether nothing is said of a word that is not forbidden."""
        return self.names is None and not self.reason

    def takes(self, word: str) -> bool:
        """Whether ``word`` is not known to be wrong."""
        return word not in self.forbidden and (self.names is None or word in self.names)


class Form(Enum):
    """What the words of a monitor look like, and so where they end."""

    WORD = "word"
    """A word of code."""
    KEYWORD = "keyword"
    """A word of code that is given a value: one ``=`` follows it."""
    STRING = "string"
    """What stands in a string: from behind its quote to the same quote on the same line.

    One with a backslash in it is not judged.
    """
    MARK = "mark"
    """What stands from the site to its trigger: a comma, a bracket, and blanks around them.

    What may stand there instead is whole text, behind which anything may follow.
    """

    @property
    def family(self) -> Form:
        """The form that stands for those that one place may have: words are told apart later."""
        return Form.WORD if self is Form.KEYWORD else self


class Settled(Enum):
    """What a word is, as far as its monitor is concerned."""

    USE = "use"
    """It has to be one of the words that are allowed."""
    DEFINITION = "definition"
    """It is made here, and may be new."""
    OTHER = "other"
    """It is not what the monitor watches: another monitor's, or no word of code."""
    WAIT = "wait"
    """What follows will tell."""


class Monitor(Protocol):
    """One static property.

    Attributes:
        name: Its name, as a trace shows it.
        form: What its words look like. Where several monitors watch one word, those of one
            form narrow each other, and those of different forms are alternatives.
        shared: Whether the words it finds may be another monitor's: then even a word that
            is allowed is judged only once :meth:`settle` has told whose it is. One that is
            not shared judges every word at its sites, of whatever form.
        optional: Whether something else than a word may stand at a site. After a dot it
            may not; where an expression begins, a bracket or a number may.
    """

    name: str
    form: Form
    shared: bool
    optional: bool

    def find(self, text: str, start: int) -> Site | None:
        """The first site whose trigger ends at ``start`` or later.

        A site is found as soon as the trigger is complete, before the word begins, so
        that the question is asked while the model is still writing the word.
        """
        ...

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """What may stand at ``site``.

        Args:
            text: The document up to and with the trigger, the draft included.
            site: The site; :attr:`Site.asked` is the end of ``text``.
            after: The document after the cursor.
            path: Where the document is saved.
        """
        ...

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """Whether the word that begins at ``start`` is used or defined there.

        Args:
            text: The text so far; the word has ended in it.
            start: Where the word begins; blanks may lie between the site and it.
            complete: Whether no more text will come; then never ``WAIT``.
        """
        ...
