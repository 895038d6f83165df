"""Where attributes and names are bound, as jedi's names: what it hides or drops is found too."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from guyline.analysis.internals import definitions_of, get_parent_scope
from guyline.analysis.results import is_setter
from guyline.analysis.typed import Name, Node, Scope, Value

if TYPE_CHECKING:
    from collections.abc import Iterator


def member_names(value: Value, attribute: str) -> Iterator[Name]:
    """The names that bind an attribute: every assignment through self, and the first class's."""
    private = attribute.startswith("__") and not attribute.endswith("__")
    for each in value.get_filters():
        scope = _from_within(each) if private else each
        names = scope.get(attribute)
        through_self = type(scope).__name__ == "SelfAttributeFilter"
        if through_self:
            yield from _all_in_class(scope, attribute, names)
        elif names:
            first = names[0].tree_name
            if first is not None and all(is_setter(name.tree_name) for name in names):
                names = _with_getters(scope, names, siblings(first))
            yield from names
            if not private:  # the classes of one object may each have their own
                return


def _from_within(scope: Scope) -> Scope:
    """A scope as the code of its class sees it, with the private names that jedi hides."""
    inner = getattr(scope, "_class_filter", None)
    if inner is not None:
        return type(scope)(scope._instance, _from_within(inner))
    if not hasattr(scope, "_origin_scope"):
        return scope
    seen = copy.copy(scope)
    seen._origin_scope = scope._parser_scope
    return seen


def _all_in_class(scope: Scope, attribute: str, names: list[Name]) -> list[Name]:
    # The filter drops what jedi's flow analysis thinks is overwritten.
    everything = scope._used_names.get(attribute, ())
    found = list(scope._convert_names(list(scope._filter(everything))))
    return found or names


def _with_getters(scope: Scope, names: list[Name], bindings: list[Node]) -> list[Name]:
    """The names of a property, its getter included, which jedi takes for overwritten.

    Args:
        scope: jedi's filter that holds the names.
        names: What it gives.
        bindings: Everything that is bound to that name in the same class.
    """
    inner: Scope = getattr(scope, "_class_filter", scope)
    others = [each for each in bindings if not is_setter(each)]
    if not others or not hasattr(inner, "_convert_names"):
        return names
    found: list[Name] = inner._convert_names(others)
    return found if inner is scope else list(scope._convert(found))


def siblings(tree_name: Node) -> list[Node]:
    """All bindings of a name in the scope that holds ``tree_name``, itself included."""
    root = tree_name.get_root_node()
    if not hasattr(root, "get_used_names"):
        return [tree_name]
    scope = scope_of(tree_name)
    found = [each for each in definitions_of(root, tree_name.value) if scope_of(each) is scope]
    if tree_name not in found and tree_name.is_definition(include_setitem=False):
        found.append(tree_name)
    return found or [tree_name]


def scope_of(name: Node) -> Node:
    """The class, function or module that holds a binding."""
    parent = name.parent
    base = parent if parent.type in ("classdef", "funcdef") else name
    return get_parent_scope(base)
