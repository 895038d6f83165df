"""Classes that annotations name."""

from __future__ import annotations

import abc
import enum
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, NewType, NotRequired, Protocol, TypedDict, TypeVar

T = TypeVar("T")
Bound = TypeVar("Bound", bound="Tree")
Few = TypeVar("Few", int, str)
Key = NewType("Key", str)


class Colour(enum.Enum):
    RED = 1
    DARK = 2


Odd = enum.Enum("Odd", {"a b": 1, "class": 2})


class Empty(enum.Enum):
    pass


class Film(TypedDict):
    name: str
    year: NotRequired[int]


class NoKeys(TypedDict):
    pass


class Typed(NamedTuple):
    name: str
    size: int = 0


@dataclass
class Point:
    x: int
    y: float = 0.0
    cache: dict[str, int] = field(default_factory=dict, init=False)


@dataclass
class Tree:
    value: int
    children: list[Tree]


@dataclass
class Chain:
    value: int
    rest: Chain | None = None


@dataclass
class ByName:
    below: dict[str, ByName]


class Endless:
    def __init__(self, inner: Endless) -> None:
        self.inner = inner


class Plain:
    def __init__(self, items: list[int], other, *rest: int, name: str = "a", **more: int) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
        self.items = items


class Broken:
    def __init__(self, items: Nowhere, count: int) -> None:  # type: ignore[name-defined] # noqa: F821
        self.items = items


class Shaped(Protocol):
    def area(self) -> float: ...


class Base(abc.ABC):
    @abc.abstractmethod
    def area(self) -> float: ...


class Square(Base):
    def __init__(self, side: float) -> None:
        self.side = side

    def area(self) -> float:
        return self.side**2


class Alone(abc.ABC):
    @abc.abstractmethod
    def area(self) -> float: ...


class Box(Generic[T]):
    def __init__(self, item: T) -> None:
        self.item = item


class Whole(int):
    pass


class Numbers(list[int]):
    pass


class Table(dict[str, int]):
    pass


class Outer:
    class Inner:
        def __init__(self, x: int) -> None:
            self.x = x


class Hostile(type):
    def __hash__(cls) -> int:
        raise ValueError

    def __eq__(cls, other: object) -> bool:
        raise ValueError

    def __subclasscheck__(cls, other: type) -> bool:
        raise ValueError


class Refuses(metaclass=Hostile):
    __module__ = "nowhere.at.all"
