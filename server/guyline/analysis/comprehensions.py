"""The scopes of comprehensions, with several loops and conditions.

Source: the Python reference, section 6.2.4: what the first loop goes over is found in the scope
around, everything else in a scope of its own, in which each loop sees those before it. jedi takes
conditions and further loops for parts of the scope around, where the variables are not bound.
"""

from __future__ import annotations

from typing import Any

from guyline.analysis.internals import CompForContext, TreeContextMixin

_SCOPES = frozenset({"file_input", "classdef", "funcdef", "lambdef"})
_HOLD_LOOPS = frozenset({"argument", "dictorsetmaker", "testlist_comp"})
_LOOP = "sync_comp_for"
_PARTS = frozenset({_LOOP, "comp_for", "comp_if"})
_ITERABLE = 3
"""The place in a loop of what it goes over."""


def see_all_loops() -> None:
    """Have jedi find the scope of a node as Python does."""
    TreeContextMixin.create_context = _create_context


def _create_context(context: Any, node: Any) -> Any:
    scope = _scope_of(node)
    if scope.type in ("funcdef", "classdef"):
        colon = scope.children[scope.children.index(":")]
        parent = node.parent
        if node.start_pos < colon.start_pos and not (
            parent.type == "param" and parent.name == node
        ):
            scope = _scope_of(scope)
    return _context_of(context, scope)


def _context_of(context: Any, scope: Any) -> Any:
    if scope == context.tree_node:
        return context
    if scope.type == _LOOP:
        return CompForContext(_context_of(context, _scope_of(scope)), scope)
    if scope.type == "file_input":
        raise ValueError("the node is of another tree")
    return context.create_value(scope).as_context()


def _scope_of(node: Any) -> Any:
    """The innermost scope that a node stands in; for a loop, the one that it is a part of."""
    child, parent = node, node.parent
    while parent.type not in _SCOPES:
        if parent.type == _LOOP and child is not parent.children[_ITERABLE]:
            return parent
        if parent.type in _HOLD_LOOPS and child.type not in _PARTS:
            loop = next((each for each in parent.children if each.type in _PARTS), None)
            if loop is not None:
                return _innermost(loop)
        child, parent = parent, parent.parent
    return parent


def _innermost(part: Any) -> Any:
    """The last of a comprehension's loops, which sees the variables of all."""
    found = part
    while part.type in _PARTS:
        found = part if part.type == _LOOP else found
        part = part.children[-1]
    return found
