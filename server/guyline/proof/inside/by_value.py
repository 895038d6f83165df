"""Classes that nobody else can import, as what they are made of: those that tests define.

The class is made first, empty, and what it holds is set afterwards: its methods may speak of it.
"""

from __future__ import annotations

import abc
import dataclasses
import sys
import types
from typing import Any

from .recipe import Unmade

_TESTS = ("test", "tests", "conftest")
_FIRST = ("__module__", "__qualname__", "__doc__", "__slots__", "__annotations__")
_MADE_BY_THE_CLASS = frozenset({"__dict__", "__weakref__", "_abc_impl", "__slotnames__", *_FIRST})
_BY_STATEMENT = 1 << 9
"""``Py_TPFLAGS_HEAPTYPE``: made by a class statement, or much like it."""

_MARKERS = {
    id(getattr(dataclasses, name)): name
    for name in ("MISSING", "KW_ONLY", "_FIELD", "_FIELD_CLASSVAR", "_FIELD_INITVAR")
    if hasattr(dataclasses, name)
}
"""What fields of dataclasses are told by, with ``is``."""


def is_importable(module: types.ModuleType) -> bool:
    """Whether a process that runs no tests can be expected to find a module."""
    parts = module.__name__.split(".")
    is_test = any(each in _TESTS or each.startswith("test_") for each in parts)
    return module.__spec__ is not None and not is_test


def marker(value: object) -> str | None:
    """The name of one of the library's markers of dataclasses; None: it is none."""
    return _MARKERS.get(id(value))


def reduced_descriptor(value: Any) -> Any:
    """How a pickle makes what a class holds of a decorator of the language's."""
    if isinstance(value, property):
        return property, (value.fget, value.fset, value.fdel, value.__doc__)
    return type(value), (value.__func__,)


def reduced_names(value: types.MappingProxyType[Any, Any]) -> Any:
    """A view of names, which the fields of dataclasses have, as ``pickle`` makes it."""
    return types.MappingProxyType, (dict(value),)


def is_found(value: type | types.FunctionType) -> bool:
    """Whether a process that runs no tests finds a class or function by its name."""
    if isinstance(value, type) and not value.__flags__ & _BY_STATEMENT:
        return True  # the library has its own way to pickle these
    module = sys.modules.get(value.__module__ or "")
    if module is None or (_is_on_its_own(module) and not is_importable(module)):
        return False
    found: Any = module
    for name in value.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is value


def _is_on_its_own(module: types.ModuleType) -> bool:
    """Whether a module of a file is in no package: who runs it, put its folder on the path."""
    name = module.__name__
    return "." not in name and name != "__main__" and bool(getattr(module, "__file__", None))


def reduced_class(value: type) -> Any:
    """How a pickle makes a class again; None: it is found by its name.

    Raises:
        Unmade: Nor can it be made: it has a metaclass of its own.
    """
    if is_found(value):
        return None
    kind = type(value)
    if kind not in (type, abc.ABCMeta):
        raise Unmade(f"{value.__qualname__}, whose class is made by {kind.__qualname__}")
    held = dict(vars(value))
    first = {name: held[name] for name in _FIRST if held.get(name) is not None}
    slots = {
        name
        for name, each in held.items()
        if isinstance(each, (types.MemberDescriptorType, types.GetSetDescriptorType))
    }
    rest = {
        name: each
        for name, each in held.items()
        if name not in _MADE_BY_THE_CLASS and name not in slots
    }
    return kind, (value.__name__, value.__bases__, first), (None, rest)
