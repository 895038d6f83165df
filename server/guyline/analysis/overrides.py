"""What the subclasses in a document do to the methods that a class calls on itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis.parameters import parameters
from guyline.analysis.typed import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.argument import Call
    from guyline.analysis.typed import Node

_HOLD_CLASSES = frozenset({"classdef", "decorated", "suite", "if_stmt", "try_stmt", "with_stmt"})


def overriding(call: Call, method: str) -> Names:
    """The keywords that overrides in the document's subclasses add to ``self.method``."""
    first = call.parts[0]
    owner = call.bracket.search_ancestor("classdef")
    own = first.type == "name" and first.value in ("self", "cls") and len(call.parts) == 2
    if not method or owner is None or not own:
        return Names(frozenset())
    known: set[str] = set()
    doubt = ""
    below = {owner.name.value}
    for node in _classes(owner.get_root_node()):
        bases = node.get_super_arglist()
        if bases is None or not below & set(re.findall(r"\w+", bases.get_code())):
            continue
        below.add(node.name.value)
        for function in node.iter_funcdefs():
            if function.name.value == method:
                taken = parameters(function)
                known |= taken.by_keyword
                if taken.rest is not None:
                    doubt = f"an override of {method} takes any keyword"
    return Names(frozenset(known), doubt)


def _classes(node: Node) -> Iterator[Node]:
    for child in getattr(node, "children", ()):
        if child.type == "classdef":
            yield child
        if child.type in _HOLD_CLASSES:
            yield from _classes(child)
