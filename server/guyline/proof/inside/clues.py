"""What code shows of a value by what it does with it.

A clue is one value of the code: what it is compared with, called, iterated over, which attributes
are read. Two values that must be of one type share one clue (unification, as in Hindley and
Milner's inference, but nothing is ever refused: contradictory uses are several options).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from .shapes import Shape

NOTHING: Any = object()
"""Instead of an object of the running module: it is none."""

_SHOWN = 6
_MOST = 4


class Clue:
    """One value, and what is done with it.

    Attributes:
        kinds: Names of types that it is used as, with how often.
        attributes: What is read of it, by name.
        methods: What its methods give, by name.
        keys: What is under a constant key.
        needed: Those of the keys that are read without asking.
        places: What is at a constant index.
        unpacked: What it is unpacked into.
        options: What it is where its type was asked for, by the type.
        known: The object of the running module that it stands for.
        made: The class that it is an object of.
        code: The function that it stands for: whatever the reader of code keeps.
        taken: With how many arguments it is called; -1: it is not.
        changed: Whether it is changed in place.
        shapes: What a signature says that it is.
    """

    def __init__(self, *kinds: str, known: Any = NOTHING) -> None:
        self.kinds: Counter[str] = Counter(kinds)
        self.attributes: dict[str, Clue] = {}
        self.methods: dict[str, Clue] = {}
        self.keys: dict[object, Clue] = {}
        self.needed: set[object] = set()
        self.places: dict[int, Clue] = {}
        self.unpacked: list[Clue] = []
        self.options: dict[Any, Clue] = {}
        self.known = known
        self.made: type | None = None
        self.code: Any = None
        self.taken = -1
        self.changed = False
        self.shapes: list[Shape] = []
        self._item: Clue | None = None
        self._key: Clue | None = None
        self._value: Clue | None = None
        self._result: Clue | None = None
        self._member: Clue | None = None
        self._into: Clue | None = None

    @property
    def root(self) -> Clue:
        """The clue that this one shares with others."""
        found = self
        while found._into is not None:
            found = found._into
        return found

    @property
    def is_fixed(self) -> bool:
        """Whether it stands for an object of the module, of which nothing is to be learned."""
        return self.known is not NOTHING or self.code is not None

    @property
    def is_bare(self) -> bool:
        """Whether nothing at all was seen of it."""
        held = (self.kinds, self.attributes, self.methods, self.keys, self.places, self.unpacked)
        parts = (self._item, self._key, self._value, self._member, self.made)
        return (
            not any((*held, *self.shapes))
            and all(each is None for each in parts)
            and self.taken < 0
        )

    @property
    def has_items(self) -> bool:
        """Whether it is gone through."""
        return self._item is not None

    @property
    def has_keys(self) -> bool:
        """Whether it is asked for a key that is no constant."""
        return self._key is not None

    @property
    def item(self) -> Clue:
        """What it gives when it is gone through."""
        if self._item is None:
            self._item = Clue()
        return self._item.root

    @property
    def key(self) -> Clue:
        """What it is asked for in brackets."""
        if self._key is None:
            self._key = Clue()
        return self._key.root

    @property
    def value(self) -> Clue:
        """What it gives in brackets."""
        if self._value is None:
            self._value = Clue()
        return self._value.root

    @property
    def result(self) -> Clue:
        """What it gives when it is called."""
        if self._result is None:
            self._result = Clue()
        return self._result.root

    @property
    def member(self) -> Clue:
        """What is looked for in it."""
        if self._member is None:
            self._member = Clue()
        return self._member.root

    @property
    def has_members(self) -> bool:
        """Whether something is looked for in it."""
        return self._member is not None

    def used_as(self, *kinds: str, weight: int = 1) -> Clue:
        """It is used as a value of one of these types."""
        for kind in kinds:
            self.kinds[kind] += weight
        return self

    def attribute(self, name: str) -> Clue:
        """What an attribute of it is."""
        return self.attributes.setdefault(name, Clue()).root

    def at(self, key: object, *, needed: bool = True) -> Clue:
        """What it gives for a constant in brackets."""
        if isinstance(key, int) and not isinstance(key, bool):
            return self.places.setdefault(key, Clue()).root
        if needed:
            self.needed.add(key)
        return self.keys.setdefault(key, Clue()).root

    def parts(self, count: int) -> list[Clue]:
        """What it is unpacked into."""
        while len(self.unpacked) < count:
            self.unpacked.append(Clue())
        return [each.root for each in self.unpacked[:count]]

    def called(self, count: int) -> Clue:
        """What it gives when it is called with so many arguments."""
        self.taken = max(self.taken, count)
        return self.result

    def option(self, kind: Any) -> Clue:
        """What it is where it was asked whether it is of a type."""
        if kind not in self.options:
            made = Clue()
            if isinstance(kind, str):
                if kind.isidentifier():
                    made.used_as(kind, weight=5)
            else:
                made.made = kind
            self.options[kind] = made
        return self.options[kind].root


def same(one: Clue, other: Clue) -> None:
    """The two are of one type: what is known of one is known of the other."""
    stack = [(one, other)]
    while stack:
        mine, yours = (each.root for each in stack.pop())
        if mine is yours or mine.is_fixed or yours.is_fixed:
            continue
        yours._into = mine
        mine.kinds += yours.kinds
        mine.shapes += [each for each in yours.shapes if each not in mine.shapes]
        mine.needed |= yours.needed
        mine.taken = max(mine.taken, yours.taken)
        mine.changed = mine.changed or yours.changed
        mine.made = mine.made or yours.made
        for held, given in (
            (mine.attributes, yours.attributes),
            (mine.methods, yours.methods),
            (mine.keys, yours.keys),
            (mine.places, yours.places),
            (mine.options, yours.options),
        ):
            _together(held, given, stack)
        stack += zip(mine.unpacked, yours.unpacked, strict=False)
        mine.unpacked += yours.unpacked[len(mine.unpacked) :]
        for name in ("_item", "_key", "_value", "_result", "_member"):
            held_part, given_part = getattr(mine, name), getattr(yours, name)
            if held_part is None:
                setattr(mine, name, given_part)
            elif given_part is not None:
                stack.append((held_part, given_part))


def _together(
    held: dict[Any, Clue], given: dict[Any, Clue], stack: list[tuple[Clue, Clue]]
) -> None:
    for name, each in given.items():
        if name in held:
            stack.append((held[name], each))
        else:
            held[name] = each


def clue_of(value: object, depth: int = 2) -> Clue:
    """The clue of an object of the running module: its type, if that is a plain one.

    Others, functions and classes among them, are known by themselves.
    """
    kind = type(value)
    if value is None or kind in (int, float, str, bytes, bool):
        return Clue("None" if value is None else kind.__name__)
    if kind in (list, tuple, set, frozenset) and isinstance(value, (list, tuple, set, frozenset)):
        made = Clue(kind.__name__)
        for each in list(value)[:_SHOWN] if depth else ():
            same(made.item, clue_of(each, depth - 1))
        return made
    if kind is dict and isinstance(value, dict):
        made = Clue("dict")
        for key, held in list(value.items())[:_SHOWN] if depth else ():
            same(made.key, clue_of(key, depth - 1))
            same(made.value, clue_of(held, depth - 1))
        return made
    return Clue(known=value)


Values = tuple[Clue, ...]
"""What an expression may stand for: any of these."""


def joined(values: Iterable[Clue]) -> Values:
    """Several values as one: any of them; no more than a few."""
    found: dict[int, Clue] = {}
    for each in values:
        found.setdefault(id(each.root), each.root)
    return tuple(found.values())[:_MOST]


def alike(one: Sequence[Clue], other: Sequence[Clue]) -> None:
    """The values of two expressions are of one type."""
    for mine in one:
        for yours in other:
            same(mine, yours)


def items_of(values: Values) -> Values:
    """What values give when they are gone through."""
    found: list[Clue] = []
    for each in values:
        if each.is_fixed:
            continue
        if each.kinds["tuple"] and each.unpacked:
            found += [part.root for part in each.unpacked]
        else:
            found.append(each.item)
    return joined(found)


def use(values: Sequence[Clue], kind: str) -> None:
    """The values are used as one of a type."""
    for each in values:
        if not each.is_fixed:
            each.used_as(kind)
