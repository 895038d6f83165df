"""Values that depend on one another: ``node = node.parent`` in a loop.

What a name may be is the least answer that agrees with itself. A name that is met again
while it is looked at has, at first, no values; the whole is then looked at again with the
values that were found, until nothing new is. Answers found on the way are remembered
for as long as they hold, so that a loop over many names costs a few rounds and not every
path through them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from guyline.analysis.typed import Typed

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from guyline.analysis.typed import Value

_ROUNDS = 20
"""How often values that depend on one another are looked at before they count as unknown."""

_DEPTH = 40
"""Expressions within definitions within calls that are followed."""

_STEPS = 3000
"""Expressions looked at for one question."""

_NESTED = 3
"""Type arguments within type arguments that are told apart."""

_TOO_LONG = "following its definitions takes too long"


@dataclass(slots=True)
class Fixpoint:
    """A memory of what was computed, in which a computation may meet itself.

    Attributes:
        _known: What is final.
        _passing: What was found within a cycle that is still open, with the place on the
            stack of the lowest head that it depends on.
        _guesses: What the heads of cycles had in the last round.
        _stack: Where each key that is being computed stands.
        _lowest: For each key on the stack, the lowest place that it was found to need.
    """

    _known: dict[Hashable, Typed] = field(default_factory=dict)
    _passing: dict[Hashable, tuple[Typed, int]] = field(default_factory=dict)
    _guesses: dict[Hashable, Typed] = field(default_factory=dict)
    _stack: dict[Hashable, int] = field(default_factory=dict)
    _lowest: list[int] = field(default_factory=list)
    _heads: set[Hashable] = field(default_factory=set)
    _moved: bool = False
    _steps: int = 0

    def once(self, key: Hashable, compute: Callable[[], Typed]) -> Typed:
        """``compute()``, remembered; ``compute`` may ask for ``key`` again."""
        if key in self._known:
            return self._known[key]
        if key in self._stack:
            self._heads.add(key)
            self._depends_on(self._stack[key])
            return self._guesses.get(key, Typed())
        if key in self._passing:
            found, lowest = self._passing[key]
            self._depends_on(lowest)
            return found
        self._steps += 1
        if len(self._stack) > _DEPTH or self._steps > _STEPS:
            return Typed.unknown(_TOO_LONG)
        return self._settle(key, compute)

    def _depends_on(self, place: int) -> None:
        if self._lowest:
            self._lowest[-1] = min(self._lowest[-1], place)

    def _settle(self, key: Hashable, compute: Callable[[], Typed]) -> Typed:
        place = len(self._stack)
        outer, self._moved = self._moved, False
        for _ in range(_ROUNDS):
            found, lowest = self._round(key, place, compute)
            if lowest > place:  # it depends on nothing that is still open
                self._known[key] = found
                self._moved = outer
                return found
            if lowest < place:
                for each, value in self._resting_on(place).items():
                    self._passing[each] = value, lowest
                self._passing[key] = found, lowest
                self._depends_on(lowest)
                self._moved = self._moved or outer
                return found
            if not self._moved:
                break
            self._moved = False
            self._forget(place)
        else:
            found = Typed(found.values, "its values depend on one another")
        self._moved = outer
        return self._finish(key, place, found)

    def _round(self, key: Hashable, place: int, compute: Callable[[], Typed]) -> tuple[Typed, int]:
        """Compute once; what it gives, and the lowest open place that it needs."""
        self._stack[key] = place
        self._lowest.append(len(self._stack))
        try:
            found = compute()
        finally:
            del self._stack[key]
            lowest = self._lowest.pop()
        if key in self._heads and _shape(found) != _shape(self._guesses.get(key, Typed())):
            self._moved = True
            # What is doubted for want of values may be known with them.
            self._guesses[key] = replace(found, doubt="")
        return found, lowest

    def _resting_on(self, place: int) -> dict[Hashable, Typed]:
        """What was found within the cycle whose head stands at ``place``."""
        return {key: found for key, (found, lowest) in self._passing.items() if lowest >= place}

    def _forget(self, place: int) -> None:
        """Drop what rests on the guesses of a round that is over."""
        for key in self._resting_on(place):
            del self._passing[key]

    def _finish(self, key: Hashable, place: int, found: Typed) -> Typed:
        """Keep what a cycle's members are; a doubt about one is a doubt about all."""
        members = self._resting_on(place) | {key: found}
        doubt = found.doubt or next((each.doubt for each in members.values() if each.doubt), "")
        for each, value in members.items():
            self._known[each] = value.but(doubt)
            self._passing.pop(each, None)
            self._heads.discard(each)
            self._guesses.pop(each, None)
        return self._known[key]


def _shape(found: Typed | None, depth: int = 0) -> object:
    """What two answers agree in when they are the same: jedi makes objects anew each time."""
    if found is None or depth > _NESTED:
        return None
    return (
        frozenset(_identity(value) for value in found.values),
        found.declared,
        found.exact,
        found.besides,
        *(
            _shape(part, depth + 1)
            for part in (found.awaited, found.entered, found.each, found.called)
        ),
    )


def _identity(value: Value, depth: int = 0) -> object:
    of = value.py__class__() if value.is_instance() else value
    node = getattr(of, "tree_node", None)
    arguments: tuple[object, ...] = ()
    if depth < _NESTED and of.is_class() and hasattr(of, "get_generics"):
        arguments = tuple(
            frozenset(_identity(each, depth + 1) for each in values) for values in of.get_generics()
        )
    return value.is_instance(), node or of.py__name__(), arguments
