"""Values like others that are there, with fewer items."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from itertools import islice
from typing import Any

from .captured import recipe_of_value
from .recipe import Recipe

__all__ = ["recipe_of_part"]


def recipe_of_part(value: Any, most: int, home: str = "") -> Recipe:
    """The recipe of a value like this one, with no more than so many items.

    Raises:
        Unmade: It can't be made again.
    """
    return recipe_of_value(_part(value, most, 0), home)


def _part(value: Any, most: int, depth: int) -> Any:
    kind = type(value)
    if depth > 3:
        return value
    if kind in (list, tuple):
        return kind(_part(each, most, depth + 1) for each in value[:most])
    if kind in (str, bytes, bytearray):
        return value[: most * 4]
    if kind is deque:
        return deque(islice(value, most), value.maxlen)
    if kind in (set, frozenset):
        return kind(islice(value, most))
    if kind in (dict, OrderedDict, Counter):
        return kind(
            (key, _part(each, most, depth + 1)) for key, each in islice(value.items(), most)
        )
    if kind is range:
        return value[:most]
    if kind.__module__.partition(".")[0] in ("numpy", "pandas") and hasattr(value, "shape"):
        if not value.shape:
            return value
        rows = value.iloc[:most] if hasattr(value, "iloc") else value[:most]
        return (
            rows[:, :most] if getattr(rows, "ndim", 1) == 2 and kind.__name__ == "ndarray" else rows
        )
    return value
