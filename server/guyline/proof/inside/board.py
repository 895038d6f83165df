"""What a child is doing right now, for whoever has to end it.

A child that hangs or dies can't say what it was at. So it writes down each input before it runs it,
in memory that it shares with its parent.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable
from typing import Any

_HEAD = struct.Struct("<QBI")
_ROOM = 1 << 17
SIDES = ("", "old", "new")

Emit = Callable[[dict[str, Any]], None]
"""Tells the parent something."""


class Board:
    """Shared memory with a counter, a side, and the input as JSON."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _ROOM)
        self._count = 0

    def begin(self, side: str, told: bytes) -> None:
        """A run begins."""
        self._count += 1
        room = told[: _ROOM - _HEAD.size]
        self._memory[: _HEAD.size] = _HEAD.pack(self._count, SIDES.index(side), len(room))
        self._memory[_HEAD.size : _HEAD.size + len(room)] = room

    def side(self, side: str) -> None:
        """The same input, in the other version."""
        self._count += 1
        self._memory[:9] = _HEAD.pack(self._count, SIDES.index(side), 0)[:9]

    @property
    def count(self) -> int:
        """How many runs have begun."""
        return int(_HEAD.unpack(self._memory[: _HEAD.size])[0])

    def doing(self) -> tuple[str, bytes]:
        """The side and the input of the run that began last."""
        _, side, length = _HEAD.unpack(self._memory[: _HEAD.size])
        return SIDES[side], bytes(self._memory[_HEAD.size : _HEAD.size + length])

    def clear(self) -> None:
        """Nothing is being done."""
        self._memory[: _HEAD.size] = _HEAD.pack(0, 0, 0)
        self._count = 0
