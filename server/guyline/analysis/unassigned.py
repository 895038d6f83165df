"""Which of a function's own names may be bound already at a place in it.

Python makes a name that a function binds anywhere a name of its own everywhere in it: read
before, it is an error. What is proved here is simple: no loop leads back to the place, and
what stands before it in the function does not mention the name at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis.bindings import walrus_targets
from guyline.text import LineIndex, statement_at

if TYPE_CHECKING:
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Node

_WORD = re.compile(r"[^\W\d]\w*")
_AGAIN = re.compile(r"^([ \t]*)(?:async[ \t]+)?(?:for|while|def|class)\b", re.MULTILINE)
"""What begins a block that may be run again, or later."""
_LAMBDA = re.compile(r"\blambda\b")
_TARGETS = re.compile(
    r"(?P<names>[ \t]*\*?[^\W\d]\w*(?:[ \t]*,[ \t]*\*?[^\W\d]\w*)*[ \t]*,?)[ \t]*"
    r"(?::[^=\n]+)?=(?!=)"
)
"""The targets of an assignment, names only: they are bound once its value is known."""


_ANYWHERE = re.compile(r"\b(?:BaseException|KeyboardInterrupt|GeneratorExit|SystemExit)\b")
"""Errors that are not raised by the statement they stop."""

Span = tuple[tuple[int, int], tuple[int, int]]
"""Where a part begins and ends: lines from 1, columns."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The words of a function before a place in it.

    Attributes:
        function: The function, inmost around the place.
        before: Those that may be bound there.
        targets: Those that the statement around the place binds once it is done.
    """

    function: Node
    before: frozenset[str]
    targets: frozenset[str]

    def own(self, names: set[str]) -> set[str]:
        """Those of the function's names that may be bound at the place.

        In ``line.strip() if (line := read()) else ""`` what stands behind is done first.
        """
        return names & (self.before | set(walrus_targets(self.function.children[-1])))

    def broken(self, names: set[str]) -> set[str]:
        """The same of a part of the function that does not parse."""
        return names - (self.targets - self.before)


def mentioned(spot: Spot) -> Mentioned | None:
    """The words of the function around a spot; None where others may be bound there too."""
    function = spot.leaf.search_ancestor("funcdef", "lambdef", "classdef")
    if function is None or function.type != "funcdef":
        return None
    text, lines = spot.text, LineIndex(spot.text)

    def offset(place: tuple[int, int]) -> int:
        return lines.offset(place[0] - 1, place[1])

    start, body = offset(function.start_pos), offset(function.children[-1].start_pos)
    place = offset(spot.leaf.start_pos)
    statement = statement_at(text, place)
    begin = place - len(statement.head)
    if begin < body or text[text.rfind("\n", 0, begin) + 1 : begin].strip():
        return None
    if _LAMBDA.search(statement.head) or _AGAIN.match(statement.head):
        return None
    for block in _AGAIN.finditer(text, body, begin):
        if len(block[1].expandtabs()) < statement.indent:
            return None
    targets = _TARGETS.match(text, begin, place)
    bound = _WORD.findall(targets["names"]) if targets is not None else []
    before: list[str] = []
    for left_out in sorted(_not_run(spot.leaf, function)):
        before += _WORD.findall(text, start, offset(left_out[0]))
        start = max(start, offset(left_out[1]))
    before += _WORD.findall(text, start, begin)
    before += _WORD.findall(text, begin if targets is None else targets.end(), place)
    return Mentioned(function, frozenset(before), frozenset(bound))


def _not_run(leaf: Node, function: Node) -> list[Span]:
    """The parts of a function before a leaf that are not run on the way to it.

    They are the other branches of an ``if``; and what a ``try`` would bind at its end, for
    its handlers.
    """
    found: list[Span] = []
    node = leaf
    while node is not function:
        inner, node = node, node.parent
        if any(child.type in ("error_node", "error_leaf") for child in node.children):
            return []
        before = node.children[: node.children.index(inner)]
        if node.type == "if_stmt":
            suites = [child for child in before if child.type in ("suite", "simple_stmt")]
            found += [(suite.start_pos, suite.end_pos) for suite in suites]
        elif node.type == "try_stmt" and len(before) > 3 and _is_handled(before[-2]):
            found += _bound_last(before[2])
    return found


def _is_handled(clause: Node) -> bool:
    """Whether a clause handles errors, and none that may come between two statements."""
    code = clause.get_code() if clause.type == "except_clause" else ""
    return code != "" and _ANYWHERE.search(code) is None


def _bound_last(suite: Node) -> list[Span]:
    """The targets of the assignment that a suite ends with."""
    last = suite.children[-1] if suite.type == "suite" else suite
    statement = last.children[0] if last.type == "simple_stmt" else last
    if statement.type != "expr_stmt" or len(last.children) > 2:
        return []
    target, operator = statement.children[:2]
    if target.type != "name" or operator != "=":
        return []
    return [(target.start_pos, target.end_pos)]
