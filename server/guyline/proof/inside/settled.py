"""From what code does with a value to the shapes that the value may have, the likeliest first."""

from __future__ import annotations

import collections
import datetime
import inspect
import io
import pathlib
import re
import types
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

from .annotated import shape_of_class
from .clues import Clue
from .draw import Draw
from .pools import Pools
from .recipe import Group, Plain, Source
from .shapes import Anything, Atom, Built, Either, Fixed, Keyed, Many, Mapped, OneOf, Shape, merged
from .written_types import FUNCTIONS, WRITTEN

STAND_IN = "types.SimpleNamespace"
"""What an object is that has the attributes that are read, and is of no class of the module."""

_DEEPEST = 5
_ATOMS = ("str", "int", "float", "bytes", "bool", "complex", "None")
_TYPES: dict[str, type] = {
    "str": str,
    "list": list,
    "dict": dict,
    "set": set,
    "bytes": bytes,
    "tuple": tuple,
    "int": int,
    "float": float,
    "file": io.StringIO,
    "binary": io.BytesIO,
    "datetime": datetime.datetime,
    "date": datetime.date,
    "timedelta": datetime.timedelta,
    "match": re.Match,
    "pattern": re.Pattern,
    "path": pathlib.Path,
    "deque": collections.deque,
}
_SOURCES: dict[str, tuple[str, ...]] = {
    "file": ("io.StringIO('a\\nb c\\n')", "io.StringIO('')", "io.StringIO('1\\n\\n2')"),
    "binary": ("io.BytesIO(b'a\\nb c\\n')", "io.BytesIO(b'')", "io.BytesIO(b'\\x00\\x01\\xff')"),
    "match": (
        "re.match('(a)(b)?(?P<name>c)?', 'abc')",
        "re.match('(.)(.*)', 'x = 1')",
        "re.match('', '')",
        "re.match('()(12)(-)?', '12')",
    ),
    "pattern": ("re.compile('a')", "re.compile('')", "re.compile('([a-z]+)|[0-9]')"),
    "datetime": WRITTEN["datetime.datetime"],
    "date": WRITTEN["datetime.date"],
    "timedelta": WRITTEN["datetime.timedelta"],
    "path": WRITTEN["pathlib.Path"],
    "type": ("int", "str", "list", "dict", "object"),
    "code": ("'1 + a'", "'a'", "'f(1, [2])'", "''", "'x = 1'", "'def f(a):\\n    return a'"),
    "json": ("'[1, 2]'", "'{}'", "'null'", "'{\"a\": [1.5]}'", "'\"a\"'", "'{'"),
    "digits": ("'12'", "'0'", "'-3'", "'7'", "'1'", "'007'", "'x'", "''", "' 5 '"),
    "letter": tuple(repr(each) for each in "aAzZ059 \n\t-_.,éß中\x00"),
}
_MEANT: dict[str, tuple[str, ...]] = {
    "number": ("int",),
    "digits": ("digits", "int"),
    "text": ("str",),
    "char": ("str",),
    "sized": ("list",),
    "container": ("list",),
    "entered": ("file",),
    "mapping": ("dict",),
    "mutable": ("list",),
    "sequence": ("list",),
}
"""What a kind stands for that is no type."""

_BUILT_IN = frozenset({"str", "list", "dict", "set", "bytes", "tuple"})
_ANYBODYS = frozenset({"name", "parent", "parents", "parts", "root", "string", "closed"})
"""Attributes of the library's types that objects of any kind have."""

_LEVELS = 2
_PLACES = 5
_RESULTS = 3
_SEARCHED = 400


class Settling:
    """Settles what values may be.

    Args:
        names: The names of the module.
        begun: Tells what the parameters of a class's constructor are, for objects used so.
    """

    def __init__(
        self, names: dict[str, Any], begun: Callable[[type, Clue], Mapping[str, Clue]]
    ) -> None:
        self.names = names
        self.begun = begun
        self._active: Counter[int] = Counter()
        self._draw = Draw(Random(0), Pools())  # noqa: S311 - no secret

    def shapes(self, clue: Clue, depth: int = 0) -> list[Shape]:
        """The shapes that a value may have; none: nothing tells."""
        clue = clue.root
        if depth > _DEEPEST or self._active[id(clue)] >= _LEVELS:
            return []
        self._active[id(clue)] += 1
        try:
            return self._shapes(clue, depth)
        finally:
            self._active[id(clue)] -= 1

    def _shapes(self, clue: Clue, depth: int) -> list[Shape]:
        found: list[Shape] = list(clue.shapes)
        nothing = False
        for kind, option in clue.options.items():
            if kind == "None":
                nothing = True
            else:
                found += self.shapes(option, depth)[:1]
        if clue.made is not None:
            found.append(self._object(clue.made, clue, depth))
        elif not clue.shapes:
            own = self._own(clue, depth)
            found += own or ([Anything()] if found else [])
        if nothing and found:
            found.append(Atom("None"))
        return list(dict.fromkeys(found))

    def best(self, clue: Clue, depth: int) -> Shape:
        """The likeliest shape."""
        found = self.shapes(clue, depth)
        if clue.root.options and len(found) > 1:
            return Either(tuple(found))
        return found[0] if found else Anything()

    def _part(self, clue: Clue, depth: int) -> Shape:
        """An attribute's shape: what holds others like itself, and so on, somewhere ends."""
        shape = self.best(clue, depth)
        if not self._active[id(clue.root)]:
            return shape
        return Atom("None") if isinstance(shape, Anything) else Either((shape, Atom("None")))

    def _ends(self, clue: Clue) -> bool:
        """Whether it is one of those that hold others like themselves, at the last of them."""
        return self._active[id(clue.root)] >= _LEVELS and bool(clue.root.attributes)

    def _own(self, clue: Clue, depth: int) -> list[Shape]:
        """By how it is used."""
        kinds = self._kinds(clue)
        used = clue.attributes.keys() | clue.methods.keys()
        if used:
            fitting = [kind for kind in _TYPES if _has(kind, clue)]
            if "str" in fitting and not clue.keys and not clue.has_keys:
                fitting = [each for each in fitting if each == "str" or each in kinds]
            told = [kind for kind in fitting if kind in kinds]
            fitting = told or [each for each in fitting if self._holds(each, clue)] or fitting
            if fitting:
                most = 1 if fitting[0] in ("match", "pattern", "datetime", "date") else 2
                return [self._of_kind(kind, clue, depth) for kind in fitting[:most]]
            return self._objects(clue, used, depth)
        if clue.taken >= 0:
            return [self._function(clue, depth)]
        plain = [kind for kind in kinds if kind in _TYPES or kind in _SOURCES or kind in _ATOMS]
        held = [kind for kind in plain if self._holds(kind, clue)]
        if self._is_structured(clue):
            return self._structured(clue, held, depth)
        chosen = ["float", "int"] if plain == ["float"] else held or plain
        return [self._of_kind(kind, clue, depth) for kind in chosen[:3]]

    def _kinds(self, clue: Clue) -> list[str]:
        found: dict[str, None] = {}
        for kind, _ in clue.kinds.most_common():
            if kind in _MEANT:
                continue
            found[{"frozenset": "set", "iter": "list"}.get(kind, kind)] = None
        for kind, _ in clue.kinds.most_common():
            for each in _MEANT.get(kind, ()):
                if not found or kind in ("digits", "mapping"):
                    found[each] = None
        return list(found)

    def _is_structured(self, clue: Clue) -> bool:
        parts = (clue.keys, clue.places, clue.unpacked, clue.kinds["sliced"])
        return any((*parts, clue.has_items, clue.has_keys, clue.has_members, clue.changed))

    def _holds(self, kind: str, clue: Clue) -> bool:
        """Whether a type has what is done with the value beside its methods."""
        if kind not in _TYPES:
            return not self._is_structured(clue)
        made = _TYPES[kind]
        if clue.keys and kind != "dict":
            return False
        if (clue.places or clue.has_keys) and not hasattr(made, "__getitem__"):
            return False
        if clue.has_items and not hasattr(made, "__iter__"):
            return False
        if clue.kinds["mapping"] and kind != "dict":
            return False
        return not (clue.kinds["sliced"] and kind == "dict")

    def _structured(self, clue: Clue, held: list[str], depth: int) -> list[Shape]:
        if clue.keys:
            return [self._of_kind("dict", clue, depth)]
        if held:
            return [self._of_kind(kind, clue, depth) for kind in held[:2]]
        if clue.unpacked and not clue.has_keys:
            parts = tuple(self.best(each, depth + 1) for each in clue.unpacked)
            return [Fixed(parts)]
        if clue.has_keys:
            key = self.best(clue.key, depth + 1)
            if key in (Atom("int"), Atom("bool")) or clue.kinds["sliced"]:
                return [self._of_kind("list", clue, depth)]
            both = ["list", "dict"] if isinstance(key, Anything) else ["dict"]
            if clue.places or clue.has_items:
                both = both[:1]
            return [self._of_kind(kind, clue, depth) for kind in both]
        places = [each for each in clue.places if -_PLACES <= each < _PLACES]
        if places and not clue.has_items and not clue.changed and not clue.kinds["sized"]:
            shapes = [self.best(clue.places[each], depth + 1) for each in places]
            if len({*shapes}) > 1 and min(places) >= 0:
                row: list[Shape] = [Anything()] * (max(places) + 1)
                for place, shape in zip(places, shapes, strict=True):
                    row[place] = shape
                return [Fixed(tuple(row)), self._of_kind("list", clue, depth)]
        found = [self._of_kind("list", clue, depth)]
        if clue.kinds["sliced"] or (clue.has_items and {"letter", "char"} & clue.item.kinds.keys()):
            return [Atom("str"), *found]
        if clue.has_members and not clue.has_items:
            member = self.best(clue.member, depth + 1)
            return [found[0], Atom("str")] if member == Atom("str") else found
        return found

    def _of_kind(self, kind: str, clue: Clue, depth: int) -> Shape:
        if kind in ("list", "set", "tuple", "deque"):
            if kind == "tuple" and clue.unpacked:
                return Fixed(tuple(self.best(each, depth + 1) for each in clue.unpacked))
            if clue.has_items and self._ends(clue.item):
                return OneOf((Group(kind if kind != "deque" else "list", ()),))
            callee = "collections.deque" if kind == "deque" else kind
            return Many(callee, self._item(clue, depth))
        if kind == "dict":
            return self._dict(clue, depth)
        if kind in _SOURCES:
            return OneOf(tuple(_written(each) for each in _SOURCES[kind]))
        if kind == "callable":
            return self._function(clue, depth)
        return Atom(kind) if kind in _ATOMS else Anything()

    def _item(self, clue: Clue, depth: int) -> Shape:
        inner = [clue.item] if clue.has_items else []
        inner += [each.root for each in clue.places.values()]
        inner += [clue.member] if clue.has_members else []
        inner += [clue.value] if clue.has_keys else []
        shapes = [self.best(each, depth + 1) for each in inner]
        known = [each for each in shapes if not isinstance(each, Anything)]
        return known[0] if known else Anything()

    def _dict(self, clue: Clue, depth: int) -> Shape:
        if clue.keys and all(isinstance(each, str) for each in clue.keys):
            rows = [
                (Plain(key), self.best(value, depth + 1), key in clue.needed)
                for key, value in clue.keys.items()
            ]
            return Keyed(tuple(rows))
        keys = [clue.key] if clue.has_keys else []
        keys += [clue.item] if clue.has_items else []
        keys += [clue.member] if clue.has_members else []
        shapes = [self.best(each, depth + 1) for each in keys]
        known = [each for each in shapes if not isinstance(each, (Anything, Many, Mapped, Keyed))]
        value = self.best(clue.value, depth + 1)
        return Mapped("dict", known[0] if known else Atom("str"), value)

    def _function(self, clue: Clue, depth: int) -> Shape:
        count = max(clue.taken, 0)
        told = [Source(each) for each in FUNCTIONS.get(count, ())]
        shape = self.best(clue.result, depth + 1)
        if not isinstance(shape, Anything):
            told = [*self._giving(shape), *told[:1]]
        elif not told:
            told = [Source("lambda *given: given"), Source("lambda *given: None")]
        return OneOf(tuple(told))

    def _giving(self, shape: Shape) -> list[Source]:
        found: dict[str, None] = {}
        for _ in range(_RESULTS * 4):
            text = self._draw.fresh(shape).text
            if len(text) < _SEARCHED:
                found[text] = None
        chosen = sorted(found, key=len)[: _RESULTS * 2]
        return [Source(f"lambda *_, **__: {text}") for text in chosen]

    def _objects(self, clue: Clue, used: set[str], depth: int) -> list[Shape]:
        """Objects with these attributes: of the module's classes, or of none."""
        found = [self._object(made, clue, depth) for made in self._classes(used)[:2]]
        keywords: list[tuple[str, Shape, bool]] = [
            (name, self._part(value, depth + 1), True) for name, value in clue.attributes.items()
        ]
        for name, result in clue.methods.items():
            if name not in clue.attributes:
                shape = self.best(result, depth + 1)
                given = [Source("lambda *_, **__: None")]
                given = self._giving(Atom("int") if isinstance(shape, Anything) else shape) or given
                keywords.append((name, OneOf(tuple(given)), True))
        kept = tuple(each for each in keywords if not each[0].startswith("__"))
        return [*found, Built(STAND_IN, (), kept)]

    def _classes(self, used: set[str]) -> list[type]:
        home = self.names.get("__name__")
        near: list[type] = []
        for value in list(self.names.values()):
            if issubclass(type(value), type) and value not in near:
                near.append(value)
        near = [each for each in near if used <= _attributes(each)]
        near.sort(key=lambda each: each.__module__ != home)
        return [each for each in near if not inspect.isabstract(each)]

    def _object(self, made: type, clue: Clue, depth: int) -> Shape:
        shape = shape_of_class(made, self.names)
        if not isinstance(shape, Built) or depth > 2:
            return shape
        begun: Mapping[str, Clue] = {}
        if any(isinstance(each, Anything) for _, each, _ in shape.keywords):
            begun = self.begun(made, clue)
        keywords = []
        for name, each, needed in shape.keywords:
            inner = begun.get(name)
            if isinstance(each, Anything) and inner is not None:
                each = self._part(inner, depth + 1)
            keywords.append((name, each, needed))
        return replace(shape, keywords=tuple(keywords))


def _written(text: str) -> Any:
    from .written import recipe_of_text

    return recipe_of_text(text)


def _has(kind: str, clue: Clue) -> bool:
    """Whether a type has the methods and attributes that are read of a value."""
    made = _TYPES[kind]
    if not all(hasattr(made, each) for each in (*clue.attributes, *clue.methods)):
        return False
    if kind in _BUILT_IN:
        return True
    if clue.attributes and not clue.methods and clue.attributes.keys() <= _ANYBODYS:
        return False
    return not any(callable(getattr(made, each)) for each in clue.attributes)


def _attributes(made: type) -> set[str]:
    """The names that objects of a class have, as far as its code tells."""
    found = {*dir(made)}
    for each in made.__mro__:
        for name in ("__annotations__", "__slots__"):
            held = vars(each).get(name)
            found |= {*held} if isinstance(held, (dict, tuple, list)) else set()
        begin = vars(each).get("__init__")
        if isinstance(begin, types.FunctionType):
            found |= {*begin.__code__.co_names}
    return found


def holes(shape: Shape) -> int:
    """How much of a shape nothing is known of."""
    return sum(1 for each in _within(shape) if isinstance(each, Anything))


def _within(shape: Shape) -> list[Shape]:
    found = [shape]
    for each in found:
        found += _parts(each)
    return found


def _parts(shape: Shape) -> list[Shape]:
    match shape:
        case Many(item=item):
            return [item]
        case Mapped(key=key, value=value):
            return [key, value]
        case Fixed(items=items) | Either(options=items):
            return list(items)
        case Keyed(items=rows):
            return [each for _, each, _ in rows]
        case Built(arguments=arguments, keywords=keywords):
            return [*arguments, *(each for _, each, _ in keywords)]
    return []


def filled(shape: Shape, filling: Shape) -> Shape:
    """A shape with something in place of all that nothing is known of."""
    match shape:
        case Anything():
            return filling
        case Many(item=item):
            return replace(shape, item=filled(item, filling))
        case Mapped(key=key, value=value):
            return replace(shape, key=filled(key, Atom("str")), value=filled(value, filling))
        case Fixed(items=items):
            return Fixed(tuple(filled(each, filling) for each in items))
        case Either(options=options):
            return merged(filled(each, filling) for each in options)
        case Keyed(items=rows):
            return Keyed(tuple((key, filled(each, filling), needed) for key, each, needed in rows))
        case Built(arguments=arguments, keywords=keywords):
            return replace(
                shape,
                arguments=tuple(filled(each, filling) for each in arguments),
                keywords=tuple(
                    (name, filled(each, filling), needed) for name, each, needed in keywords
                ),
            )
    return shape
