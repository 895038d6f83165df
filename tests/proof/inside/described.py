"""Names for the cases of values: classes with good and bad manners."""

from __future__ import annotations

import importlib
import math
import re
from array import array
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, Flag, IntEnum
from fractions import Fraction
from functools import cached_property, partial
from io import BytesIO, StringIO
from ipaddress import ip_address, ip_network
from logging import getLogger
from operator import attrgetter, itemgetter
from pathlib import Path, PurePosixPath, PureWindowsPath
from random import Random
from threading import Lock
from types import MappingProxyType, SimpleNamespace
from typing import Any, NoReturn
from uuid import UUID
from weakref import ref
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

import numpy as np

Loose = Any
"""A value of any type."""

pd: Any = importlib.import_module("pandas")  # it ships no types

nan = float("nan")
inf = float("inf")
CATEGORIES = pd.CategoricalDtype(["a", "b"])

OFFERED = (
    *(math, re, array, ChainMap, Counter, OrderedDict, defaultdict, deque, date, datetime, time),
    *(timedelta, timezone, Decimal, Fraction, partial, BytesIO, StringIO, ip_address, ip_network),
    *(getLogger, attrgetter, itemgetter, Path, PurePosixPath, PureWindowsPath, Random, Lock),
    *(MappingProxyType, SimpleNamespace, UUID, ref, Element, ZoneInfo, np, pd),
)


class Count(int):
    pass


class Real(float):
    pass


class Name(str):
    __slots__ = ()


class List(list[Any]):
    pass


class Dict(dict[Any, Any]):
    pass


class Labelled(list[Any]):
    def __init__(self, items: list[Any], label: str) -> None:
        super().__init__(items)
        self.label = label


Pair = namedtuple("Pair", "x y")
OtherPair = namedtuple("OtherPair", "x y")


class Point:
    def __init__(self, x: Loose, y: Loose) -> None:
        self.x = x
        self.y = y

    def norm(self) -> Loose:
        return self.x**2 + self.y**2


class OtherPoint(Point):
    pass


@dataclass(frozen=True)
class Frozen:
    x: Loose
    y: Loose


_UNSET = object()


class Slotted:
    __slots__ = ("__weakref__", "__x")

    def __init__(self, x: Loose = _UNSET) -> None:
        if x is not _UNSET:
            self.__x = x


class SlottedMore(Slotted):
    __slots__ = ("y",)

    def __init__(self, x: Loose, y: Loose) -> None:
        super().__init__(x)
        self.y = y


def refuse(*_: object, **__: object) -> NoReturn:
    raise AssertionError("code of the class was run")


class Manners(type):
    """A metaclass that lets nobody compare, hash or look at its classes."""

    __eq__ = __hash__ = __repr__ = __instancecheck__ = __subclasscheck__ = refuse

    def __getattribute__(cls, name: str) -> Loose:
        refuse()


class Liar(metaclass=Manners):
    """Every question that Python asks of an object ends in an error."""

    def __init__(self, x: Loose) -> None:
        object.__setattr__(self, "x", x)

    __eq__ = __hash__ = __repr__ = __str__ = __len__ = __iter__ = __bool__ = refuse
    __getattribute__ = __getattr__ = __setattr__ = __reduce__ = __reduce_ex__ = refuse
    __getstate__ = __copy__ = __deepcopy__ = __sizeof__ = __format__ = refuse
    __class__ = property(refuse)


class AlwaysEqual(Point):
    def __init__(self, x: Loose) -> None:
        super().__init__(x, 0)

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1


class NeverEqual(AlwaysEqual):
    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = AlwaysEqual.__hash__


class HiddenDict:
    def __init__(self, x: Loose) -> None:
        self.x = x

    __dict__ = property(refuse)


class Circle:
    def __init__(self, radius: float) -> None:
        self.radius = radius

    @cached_property
    def area(self) -> float:
        return 3 * self.radius**2


class Colour(Enum):
    RED = 1
    BLUE = 2


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Flags(Flag):
    A = 1
    B = 2


class Failure(Exception):  # noqa: N818 - a name as people give them
    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code


def shared(value: object) -> list[object]:
    return [value, value]


def loop() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


def long_loop() -> list[Any]:
    found: list[Any] = [[]]
    found[0].append(found)
    return found


def twins() -> list[Any]:
    """A set of objects that look the same, in an order that depends on their addresses."""
    return [{Point(1, [2]) for _ in range(5)}, [3]]


def twins_listed() -> list[Any]:
    found = twins()
    return [found[0], list(found[0])]


def without_y(point: Point) -> Point:
    del point.y
    return point


def set_backwards(x: Loose, y: Loose) -> Point:
    point = Point.__new__(Point)
    point.y, point.x = y, x
    return point


def moved(file: StringIO) -> StringIO:
    file.read()
    return file


def closed(file: StringIO) -> StringIO:
    file.close()
    return file


def noted(error: Exception) -> Exception:
    error.add_note("a note")
    return error


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def used(circle: Circle) -> Circle:
    assert circle.area
    return circle


def used_network(network: Loose) -> Loose:
    assert network.num_addresses
    assert network.broadcast_address
    return network


def hashed(path: Path) -> Path:
    hash(path)
    str(path)
    return path


def adder(one: int) -> Callable[[int], int]:
    return lambda other: one + other


def multiplier(one: int) -> Callable[[int], int]:
    return lambda other: one * other


def local_class(value: object) -> type:
    class Local:
        held = value

    return Local


def read_only(array: Loose) -> Loose:
    array.flags.writeable = False
    return array


def with_columns_named(frame: Loose) -> Loose:
    frame.columns.name = "n"
    return frame
