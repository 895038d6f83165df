"""What a class is, read where CPython keeps it: no metaclass has a word in it."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from typing import TypeGuard, TypeVar

__all__ = ["attributes_of", "bases_of", "head_of", "is_a", "size_of", "space_of"]

T = TypeVar("T")

_SPACE = type.__dict__["__dict__"]
_MRO = type.__dict__["__mro__"]
_MODULE = type.__dict__["__module__"]
_QUALNAME = type.__dict__["__qualname__"]
_OF_MODULE: types.MemberDescriptorType = vars(types.ModuleType)["__dict__"]


def is_a(value: object, kind: type[T]) -> TypeGuard[T]:
    """As `isinstance`, which would ask the value for its ``__class__``; a proxy may refuse."""
    return issubclass(type(value), kind)


def bases_of(kind: type) -> tuple[type, ...]:
    """A class and its bases in their order of lookup."""
    found: tuple[type, ...] = _MRO.__get__(kind)
    return found


def head_of(kind: type) -> str:
    """Module and qualified name of a class; of a builtin the name alone."""
    name = _QUALNAME.__get__(kind)
    module = _MODULE.__get__(kind)
    if not isinstance(module, str):
        return f"?.{name}"
    return str(name) if module == "builtins" else f"{module}.{name}"


def space_of(owner: object) -> Mapping[str, object]:
    """What a class or a module itself defines; nothing for any other object."""
    if issubclass(type(owner), type):
        found: Mapping[str, object] = _SPACE.__get__(owner)
        return found
    if issubclass(type(owner), types.ModuleType):
        names: Mapping[str, object] | None = _OF_MODULE.__get__(owner)
        return names or {}
    return {}


def size_of(kind: type, name: str) -> int:
    """One of a class's sizes and offsets: ``__basicsize__`` and the like, in bytes."""
    return int(type.__dict__[name].__get__(kind))


def attributes_of(kind: type) -> Callable[[object], Mapping[object, object]]:
    """What gives the ``__dict__`` of a class's objects; empty where there is none.

    A class may hide it behind a property of the same name, so the descriptor is taken that
    CPython made.
    """
    for base in bases_of(kind):
        found = space_of(base).get("__dict__")
        if is_a(found, types.GetSetDescriptorType) or is_a(found, types.MemberDescriptorType):
            return found.__get__
    return _no_attributes


def _no_attributes(_value: object) -> Mapping[object, object]:
    return {}
