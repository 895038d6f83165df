"""Values drawn by chance from shapes, and values that were kept, changed a little.

What tells two versions apart is seldom far out: ties, duplicates, nothing at all, the constants of
the code and their neighbours, an order that is not sorted. These are drawn often.
"""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

from .atoms import Atoms
from .fitting import fits
from .pools import SPECIAL_TEXTS, TEXTS, Pools
from .recipe import Group, Input, Made, Pairs, Plain, Recipe, Source
from .shapes import (
    Anything,
    Array,
    Atom,
    Built,
    Either,
    Fixed,
    Frame,
    Keyed,
    Many,
    Mapped,
    OneOf,
    Shape,
    deeper,
    is_nested,
)
from .tensor import Tensor, held

_DEEPEST = 6
_FEW = 6
_RANGE = 1000
"""The bounds of a range: one with a great many items says nothing but that it takes too long."""
_GIVEN = (0.5, 0.5, 0.2, 0.0)
_SELDOM = (0.4, 0.15, 0.0)
"""How often what a constructor need not be given is: each of many may be refused."""
_GUESSES: tuple[Shape, ...] = (
    Atom("int"),
    Atom("str"),
    Many("list", Atom("int")),
    Many("list", Atom("str")),
    Atom("float"),
    Atom("None"),
    Mapped("dict", Atom("str"), Atom("int")),
    Many("tuple", Atom("int")),
)
"""What a value of unknown type is tried with."""
_HASHABLE = Either((Atom("int"), Atom("str"), Atom("float"), Atom("None"), _GUESSES[-1]))
"""The same for a key of unknown type."""


class Draw:
    """Draws recipes by chance.

    Args:
        random: The source of chance.
        pools: What the code speaks of.
    """

    def __init__(self, random: Random, pools: Pools) -> None:
        self.random = random
        self.pools = pools
        self.atoms = Atoms(random, pools)
        self._recent: dict[str, list[Recipe]] = {}

    def begin(self) -> None:
        """A new input begins: nothing has been drawn for it."""
        self._recent.clear()

    def fresh(self, shape: Shape, depth: int = 0) -> Recipe:
        """A value of a shape."""
        if depth > _DEEPEST and isinstance(shape, (Many, Mapped, Either, Anything)):
            return self._shallow(shape)
        if is_nested(shape):
            shape = deeper(shape)
        match shape:
            case Many(item=Either(options=())) | Mapped(value=Either(options=())):
                return self._shallow(shape)
            case Atom(kind=kind):
                return self._atom(kind)
            case Many(kind=kind, item=item):
                if kind in ("set", "frozenset"):
                    item = _as_key(item)
                return grouped(kind, self._items(item, depth))
            case Mapped(kind=kind, key=key, value=value):
                keys = dict.fromkeys(self._items(_as_key(key), depth))
                pairs = Pairs(tuple((each, self.fresh(value, depth + 1)) for each in keys))
                return pairs if kind == "dict" else Made(kind, (pairs,))
            case Fixed(items=items):
                return Group("tuple", tuple(self.fresh(item, depth + 1) for item in items))
            case Keyed(items=items):
                taken = [each for each in items if each[2] or self._chance(0.5)]
                return Pairs(tuple((key, self.fresh(each, depth + 1)) for key, each, _ in taken))
            case Built(callee=callee, arguments=arguments, keywords=keywords):
                share = self.random.choice(_GIVEN if len(keywords) <= _FEW else _SELDOM)
                given = [each for each in keywords if each[2] or self._chance(share)]
                made = Made(
                    callee,
                    tuple(self.fresh(each, depth + 1) for each in arguments),
                    tuple((name, self.fresh(each, depth + 1)) for name, each, _ in given),
                )
                return _short(made)
            case Either(options=()) | OneOf(values=()):
                return Plain(None)  # there is no value
            case OneOf(values=values):
                return self.random.choice(values)
            case Array():
                return self._array(shape)
            case Frame(columns=columns):
                return self._frame(columns)
            case Either(options=options):
                return self.fresh(self.random.choice(options), depth)
        return self.fresh(self.random.choice(_GUESSES), depth + 1)

    def varied(self, recipe: Recipe, shape: Shape) -> Recipe:
        """The same value, changed in one place, and still of the shape."""
        if self._chance(0.08):
            return self.fresh(shape)
        match recipe, shape:
            case _, Many(item=Either(options=())) | Mapped(value=Either(options=())):
                return recipe  # it is empty, and has to be
            case Plain(), Atom():
                return Plain(self.atoms.changed(recipe.value))
            case Group(items=items), Many(kind=kind) if recipe.kind == kind:
                return grouped(kind, self._varied_items(items, shape))
            case Made(arguments=(Group(kind=kind, items=items),)), Many() if not recipe.keywords:
                changed_inner = grouped(kind, self._varied_items(items, shape))
                return replace(recipe, arguments=(changed_inner,))
            case Group(items=items), Fixed(items=shapes) if len(items) == len(shapes) > 0:
                place = self.random.randrange(len(items))
                changed = (
                    *items[:place],
                    self.varied(items[place], shapes[place]),
                    *items[place + 1 :],
                )
                return replace(recipe, items=changed)
            case Tensor(items=items), Array(item=item) if items and self._chance(0.6):
                place = self.random.randrange(len(items))
                other = held(self.varied(items[place], item), recipe.dtype)
                return recipe.with_parts((*items[:place], other, *items[place + 1 :]))
            case Pairs(items=pairs), Mapped(key=key, value=value):
                return self._changed_pairs(pairs, key, value, shape)
            case Pairs(items=pairs), Keyed(items=shapes):
                return self._changed_keyed(pairs, shapes, shape)
            case Made(), Built():
                return self._changed_made(recipe, shape)
            case _, Either(options=options):
                like = [each for each in options if fits(recipe, each)]
                return self.varied(recipe, self.random.choice(like or options or [Anything()]))
        return self.fresh(shape)

    def _varied_items(self, items: tuple[Recipe, ...], around: Many) -> tuple[Recipe, ...]:
        """Items of a collection, rearranged, or one of them varied."""
        item = _as_key(around.item) if around.kind in ("set", "frozenset") else around.item
        if not items or self._chance(0.5):
            return self._rearranged(items, item)
        place = self.random.randrange(len(items))
        return (
            *items[:place],
            self._varied_within(items[place], item, around),
            *items[place + 1 :],
        )

    def _varied_within(self, part: Recipe, shape: Shape, around: Shape) -> Recipe:
        """A part of a value varied: one that is nested deeper is what is around it again."""
        deeper_again = is_nested(around) and not fits(part, shape)
        return self.varied(part, around if deeper_again else shape)

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _shallow(self, shape: Shape) -> Recipe:
        """A value that goes no deeper than its shape says."""
        match shape:
            case Many(kind=kind):
                return grouped(kind, ())
            case Mapped(kind=kind):
                return Pairs(()) if kind == "dict" else Made(kind, (Pairs(()),))
            case Either(options=options):
                flat = [each for each in options if isinstance(each, (Atom, OneOf))]
                first: Shape = next(iter(flat or options), Atom("None"))
                return self._shallow(first)
            case Anything():
                return Plain(None)
        return self.fresh(shape, _DEEPEST)

    def _atom(self, kind: str) -> Recipe:
        recent = self._recent.setdefault(kind, [])
        if recent and kind not in ("bool", "None") and self._chance(0.3):
            return self.random.choice(recent)
        drawn = Plain(self.atoms.of(kind))
        recent.append(drawn)
        return drawn

    def _items(self, shape: Shape, depth: int, exactly: int = -1) -> tuple[Recipe, ...]:
        count = self.atoms.length() if exactly < 0 else exactly
        if depth > 1:
            count = min(count, 6)
        kinds = self.random.randint(1, 3) if self._chance(0.3) else count
        drawn = [self.fresh(shape, depth + 1) for _ in range(min(kinds, count))]
        while drawn and len(drawn) < count:
            drawn.append(self.random.choice(drawn[:kinds]))
        order = self.random.random()
        if order < 0.15:
            drawn.sort(key=_sorting)
        elif order < 0.25:
            drawn.sort(key=_sorting, reverse=True)
        return tuple(drawn)

    def _array(self, shape: Array) -> Recipe:
        lengths = tuple(
            min(self.atoms.length(), 12 if shape.axes > 1 else 40) for _ in range(shape.axes)
        )
        items = self._items(shape.item, 0, math.prod(lengths))
        return Tensor(tuple(held(each, shape.dtype) for each in items), shape.dtype, lengths)

    def _frame(self, columns: tuple[tuple[Recipe, Shape], ...]) -> Recipe:
        count = min(self.atoms.length(), 12)
        made = tuple((name, Group("list", self._items(each, 0, count))) for name, each in columns)
        return Made("pandas.DataFrame", (Pairs(made),))

    def _rearranged(self, items: tuple[Recipe, ...], shape: Shape) -> tuple[Recipe, ...]:
        kept = list(items)
        self._recent["items"] = kept
        what = self.random.randrange(10)
        if not kept or what == 0:
            kept.insert(self.random.randint(0, len(kept)), self.fresh(shape, 1))
        elif what == 1:
            del kept[self.random.randrange(len(kept))]
        elif what == 2:
            kept.insert(self.random.randint(0, len(kept)), self.random.choice(kept))
        elif what == 3:
            self.random.shuffle(kept)
        elif what == 4:
            kept.reverse()
        elif what == 5:
            one, other = self.random.randrange(len(kept)), self.random.randrange(len(kept))
            kept[one] = kept[other]
        elif what == 6:
            kept.sort(key=_sorting)
        elif what == 7:
            self._split(kept, shape)
        elif what == 8:
            self._blur(kept, shape)
        else:
            wanted = self.atoms.length()
            kept = (kept * (wanted // len(kept) + 1))[:wanted]
        return tuple(kept)

    def _split(self, items: list[Recipe], shape: Shape) -> None:
        """Makes two texts of one, which together are as they were."""
        place = self.random.randrange(len(items))
        whole = items[place]
        if isinstance(whole, Plain) and isinstance(whole.value, (str, bytes)):
            cut = self.random.randint(0, len(whole.value))
            both = [Plain(whole.value[:cut]), Plain(whole.value[cut:])]
            if all(fits(each, shape) for each in both):
                items[place : place + 1] = both

    def _blur(self, items: list[Recipe], shape: Shape) -> None:
        """Two rows of texts that are one as soon as somebody joins their columns."""
        place = self.random.randrange(len(items))
        row = items[place]
        match row:
            case Group(items=(Plain(value=str() as left), Plain(value=str() as right), *rest)):
                between = self.random.choice([*SPECIAL_TEXTS, *TEXTS, *self.pools.texts])
                one = (Plain(left + between + right), Plain(left), *rest)
                other = (Plain(left), Plain(right + between + left), *rest)
                both = [Group(row.kind, tuple(each)) for each in (one, other)]
                if all(fits(each, shape) for each in both):
                    items[place : place + 1] = both

    def _changed_pairs(
        self, pairs: tuple[tuple[Recipe, Recipe], ...], key: Shape, value: Shape, around: Shape
    ) -> Recipe:
        kept = dict(pairs)
        what = self.random.randrange(4)
        if not kept or what == 0:
            kept[self.fresh(_as_key(key), 1)] = self.fresh(value, 1)
        elif what == 1:
            del kept[self.random.choice(list(kept))]
        elif what == 2:
            chosen = self.random.choice(list(kept))
            kept[chosen] = self._varied_within(kept[chosen], value, around)
        else:
            order = list(kept.items())
            self.random.shuffle(order)
            kept = dict(order)
        return Pairs(tuple(kept.items()))

    def _changed_keyed(
        self,
        pairs: tuple[tuple[Recipe, Recipe], ...],
        shapes: tuple[tuple[Recipe, Shape, bool], ...],
        around: Shape,
    ) -> Recipe:
        known = dict(pairs)
        if not shapes:
            return Pairs(pairs)
        key, shape, needed = self.random.choice(shapes)
        if key in known and not needed and self._chance(0.3):
            del known[key]
        elif key in known:
            known[key] = self._varied_within(known[key], shape, around)
        else:
            known[key] = self.fresh(shape, 1)
        return Pairs(tuple(known.items()))

    def _changed_made(self, made: Made, shape: Built) -> Recipe:
        shapes = {name: each for name, each, _ in shape.keywords}
        places = len(made.arguments) + len(made.keywords)
        if not places or len(made.arguments) != len(shape.arguments):
            return self.fresh(shape)
        place = self.random.randrange(places)
        if made.callee == "caught" and self._chance(0.9):  # what is called stays as it is
            place = max(place, min(3, places - 1))
        parts = list(made.parts)
        if place < len(made.arguments):
            parts[place] = self.varied(parts[place], shape.arguments[place])
        else:
            name = made.keywords[place - len(made.arguments)][0]
            parts[place] = self.varied(parts[place], shapes.get(name, Anything()))
        return _short(made.with_parts(tuple(parts)))


def _short(made: Recipe) -> Recipe:
    """A range with as many items as a collection may have; anything else as it is."""
    if not isinstance(made, Made) or made.callee != "range":
        return made
    bounds = [each.value if isinstance(each, Plain) else None for each in made.arguments]
    if not all(isinstance(each, int) for each in bounds):
        return made
    near = [max(-_RANGE, min(_RANGE, int(each or 0))) for each in bounds]
    return replace(made, arguments=tuple(Plain(each) for each in near))


def grouped(kind: str, items: tuple[Recipe, ...]) -> Recipe:
    """A collection of a kind that :class:`.shapes.Many` names."""
    if kind in ("list", "tuple"):
        return Group(kind, items)
    if kind in ("set", "frozenset"):
        return Group(kind, tuple(dict.fromkeys(items)))
    return Made(kind, (Group("list", items),))


def _as_key(shape: Shape) -> Shape:
    return _HASHABLE if isinstance(shape, Anything) else shape


def _sorting(recipe: Recipe) -> tuple[str, float, str]:
    if isinstance(recipe, Plain) and isinstance(recipe.value, (int, float)):
        return "", recipe.value, ""
    return type(recipe).__name__, 0, recipe.text


def replaced(given: Input, sought: Recipe, other: Recipe) -> Input:
    """The same input with one value in place of another, wherever it stands."""

    def within(recipe: Recipe) -> Recipe:
        if recipe == sought:
            return other
        if isinstance(recipe, Source) or not recipe.parts:
            return recipe
        return recipe.with_parts(tuple(within(part) for part in recipe.parts))

    return given.with_parts(tuple(within(part) for part in given.parts))
