"""Reads what ``marshal`` wrote, of plain values only.

Python's own reader is not for data of strangers: it makes code objects, and trusts lengths. This
one knows numbers, texts, tuples, lists and dicts of versions 0 to 5 (CPython's Python/marshal.c),
and never makes more than the data is long.
"""

from __future__ import annotations

import struct

from guyline.hints.heat.profile import BadProfileError
from guyline.hints.heat.values import Budget

_FLAG_REF = 0x80
_DEEPEST = 16
_SHIFT = 15
_LONGEST_INTEGER = 8
"""Digits of 15 bits that are read; no count and no line needs more."""

_MOST_VALUES = 20_000_000
_END = object()
_CONSTANTS = {"N": None, "T": True, "F": False, "0": _END}


def loads(data: bytes) -> object:
    """The value that ``data`` holds.

    Raises:
        BadProfileError: It is cut short, or holds something that is not plain.
    """
    reader = _Reader(data)
    value = reader.value(0)
    if value is _END:
        raise BadProfileError("no value")
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._known: list[object] = []
        self._budget = Budget(_MOST_VALUES)

    def value(self, depth: int) -> object:
        if depth > _DEEPEST:
            raise BadProfileError("values within values too deep")
        self._budget.take()
        flagged = self._take(1)[0]
        kind = chr(flagged & ~_FLAG_REF)
        if kind in _CONSTANTS:
            return _CONSTANTS[kind]
        if kind == "r":
            return self._reference()
        place = len(self._known)
        if flagged & _FLAG_REF:
            self._known.append(_END)  # a container's number comes before those within
        value = self._plain(kind) if kind in "ilfgsatAuzZ" else self._container(kind, depth)
        if flagged & _FLAG_REF:
            self._known[place] = value
        return value

    def _take(self, count: int) -> bytes:
        if count < 0 or count > len(self._data) - self._at:
            raise BadProfileError("it ends too early")
        self._at += count
        return self._data[self._at - count : self._at]

    def _number(self) -> int:
        number: int = struct.unpack("<i", self._take(4))[0]
        return number

    def _reference(self) -> object:
        index = self._number()
        if not 0 <= index < len(self._known) or self._known[index] is _END:
            raise BadProfileError("a reference to nothing")
        return self._known[index]

    def _plain(self, kind: str) -> object:
        match kind:
            case "i":
                return self._number()
            case "l":
                return self._integer()
            case "g":
                return struct.unpack("<d", self._take(8))[0]
            case "f":
                return self._written_float()
            case "z" | "Z":
                return self._take(self._take(1)[0]).decode("latin-1")
            case "a" | "A":
                return self._take(self._number()).decode("latin-1")
            case _:
                return self._take(self._number()).decode("utf-8", "surrogatepass")

    def _written_float(self) -> float:
        try:
            return float(self._take(self._take(1)[0]))
        except ValueError:
            raise BadProfileError("a number that is none") from None

    def _integer(self) -> int:
        size = self._number()
        if abs(size) > _LONGEST_INTEGER:
            raise BadProfileError("a number too long")
        digits = struct.unpack(f"<{abs(size)}H", self._take(2 * abs(size)))
        value: int = sum(digit << (_SHIFT * place) for place, digit in enumerate(digits))
        return -value if size < 0 else value

    def _container(self, kind: str, depth: int) -> object:
        match kind:
            case ")":
                return self._items(self._take(1)[0], depth)
            case "(":
                return self._items(self._number(), depth)
            case "[":
                return list(self._items(self._number(), depth))
            case "{":
                return self._dict(depth)
        raise BadProfileError("something that is no plain value")

    def _items(self, count: int, depth: int) -> tuple[object, ...]:
        if not 0 <= count <= len(self._data) - self._at:
            raise BadProfileError("it ends too early")
        found = tuple(self.value(depth + 1) for _ in range(count))
        if any(each is _END for each in found):
            raise BadProfileError("an end where a value was expected")
        return found

    def _dict(self, depth: int) -> dict[object, object]:
        found: dict[object, object] = {}
        while (key := self.value(depth + 1)) is not _END:
            value = self.value(depth + 1)
            if value is _END:
                raise BadProfileError("a key without a value")
            try:
                found[key] = value
            except TypeError:
                raise BadProfileError("a key that can't be one") from None
        return found
