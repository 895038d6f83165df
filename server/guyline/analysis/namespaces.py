"""The names that a module makes at run time, in its ``globals()`` and in ``sys.modules``.

What is done to the namespace is followed: under another name, in a function that is given it, and
for the names that can be read from the text. What only reads it makes no names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from guyline.analysis.bindings import bindings
from guyline.analysis.dynamic import (
    Found,
    arguments_of,
    change_of_dict,
    closing,
    code_before,
    strings,
    used_within,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guyline.analysis.typed import Node

Find = Callable[[Any], Any]
"""Gives the definition of a function or a class by what names it: a name, or one with dots, as
its parts; None: it is not found."""

_FUNCTIONS = ("funcdef", "lambdef")
_READERS = frozenset({"eval", "len", "sorted", "list", "dict", "set", "__import__"})
_ASK = frozenset({"getattr", "hasattr", "dir", "id"})


def set_in_module(node: Node, doubt: str, find: Find) -> Found:
    """The names that a module makes at run time.

    Args:
        node: The module's tree.
        doubt: What is said where it may make others.
        find: Gives the definitions of what the module names.
    """
    uses = _Uses(doubt, find)
    names: set[str] = set()
    for leaf in used_within(node, "globals", "vars", "locals"):
        if not _is_call(leaf) or arguments_of(leaf):
            continue
        if leaf.value != "globals" and leaf.search_ancestor(*_FUNCTIONS, "classdef"):
            continue
        found, why = uses.of_globals(leaf)
        if why:
            return names, why
        names |= found
    for leaf in used_within(node, "exec", "execfile"):
        inside = leaf.search_ancestor(*_FUNCTIONS) is not None
        if _is_call(leaf) and len(arguments_of(leaf)) < 2 and not inside:
            return names, doubt
    for leaf in used_within(node, "modules"):
        found, why = uses.of_own_module(leaf)
        if why:
            return names, why
        names |= found
    return names, ""


class _Uses:
    """What is done to the namespace of a module."""

    def __init__(self, doubt: str, find: Find) -> None:
        self._doubt = doubt
        self._find = find

    def of_globals(self, leaf: Node) -> Found:
        """What is done to what ``globals()`` gives."""
        last = closing(leaf)
        if last is None:
            return set(), self._doubt  # it does not parse
        after = last.get_next_leaf()
        if after is not None and after.value in ("[", "."):
            return self._of_dict(after)
        before = leaf.get_previous_leaf()
        if before is not None and before.value in ("in", "for"):
            return set(), ""
        if before is not None and before == "=":
            return self._of_alias(before.get_previous_leaf(), self._of_namespace)
        call = leaf.search_ancestor("trailer")
        callee = _callee(leaf)
        if call is None or callee is None or call.children[0] != "(":
            return set(), self._doubt
        if callee.value in _READERS:
            return set(), ""
        return self._given(leaf.parent, arguments_of(callee), callee)

    def _given(self, what: Node, arguments: list[Node], callee: Node) -> Found:
        """What a function does to a namespace that it is given."""
        function = self._find(callee) if callee.type == "name" else None
        place = next((at for at, each in enumerate(arguments) if each is what), None)
        if function is None or function.type != "funcdef" or place is None:
            return set(), self._doubt
        parameters = function.get_params()
        if place >= len(parameters) or parameters[place].star_count:
            return set(), self._doubt
        parameter = parameters[place].name
        return self._of_namespace(used_within(function, parameter.value), parameter)

    def _of_alias(self, alias: Node | None, uses: Callable[[Iterable[Node], Node], Found]) -> Found:
        """``names = globals()``: what is done to it under that name."""
        if alias is None or alias.type != "name" or alias.parent.type != "expr_stmt":
            return set(), self._doubt
        return uses(alias.get_root_node().get_used_names().get(alias.value, ()), alias)

    def _of_namespace(self, leaves: Iterable[Node], binding: Node) -> Found:
        """What is done to a dict of names where a name of it stands, but for where it is bound."""
        names: set[str] = set()
        for leaf in leaves:
            before, after = leaf.get_previous_leaf(), leaf.get_next_leaf()
            if leaf is binding or (before is not None and before == "in"):
                continue
            found, why = self._of_dict(after)
            if why:
                return names, why
            names |= found
        return names, ""

    def _of_dict(self, after: Node | None) -> Found:
        """What is done to a dict of names; one that is given to something may be changed there."""
        if after is None or after.value not in ("[", "."):
            return set(), self._doubt
        method = after.get_next_leaf()
        if after == "." and method is not None and method.value == "update":
            names = self._updated(method)
            return (set(), self._doubt) if names is None else (names, "")
        return change_of_dict(after, self._doubt)

    def _updated(self, method: Node) -> set[str] | None:
        """The names that ``update(a=1)`` puts in, or ``update(Enum.__members__)``."""
        names: set[str] = set()
        for argument in arguments_of(method):
            if argument.type == "argument" and argument.children[1] == "=":
                names.add(argument.children[0].value)
                continue
            parts = argument.children if argument.type == "atom_expr" else ()
            if not parts or parts[-1].get_code().strip() != ".__members__":
                return None
            found = self._find(parts[0] if len(parts) == 2 else parts[:-1])
            if found is None or found.type != "classdef":
                return None
            names.update(bindings(found.children[-1]))
        return names if closing(method) is not None else None

    def of_own_module(self, leaf: Node) -> Found:
        """``sys.modules[__name__]``: read, set by a constant, or anything else."""
        opening = leaf.get_next_leaf()
        if opening is None or opening != "[" or opening.parent.children[-1] != "]":
            return set(), ""
        if opening.parent.children[1].get_code().strip() not in ("__name__", "__package__"):
            return set(), ""
        owner = leaf.get_previous_leaf()
        first = leaf if owner is None or owner != "." else owner.get_previous_leaf()
        before = None if first is None else first.get_previous_leaf()
        after = opening.parent.children[-1].get_next_leaf()
        if before is not None and before == "=" and after is not None and after.type == "newline":
            return self._of_alias(before.get_previous_leaf(), self._of_modules)
        return self._of_module(leaf, after)

    def _of_modules(self, leaves: Iterable[Node], binding: Node) -> Found:
        names: set[str] = set()
        for leaf in leaves:
            if leaf is binding:
                continue
            found, why = self._of_module(leaf, leaf.get_next_leaf())
            if why:
                return names, why
            names |= found
        return names, ""

    def _of_module(self, leaf: Node, after: Node | None) -> Found:
        """What is done to a module, by a leaf of what names it and the leaf that follows."""
        callee = _callee(leaf)
        called = "" if callee is None else callee.value
        if after is not None and after == ".":
            attribute = after.get_next_leaf()
            follows = attribute.get_next_leaf() if attribute is not None else None
            if attribute is None or attribute.value == "__dict__":
                return self._of_dict(follows)
            assigned = follows is not None and follows == "="
            return ({attribute.value} if assigned else set()), ""
        if called in _ASK:
            return set(), ""
        if called == "vars" and after is not None and after == ")":
            return self._of_dict(after.get_next_leaf())
        if callee is not None and called == "setattr" and after is not None and after == ",":
            arguments = arguments_of(callee)
            names = strings(arguments[1]) if len(arguments) > 1 else None
            return (set(), self._doubt) if names is None else (names, "")
        return set(), self._doubt


def _callee(leaf: Node) -> Node | None:
    """The name that is called by the innermost call which is given this."""
    call = leaf.search_ancestor("trailer")
    while call is not None and (call.children[0] != "(" or call.start_pos > leaf.start_pos):
        call = call.search_ancestor("trailer")
    return call.get_previous_leaf() if call is not None else None


def _is_call(leaf: Node) -> bool:
    """Whether a builtin of this name is called, in code that may not parse."""
    opening, before = leaf.get_next_leaf(), leaf.get_previous_leaf()
    if opening is None or opening != "(" or leaf.parent.type == "funcdef":
        return False
    return before is None or before != "." or code_before(leaf) == "builtins"
