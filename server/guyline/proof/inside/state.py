"""What a module keeps between calls, and whether a call changed it.

Watched are the module's own names, the attributes of its classes and of its functions, and
the defaults of arguments. What was done to objects that other modules hold is not seen.

A check must cost little, as there is one after each call. So it asks first whether the same
objects are still in the same places; only where they are not, or where that can't be told,
is the text compared.
"""

from __future__ import annotations

import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from operator import is_

from .classes import attributes_of, bases_of, head_of, is_a, size_of, space_of
from .describe import examine
from .kinds import is_enum
from .scribe import ATOMS

__all__ = ["ModuleState"]

_OWN = "_guyline_"
"""Names that instrumented code is given begin so."""

_NODES = 20_000
"""Values of one object that are looked at: what a module keeps may be a whole graph."""

_ALL_NODES = 40_000
_LEAST_NODES = 300
"""Of all objects together; and of each, when these are used up: many may hold the same graph."""

_STILL = (
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    property,
    staticmethod,
    classmethod,
    type,
)
"""What is told by its name; functions and classes of the module are watched by themselves."""

_SEQUENCES = frozenset(map(id, (list, tuple, deque, set)))
_MAPPINGS = frozenset(map(id, (dict, defaultdict, OrderedDict, Counter)))
_FORGOTTEN = frozenset({"__doc__", "__annotations__", "__warningregistry__", "__builtins__"})


class _Places:
    """The names of a module or a class, and what stands there.

    Attributes:
        label: What goes before a name: empty, or a class's name and a dot.
        space: The names.
    """

    def __init__(self, label: str, space: Mapping[str, object]) -> None:
        self.label = label
        self.space = space
        self.remember()

    def remember(self) -> None:
        """Take what stands there for what is to stand there."""
        self.held = dict(self.space)
        self.ids = tuple(map(id, self.space.values()))

    def is_same(self) -> bool:
        """Whether the same objects stand there still, in the same order."""
        return tuple(map(id, self.space.values())) == self.ids


class _Held:
    """An object that may change in its place.

    Attributes:
        value: The object.
        text: What it was when it was last looked at.
        complete: Whether the text says all.
    """

    def __init__(self, value: object, most: int, ignored: frozenset[str], nodes: int) -> None:
        self.value = value
        self.most = most
        self.nodes = nodes
        self.ignored = ignored
        self.remember()

    def remember(self) -> str:
        """Look at the object, and keep what it is."""
        told = examine(self.value, most=self.most, ignored=self.ignored, nodes=self.nodes)
        self.text, self.notes, self.looked = told.text, told.notes, told.looked
        self.parts = _parts(self.value, self.most)
        return self.text

    def is_same(self) -> bool:
        """Whether nothing changed, as far as that can be told without looking closely."""
        return self.parts is not None and all(unchanged() for unchanged in self.parts)


class ModuleState:
    """What a module keeps, as of the last look at it.

    Attributes:
        notes: What can't be watched whole, each in words.
    """

    def __init__(
        self, module: types.ModuleType, *, most: int, ignored: frozenset[str] = frozenset()
    ) -> None:
        """Look at a module for the first time.

        Args:
            module: The module, imported already.
            most: Characters of one object's text before the rest goes on as a hash.
            ignored: Names, and names of attributes, that do not count.
        """
        self.notes: dict[str, None] = {}
        self._left = _ALL_NODES
        self._name = module.__name__
        self._most = most
        self._ignored = ignored
        self._places = [_Places("", space_of(module))]
        self._held: dict[str, _Held] = {}
        self._functions: list[tuple[str, types.FunctionType]] = []
        self._classes: set[int] = set()
        self._add(self._places[0])
        self._attributes = [function.__dict__ for _, function in self._functions]

    def changes(self) -> dict[str, str]:
        """What changed since the last look: places, and what stands there now."""
        found: dict[str, str] = {}
        for places in self._places:
            if not places.is_same():
                found.update(self._moved(places))
        if any(self._attributes):
            for label, function in self._functions:
                if function.__dict__ and f"{label}.__dict__" not in self._held:
                    found[f"{label}.__dict__"] = self._hold(f"{label}.__dict__", function.__dict__)
        for label, held in self._held.items():
            if not held.is_same():
                before = held.text
                if held.remember() != before:
                    found.setdefault(label, held.text)
        return dict(sorted(found.items()))

    def names_of(self, value: object) -> list[str]:
        """Where the module itself keeps an object."""
        return [label for label, held in self._held.items() if held.value is value]

    def _moved(self, places: _Places) -> Iterable[tuple[str, str]]:
        """Names that were bound, bound otherwise or deleted."""
        before, now = places.held, dict(places.space)
        places.remember()
        for name in sorted(before.keys() | now.keys()):
            if not self._counts(name) or (
                name in before and name in now and before[name] is now[name]
            ):
                continue
            label = f"{places.label}{name}"
            known = self._held.pop(label, None)
            old = known.text if known else self._text(before[name]) if name in before else ""
            if name not in now:
                yield label, "deleted"
                continue
            new = self._text(now[name])
            if _may_change(now[name]):
                self._hold(label, now[name])
            if new != old:
                yield label, new

    def _counts(self, name: str) -> bool:
        if name.startswith("__") and name.endswith("__"):
            return False
        return name not in self._ignored and not name.startswith(_OWN)

    def _text(self, value: object) -> str:
        return examine(value, most=self._most, ignored=self._ignored, nodes=_NODES).text

    def _hold(self, label: str, value: object) -> str:
        nodes = max(_LEAST_NODES, min(_NODES, self._left))
        held = self._held[label] = _Held(value, self._most, self._ignored, nodes)
        self._left -= held.looked
        self.notes.update((f"of {label}: {note}", None) for note in held.notes)
        return held.text

    def _add(self, places: _Places) -> None:
        for name, value in list(places.space.items()):
            if self._counts(name):
                self._look(f"{places.label}{name}", value)
            elif _function_of(value) is not None and places.label:
                self._function(f"{places.label}{name}", value)

    def _look(self, label: str, value: object) -> None:
        if issubclass(type(value), type):
            self._class(label, value)  # type: ignore[arg-type]
        elif _function_of(value) is not None:
            self._function(label, value)
        elif _may_change(value):
            self._hold(label, value)

    def _class(self, label: str, kind: type) -> None:
        own = space_of(kind).get("__module__") == self._name
        if not own or id(kind) in self._classes or is_enum(kind):
            return
        self._classes.add(id(kind))
        places = _Places(f"{label}.", space_of(kind))
        self._places.append(places)
        self._add(places)

    def _function(self, label: str, value: object) -> None:
        function = _function_of(value)
        if function is None or function.__module__ != self._name:
            return
        self._functions.append((label, function))
        if function.__dict__:
            self._hold(f"{label}.__dict__", function.__dict__)
        for name in ("__defaults__", "__kwdefaults__"):
            given: object = getattr(function, name)
            if given is not None and _may_change(given):
                self._hold(f"{label}.{name}", given)


def _function_of(value: object) -> types.FunctionType | None:
    """The function behind a name; None: it is none."""
    if is_a(value, property):
        value = value.fget
    elif is_a(value, staticmethod) or is_a(value, classmethod):
        value = value.__func__
    return value if is_a(value, types.FunctionType) else None


def _may_change(value: object) -> bool:
    """Whether an object may become another in its place."""
    kind = type(value)
    if id(kind) in ATOMS or issubclass(kind, _STILL):
        return False
    if kind is tuple or kind is frozenset:
        return any(map(_may_change, value))  # type: ignore[call-overload]
    return not is_enum(kind) and head_of(kind) not in _CONSTANT


_CONSTANT = frozenset(
    {
        "decimal.Decimal",
        "fractions.Fraction",
        "datetime.date",
        "datetime.datetime",
        "datetime.time",
        "datetime.timedelta",
        "datetime.timezone",
        "functools._lru_cache_wrapper",
        "logging.Logger",
        "object",
        "pathlib.PosixPath",
        "pathlib.WindowsPath",
        "pathlib._local.PosixPath",
        "pathlib._local.WindowsPath",
        "range",
        "re.Pattern",
        "types.GenericAlias",
        "types.UnionType",
        "typing.TypeVar",
        "typing._GenericAlias",
        "typing._UnionGenericAlias",
        "typing._SpecialForm",
        "__future__._Feature",
        "_abc._abc_data",
        "_collections._tuplegetter",
        "typing._AnyMeta",
        "typing._CallableGenericAlias",
        "typing._CallableType",
        "typing._LiteralGenericAlias",
        "typing._SpecialGenericAlias",
        "typing._TupleType",
    }
)


def _parts(value: object, most: int) -> list[Callable[[], bool]] | None:
    """Tests that each see whether one object holds the same objects as now.

    None where there are too many of them, or objects whose insides are not plain.
    """
    found: list[Callable[[], bool]] = []
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or not _may_change(one):
            continue
        seen.add(id(one))
        kind = type(one)
        if id(kind) in _SEQUENCES:
            items = list(one)  # type: ignore[call-overload]
            waiting += items
            if kind is not tuple:
                found.append(_same_items(one, items))  # type: ignore[arg-type]
        elif id(kind) in _MAPPINGS:
            mapping: dict[object, object] = one  # type: ignore[assignment]
            waiting += [*mapping, *mapping.values()]
            found.append(_same_mapping(mapping))
        elif kind is bytearray:
            found.append(_same_bytes(one))  # type: ignore[arg-type]
        elif _is_grown(kind):
            if issubclass(kind, tuple):
                waiting += tuple.__iter__(one)  # type: ignore[arg-type]
            attributes = attributes_of(kind)(one)
            waiting += attributes.values()
            found.append(_same_mapping(attributes))
        elif _is_plain(kind):
            attributes = attributes_of(kind)(one)
            waiting += attributes.values()
            found.append(_same_mapping(attributes))
        else:
            return None
        if len(found) > most:
            return None
    return found


def _is_plain(kind: type) -> bool:
    """Whether objects of a class hold no more than a ``__dict__``."""
    return all(
        base is object
        or (
            "__slots__" not in space_of(base)
            and head_of(type(base)) in ("type", "abc.ABCMeta")
            and head_of(base).partition(".")[0] not in ("builtins", "_thread")
            and bool(size_of(base, "__flags__") >> 9 & 1)
        )
        for base in bases_of(kind)
    ) and size_of(kind, "__basicsize__") <= size_of(_Sample, "__basicsize__")


def _is_grown(kind: type) -> bool:
    """Whether objects of a class are tuples, texts or the like with a ``__dict__``, if that."""
    return issubclass(kind, _BASES) and all(
        base is object
        or base in _BASES
        or (
            not space_of(base).get("__slots__")
            and head_of(type(base)) == "type"
            and bool(size_of(base, "__flags__") >> 9 & 1)
        )
        for base in bases_of(kind)
    )


_BASES = (tuple, str, bytes, int, float)


class _Sample:
    """What no class of its kind is smaller than."""


def _same_items(one: Iterable[object], items: list[object]) -> Callable[[], bool]:
    count = len(items)
    return lambda: len(one) == count and all(map(is_, one, items))  # type: ignore[arg-type]


def _same_mapping(one: Mapping[object, object]) -> Callable[[], bool]:
    keys, values, count = list(one), list(one.values()), len(one)
    return lambda: (
        len(one) == count and all(map(is_, one.values(), values)) and all(map(is_, one, keys))
    )


def _same_bytes(one: bytearray) -> Callable[[], bool]:
    copy = bytes(one)
    return lambda: one == copy
