"""The parameters that a function's definition shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guyline.analysis.typed import Node


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a definition takes.

    Attributes:
        by_keyword: The names of the parameters that can be given by keyword.
        rest: The parameter that takes all other keywords, ``**kwargs``; None without.
        first: The first parameter's name, if it can be given by position.
        by_position: The names of those that can be given by position only.
    """

    by_keyword: frozenset[str]
    rest: Node | None
    first: str = ""
    by_position: frozenset[str] = frozenset()

    def bound(self) -> frozenset[str]:
        """The keywords when the first parameter is taken: a method's."""
        return self.by_keyword - {self.first}


def parameters(node: Node) -> Parameters:
    """Read the parameters of a function or a lambda."""
    children = node.children[1:-2]
    if node.type == "funcdef":
        children = next(c for c in node.children if c.type == "parameters").children
    known: set[str] = set()
    rest = None
    first = ""
    stars = False
    by_position: frozenset[str] = frozenset()
    for child in children:
        if child.type == "operator" and child.value == "/":
            by_position, known = frozenset(known), set()
        if child.type == "operator" and child.value == "*":
            stars = True
        if child.type != "param":
            continue
        if child.star_count == 2:
            rest = child
        elif child.star_count == 1:
            stars = True
        else:
            if not known and not first and not stars:
                first = child.name.value
            known.add(child.name.value)
    return Parameters(frozenset(known), rest, first, by_position)
