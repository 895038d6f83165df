"""Classes whose objects are written down, with good and bad manners."""

from __future__ import annotations

import enum
from collections import namedtuple
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn


class Colour(enum.Enum):
    RED = 1
    DARK = 2


class Rights(enum.Flag):
    READ = 1
    WRITE = 2


class Bits(enum.IntFlag):
    LOW = 1


Odd = enum.Enum("Odd", {"a b": 1, "c": 2})

Pair = namedtuple("Pair", "x y")


class Typed(NamedTuple):
    name: str
    size: int = 0


class Doubled(Pair):
    """A named tuple that is not made as its fields say."""

    def __new__(cls, x: int) -> Doubled:
        return super().__new__(cls, x, x * 2)


class Noted(Pair):
    """A named tuple that holds more."""


class Kind(tuple[str, ...]):
    """One of each: code asks with ``is``."""

    def __getattr__(self, name: str) -> Kind:
        if not name[:1].isupper():
            raise AttributeError(name)
        found = Kind((*self, name))
        setattr(self, name, found)
        return found


WORD = Kind(("Word",))
NUMBER = WORD.Number
FLOAT = WORD.Number.Real.Float
NOTHING = object()


class Marker:
    """One that has nothing but a name."""


UNSET = Marker()


class Told:
    """One that is pickled, with a kind within."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def __reduce__(self) -> tuple[type, tuple[Kind]]:
        return Told, (self.kind,)

    def named(self) -> str:
        return ".".join(self.kind)


@dataclass
class Point:
    x: int
    y: float = 0.0


@dataclass(frozen=True)
class Frozen:
    name: str


@dataclass(slots=True)
class Slotted:
    items: list[int]
    other: list[int]


@dataclass
class Counted:
    """It changes what it is given."""

    x: int

    def __post_init__(self) -> None:
        self.x += 1


@dataclass
class Hidden:
    """A field that can't be given."""

    x: int
    cache: dict[str, int] = field(default_factory=dict, init=False)


@dataclass
class OwnConstructor:
    """Its constructor is not that of its fields."""

    x: int

    def __init__(self, x: int) -> None:
        self.x = x * 2


@dataclass
class Row(list[int]):
    """A list with a field."""

    name: str = ""


@dataclass
class Below(Point):
    z: int = 0


class Node:
    def __init__(self, value: int, *children: Node) -> None:
        self.value = value
        self.children = list(children)
        self.parent: Node | None = None


class Slots:
    __slots__ = ("x", "y")

    def __init__(self, x: int) -> None:
        self.x = x


class Reduced:
    def __init__(self, x: int) -> None:
        self.x = x
        self.opened = True

    def __reduce__(self) -> tuple[type, tuple[int]]:
        return Reduced, (self.x,)


class Stated:
    def __init__(self, x: int) -> None:
        self.x = x
        self.lock = object

    def __getstate__(self) -> dict[str, int]:
        return {"x": self.x}

    def __setstate__(self, state: dict[str, int]) -> None:
        self.__dict__.update(state, lock=object)


class Numbers(list[int]):
    pass


class Name(str):
    __slots__ = ()


class Whole(int):
    pass


class Table(dict[str, int]):
    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label


class Raises:
    """It raises whatever it is asked for."""

    def __getattribute__(self, name: str) -> NoReturn:
        raise ValueError(name)


class Compares:
    """It can't be compared, nor told the truth of."""

    def __init__(self) -> None:
        self.x = 1

    def __eq__(self, other: object) -> bool:
        raise ValueError

    def __bool__(self) -> bool:
        raise ValueError

    __hash__ = None  # type: ignore[assignment]


class Callable:
    def __init__(self) -> None:
        self.x = 1

    def __call__(self) -> int:
        return self.x


def function(x: int) -> int:
    return x


def noted() -> Noted:
    made = Noted(1, 2)
    made.note = "a"  # type: ignore[attr-defined]
    return made


def row() -> Row:
    made = Row("a")
    made += [1, 2]
    return made
