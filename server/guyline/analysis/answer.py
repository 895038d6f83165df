"""What the oracle is asked, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Kind(Enum):
    """What is asked about a word."""

    ATTRIBUTE = "attribute"
    """Which attributes the receiver before the dot has."""
    IMPORT = "import"
    """Which modules, or names of a module, an import may take."""
    NAME = "name"
    """Which names are bound where the word could see them."""
    AWAIT = "await"
    """Whether ``await`` and ``async`` are wrong where the word stands."""
    COROUTINE = "coroutine"
    """Whether the call of the word makes a coroutine that nothing awaits."""
    ABSTRACT = "abstract"
    """Whether the word is a class that can't be called, for its abstract methods."""
    HISTORY = "history"
    """What was done with the receiver before the dot, a local variable, until now."""
    ORIGIN = "origin"
    """By which full names the word is known."""
    DEFINITION = "definition"
    """How what the word stands for is defined, in short: for each, four facts."""
    KEYWORD = "keyword"
    """Which keyword arguments the call around the word takes."""
    ARITY = "arity"
    """How many arguments the call around the word takes: its signatures, as facts."""
    LITERAL = "literal"
    """Which strings may stand at a place: the place lies in one."""
    ANY = "any"
    """Whatever may stand there: the kind is told from the text."""


RECEIVER = "receiver at "
"""Begins the fact that tells where a receiver of unknown type begins."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a type checker says of a receiver.

    Attributes:
        shown: The type, as it shows it to people.
        places: Where its classes are defined: files, and lines from 1.
    """

    shown: str
    places: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Which words may stand at a place?

    Attributes:
        text: The whole document, with the model's draft in it.
        offset: A place in ``text``, in code points: where the word begins, anywhere in it,
            or at its end.
        path: Where the document is saved; None for one that never was.
        kind: What is asked about the word.
        stated: What a type checker says of the receiver before the word.
    """

    text: str
    offset: int
    path: Path | None = None
    kind: Kind = Kind.ATTRIBUTE
    stated: Statement | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The oracle's answer.

    Attributes:
        names: Every name it knows there; None when it knows nothing.
        closed: Whether ``names`` is proved complete. Only then may a name be forbidden.
        reason: Why it is closed or open, for people to read.
        receiver: The expression before the dot, as written; empty when there is none.
        ms: How long the answer took, in milliseconds, as the asker saw it.
        forbidden: Names that are known to be wrong there, whatever ``names`` says.
        notes: What there is to say of single names: that one is deprecated, what replaces it.
        facts: What else was asked for, as words; the kind of the question says which.
    """

    names: frozenset[str] | None
    closed: bool
    reason: str
    receiver: str = ""
    ms: float = 0.0
    forbidden: frozenset[str] = frozenset()
    facts: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def open(reason: str, *, receiver: str = "", ms: float = 0.0) -> Answer:
        """An answer that forbids nothing."""
        return Answer(None, closed=False, reason=reason, receiver=receiver, ms=ms)

    @staticmethod
    def wrong(names: frozenset[str], reason: str) -> Answer:
        """An answer that forbids these names, and says nothing of others."""
        return Answer(None, closed=False, reason=reason, forbidden=names)


class Oracle(Protocol):
    """Whoever answers questions about names."""

    async def ask(self, question: Question) -> Answer:
        """Answer in bounded time; never raises but for cancellation."""
        ...
