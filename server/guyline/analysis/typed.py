"""What an expression may be, and why that may not be all.

jedi infers optimistically: of ``a if known else unknown`` it gives what it knows. Here
each result carries its *doubt*: a short reason why the values may not be all, for people
to read. Only without a doubt may a list of names be closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from guyline.analysis.internals import NO_VALUES, TypeVar, ValueSet

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
        entered: What ``with`` binds, for the call of a generator that contextlib wraps.
        each: What iterating it gives, where its text tells all of it.
        places: What stands at each place of a tuple, where its text tells all of it.
        mapped: What a dict holds for its keys, where its text tells all of it.
        besides: Names it has besides those of its values, as a proxy of them has.
        exact: Whether it was made by calling its class: it is of no subclass.
        called: The functions whose parameters it takes when it is called, where its
            decorators make it something else than these.
        gives: The functions whose results it gives when it is called, likewise.
        makes: What calling it gives, where only that is declared: ``Callable[..., T]``.
    """

    values: Values = NO_VALUES
    doubt: str = ""
    declared: bool = False
    awaited: Typed | None = None
    entered: Typed | None = None
    each: Typed | None = None
    places: tuple[Typed, ...] | None = None
    mapped: Typed | None = None
    besides: frozenset[str] = frozenset()
    exact: bool = False
    called: Typed | None = None
    gives: Typed | None = None
    makes: Typed | None = None

    @staticmethod
    def unknown(doubt: str) -> Typed:
        """Nothing is known, and this is why."""
        return Typed(doubt=doubt)

    def but(self, doubt: str) -> Typed:
        """The same values with a doubt, if there was none yet."""
        return self if self.doubt or not doubt else replace(self, doubt=doubt)

    def as_object(self) -> Typed:
        """The same where it is not called, so that only what it is counts."""
        plain = self.called is None and self.gives is None
        return self if plain else replace(self, called=None, gives=None)

    def usable(self) -> Typed:
        """The same without what a step would fail on, ``None`` and bare type variables.

        Beside what a type variable stands for, jedi leaves the variable itself.
        """
        left = [value for value in self.values if not is_none(value)]
        left = [value for value in left if not is_variable(value)] or left
        return replace(self, values=as_set(left)) if left else self

    def holding(self, contents: Contents | None) -> Typed:
        """The same, with what it contains; None: that is not known."""
        contents = contents or Contents(None)
        return replace(self, each=contents.each, places=contents.places, mapped=contents.mapped)

    def contents(self) -> Contents | None:
        """What it contains; None: that is not known."""
        return None if self.each is None else Contents(self.each, self.places, self.mapped)

    def required(self, doubt: str) -> Typed:
        """The same, but doubtful when there is no value."""
        return self if self.values or self.doubt else Typed.unknown(doubt)


@dataclass(frozen=True, slots=True)
class Contents:
    """What an iterable contains: ``each``, ``places`` and ``mapped`` of ``Typed``."""

    each: Typed | None
    places: tuple[Typed, ...] | None = None
    mapped: Typed | None = None


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
    values, doubt, declared, exact = NO_VALUES, "", True, True
    besides: frozenset[str] = frozenset()
    awaited: list[Typed | None] = []
    managers: list[Typed | None] = []
    parts = list(parts)
    for part in parts:
        values = values | part.values
        doubt = doubt or part.doubt
        declared = declared and part.declared
        exact = exact and (part.exact or not part.values)
        awaited.append(part.awaited)
        managers.append(part.entered)
        besides |= part.besides
    called = None
    if any(part.called is not None for part in parts):
        called = union(part.called or part.as_object() for part in parts)
    gives = None
    if any(part.gives is not None for part in parts):
        gives = union(part.gives or part.as_object() for part in parts)
    return Typed(
        values,
        doubt,
        declared,
        _all(awaited),
        _all(managers),
        _all([part.each for part in parts if part.values or part.doubt]),
        _placed([part.places for part in parts if part.values or part.doubt]),
        _all([part.mapped for part in parts if part.values or part.doubt]),
        besides,
        exact,
        called,
        gives,
        _all([part.makes for part in parts if part.doubt or not _is_nothing(part)]),
    )


def _placed(parts: list[tuple[Typed, ...] | None]) -> tuple[Typed, ...] | None:
    """What one of several tuples of one length may hold, place by place."""
    known = [places for places in parts if places is not None]
    if not known or len(known) < len(parts) or len({len(places) for places in known}) > 1:
        return None
    return tuple(union(same) for same in zip(*known, strict=True))


def _is_nothing(part: Typed) -> bool:
    """Whether an expression gives nothing that could be called."""
    return all(is_none(value) for value in part.values)


def _all(parts: list[Typed | None]) -> Typed | None:
    """What one of several may be; None where it is not known of one of them."""
    known = [each for each in parts if each is not None]
    return union(known) if known and len(known) == len(parts) else None


def is_none(value: Value) -> bool:
    """Whether a value is ``None``."""
    return bool(value.is_compiled() or value.is_instance()) and (
        value.py__class__().py__name__() == "NoneType" or value.py__name__() == "None"
    )


def is_variable(value: Value) -> bool:
    """Whether a value is a bare type variable, or jedi's class of it."""
    pseudo = type(value).__name__ == "_PseudoTreeNameClass"
    return isinstance(value, TypeVar) or (pseudo and value.py__name__() == "TypeVar")


def as_set(values: Iterable[Value]) -> Values:
    """Make the set that jedi's functions take."""
    return ValueSet(values)
