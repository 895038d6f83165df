"""Plain values that anybody may have written, held to what they have to be.

Each function raises :class:`BadProfileError` where a value is something else.
"""

from __future__ import annotations

import math
from typing import Any

from guyline.hints.heat.profile import BadProfileError

MOST_ENTRIES = 1_000_000
"""Functions, lines, frames and calls that are read of one profile."""

_LONGEST = 4096
_MOST_SECONDS = 1e10


def mapping(value: object) -> dict[Any, Any]:
    """A dict."""
    if not isinstance(value, dict):
        raise BadProfileError(f"a mapping was expected, not {type(value).__name__}")
    return value


def sequence(value: object, *lengths: int) -> list[Any] | tuple[Any, ...]:
    """A list or tuple, of one of the lengths if any are given."""
    if not isinstance(value, list | tuple):
        raise BadProfileError(f"a list was expected, not {type(value).__name__}")
    if lengths and len(value) not in lengths:
        raise BadProfileError(f"a list of {len(value)} where it is one of {lengths[0]}")
    return value


def text(value: object) -> str:
    """A string of a bearable length."""
    if not isinstance(value, str):
        raise BadProfileError(f"a text was expected, not {type(value).__name__}")
    if len(value) > _LONGEST:
        raise BadProfileError(f"a name of {len(value)} characters")
    return value


def seconds(value: object) -> float:
    """A time; one that a clock let run backwards is 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadProfileError(f"a number was expected, not {type(value).__name__}")
    if not -_MOST_SECONDS < value < _MOST_SECONDS or math.isnan(value):
        raise BadProfileError("a time that can't be")
    return max(0.0, float(value))


def whole(value: object) -> int:
    """A number of a line or of calls."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadProfileError(f"a whole number was expected, not {type(value).__name__}")
    if not 0 <= value < 1 << 62:
        raise BadProfileError("a number that can't be")
    return value


class Budget:
    """How much may still be read."""

    def __init__(self, left: int = MOST_ENTRIES) -> None:
        self._left = left

    def take(self, count: int = 1) -> None:
        """Take so many entries.

        Raises:
            BadProfileError: There are not so many left.
        """
        self._left -= count
        if self._left < 0:
            raise BadProfileError(f"more than {MOST_ENTRIES:,} entries")
