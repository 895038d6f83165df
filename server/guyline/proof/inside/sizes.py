"""Inputs of any size, of several kinds, to measure how time grows.

What is a collection or a text gets so many items; where a function takes none, its number is the
size. The rest is as in a call that was seen, or small. Kinds differ in what algorithms differ by:
items that are all distinct, few distinct ones again and again, and items in order.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from random import Random
from typing import Any

from .calling import Arguments, Make
from .draw import Draw, grouped
from .recipe import Input, Made, Plain, Recipe, World
from .shapes import (
    Array,
    Atom,
    Built,
    Either,
    Fixed,
    Frame,
    Keyed,
    Many,
    Mapped,
    Shape,
    merged,
    shape_of,
)
from .signature import Signature

DISTINCT, REPEATED, SORTED, NUMBER = "distinct items", "repeated items", "sorted items", "a number"
_FEW = 10
_INNER = 5
_MAKERS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "iter": iter,
}


@dataclass(frozen=True)
class Given(Recipe):
    """A value that is there, for what is too large to be spelled out.

    Attributes:
        values: The items.
        make: Makes the value of them.
        flat: Whether no item can be changed.
    """

    values: tuple[Any, ...]
    make: Callable[[Any], Any]
    flat: bool

    def build(self, world: World) -> Any:
        """A value of its own."""
        return self.make(list(self.values) if self.flat else copy.deepcopy(list(self.values)))

    @property
    def text(self) -> str:
        """How many items there are."""
        return f"<{len(self.values)} items>"


class Sizes:
    """Makes inputs of a signature, by kind and size."""

    def __init__(
        self, signature: Signature, seen: Sequence[Input], draw: Draw, *, alike: bool = False
    ) -> None:
        """Get ready.

        Args:
            signature: The domain.
            seen: Inputs that were seen, from which what has no size is taken.
            draw: The source of what was not seen.
            alike: Whether all collections of an input hold the same items, in another order.
        """
        self.signature = signature
        self.alike = alike
        self.seen = min(seen, key=lambda given: given.size) if seen else None
        self.draw = draw
        self._shapes = _seen_shapes(signature, seen)
        self._of = {each.name: each.shape for each in signature.parameters}
        if signature.receiver is None and not any(map(_has_size, self._of.values())):
            self._of = {name: _of_any_length(shape) for name, shape in self._of.items()}

    def kinds(self) -> tuple[str, ...]:
        """The kinds of input there are; none: nothing of it has a size."""
        shapes = [self._of[each.name] for each in self._given()]
        if self.signature.receiver is not None:
            shapes.append(self.signature.receiver)
        if sized := [shape for shape in shapes if _has_size(shape)]:
            return (DISTINCT,) if all(map(_is_range, sized)) else (DISTINCT, REPEATED, SORTED)
        if any(_is_number(shape) for shape in shapes):
            return (NUMBER,)
        return ()

    def _given(self) -> list[Any]:
        known = self.signature.by_name(self.seen) if self.seen is not None else {}
        return [
            each
            for each in self.signature.parameters
            if each.needed or each.name in known or _has_size(self._of[each.name])
        ]

    def input(self, kind: str, size: int) -> Input:
        """An input of a kind and a size."""
        random = Random(size)  # noqa: S311 - no secret
        known = self.signature.by_name(self.seen) if self.seen is not None else {}
        named: dict[str, Recipe] = {}
        for place, each in enumerate(self._given()):
            shape = _finer(self._of[each.name], self._shapes.get(each.name))
            if self.alike:
                random = Random(size)  # noqa: S311 - no secret
            if (_is_number(shape) and kind == NUMBER) or _has_size(shape):
                made = self._sized(shape, kind, size, random)
                named[each.name] = _shuffled(made, place) if self.alike and kind != SORTED else made
            else:
                named[each.name] = known.get(each.name) or self.draw.fresh(each.shape)
        receiver = self.signature.receiver
        of = self._sized(receiver, kind, size, random) if receiver is not None else None
        if receiver is not None and not _has_size(receiver) and self.seen is not None:
            of = self.seen.receiver or of
        return replace(self.signature.input_of(named, of), prior=())

    def _sized(self, shape: Shape, kind: str, size: int, random: Random) -> Recipe:
        match shape:
            case Atom(kind="int") if kind == NUMBER:
                return Plain(size)
            case Atom(kind="str"):
                return Plain(_text(kind, size, random))
            case Atom(kind="bytes"):
                return Plain(_text(kind, size, random).encode())
            case Many(kind=collection, item=item):
                return self._many(collection, item, kind, size, random)
            case Mapped(kind=mapping, key=key, value=value):
                keys = _values(key, DISTINCT, size, random)
                held = _values(value, kind, size, random)
                if keys is None or held is None:
                    return self.draw.fresh(shape)
                pairs = tuple(zip(keys, held, strict=True))
                made = Given(pairs, dict, _is_flat(value))
                return made if mapping == "dict" else Made(mapping, (made,))
            case Array(dtype=dtype, axes=axes, item=item):
                return _array(item, dtype, axes, kind, size, random)
            case Frame(columns=columns):
                rows = {
                    name.build(World({})): _values(each, kind, size, random) or [0] * size
                    for name, each in columns
                }
                return Made("pandas.DataFrame", (Given((rows,), _only, flat=False),))
            case Built() if _is_range(shape):
                return Made("range", (Plain(size),))
            case Built(callee=callee, arguments=arguments, keywords=keywords):
                return Made(
                    callee,
                    tuple(self._sized(each, kind, size, random) for each in arguments),
                    tuple(
                        (name, self._sized(each, kind, size, random))
                        for name, each, needed in keywords
                        if needed or _has_size(each)
                    ),
                )
            case Either(options=options):
                best = next((each for each in options if _has_size(each)), options[0])
                return self._sized(best, kind, size, random)
        return self.draw.fresh(shape)

    def _many(self, collection: str, item: Shape, kind: str, size: int, random: Random) -> Recipe:
        values = _values(item, kind, size, random)
        if values is None:
            drawn = tuple(self.draw.fresh(item, 3) for _ in range(min(size, 2000)))
            return grouped(collection, drawn)
        if collection in _MAKERS:
            return Given(tuple(values), _MAKERS[collection], _is_flat(item))
        return Made(collection, (Given(tuple(values), list, _is_flat(item)),))


def _seen_shapes(signature: Signature, seen: Sequence[Input]) -> dict[str, Shape]:
    """What was given to each parameter."""
    found: dict[str, list[Shape]] = {}
    for given in seen:
        for name, recipe in signature.by_name(given).items():
            found.setdefault(name, []).append(shape_of(recipe))
    return {name: merged(shapes) for name, shapes in found.items()}


def _finer(shape: Shape, seen: Shape | None) -> Shape:
    """A shape with the keys that were seen, where it says only that there are some."""
    match shape, seen:
        case Mapped(kind="dict"), Keyed(items=items) if items:
            return Keyed(items)
        case Many(kind=kind, item=item), Many(item=other):
            return Many(kind, _finer(item, other))
    return shape


def _of_any_length(shape: Shape) -> Shape:
    """A tuple of some items of one type, as one of any number: calls may have had the same."""
    match shape:
        case Fixed(items=(first, second, *others)) if {second, *others} == {first}:
            return Many("tuple", first)
        case Either(options=options):
            return Either(tuple(map(_of_any_length, options)))
    return shape


def maker(given: Input, world: World, takes_receiver: bool) -> Make:
    """What makes the arguments of an input; a method's receiver is the first of them."""

    def make() -> Arguments:
        receiver, arguments, keywords = given.build(world)
        return ((receiver, *arguments) if takes_receiver else arguments), keywords

    return make


def _shuffled(made: Recipe, seed: int) -> Recipe:
    """The same items in another order; the first are left as they are."""
    if not isinstance(made, Given) or not seed:
        return made
    values = list(made.values)
    Random(seed).shuffle(values)  # noqa: S311 - no secret
    return replace(made, values=tuple(values))


def _is_range(shape: Shape) -> bool:
    match shape:
        case Either(options=options):
            return all(map(_is_range, options))
        case Built(callee=callee):
            return callee == "range"
    return False


def _only(values: list[Any]) -> Any:
    return values[0]


def _has_size(shape: Shape) -> bool:
    match shape:
        case Many() | Mapped() | Array() | Frame():
            return True
        case Atom(kind=kind):
            return kind in ("str", "bytes")
        case Either(options=options):
            return any(_has_size(each) for each in options)
        case Built() if _is_range(shape):
            return True
        case Built(arguments=arguments, keywords=keywords):
            return any(map(_has_size, (*arguments, *(each for _, each, _ in keywords))))
    return False


def _is_number(shape: Shape) -> bool:
    return shape == Atom("int") or (isinstance(shape, Either) and Atom("int") in shape.options)


def _is_flat(shape: Shape) -> bool:
    match shape:
        case Atom():
            return True
        case Fixed(items=items):
            return all(map(_is_flat, items))
    return False


def _numbers(kind: str, size: int, random: Random) -> list[int]:
    if kind == REPEATED:
        return random.choices(range(_FEW), k=size)
    found = _distinct(size, random)
    found = sorted(found) if kind == SORTED else found
    # Made anew in their order, as a program makes its items one after the other. A sample's lie
    # scattered in memory, and what caches miss, the larger it is, would look like growth.
    return [each + 0 for each in found]


def _distinct(size: int, random: Random) -> list[int]:
    """Different numbers up to four times as many as there are, in any order.

    As ``random.sample`` gives them, in a quarter of its time: of each input it is most.
    """
    found: dict[int, None] = {}
    while len(found) < size:
        bits = memoryview(random.randbytes(8 * (size + size // 4 + 1))).cast("Q")
        found |= dict.fromkeys([each % (size * 4 + 1) for each in bits])
    return list(islice(found, size))


def _values(shape: Shape, kind: str, size: int, random: Random) -> list[Any] | None:
    """So many values of a shape; None: this is not how they are made."""
    match shape:
        case Atom(kind="int"):
            return list(_numbers(kind, size, random))
        case Atom(kind="float"):
            return [each / 8 for each in _numbers(kind, size, random)]
        case Atom(kind="str"):
            return [f"w{each:07d}" for each in _numbers(kind, size, random)]
        case Atom(kind="bytes"):
            return [f"w{each:07d}".encode() for each in _numbers(kind, size, random)]
        case Atom(kind="bool"):
            return [random.random() < 0.5 for _ in range(size)]
        case Atom(kind="None"):
            return [None] * size
        case Fixed(items=items):
            columns = [_values(each, kind, size, random) for each in items]
            if any(each is None for each in columns):
                return None
            return list(zip(*(each or [] for each in columns), strict=True))
        case Keyed(items=items):
            columns = [_values(each, kind, size, random) for _, each, _ in items]
            if any(each is None for each in columns):
                return None
            keys = [key.build(World({})) for key, _, _ in items]
            rows = zip(*(each or [] for each in columns), strict=True)
            return [dict(zip(keys, row, strict=True)) for row in rows]
        case Mapped(kind="dict", key=key, value=value):
            keys = [_values(key, DISTINCT, _INNER, random) for _ in range(size)]
            held = [_values(value, kind, _INNER, random) for _ in range(size)]
            if any(each is None for each in (*keys, *held)):
                return None
            return [
                dict(zip(one or [], other or [], strict=True))
                for one, other in zip(keys, held, strict=True)
            ]
        case Many(kind=collection, item=item) if collection in _MAKERS:
            inner = [_values(item, kind, _INNER, random) for _ in range(size)]
            if any(each is None for each in inner):
                return None
            return [_MAKERS[collection](each or []) for each in inner]
        case Either(options=options):
            found = [_values(each, kind, size, random) for each in options]
            usable = [each for each in found if each is not None]
            return [random.choice(usable)[place] for place in range(size)] if usable else None
    return None


def _text(kind: str, size: int, random: Random) -> str:
    if kind == REPEATED:
        return ("ab " * (size // 3 + 1))[:size]
    words: list[str] = []
    length = 0
    while length < size:
        words.append(f"w{random.randrange(size * 4)}")
        length += len(words[-1]) + 1
    if kind == SORTED:
        words.sort()
    return " ".join(words)[:size]


def _array(item: Shape, dtype: str, axes: int, kind: str, size: int, random: Random) -> Recipe:
    lengths = (size,) + (_INNER,) * (axes - 1)
    count = size * _INNER ** (axes - 1)
    values = _values(item, kind, count, random) or [0] * count

    def make(items: Any) -> Any:
        import numpy  # it is the user's, and there is one, or there were no array

        return numpy.array(items, dtype=dtype).reshape(lengths)

    return Given(tuple(values), make, flat=True)
