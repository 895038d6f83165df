"""Names that code makes at run time: what its text still tells of them, and what it doesn't.

``setattr(self, "a", ...)`` names its attribute; ``setattr(self, key, ...)`` may make any.
Each function gives the names that can be read from the text, and a doubt when there may
be others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.typed import Node

Found = tuple[set[str], str]
"""Names, and why there may be more."""

_RESTORE = frozenset({"__setstate__", "__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__"})
"""Methods that give an object what another one had."""

_OWN_PART = re.compile(r"(?P<own>\w+)\.(?P<part>[^\W\d]\w*(?:\(\))?)")
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


def set_in_module(node: Node, shown: str) -> Found:
    """The names that a module makes at run time; ``shown`` is its name for people."""
    doubt = f"module {shown} makes names at run time"
    names: set[str] = set()
    for leaf in used_within(node, "globals", "vars", "locals"):
        closing = _closing(leaf)
        if closing is None or arguments_of(leaf):
            continue
        if leaf.value != "globals" and leaf.search_ancestor(*_FUNCTIONS, "classdef"):
            continue
        found, why = _use_of_globals(leaf, closing, doubt)
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


def _use_of_globals(leaf: Node, closing: Node, doubt: str) -> Found:
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
    reads = callee is not None and callee.value in ("eval", "len", "sorted", "list", "dict", "set")
    return set(), "" if reads and call.start_pos < leaf.start_pos else doubt


def _use_of_alias(alias: Node | None, doubt: str) -> Found:
    """``names = globals()``: what is done to it under that name."""
    names: set[str] = set()
    if alias is None or alias.type != "name" or alias.parent.type != "expr_stmt":
        return names, doubt
    for leaf in alias.get_root_node().get_used_names().get(alias.value, ()):
        after = leaf.get_next_leaf()
        before = leaf.get_previous_leaf()
        if leaf is alias or (before is not None and before == "in"):
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
        found |= {match["text"] for leaf in _leaves(definition) if (match := _string(leaf))}
    return found if bound else None


def strings(node: Node) -> set[str] | None:
    """The strings that an expression may be; None: it may be any."""
    if node.type == "string":
        match = _string(node)
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
        match = _string(part) if part.type == "string" else None
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


def _string(leaf: Node) -> re.Match[str] | None:
    return _CONSTANT.match(leaf.value) if leaf.type == "string" else None


def _leaves(node: Node) -> Iterator[Node]:
    children = getattr(node, "children", None)
    if children is None:
        yield node
    else:
        for child in children:
            yield from _leaves(child)


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
