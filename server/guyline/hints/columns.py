"""What the rules about single columns ask: which function is called for each item of which."""

from __future__ import annotations

from dataclasses import dataclass

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.frames import function_of_one, is_column, may_be_column
from guyline.hints.pattern import alike, plain
from guyline.syntax import Node

APPLIES = frozenset({"apply", "map"})


@dataclass(frozen=True, slots=True)
class Applied:
    """A function that a column calls for each of its items.

    Attributes:
        column: The column.
        function: The function.
        sure: Whether it is a column for certain, and not by how it is used.
    """

    column: Node
    function: Node
    sure: bool


def applied(code: Code, call: Node) -> Applied | None:
    """What ``column.apply(function)`` or ``column.map(function)`` is; None: something else.

    ``x["name"].apply`` counts as a column's in a file that imports pandas, unless it is told
    to be something else.
    """
    function = plain(call["function"])
    if function.kind != "attribute" or function["attribute"].text not in APPLIES:
        return None
    given = arguments(call)
    if len(given) != 1 or named_arguments(call) or not code.imports("pandas"):
        return None
    column = plain(function["object"])
    if not may_be_column(code, column) or is_test(code):
        return None
    return Applied(column, plain(given[0]), is_column(code, column))


def called_alone(code: Code, function: Node) -> Node | None:
    """The function that is called for an item, and nothing but it.

    Itself, where it has a name; what a lambda calls, where the item is all that it is given.
    """
    if function.kind in ("identifier", "attribute"):
        return function
    told = function_of_one(code, function) if function.kind == "lambda" else None
    if told is None or told[1].kind != "call":
        return None
    call, given = told[1], arguments(told[1])
    alone = len(given) == 1 and plain(given[0]).text == told[0] and not named_arguments(call)
    return plain(call["function"]) if alone else None


def is_stored_into(region: Node, value: Node) -> bool:
    """Whether a region stores into what an expression stands for, or into a part of it."""
    for each in region.walk():
        left = each.field("left") if each.kind.endswith("assignment") else None
        while left is not None and left.kind in ("subscript", "attribute"):
            left = plain(left.field("value") or left["object"])
            if alike(left, value):
                return True
    return False


def root_of(node: Node) -> Node:
    """What an expression begins with: ``df`` of ``df["a"].str.lower()``."""
    node = plain(node)
    while node.kind in ("attribute", "subscript", "call"):
        node = plain(node.field("object") or node.field("function") or node["value"])
    return node
