"""One signature: how many arguments it takes, and which of them have to be there.

It is written as the parameters of a ``def`` are, without what their defaults are:
``path, /, mode=, *, encoding=, **``. So it can be a fact of an answer.
Source: the Python reference, sections 6.3.4 (calls) and 8.7 (function definitions).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from guyline.analysis.typed import Node


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, and whether an argument has to be given for it."""

    name: str
    required: bool = True

    def spelled(self) -> str:
        """As it is written in a signature."""
        return self.name if self.required else f"{self.name}="


Parameters = tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Arity:
    """What one signature takes.

    Attributes:
        only: The parameters that are given by position only, in order.
        places: Those that are given by position or by keyword, in order.
        named: Those that are given by keyword only.
        more: Whether it takes any further arguments by position: ``*args``.
        rest: Whether it takes any further keywords: ``**kwargs``.
    """

    only: Parameters = ()
    places: Parameters = ()
    named: Parameters = ()
    more: bool = False
    rest: bool = False

    @property
    def most(self) -> int | None:
        """How many arguments it takes by position; None: any number."""
        return None if self.more else len(self.only) + len(self.places)

    def bound(self) -> Arity | None:
        """The same when its first argument is given: a method's; None: it takes none."""
        if self.only:
            return replace(self, only=self.only[1:])
        if self.places:
            return replace(self, places=self.places[1:])
        return self if self.more else None

    def takes(self, positional: int, named: Collection[str]) -> bool:
        """Whether a call may go on that has so many arguments by position, and these keywords."""
        if self.most is not None and positional > self.most:
            return False
        behind = self._places_behind(positional)
        free = {each.name for each in behind + self.named}
        taken = {each.name for each in self.places} - free
        return taken.isdisjoint(named) and (self.rest or free.issuperset(named))

    def missing(self, positional: int, named: Collection[str]) -> list[Parameter]:
        """The parameters that a call leaves out and may not leave out, in order."""
        left = self.only[positional:] + self.free(positional, named)
        return [each for each in left if each.required]

    def free(self, positional: int, named: Collection[str]) -> Parameters:
        """The parameters that may still be given by keyword."""
        left = self._places_behind(positional) + self.named
        return tuple(each for each in left if each.name not in named)

    def is_placed(self, parameter: Parameter) -> bool:
        """Whether a parameter may be given by position."""
        return parameter in self.only or parameter in self.places

    def _places_behind(self, positional: int) -> Parameters:
        return self.places[max(0, positional - len(self.only)) :]

    def spelled(self) -> str:
        """As it is written: ``path, /, mode=, *, encoding=, **``."""
        parts = [each.spelled() for each in self.only]
        parts += ["/"] if self.only else []
        parts += [each.spelled() for each in self.places]
        parts += ["*args"] if self.more else ["*"] if self.named else []
        parts += [each.spelled() for each in self.named]
        return ", ".join([*parts, *(["**"] if self.rest else [])])

    @staticmethod
    def read(text: str) -> Arity:
        """What :meth:`spelled` wrote."""
        only: Parameters = ()
        places: list[Parameter] = []
        named: list[Parameter] = []
        target, more, rest = places, False, False
        for part in filter(None, text.split(", ")):
            if part == "/":
                only = tuple(places)
                places.clear()
            elif part == "**":
                rest = True
            elif part.startswith("*"):
                target, more = named, part != "*"
            else:
                target.append(Parameter(part.rstrip("="), not part.endswith("=")))
        return Arity(only, tuple(places), tuple(named), more, rest)


def of_definition(node: Node, *, stub: bool) -> Arity:
    """What the definition of a function or a lambda shows.

    Args:
        node: The definition.
        stub: Whether it is a stub's, where ``__name`` has only a position (PEP 484).
    """
    children = node.children[1:-2]
    if node.type == "funcdef":
        children = next(c for c in node.children if c.type == "parameters").children
    return _of_children(children, stub=stub)


def _of_children(children: Iterable[Node], *, stub: bool) -> Arity:
    only: list[Parameter] = []
    places: list[Parameter] = []
    named: list[Parameter] = []
    target, more, rest = places, False, False
    for child in children:
        if child.type == "operator" and child.value == "/":
            only += places
            places.clear()
        elif child.type == "operator" and child.value == "*":
            target = named
        elif child.type == "param" and child.star_count == 2:
            rest = True
        elif child.type == "param" and child.star_count == 1:
            target, more = named, True
        elif child.type == "param":
            name = child.name.value
            parameter = Parameter(name, child.default is None)
            if stub and target is places and name.startswith("__") and not name.endswith("__"):
                only += [*places, parameter]
                places.clear()
            else:
                target.append(parameter)
    return Arity(tuple(only), tuple(places), tuple(named), more, rest)
