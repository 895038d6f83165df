"""What a result has in common with what the function was given: the same objects."""

from __future__ import annotations

import sys
import types
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from .classes import attributes_of, bases_of
from .plans import is_shared
from .scribe import ATOMS, atom

__all__ = ["shared_parts"]

_MOST = 1_000
_DEEPEST = 4
_SEQUENCES = (list, tuple, deque)
_PLAIN = frozenset(map(id, (list, tuple, dict)))
"""By id, as a metaclass may have ideas of its own about what is equal."""


def shared_parts(
    result: object, given: Mapping[str, object], items: Sequence[object] = ()
) -> list[str]:
    """Parts of a result that are parts of an argument, as lines like ``result[0] is 1``.

    Looked at are the values and what they hold, some levels deep, a thousand of each at the
    most; immutable objects do not count.

    Args:
        result: What a function returned.
        given: The arguments, by what they are to be called.
        items: What the result gave, if it is an iterator.
    """
    parts = _parts("result", result)
    parts += [(f"item {number}", item) for number, item in enumerate(items) if is_shared(item)]
    if not parts:
        return []
    places: dict[int, str] = {}
    for name, value in given.items():
        for path, part in _parts(name, value):
            places.setdefault(id(part), path)
    found = [f"{path} is {places[id(part)]}" for path, part in parts if id(part) in places]
    return found or _overlapping(result, given)


def _parts(name: str, value: object) -> list[tuple[str, object]]:
    """A value and what it holds, and so on, with where; mutable objects only."""
    if id(type(value)) in ATOMS:
        return []
    found: list[tuple[str, object]] = []
    waiting = deque([(name, value, 0)])
    seen: set[int] = set()
    count = 0
    while waiting and count < _MOST:
        path, held, depth = waiting.popleft()
        kind = type(held)
        if is_shared(held):
            found.append((path, held))
        if depth >= _DEEPEST or id(held) in seen:
            continue
        seen.add(id(held))
        plain: Any = held.values() if kind is dict else held  # type: ignore[attr-defined]
        if id(kind) in _PLAIN and ATOMS.issuperset(map(id, map(type, plain))):
            continue
        for behind, part in islice(_held(held, kind), _MOST - count):
            count += 1
            if id(type(part)) not in ATOMS:
                waiting.append((path + behind, part, depth + 1))
    return found


def _held(value: object, kind: type) -> Iterable[tuple[str, object]]:
    layout = _LAYOUTS.get(id(kind)) or _layout(kind)
    for base in layout.sequences:
        items: Iterable[object] = base.__iter__(value)  # type: ignore[attr-defined]
        for number, part in enumerate(items):
            yield f"[{number}]", part
    if layout.is_dict:
        pairs: Iterable[tuple[object, object]] = dict.items(value)  # type: ignore[arg-type]
        for key, part in pairs:
            told = atom(key) if id(type(key)) in ATOMS else "…"
            yield f"[{told}]", part
    if not layout.is_code:
        for name, part in dict(layout.attributes(value)).items():
            yield f".{name}", part


class _Layout(NamedTuple):
    """What objects of a class hold; the class is kept, so that its id stays its own."""

    kind: type
    sequences: tuple[type, ...]
    is_dict: bool
    is_code: bool
    attributes: Callable[[object], Mapping[object, object]]


_LAYOUTS: dict[int, _Layout] = {}
_MOST_LAYOUTS = 10_000


def _layout(kind: type) -> _Layout:
    if len(_LAYOUTS) > _MOST_LAYOUTS:
        _LAYOUTS.clear()
    bases = {id(base) for base in bases_of(kind)}
    found = _LAYOUTS[id(kind)] = _Layout(
        kind,
        tuple(base for base in _SEQUENCES if id(base) in bases),
        id(dict) in bases,
        id(type) in bases or id(types.ModuleType) in bases,
        attributes_of(kind),
    )
    return found


def _overlapping(result: object, given: Mapping[str, object]) -> list[str]:
    """Arrays of numpy that lie, in part, in the same memory."""
    numpy: Any = sys.modules.get("numpy")
    array = getattr(numpy, "ndarray", None)
    if array is None or not issubclass(type(result), array):
        return []
    return [
        f"result shares memory with {name}"
        for name, value in given.items()
        if issubclass(type(value), array) and numpy.may_share_memory(result, value)
    ]
