"""Names that code makes at run time: what its text still tells of them, and what it doesn't.

``setattr(self, "a", ...)`` names its attribute; ``setattr(self, key, ...)`` may make any.
Each function gives the names that can be read from the text, and a doubt when there may
be others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.typed import Node

Found = tuple[set[str], str]
"""Names, and why there may be more."""

_RESTORE = frozenset({"__setstate__", "__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__"})
"""Methods that give an object what another one had."""

_HOOKS = frozenset({"__setattr__", "__delattr__", "__getattribute__", "__getattr__"})
_CONSTANT = re.compile(
    r"[bru]*(?P<quote>\"\"\"|'''|[\"'])(?P<text>[^\W\d]\w*)(?P=quote)$", re.IGNORECASE
)
_READS = frozenset({"get", "items", "keys", "values", "copy", "__contains__", "__getitem__"})
_TARGETS = frozenset(
    {"testlist_star_expr", "testlist", "testlist_comp", "exprlist", "atom", "star_expr"}
)
_FUNCTIONS = ("funcdef", "lambdef")


def set_in_class(node: Node, own: list[tuple[str, Node]]) -> Found:
    """The attributes that a class's methods set, or ask for, by name.

    Args:
        node: The class's definition.
        own: What methods call their first parameter, and where they do.
    """
    targets = {name for name, _ in own}
    targets |= {node.name.value, "type(self)", "self.__class__", "cls"}
    names: set[str] = set()
    doubt = ""
    for leaf in used_within(node, "setattr", "__setattr__"):
        found, why = _set_by_call(node, leaf, targets)
        names |= found
        doubt = doubt or why
    for leaf in used_within(node, "__dict__", "vars", "locals"):
        found, why = _set_in_dict(node, leaf, targets)
        names |= found
        doubt = doubt or why
    for leaf in used_within(node, "hasattr", "getattr", "delattr"):
        arguments = arguments_of(leaf)
        if len(arguments) > 1 and arguments[0].get_code().strip() in targets:
            names |= strings(arguments[1]) or set()
    return names, doubt


def _set_by_call(node: Node, leaf: Node, targets: set[str]) -> Found:
    """``setattr(self, ...)``, ``object.__setattr__(self, ...)``, ``super().__setattr__(...)``."""
    arguments = arguments_of(leaf)
    if len(arguments) < 2:
        return set(), ""
    method = _method(leaf)
    own = arguments[0].get_code().strip() in targets and not _is_another(node, arguments[0])
    if own and len(arguments) == 3:
        what = arguments[1]
    elif leaf.value == "__setattr__" and code_before(leaf) == "super()":
        what = arguments[0]
    else:
        return set(), ""
    if method in _RESTORE or method in _HOOKS:
        return set(), ""
    names = strings(what)
    if names is None:
        return set(), f"class {node.name.value} sets attributes by name"
    return names, ""


def _is_another(node: Node, target: Node) -> bool:
    """Whether ``self`` or ``cls`` is a variable there, and not what a method is given."""
    if target.type != "name" or target.value == node.name.value:
        return False
    function = target.search_ancestor("funcdef")
    while function is not None and node.start_pos < function.start_pos:
        if target.value in [parameter.name.value for parameter in function.get_params()]:
            return False
        function = function.search_ancestor("funcdef")
    return True


def _set_in_dict(node: Node, leaf: Node, targets: set[str]) -> Found:
    """``self.__dict__[...] = ``, ``self.__dict__.update(...)``, ``vars(self)[...] = ``."""
    doubt = f"class {node.name.value} changes its __dict__"
    if leaf.value == "__dict__":
        before = code_before(leaf)
        if before not in targets:
            return set(), ""
        after = leaf.get_next_leaf()
    else:
        arguments = arguments_of(leaf)
        last = closing(leaf)
        own = arguments and arguments[0].get_code().strip() in targets
        in_body = not arguments and leaf.search_ancestor(*_FUNCTIONS, "classdef") is node
        if last is None or not (own or in_body):
            return set(), ""
        after = last.get_next_leaf()
    if _method(leaf) in _RESTORE:
        return set(), ""
    return change_of_dict(after, doubt)


def change_of_dict(after: Node | None, doubt: str) -> Found:
    """What is done to a dict of names, by the leaf that follows it."""
    if after is None:
        return set(), ""
    if after == "=":
        return set(), doubt
    if after == ".":
        method = after.get_next_leaf()
        reads = method is not None and method.value in _READS
        return set(), "" if reads or method.value in ("pop", "clear") else doubt
    if after == "[":
        trailer = after.parent
        if trailer.children[-1] != "]":
            return set(), doubt  # it does not parse
        if not is_target(trailer):
            return set(), ""
        names = strings(trailer.children[1])
        return (set(), doubt) if names is None else (names, "")
    return set(), ""


def strings(node: Node) -> set[str] | None:
    """The strings that an expression may be; None: it may be any."""
    if node.type == "string":
        match = constant(node)
        return {match["text"]} if match else set()
    if node.type == "atom" and node.children[0] in ("(", "[", "{"):
        inner = node.children[1]
        parts = inner.children[::2] if hasattr(inner, "children") else [inner]
        return _all_strings(parts)
    if node.type == "name":
        return _strings_of_loop(node)
    return None


def _all_strings(parts: list[Node]) -> set[str] | None:
    found: set[str] = set()
    for part in parts:
        match = constant(part) if part.type == "string" else None
        if match is None:
            return None
        found.add(match["text"])
    return found


def _strings_of_loop(name: Node) -> set[str] | None:
    """What ``for name in ("a", "b")`` gives, when nothing else binds the name there."""
    loop = name.search_ancestor("for_stmt")
    while loop is not None and loop.children[1].get_code().strip() != name.value:
        loop = loop.search_ancestor("for_stmt")
    if loop is None:
        return None
    over = loop.children[3]
    if over.type == "atom":
        return strings(over)
    return _all_strings(over.children[::2]) if over.type == "testlist" else None


def constant(leaf: Node) -> re.Match[str] | None:
    """The identifier that a string holds, as ``text``; None for another string or leaf."""
    return _CONSTANT.match(leaf.value) if leaf.type == "string" else None


def leaves_of(node: Node) -> Iterator[Node]:
    """The leaves of a node, in order."""
    children = getattr(node, "children", None)
    if children is None:
        yield node
    else:
        for child in children:
            yield from leaves_of(child)


def used_within(node: Node, *names: str) -> Iterator[Node]:
    """Where names stand within a node."""
    used = node.get_root_node().get_used_names()
    for name in names:
        for leaf in used.get(name, ()):
            if node.start_pos <= leaf.start_pos < node.end_pos:
                yield leaf


def arguments_of(leaf: Node) -> list[Node]:
    """The arguments of the call of what ``leaf`` ends."""
    opening = leaf.get_next_leaf()
    if opening is None or opening != "(" or opening.parent.type not in ("trailer", "atom"):
        return []
    inner = opening.parent.children[1]
    if inner == ")":
        return []
    return list(inner.children[::2]) if inner.type == "arglist" else [inner]


def is_target(trailer: Node) -> bool:
    """Whether an expression that ends so is assigned to, alone or among others."""
    node = trailer.parent
    if node.children[-1] is not trailer:
        return False
    while node.parent.type in _TARGETS:
        node = node.parent
    holder = node.parent
    if holder.type == "expr_stmt":
        follows = node.get_next_sibling()
        return follows is not None and (follows == "=" or follows.type == "annassign")
    if holder.type in ("for_stmt", "sync_comp_for"):
        return bool(holder.children[1] is node)
    if holder.type == "with_item":
        return holder.children[-1] is node
    follows = trailer.get_last_leaf().get_next_leaf()
    return follows is not None and follows == "="  # what does not parse may be read as anything


def closing(leaf: Node) -> Node | None:
    """The bracket that closes the call of what ``leaf`` ends; None: it is not called."""
    opening = leaf.get_next_leaf()
    if opening is None or opening != "(" or opening.parent.children[-1] != ")":
        return None
    return opening.parent.children[-1]


def code_before(leaf: Node) -> str:
    """The expression before the dot before ``leaf``."""
    dot = leaf.get_previous_leaf()
    trailer = dot.parent if dot is not None and dot == "." else None
    if trailer is None or trailer.type != "trailer":
        return ""
    children = trailer.parent.children
    return "".join(c.get_code() for c in children[: children.index(trailer)]).strip()


def _method(leaf: Node) -> str:
    function = leaf.search_ancestor("funcdef")
    return function.name.value if function is not None else ""
