"""Objects of which there is one, and that code knows by where it stands.

``token.ttype is Keyword`` holds of that one object and of no copy. So a recorded value that stands
in a module is told by its name there, as classes and functions are. That is right for what can't
change: markers, and objects of classes that stand on a tuple, a number or a text.
"""

from __future__ import annotations

import enum
import operator
import sys
from collections.abc import Iterator
from typing import Any

_UNCHANGING = (tuple, str, bytes, int, float, frozenset)
_EXACT = frozenset({*_UNCHANGING, bool, type(None)})
_DEEPEST = 4
"""Names behind one another: ``Literal.Number.Float``."""

_MOST = 5_000
"""Objects of a package that are looked at."""

Place = tuple[str, str]
"""A module's name, and the path to an object within it."""

_MOST_KNOWN = 100
_PLACES: dict[str, tuple[tuple[int, int], dict[int, Place]]] = {}
"""By module: how many there were and which it was; and where objects stand, by their ids."""


def place_of(value: object, home: str = "") -> Place | None:
    """Where an object stands, if it can only be that one; None: it may be any.

    Args:
        value: The object.
        home: The module whose package markers without a class of their own may be of.
    """
    if not _is_singular(value):
        return None
    place = _places(home if type(value) is object else type(value).__module__).get(id(value))
    return place if place is not None and _resolved(*place) is value else None


def may_be_told_by_place(kind: type) -> bool:
    """Whether objects of a class that stands on a builtin may be some of which there is one."""
    return kind not in _EXACT and issubclass(kind, _UNCHANGING) and not hasattr(kind, "_fields")


def _is_singular(value: object) -> bool:
    """Whether nobody can change it, and ``is`` may tell it from its like."""
    try:
        return _may_be_singular(value)
    except Exception:  # what stands in a module may be anything, and run code of its own
        return False


def _may_be_singular(value: object) -> bool:
    kind = type(value)
    if kind is object:
        return True
    if kind in _EXACT or kind.__module__ == "builtins" or isinstance(value, (type, enum.Enum)):
        return False
    if isinstance(value, _UNCHANGING):
        return not hasattr(kind, "_fields")  # a named tuple is as good as its like
    return kind.__eq__ is object.__eq__ and getattr(value, "__dict__", None) == {}


def _places(home: str) -> dict[int, Place]:
    """Where the objects of a module's package stand, by their ids."""
    top = home.partition(".")[0]
    if not top or top in sys.stdlib_module_names:
        return {}
    now = len(sys.modules), id(sys.modules.get(home))
    then, found = _PLACES.get(home, ((0, 0), {}))
    if then != now:
        found = {}
        for module, path, value in _standing(top):
            before = found.setdefault(id(value), (module, path))
            if before[0] != module == type(value).__module__:
                found[id(value)] = module, path  # others only import it
            if len(found) > _MOST:
                break
        if len(_PLACES) >= _MOST_KNOWN:
            _PLACES.clear()
        _PLACES[home] = now, found
    return found


def _standing(top: str) -> Iterator[tuple[str, str, Any]]:
    """The objects of a package that can only be themselves, the shortest paths first."""
    within = top + "."
    level: list[tuple[str, str, Any]] = [
        (name, key, value)
        for name, module in sorted(sys.modules.items())
        if name == top or name.startswith(within)
        for key, value in list(getattr(module, "__dict__", {}).items())
        if _is_singular(value)
    ]
    for _ in range(_DEEPEST):
        yield from level
        level = [
            (module, f"{path}.{key}", each)
            for module, path, value in level
            for key, each in list(getattr(value, "__dict__", {}).items())
            if type(each) is type(value) and key.isidentifier() and _is_singular(each)
        ]
        if len(level) > _MOST:
            return


def _resolved(module: str, path: str) -> object:
    """What stands at a place by now; None: nothing does."""
    try:
        return operator.attrgetter(path)(sys.modules[module])
    except (KeyError, AttributeError):
        return None
