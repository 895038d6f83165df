"""Names that code makes at run time: what its text still tells of them, and what it doesn't.

``setattr(self, "a", ...)`` names its attribute; ``setattr(self, key, ...)`` may make any.
Each function gives the names that can be read from the text, and a doubt when there may
be others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guyline.analysis.typed import Node

Find = Callable[[Any], Any]
"""Gives the definition of a function by a leaf that names it; None: it is not found."""
Found = tuple[set[str], str]
"""Names, and why there may be more."""

_RESTORE = frozenset({"__setstate__", "__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__"})
"""Methods that give an object what another one had."""

_READ_NAMES = frozenset({"eval", "len", "sorted", "list", "dict", "set", "__import__"})
_HOOKS = frozenset({"__setattr__", "__delattr__", "__getattribute__", "__getattr__"})
_CONSTANT = re.compile(
    r"[bru]*(?P<quote>\"\"\"|'''|[\"'])(?P<text>[^\W\d]\w*)(?P=quote)$", re.IGNORECASE
)
_READS = frozenset({"get", "items", "keys", "values", "copy", "__contains__", "__getitem__"})
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
    elif leaf.value == "__setattr__" and _code_before(leaf) == "super()":
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
        before = _code_before(leaf)
        if before not in targets:
            return set(), ""
        after = leaf.get_next_leaf()
    else:
        arguments = arguments_of(leaf)
        closing = _closing(leaf)
        own = arguments and arguments[0].get_code().strip() in targets
        in_body = not arguments and leaf.search_ancestor(*_FUNCTIONS, "classdef") is node
        if closing is None or not (own or in_body):
            return set(), ""
        after = closing.get_next_leaf()
    if _method(leaf) in _RESTORE:
        return set(), ""
    return _change_of_dict(after, doubt)


def _change_of_dict(after: Node | None, doubt: str) -> Found:
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
        closing = trailer.children[-1]
        follows = closing.get_next_leaf()
        if closing != "]" or follows is None or follows != "=":
            return set(), ""
        names = strings(trailer.children[1])
        return (set(), doubt) if names is None else (names, "")
    return set(), ""


def set_in_module(node: Node, shown: str, find: Find | None = None) -> Found:
    """The names that a module makes at run time.

    Args:
        node: The module's tree.
        shown: Its name, for people.
        find: Gives the definition of a function that the module calls by a name.
    """
    doubt = f"module {shown} makes names at run time"
    names: set[str] = set()
    for leaf in used_within(node, "globals", "vars", "locals"):
        closing = _closing(leaf)
        if closing is None or arguments_of(leaf):
            continue
        if leaf.value != "globals" and leaf.search_ancestor(*_FUNCTIONS, "classdef"):
            continue
        found, why = _use_of_globals(leaf, closing, doubt, find)
        if why:
            return names, why
        names |= found
    for leaf in used_within(node, "exec", "execfile"):
        arguments = arguments_of(leaf)
        inside = leaf.search_ancestor(*_FUNCTIONS) is not None
        if _closing(leaf) is not None and len(arguments) < 2 and not inside:
            return names, doubt
    for leaf in used_within(node, "modules"):
        found, why = _use_of_own_module(leaf, doubt)
        if why:
            return names, why
        names |= found
    return names, ""


def _use_of_globals(leaf: Node, closing: Node, doubt: str, find: Find | None) -> Found:
    after = closing.get_next_leaf()
    if after is not None and after.value in ("[", "."):
        return _change_of_dict(after, doubt)
    before = leaf.get_previous_leaf()
    if before is not None and before.value in ("in", "for"):
        return set(), ""
    if before is not None and before == "=":
        return _use_of_alias(before.get_previous_leaf(), doubt)
    call = leaf.search_ancestor("trailer")
    callee = call.get_previous_leaf() if call is not None else None
    if call is None or callee is None or call.children[0] != "(" or call.start_pos > leaf.start_pos:
        return set(), doubt
    if callee.value in _READ_NAMES:
        return set(), ""
    inside = call.children[1]
    arguments = list(inside.children[::2]) if inside.type == "arglist" else [inside]
    function = find(callee) if find is not None and callee.type == "name" else None
    place = next((i for i, each in enumerate(arguments) if each is leaf.parent), None)
    if function is None or place is None or place >= len(function.get_params()):
        return set(), doubt
    return _use_of_parameter(function, function.get_params()[place], doubt)


def _use_of_parameter(function: Node, parameter: Node, doubt: str) -> Found:
    """What a function does to a namespace that it is given."""
    leaves = used_within(function, parameter.name.value)
    return _use_of_namespace(leaves, parameter.name, doubt)


def _use_of_alias(alias: Node | None, doubt: str) -> Found:
    """``names = globals()``: what is done to it under that name."""
    if alias is None or alias.type != "name" or alias.parent.type != "expr_stmt":
        return set(), doubt
    leaves = alias.get_root_node().get_used_names().get(alias.value, ())
    return _use_of_namespace(leaves, alias, doubt)


def _use_of_namespace(leaves: Iterable[Node], binding: Node, doubt: str) -> Found:
    """What is done to a dict of names where a name of it stands, but for where it is bound."""
    names: set[str] = set()
    for leaf in leaves:
        before, after = leaf.get_previous_leaf(), leaf.get_next_leaf()
        if leaf is binding or (before is not None and before == "in"):
            continue
        if after is None or after.value not in ("[", "."):
            return names, doubt
        found, why = _change_of_dict(after, doubt)
        if why:
            return names, why
        names |= found
    return names, ""


def _use_of_own_module(leaf: Node, doubt: str) -> Found:
    """``sys.modules[__name__]``: read, set by a constant, or anything else."""
    opening = leaf.get_next_leaf()
    if opening is None or opening != "[" or opening.parent.children[-1] != "]":
        return set(), ""
    key = opening.parent.children[1].get_code().strip()
    if key not in ("__name__", "__package__") and not key.startswith("__name__"):
        return set(), ""
    if key not in ("__name__", "__package__"):
        return set(), ""  # a module below or beside this one
    after = opening.parent.children[-1].get_next_leaf()
    call = leaf.search_ancestor("trailer")
    callee = call.get_previous_leaf() if call is not None and call.children[0] == "(" else None
    if callee is not None and callee.value in ("getattr", "hasattr", "dir", "vars", "id"):
        return set(), ""
    if callee is not None and callee.value == "setattr" and after is not None and after == ",":
        arguments = arguments_of(callee)
        names = strings(arguments[1]) if len(arguments) > 1 else None
        return (set(), doubt) if names is None else (names, "")
    if after is not None and after == ".":
        attribute = after.get_next_leaf()
        follows = attribute.get_next_leaf() if attribute is not None else None
        if attribute is not None and attribute.value != "__dict__":
            assigned = follows is not None and follows == "="
            return ({attribute.value} if assigned else set()), ""
        return _change_of_dict(follows, doubt)
    return set(), doubt


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


def _closing(leaf: Node) -> Node | None:
    """The bracket that closes the call of what ``leaf`` ends; None: it is not called."""
    opening = leaf.get_next_leaf()
    if opening is None or opening != "(" or opening.parent.children[-1] != ")":
        return None
    return opening.parent.children[-1]


def _code_before(leaf: Node) -> str:
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
