"""Shapes: what values a parameter may be given, as far as anything tells.

A shape comes from an annotation (:mod:`.annotated`), or from values that were seen: the arguments
of recorded calls and of examples. Values are drawn from it (:mod:`.draw`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .recipe import Group, Made, Pairs, Plain, Recipe, Source
from .tensor import Tensor

_READERS = frozenset({"uuid.UUID", "re.compile", "pickle.loads", "zoneinfo.ZoneInfo"})
"""What takes texts of its own kind: hardly any text drawn by chance is one."""
_RECORD = 12
_TUPLE = 5
_MOST_SEEN = 40
_TOLD = 60
"""Characters of a value that are shown: one that was pickled says nothing to a person."""

_MOST_FINITE = 4096
_PLACES = (Plain(0), Plain(1), Plain(2), Plain(5))


@dataclass(frozen=True)
class Shape:
    """What values there may be."""

    def told(self) -> str:
        """As a person would write it: ``list[int]``."""
        raise NotImplementedError


@dataclass(frozen=True)
class Atom(Shape):
    """A single value: ``int``, ``float``, ``complex``, ``bool``, ``str``, ``bytes``, ``None``."""

    kind: str

    def told(self) -> str:
        """The type's name."""
        return self.kind


@dataclass(frozen=True)
class Many(Shape):
    """Any number of items.

    Attributes:
        kind: ``list``, ``tuple``, ``set``, ``frozenset``, ``deque``, ``iter`` (gone through
            once), or the dotted name of what takes a list.
        item: What they are.
    """

    kind: str
    item: Shape

    def told(self) -> str:
        """With its items in brackets."""
        behind = ", ..." if self.kind == "tuple" else ""
        return f"{self.kind}[{self.item.told()}{behind}]"


@dataclass(frozen=True)
class Mapped(Shape):
    """Any number of keys with values.

    Attributes:
        kind: ``dict``, or the dotted name of what takes one.
        key: What the keys are.
        value: What the values are.
    """

    kind: str
    key: Shape
    value: Shape

    def told(self) -> str:
        """With both in brackets."""
        return f"{self.kind}[{self.key.told()}, {self.value.told()}]"


@dataclass(frozen=True)
class Fixed(Shape):
    """A tuple of so many."""

    items: tuple[Shape, ...]

    def told(self) -> str:
        """With all of them in brackets."""
        return f"tuple[{', '.join(item.told() for item in self.items) or '()'}]"


@dataclass(frozen=True)
class Keyed(Shape):
    """A dict with these keys; whether each has to be there."""

    items: tuple[tuple[Recipe, Shape, bool], ...]

    def told(self) -> str:
        """With its keys."""
        return "{" + ", ".join(f"{key.text}: {each.told()}" for key, each, _ in self.items) + "}"


@dataclass(frozen=True)
class Built(Shape):
    """What a call gives.

    Attributes:
        callee: The dotted name of a class or function.
        arguments: By position.
        keywords: By name; whether each has to be given.
    """

    callee: str
    arguments: tuple[Shape, ...] = ()
    keywords: tuple[tuple[str, Shape, bool], ...] = ()

    def told(self) -> str:
        """Its name."""
        return self.callee


def _short(value: Recipe) -> str:
    text = value.text
    return text if len(text) <= _TOLD else text[:_TOLD] + "…"


@dataclass(frozen=True)
class OneOf(Shape):
    """One of several values.

    Attributes:
        values: The values.
        whole: Whether there are no others; if not, they are only what was seen.
    """

    values: tuple[Recipe, ...]
    whole: bool = False

    def told(self) -> str:
        """The first few."""
        more = ", ..." if len(self.values) > 4 else ""
        return " | ".join(map(_short, self.values[:4])) + more


@dataclass(frozen=True)
class Array(Shape):
    """An array of numpy's.

    Attributes:
        dtype: Its type, as numpy writes it.
        axes: How many dimensions it has.
        item: What is in it.
    """

    dtype: str
    axes: int
    item: Shape

    def told(self) -> str:
        """With its type and dimensions."""
        return f"numpy.ndarray[{self.dtype}, {self.axes}-d]"


@dataclass(frozen=True)
class Frame(Shape):
    """A table of pandas', by columns."""

    columns: tuple[tuple[Recipe, Shape], ...]

    def told(self) -> str:
        """With its columns."""
        inner = ", ".join(f"{name.text}: {each.told()}" for name, each in self.columns)
        return f"pandas.DataFrame[{inner}]"


@dataclass(frozen=True)
class Either(Shape):
    """Any of several shapes; of none, there is no value."""

    options: tuple[Shape, ...]

    def told(self) -> str:
        """With bars between."""
        return " | ".join(option.told() for option in self.options) or "nothing"


@dataclass(frozen=True)
class Anything(Shape):
    """Nothing is known of it."""

    def told(self) -> str:
        """So."""
        return "anything"


_FILLED: dict[str, Shape] = {
    "int": Atom("int"),
    "uin": Atom("int"),
    "flo": Atom("float"),
    "boo": Atom("bool"),
}
"""What is in an array, by the beginning of its type."""


def merged(shapes: Iterable[Shape]) -> Shape:
    """The shape of values of all these shapes."""
    options: list[Shape] = []
    for shape in shapes:
        for each in shape.options if isinstance(shape, Either) else (shape,):
            _add(options, each)
    known = [each for each in options if not isinstance(each, Anything)] or options
    if not known:
        return Anything()
    return known[0] if len(known) == 1 else Either(tuple(known))


def _add(options: list[Shape], shape: Shape) -> None:
    for place, other in enumerate(options):
        together = _together(other, shape)
        if together is not None:
            options[place] = together
            return
    options.append(shape)


def _together(one: Shape, other: Shape) -> Shape | None:
    """One shape for two that differ only within; None: they are two."""
    if one == other:
        return one
    match one, other:
        case Many(kind=kind), Many(kind=same) if kind == same:
            return Many(kind, merged((one.item, other.item)))
        case Mapped(kind=kind), Mapped(kind=same) if kind == same:
            return Mapped(kind, merged((one.key, other.key)), merged((one.value, other.value)))
        case Fixed(items=items), Fixed(items=others):
            if len(items) == len(others):
                pairs = zip(items, others, strict=True)
                return Fixed(tuple(merged(pair) for pair in pairs))
            return Many("tuple", merged((*items, *others)))
        case (Many(kind="tuple"), Fixed()) | (Fixed(), Many(kind="tuple")):
            inner = [*_items(one), *_items(other)]
            return Many("tuple", merged(inner))
        case Keyed(), Keyed():
            return _both_keyed(one, other)
        case (Mapped(kind="dict"), Keyed()) | (Keyed(), Mapped(kind="dict")):
            return _together(_as_mapped(one), _as_mapped(other))
        case OneOf(values=values), OneOf(values=others):
            both = tuple(dict.fromkeys((*values, *others)))
            return OneOf(both[:_MOST_SEEN], one.whole and other.whole)
        case Array(dtype=dtype, axes=axes), Array(dtype=same, axes=count):
            if (dtype, axes) != (same, count):
                return None
            return Array(dtype, axes, merged((one.item, other.item)))
        case Frame(columns=columns), Frame(columns=others):
            return _both_frames(dict(columns), dict(others))
        case Built(callee=callee), Built(callee=same) if callee == same:
            return _both_built(one, other)
    return None


def _items(shape: Shape) -> tuple[Shape, ...]:
    if isinstance(shape, Fixed):
        return shape.items
    return (shape.item,) if isinstance(shape, Many) else ()


def _as_mapped(shape: Shape) -> Shape:
    if not isinstance(shape, Keyed):
        return shape
    keys = merged(shape_of(key) for key, _, _ in shape.items)
    return Mapped("dict", keys, merged(value for _, value, _ in shape.items))


def _both_keyed(one: Keyed, other: Keyed) -> Shape:
    mine = {key: (shape, needed) for key, shape, needed in one.items}
    yours = {key: (shape, needed) for key, shape, needed in other.items}
    keys = tuple(dict.fromkeys((*mine, *yours)))
    if len(keys) > _RECORD or not mine.keys() & yours.keys():
        return _together(_as_mapped(one), _as_mapped(other)) or one
    items = []
    for key in keys:
        found = [each[key] for each in (mine, yours) if key in each]
        needed = len(found) == 2 and all(each[1] for each in found)
        items.append((key, merged(each[0] for each in found), needed))
    return Keyed(tuple(items))


def _both_frames(one: dict[Recipe, Shape], other: dict[Recipe, Shape]) -> Shape | None:
    if one.keys() != other.keys():
        return None
    return Frame(tuple((name, merged((one[name], other[name]))) for name in one))


def _both_built(one: Built, other: Built) -> Shape | None:
    names = [name for name, _, _ in one.keywords]
    if len(one.arguments) != len(other.arguments):
        return None
    if names != [name for name, _, _ in other.keywords]:
        return None
    arguments = tuple(merged(pair) for pair in zip(one.arguments, other.arguments, strict=True))
    pairs = zip(one.keywords, other.keywords, strict=True)
    keywords = tuple((a[0], merged((a[1], b[1])), a[2] and b[2]) for a, b in pairs)
    return Built(one.callee, arguments, keywords)


def shape_of(recipe: Recipe) -> Shape:
    """The shape of values like this one."""
    match recipe:
        case Plain(value=value):
            return Atom("None" if value is None else type(value).__name__)
        case Group(kind="tuple", items=items):
            shapes = [shape_of(item) for item in items]
            if len(items) > _TUPLE and len({*shapes}) == 1:
                return Many("tuple", merged(shapes))
            return Fixed(tuple(shapes))
        case Group(kind=kind, items=items):
            return Many(kind, merged(shape_of(item) for item in items))
        case Pairs(items=items):
            if items and len(items) <= _RECORD and all(_is_field(key) for key, _ in items):
                return Keyed(tuple((key, shape_of(value), True) for key, value in items))
            keys = merged(shape_of(key) for key, _ in items)
            return Mapped("dict", keys, merged(shape_of(value) for _, value in items))
        case Tensor(items=items, dtype=dtype, lengths=lengths):
            filled = _FILLED.get(dtype[:3], Anything())
            return Array(dtype, len(lengths), merged((filled, *map(shape_of, items))))
        case Made():
            return _shape_of_made(recipe)
        case _:
            return OneOf((recipe,))


def _is_field(key: Recipe) -> bool:
    return isinstance(key, Plain) and isinstance(key.value, str) and key.value.isidentifier()


def _shape_of_made(made: Made) -> Shape:
    match made.callee, made.arguments:
        case (("iter" | "collections.deque" | "deque" | "bytearray"), (Group() as inner,)):
            if not made.keywords:
                return Many(made.callee, merged(shape_of(item) for item in inner.items))
        case (
            ("collections.Counter" | "Counter" | "collections.OrderedDict" | "OrderedDict"),
            (Pairs() as inner,),
        ):
            shape = _as_mapped(shape_of(inner))
            if isinstance(shape, Mapped):
                return Mapped(made.callee, shape.key, shape.value)
        case "pandas.DataFrame", (Pairs(items=columns),) if not made.keywords:
            return Frame(tuple((name, _column(each)) for name, each in columns))
        case "remade", (kind, Pairs() as held):
            held_shapes = tuple((key, shape_of(value), True) for key, value in held.items)
            return Built("remade", (OneOf((kind,)), Keyed(held_shapes)))
        case "caught", (function, _, action, *given):
            whose = (OneOf((function,)), OneOf(_PLACES), OneOf((action,)))
            by_name = tuple((name, shape_of(value), True) for name, value in made.keywords)
            return Built("caught", (*whose, *map(shape_of, given)), by_name)
    if _holds_code(made):
        return OneOf((made,))
    keywords = tuple((name, shape_of(value), True) for name, value in made.keywords)
    return Built(made.callee, tuple(shape_of(each) for each in made.arguments), keywords)


def _column(items: Recipe) -> Shape:
    return merged(shape_of(item) for item in items.parts)


def _holds_code(made: Made) -> bool:
    return made.callee in _READERS or any(isinstance(part, Source) for part in made.parts)


def is_nested(shape: Shape) -> bool:
    """Whether lists hold lists beside what else they hold, or dicts dicts, and so may again."""
    match shape:
        case Many(kind=kind, item=Either(options=options)):
            return any(isinstance(each, Many) and each.kind == kind for each in options)
        case Mapped(kind="dict", value=Either(options=options)):
            return any(isinstance(each, (Mapped, Keyed)) for each in options)
        case Keyed(items=items):
            return any(
                isinstance(each, Either)
                and any(isinstance(option, (Mapped, Keyed)) for option in each.options)
                for _, each, _ in items
            )
    return False


def deeper(shape: Shape) -> Shape:
    """A nested shape that holds itself, once more."""
    match shape:
        case Many(item=item):
            return replace(shape, item=Either((item, item, item, shape)))
        case Mapped(value=value):
            return replace(shape, value=Either((value, value, value, shape)))
        case Keyed(items=items):
            return Keyed(
                tuple(
                    (key, Either((each, each, shape)) if isinstance(each, Either) else each, needed)
                    for key, each, needed in items
                )
            )
    return shape


def is_finite(shape: Shape) -> bool:
    """Whether there are few enough values to try them all."""
    return _count(shape) <= _MOST_FINITE


def _count(shape: Shape) -> float:
    """How many values a shape has."""
    match shape:
        case Atom(kind="bool"):
            return 2
        case Atom(kind="None"):
            return 1
        case OneOf(values=values, whole=True):
            return len(values)
        case Fixed(items=items):
            return math.prod(_count(item) for item in items)
        case Either(options=options):
            return sum(_count(option) for option in options)
    return math.inf


def values_of(shape: Shape) -> tuple[Recipe, ...]:
    """All values of a shape that is finite."""
    match shape:
        case Atom(kind="bool"):
            return (Plain(False), Plain(True))
        case OneOf(values=values):
            return values
        case Fixed(items=items):
            rows = itertools.product(*(values_of(item) for item in items))
            return tuple(Group("tuple", row) for row in rows)
        case Either(options=options):
            return tuple(value for option in options for value in values_of(option))
    return (Plain(None),)
