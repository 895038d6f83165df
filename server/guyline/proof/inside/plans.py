"""How values of a type are written: found once for each type, and kept.

A type is told by identity, in the order of its own bases; a class that only says that it
is another is written as a class of that name, with brackets and attributes, which is
never the text of the real one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import arrays, containers, kinds, objects
from .classes import bases_of, head_of, size_of, space_of

if TYPE_CHECKING:
    from .scribe import Scribe

__all__ = ["PLANS", "Plan", "is_shared", "plan_for"]

Write = Callable[["Scribe", Any, int], str]

_MOST_PLANS = 20_000


class Plan:
    """How values of one type are written.

    Attributes:
        kind: The type; held, so that its id stays its own.
        write: Gives the text.
        shared: Whether it counts that two places hold the same object.
        deep: Whether it may hold other values.
    """

    __slots__ = ("deep", "kind", "shared", "write")

    def __init__(self, kind: type, write: Write, *, shared: bool, deep: bool = True) -> None:
        self.kind = kind
        self.write = write
        self.shared = shared
        self.deep = deep


PLANS: dict[int, Plan] = {}
"""By the id of the type, as a metaclass may have a hash of its own."""

_TABLES = (containers.TABLE, kinds.TABLE, objects.TABLE)
_IMMUTABLE = frozenset().union(containers.IMMUTABLE, kinds.IMMUTABLE, objects.IMMUTABLE)
_FLAT = kinds.FLAT


def plan_for(kind: type) -> Plan:
    """The plan of a type, made where there is none."""
    if len(PLANS) > _MOST_PLANS:
        PLANS.clear()
    plan = PLANS[id(kind)] = _made(kind)
    return plan


def is_shared(value: object) -> bool:
    """Whether it counts that two places hold the same object: not where it can't change."""
    kind = type(value)
    return (PLANS.get(id(kind)) or plan_for(kind)).shared


def _made(kind: type) -> Plan:
    bases = bases_of(kind)
    array = arrays.plan(kind, bases)
    if array is not None:
        write, shared = array
        return Plan(kind, write, shared=shared)
    if any(base is type for base in bases):
        return Plan(kind, objects.write_class, shared=False)
    if kinds.is_enum(kind):
        return Plan(kind, kinds.enum_writer(kind), shared=False)
    name, base = _known(bases)
    if base is kind:
        return Plan(kind, _writer(name), shared=name not in _IMMUTABLE, deep=name not in _FLAT)
    # Attributes of its own may lead anywhere, back to itself too: told once, then referred to.
    holds = name not in _IMMUTABLE or size_of(kind, "__dictoffset__") != 0
    shared = holds and not objects.is_frozen(kind)
    inner = _writer(name) if name else None
    return Plan(kind, objects.object_writer(kind, bases, head_of(kind), inner), shared=shared)


def _known(bases: tuple[type, ...]) -> tuple[str, type | None]:
    """The first base that is in one of the tables, and the name it has there."""
    real = {id(base): (name, base) for name, base in _loaded()}
    for base in bases:
        if id(base) in real:
            return real[id(base)]
    return "", None


def _loaded() -> list[tuple[str, type]]:
    """The types of the tables whose modules are loaded."""
    found = []
    for table in _TABLES:
        for name, entry in table.items():
            if isinstance(entry, tuple):
                found.append((name, entry[0]))
                continue
            module, _, qualified = name.partition(":")
            kind = space_of(sys.modules.get(module)).get(qualified)
            if isinstance(kind, type):
                found.append((name, kind))
    return found


def _writer(name: str) -> Write:
    for table in _TABLES:
        if name in table:
            entry = table[name]
            return entry[1] if isinstance(entry, tuple) else entry
    raise KeyError(name)
