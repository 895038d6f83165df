"""What a ``__getattr__`` answers, read from its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis.dynamic import constant, leaves_of, strings, used_within

if TYPE_CHECKING:
    from guyline.analysis.typed import Node

_OWN_PART = re.compile(r"(?P<own>\w+)\.(?P<part>[^\W\d]\w*(?:\(\))?)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a ``__getattr__`` answers.

    Attributes:
        names: The names its text spells.
        passed_on: What it asks for all others: ``x`` for ``getattr(self.x, name)``, ``x()``
            for ``getattr(self.x(), name)``.
        doubt: Why it may answer to others still.
    """

    names: frozenset[str] = frozenset()
    passed_on: frozenset[str] = frozenset()
    doubt: str = ""


def asked_by_name(function: Node, shown: str) -> Asked:
    """What a ``__getattr__`` answers, as far as its text tells.

    Args:
        function: Its definition.
        shown: Whose it is, for people.
    """
    doubt = Asked(doubt=f"{shown} has __getattr__")
    parameters = function.get_params()
    if not parameters:
        return doubt
    asked = parameters[-1].name.value
    names: set[str] = set()
    passed_on: set[str] = set()
    for leaf in used_within(function, asked):
        if leaf is parameters[-1].name or leaf.search_ancestor("raise_stmt") is not None:
            continue
        other = _passed_on(leaf, parameters[0].name.value)
        found = _spelled(leaf) if other is None else set()
        if found is None:
            return doubt
        names |= found
        passed_on |= {other} if other is not None else set()
    raises = used_within(function, "AttributeError", "ImportError")
    if not passed_on and not any(True for _ in raises):
        return doubt
    return Asked(frozenset(names), frozenset(passed_on))


def _passed_on(leaf: Node, own: str) -> str | None:
    """What ``getattr(self.x, name)`` asks for a name; None: it is no such call."""
    arguments = leaf.parent
    call = arguments.parent if arguments.type == "arglist" else None
    callee = call.get_previous_leaf() if call is not None and call.type == "trailer" else None
    if callee is None or callee.value != "getattr" or len(arguments.children) != 3:
        return None
    match = _OWN_PART.fullmatch("".join(arguments.children[0].get_code().split()))
    if match is None or match["own"] != own or arguments.children[2] is not leaf:
        return None
    return match["part"]


def _spelled(leaf: Node) -> set[str] | None:
    """The names a use of the asked name compares it with; None: it may be any."""
    parent = leaf.parent
    if parent.type == "comparison" and len(parent.children) == 3:
        other = parent.children[0 if parent.children[2] is leaf else 2]
        spelled = strings(other)
        if spelled is None and other.type == "name":
            return _strings_bound_to(other)
        return spelled
    if parent.type == "trailer" and parent.children[0] == "[" and len(parent.parent.children) == 2:
        container = parent.parent.children[0]
        if parent.parent.get_code().strip().startswith("globals("):
            return set()
        return _strings_bound_to(container) if container.type == "name" else None
    if parent.type == "trailer" and parent.parent.get_code().strip().startswith("globals()["):
        return set()
    after = leaf.get_next_leaf()
    if after is not None and after == ".":
        method = after.get_next_leaf()
        return set() if method is not None and method.value in ("startswith", "endswith") else None
    call = leaf.search_ancestor("trailer")
    callee = call.get_previous_leaf() if call is not None else None
    if callee is not None and callee.value == "get" and callee.parent.type == "trailer":
        container = callee.parent.parent.children[0]
        return _strings_bound_to(container) if container.type == "name" else None
    harmless = callee is not None and callee.value in ("warn", "import_module", "format", "repr")
    if harmless or parent.type == "fstring_expr":
        return set()
    return None


def _strings_bound_to(name: Node) -> set[str] | None:
    """The strings in the displays that a module binds a name to; None: it is another's."""
    found: set[str] = set()
    bound = False
    for each in name.get_root_node().get_used_names().get(name.value, ()):
        definition = each.get_definition()
        if definition is None:
            continue
        if definition.type != "expr_stmt":
            return None
        bound = True
        found |= {match["text"] for leaf in leaves_of(definition) if (match := constant(leaf))}
    return found if bound else None
