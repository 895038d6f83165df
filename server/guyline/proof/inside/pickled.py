"""Values that can't be written down as an expression of their parts, kept as a pickle.

The pickle takes more than the library's: functions without a name, by their code; classes of
tests, by what they hold; modules, weak references, locks (which nobody holds then), matches and
objects that are not filled yet; and what is left of a generator. Only the library is needed to
read it, so a line can be run anywhere.
"""

from __future__ import annotations

import base64
import importlib
import marshal
import operator
import pickle
import re
import sys
import threading
import types
import weakref
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import islice
from typing import Any

from .by_value import (
    is_found,
    is_importable,
    marker,
    reduced_class,
    reduced_descriptor,
    reduced_names,
)
from .forked import in_a_child
from .matched import reduced_match
from .recipe import Unmade
from .singular import place_of

_LONGEST = 256_000
_COMPRESSED = 4_000
"""Bytes from which it pays to compress."""

_MOST_ITEMS = 5_000
"""Items of a generator."""

_PATIENCE = 1.0
"""Seconds for what is done in a child: a generator that comes to its end, a deep value."""

_LEVELS = 5_000
"""How deep a pickle may go: some 20,000 levels of C fill the stack of a thread, and a process
that allows itself more levels than that would be gone."""

_FILL = types.CellType.cell_contents.__set__
_HIDDEN: dict[object, str] = {
    types.FunctionType: "FunctionType",
    types.CellType: "CellType",
    types.CodeType: "CodeType",
    types.MappingProxyType: "MappingProxyType",
    types.ModuleType: "ModuleType",
}
"""Classes that no module has by their own names, but ``types`` has by these."""

_LOCKS: dict[type, Callable[[], object]] = {
    type(threading.Lock()): threading.Lock,
    type(threading.RLock()): threading.RLock,
}
_BY_CLASS = 1 << 9
"""``Py_TPFLAGS_HEAPTYPE``: made by a class statement, or much like it."""


class Running(Unmade):
    """A generator is in it, which can only be looked into by running it to its end."""


def pickled(value: object) -> str:
    """An expression that makes a value's like.

    Raises:
        Unmade: It can't be pickled, or is too large.
    """
    try:
        data = _apart(value) if sys.getrecursionlimit() > _LEVELS else _dumped(value, runs=False)
    except Running:
        data = _apart(value)
    if len(data) < _COMPRESSED:
        return f"pickle.loads({data!r})"
    text = base64.b85encode(zlib.compress(data)).decode()
    packed = f"__import__('base64').b85decode({text!r})"
    return f"pickle.loads(__import__('zlib').decompress({packed}))"


def rest_of(generator: Iterator[object]) -> list[object]:
    """What is left in a generator, which stays as it is.

    Raises:
        Unmade: It does not end soon, it fails, or an item can't be pickled.
    """
    return list(pickle.loads(_apart(generator)))  # noqa: S301 - of this process


def _apart(value: object) -> bytes:
    """A pickle made in a child, whose generators are run to their ends; here they stay as are."""

    def work(tell: Callable[[bytes], None]) -> None:
        if sys.getrecursionlimit() > _LEVELS:
            sys.setrecursionlimit(_depth() + _LEVELS)
        tell(_dumped(value, runs=True))

    data: bytes | None = in_a_child(work, _PATIENCE)
    if data is None:
        raise Unmade("nested too deep, or a generator that does not end, or fails")
    return data


def _depth() -> int:
    frame, depth = sys._getframe(), 0
    while frame.f_back is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


def _dumped(value: object, *, runs: bool) -> bytes:
    data = _Bounded()
    try:
        _Pickler(data, runs).dump(value)
    except Unmade:
        raise
    except Exception as error:
        raise Unmade(f"{type(value).__name__} can't be kept: {error}") from error
    return data.getvalue()


class _Bounded(BytesIO):
    """A file that is full soon: a large value is not pickled to its end."""

    def write(self, data: Any) -> int:
        """As a file does.

        Raises:
            Unmade: It is full.
        """
        if self.tell() + len(data) > _LONGEST:
            raise Unmade("too large to write down")
        return super().write(data)


class _Attribute:
    """Stands for what a module has by a path; a path of nothing is the module itself."""

    def __init__(self, module: str, path: str = "") -> None:
        self.module = module
        self.path = path


class _Names:
    """Stands for the names of a module."""

    def __init__(self, module: str) -> None:
        self.module = _Attribute(module)


class _Pickler(pickle.Pickler):
    """The library's, with what it does not take.

    Args:
        data: Where to.
        runs: Whether generators may be run to their ends.
    """

    def __init__(self, data: BytesIO, runs: bool) -> None:
        super().__init__(data, 5)
        self._runs = runs

    def reducer_override(self, value: Any) -> Any:
        """How a value is made again; see the library's own."""
        kind = type(value)
        if kind is _Attribute:
            if not value.path:
                return importlib.import_module, (value.module,)
            return operator.attrgetter(value.path), (_Attribute(value.module),)
        if kind is _Names:
            return vars, (value.module,)
        if isinstance(value, type):
            hidden = _HIDDEN.get(value)
            return _by_path("types", hidden) if hidden else reduced_class(value) or NotImplemented
        if kind in _LOCKS:
            return _LOCKS[kind], ()
        if kind is types.GeneratorType:
            return self._rest(value)
        if value is _FILL:
            return _by_path("types", "CellType.cell_contents.__set__")
        make = _MADE.get(kind)
        if make is not None:
            return make(value)
        name = marker(value)
        place = ("dataclasses", name) if name else place_of(value)
        if place is not None:
            return _by_path(*place)
        return _unfilled(value)

    def _rest(self, generator: Iterator[object]) -> Any:
        if not self._runs:
            raise Running("a generator")
        items = list(islice(generator, _MOST_ITEMS + 1))
        if len(items) > _MOST_ITEMS:
            raise Unmade("a generator of too many items")
        return iter, (items,)


def _by_path(module: str, path: str) -> Any:
    return operator.attrgetter(path), (_Attribute(module),)


def _module(value: types.ModuleType) -> Any:
    """By its name, or else what it holds: a template's, say, that is in no file."""
    name = value.__name__
    if sys.modules.get(name) is value and value.__spec__ is not None:
        return importlib.import_module, (name,)
    held = {key: each for key, each in vars(value).items() if not key.startswith("__")}
    return types.ModuleType, (name,), held


def _reference(value: weakref.ref[Any]) -> Any:
    there = value()
    return NotImplemented if there is None else (weakref.ref, (there,))


def _code(value: types.CodeType) -> Any:
    return marshal.loads, (marshal.dumps(value),)


def _cell(value: types.CellType) -> Any:
    try:
        held = value.cell_contents
    except ValueError:  # not bound yet
        return types.CellType, ()
    # A function may be in its own cell: the cell is there before it is filled.
    return types.CellType, (), held, None, None, _FILL


def _function(value: types.FunctionType) -> Any:
    """By its name, or else by its code and what that needs."""
    if is_found(value):
        return NotImplemented
    given = (value.__code__, _names_of(value), value.__name__, value.__defaults__)
    behind = {"__kwdefaults__": value.__kwdefaults__, "__qualname__": value.__qualname__}
    return types.FunctionType, (*given, value.__closure__), (vars(value) or None, behind)


def _names_of(value: types.FunctionType) -> object:
    """A module's names; those that are needed of a test's, which nobody else can import."""
    names = value.__globals__
    module = sys.modules.get(str(names.get("__name__")))
    if module is not None and vars(module) is names and is_importable(module):
        return _Names(module.__name__)
    return {each: names[each] for each in sorted(_read_in(value.__code__)) if each in names}


def _read_in(code: types.CodeType) -> set[str]:
    """The names that a code, and what is within it, may read of its module."""
    found = set(code.co_names)
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            found |= _read_in(each)
    return found


def _unfilled(value: Any) -> Any:
    """An object of a class of the project's that its constructor has not filled yet.

    Its own way of being pickled may read what is not there.
    """
    kind = type(value)
    base: Any = next(each for each in kind.__mro__ if not each.__flags__ & _BY_CLASS)
    if base not in (object, dict, list, set) or base is kind or getattr(value, "__dict__", None):
        return NotImplemented
    if base is not object and base.__len__(value):
        return NotImplemented
    slots = {name for each in kind.__mro__ for name in _slots(each)}
    if any(_is_set(value, each) for each in slots):
        return NotImplemented
    try:
        base.__new__(kind)
    except TypeError:  # a class between them is written in C
        return NotImplemented
    return base.__new__, (kind,)


def _slots(kind: type) -> tuple[str, ...]:
    members = vars(kind).items()
    return tuple(name for name, each in members if type(each) is types.MemberDescriptorType)


def _is_set(value: object, name: str) -> bool:
    try:
        object.__getattribute__(value, name)
    except AttributeError:
        return False
    return True


_MADE: dict[type, Callable[[Any], Any]] = {
    types.ModuleType: _module,
    weakref.ref: _reference,
    types.CodeType: _code,
    types.CellType: _cell,
    types.FunctionType: _function,
    types.MappingProxyType: reduced_names,
    classmethod: reduced_descriptor,
    property: reduced_descriptor,
    staticmethod: reduced_descriptor,
    re.Match: reduced_match,
}
