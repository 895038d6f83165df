"""Classes that tests define, made again where nobody can import them."""

from __future__ import annotations

import abc
import enum
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest

from guyline.proof.inside.pickled import pickled
from guyline.proof.inside.recipe import Unmade

STEP = 3


def plain() -> Any:
    class Plain:
        """Told."""

        kind = "plain"

        def __init__(self, n: int) -> None:
            self.n = n

        def stepped(self) -> int:
            return self.n + STEP

        @property
        def double(self) -> int:
            return 2 * self.n

        @classmethod
        def made(cls, n: int) -> Any:
            return cls(n)

        @staticmethod
        def fixed() -> int:
            return 7

        def __call__(self) -> list[Any]:
            known = [self.stepped(), self.double, self.fixed(), self.kind, type(self).__doc__]
            return [*known, self.made(9).n]

    return Plain(2)


def derived() -> Any:
    class Base:
        def __init__(self, n: int) -> None:
            self.n = n

        def __call__(self) -> list[Any]:
            return [self.n]

    class Derived(Base):
        def __call__(self) -> list[Any]:
            return [*super().__call__(), type(self).__mro__[1].__name__]

    return Derived(4)


def of_itself() -> Any:
    class Node:
        kinds: dict[str, Any] = {}  # noqa: RUF012 - it is to be

        def __init__(self, *below: Any) -> None:
            self.below = below

        def __call__(self) -> list[Any]:
            return [len(self.below), type(Node()) is type(self), Node.kinds["node"] is Node]

    Node.kinds["node"] = Node
    return Node(Node(), Node())


def with_slots() -> Any:
    class Slots:
        __slots__ = ("_hidden", "n")

        def __init__(self) -> None:
            self.n, self._hidden = 1, 2

        def __call__(self) -> list[Any]:
            return [self.n, self._hidden, hasattr(self, "__dict__")]

    return Slots()


def a_dataclass() -> Any:
    @dataclass(order=True)
    class Point:
        x: int
        names: list[str] = field(default_factory=list, compare=False)

        def __call__(self) -> list[Any]:
            other = type(self)(self.x + 1)
            return [repr(other).rpartition(".")[2], other.names, self < other, self == other]

    return Point(1)


def abstract() -> Any:
    class Shape(abc.ABC):
        @abc.abstractmethod
        def area(self) -> int: ...

    class Square(Shape):
        def area(self) -> int:
            return 4

        def __call__(self) -> list[Any]:
            return [self.area(), isinstance(self, Shape), sorted(Shape.__abstractmethods__)]

    return Square()


def of_a_library() -> Any:
    class Words(dict[str, int]):
        def __missing__(self, key: str) -> int:
            return len(key)

        def __call__(self) -> list[Any]:
            return [self["four"], dict(self)]

    return Words(one=1)


def a_named_tuple() -> Any:
    class Pair(NamedTuple):
        one: int
        two: int = 5

        def __call__(self) -> list[Any]:
            return [self.one, self.two, self._replace(one=3)[0], self._asdict()]

    return Pair(1)


def a_generator_of_them() -> Any:
    class Item:
        def __init__(self, n: int) -> None:
            self.n = n

    class Held:
        def __init__(self) -> None:
            self.items = (Item(each) for each in range(3))

        def __call__(self) -> list[Any]:
            return [each.n for each in self.items]

    return Held()


VALUES: list[Callable[[], Any]] = [
    plain,
    derived,
    of_itself,
    with_slots,
    a_dataclass,
    abstract,
    of_a_library,
    a_named_tuple,
    a_generator_of_them,
]
_READ = "import sys, pickle; value = eval(sys.stdin.read()); print(value(), type(value).__name__)"


@pytest.mark.parametrize("make", VALUES, ids=lambda make: make.__name__)
def test_it_does_the_same_where_no_test_is(make: Callable[[], Any]) -> None:
    told = pickled(make())
    ran = subprocess.run(
        [sys.executable, "-I", "-c", _READ], input=told, capture_output=True, text=True, check=False
    )
    expected = make()
    assert ran.stdout.strip() == f"{expected()} {type(expected).__name__}", ran.stderr


def test_one_class_stays_one() -> None:
    class Mark:
        pass

    made = eval(pickled([Mark(), Mark, Mark()]), {"pickle": __import__("pickle")})  # noqa: S307
    assert type(made[0]) is made[1] is type(made[2])


def test_classes_with_a_way_of_their_own_to_be_made_are_not_kept() -> None:
    class Colour(enum.Enum):
        RED = 1

    class Registry(type):
        pass

    class Registered(metaclass=Registry):
        pass

    for value in (Colour.RED, Registered()):
        with pytest.raises(Unmade):
            pickled([value])


def test_a_class_that_everybody_finds_is_kept_by_its_name() -> None:
    assert "collections" in pickled(__import__("collections").Counter)
    assert len(pickled(Iterator)) < 200
