"""What a function does with its ``**kwargs``, as its text shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guyline.analysis.typed import Node

_STRING = re.compile(r"[bBuUrR]?([\"'])(\w+)\1$")
_TAKES = ("pop", "get", "setdefault", "__contains__")
_TESTED = ("if", "elif", "not", "and", "or", "while")
_TEST_ENDS = (":", "and", "or", "else")


@dataclass(slots=True)
class Uses:
    """What becomes of the keywords that no parameter takes.

    Attributes:
        names: Those the function takes out by name.
        calls: What it gives all the others to, each as an atom and its trailers.
    """

    names: set[str] = field(default_factory=set)
    calls: list[list[Node]] = field(default_factory=list)


def uses(function: Node, rest: Node) -> Uses | None:
    """The uses of ``**rest``; None where one of them is not understood.

    Args:
        function: The function's definition.
        rest: The parameter's name.
    """
    found = Uses()
    for leaf in function.get_root_node().get_used_names().get(rest.value, ()):
        if leaf is rest or not function.start_pos < leaf.start_pos < function.end_pos:
            continue
        if leaf.parent.type == "argument" and leaf.parent.children[-1] is not leaf:
            continue  # the name of a keyword
        if leaf.get_previous_leaf() == ".":
            continue
        if not _add(found, leaf):
            return None
    return found


def _add(found: Uses, leaf: Node) -> bool:
    """Add one use; whether it is understood."""
    before, after = leaf.get_previous_leaf(), leaf.get_next_leaf()
    parent = leaf.parent
    if parent.type == "argument" and parent.children[0] == "**":
        trailer = parent.parent if parent.parent.type == "trailer" else parent.parent.parent
        if trailer.type != "trailer" or trailer.children[0] != "(":
            return False
        children = trailer.parent.children
        index = next(i for i, child in enumerate(children) if child is trailer)
        found.calls.append(list(children[:index]))
        return bool(children[0].type not in ("keyword", "operator", "string", "atom"))
    if after == ".":
        method = after.get_next_leaf()
        if method.value == "update":
            return True
        bracket = method.get_next_leaf()
        taken = method.value in _TAKES and bracket == "("
        return taken and _constant(found, bracket.get_next_leaf())
    if after == "[":
        return _constant(found, after.get_next_leaf())
    if before == "in":
        previous = before.get_previous_leaf()
        return _constant(found, previous.get_previous_leaf() if previous == "not" else previous)
    return before.value in _TESTED and after.value in _TEST_ENDS


def _constant(found: Uses, leaf: Node | None) -> bool:
    match = _STRING.match(leaf.value) if leaf is not None and leaf.type == "string" else None
    if match:
        found.names.add(match[2])
    return match is not None
