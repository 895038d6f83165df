"""What the values of a call look like, told quickly: calls that look alike are kept less often.

A shape is made of types, of sizes by powers of two, and of the shapes of the first few parts.
"""

from __future__ import annotations

import math
import sys
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

Shape = tuple[Any, ...]

_COLLECTIONS = (list, tuple, set, frozenset, dict, deque)
_FIRST = 4
_DEEPEST = 3


def shape_of(values: Iterable[object]) -> Shape:
    """The shape of the values of a call. It runs no code of the values' classes."""
    return tuple(_shape(value, _DEEPEST) for value in values)


def _shape(value: Any, deeper: int) -> Any:
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        return "int", (value > 0) - (value < 0), value.bit_length()
    if kind is float:
        return "float", (value > 0) - (value < 0), math.isfinite(value), value.is_integer()
    if kind in (str, bytes, bytearray, range):
        return kind.__name__, len(value).bit_length()
    if kind in _COLLECTIONS:
        return (kind.__name__, len(value).bit_length(), *_parts(value, deeper))
    numpy = sys.modules.get("numpy")
    if numpy is not None and kind is getattr(numpy, "ndarray", None):
        return "array", str(value.dtype), tuple(each.bit_length() for each in value.shape)
    if deeper and kind.__dictoffset__:
        return kind.__qualname__, _held(value, deeper)
    return kind.__qualname__


def _parts(value: Any, deeper: int) -> tuple[Any, ...]:
    if not deeper:
        return ()
    items = value.items() if type(value) is dict else value
    try:
        return tuple(_shape(each, deeper - 1) for each in islice(items, _FIRST))
    except RuntimeError:  # another thread changes it
        return ()


def _held(value: object, deeper: int) -> tuple[Any, ...]:
    try:
        attributes = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return ()
    if type(attributes) is not dict:
        return ()
    return _parts(list(islice(attributes.values(), _FIRST)), deeper)
