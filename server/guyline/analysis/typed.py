"""What an expression may be, and why that may not be all.

jedi infers optimistically: of ``a if known else unknown`` it gives what it knows. Here
each result carries its *doubt*: a short reason why the values may not be all, for people
to read. Only without a doubt may a list of names be closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from guyline.analysis.internals import NO_VALUES, ValueSet

if TYPE_CHECKING:
    from collections.abc import Iterable

Context = Any
"""jedi's context: a scope in which nodes are inferred."""

Node = Any
"""parso's syntax node or leaf."""

Value = Any
"""jedi's value: a class, an instance, a module, a function."""

Values = Any
"""jedi's set of values."""

Name = Any
"""jedi's name: a binding, and the context that holds it."""

Scope = Any
"""jedi's filter: the names of one scope."""

Arguments = Any
"""jedi's arguments of a call."""

Script = Any
"""jedi's document; what is used of it lies below its public functions."""

State = Any
"""jedi's inference state: everything it has found for one version of the texts."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What an expression may be.

    Attributes:
        values: jedi's values.
        doubt: Why these may not be all; empty when they are.
        declared: Whether what they contain (``int`` in ``list[int]``) was declared, so
            that their elements are known too.
        awaited: What awaiting it gives, for the call of an async function.
        called: The functions whose parameters it takes when it is called, where its
            decorators make it something else than these.
    """

    values: Values = NO_VALUES
    doubt: str = ""
    declared: bool = False
    awaited: Typed | None = None
    called: Typed | None = None

    @staticmethod
    def unknown(doubt: str) -> Typed:
        """Nothing is known, and this is why."""
        return Typed(doubt=doubt)

    def but(self, doubt: str) -> Typed:
        """The same values with a doubt, if there was none yet."""
        return self if self.doubt or not doubt else replace(self, doubt=doubt)

    def as_object(self) -> Typed:
        """The same where it is not called, so that only what it is counts."""
        return self if self.called is None else replace(self, called=None)

    def required(self, doubt: str) -> Typed:
        """The same, but doubtful when there is no value."""
        return self if self.values or self.doubt else Typed.unknown(doubt)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a value.

    Attributes:
        known: Those that are known.
        doubt: Why these may not be all; empty when they are.
    """

    known: frozenset[str]
    doubt: str = ""

    def plus(self, more: Names) -> Names:
        """Both, and the first doubt."""
        return Names(self.known | more.known, self.doubt or more.doubt)


def union(parts: Iterable[Typed]) -> Typed:
    """What one of several expressions may be."""
    values, doubt, declared = NO_VALUES, "", True
    awaited: list[Typed | None] = []
    parts = list(parts)
    for part in parts:
        values = values | part.values
        doubt = doubt or part.doubt
        declared = declared and part.declared
        awaited.append(part.awaited)
    known = [each for each in awaited if each is not None]
    all_known = bool(known) and len(known) == len(awaited)
    called = None
    if any(part.called is not None for part in parts):
        called = union(part.called or part for part in parts)
    return Typed(values, doubt, declared, union(known) if all_known else None, called)


def as_set(values: Iterable[Value]) -> Values:
    """Make the set that jedi's functions take."""
    return ValueSet(values)
