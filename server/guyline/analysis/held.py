"""What a name holds that is bound to a container, where its uses do not change that unseen.

A display counts through a local name whose other uses only read it, or add elements that
are known. What lies within its elements may be reached and changed through any of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis.contents import LOOPS, SAME
from guyline.analysis.typed import Contents, Context, Node, Typed, Value, union

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.evaluate import Evaluator

_READERS = SAME | {
    "all",
    "any",
    "bool",
    "dict",
    "enumerate",
    "filter",
    "id",
    "isinstance",
    "len",
    "map",
    "max",
    "min",
    "next",
    "print",
    "range",
    "repr",
    "str",
    "sum",
    "type",
    "zip",
}
_ADDS = {"append": 0, "add": 0, "appendleft": 0, "insert": 1, "setdefault": 1}
"""Methods that add an element, and which of their arguments it is."""

_READS = frozenset(
    {
        "clear",
        "copy",
        "count",
        "discard",
        "get",
        "index",
        "items",
        "keys",
        "pop",
        "popitem",
        "popleft",
        "remove",
        "reverse",
        "sort",
        "values",
    }
)


_FIXED = frozenset(
    {
        "tuple",
        "Tuple",
        "frozenset",
        "zip",
        "enumerate",
        "reversed",
        "filter",
        "islice",
        "zip_longest",
    }
)
"""What nobody adds to: what can't be changed, or only be gone through."""


def through_name(evaluator: Evaluator, context: Context, name: Node, found: Typed) -> Typed:
    """What a name is bound to, with its contents where no use of the name changes them."""
    contents = found.contents()
    if contents is None:
        return found
    if not all(_never_changes(value) for value in found.values):
        function = name.search_ancestor("funcdef", "classdef")
        statement = name.parent
        # With a second target, x = self.y = [], it has another name.
        alone = statement.type == "expr_stmt" and len(statement.children) in (2, 3)
        plain = function is not None and function.type == "funcdef"
        local = alone and plain and not is_shared(function, name.value)
        contents = _with_added(evaluator, context, function, name, contents) if local else None
    return found.holding(_sealed(contents))


def is_shared(function: Node, name: str) -> bool:
    """Whether a function says that a name is not its own: ``global x``, ``nonlocal x``."""
    said = rf"\b(?:global|nonlocal)\b[^\n]*\b{re.escape(name)}\b"
    return re.search(said, function.get_code()) is not None


def _sealed(contents: Contents | None) -> Contents | None:
    """The same, without what lies within elements that may be changed."""
    if contents is None:
        return None
    places = contents.places
    return Contents(
        _without_inner(contents.each),
        None if places is None else tuple(_kept(place) for place in places),
        _without_inner(contents.mapped),
    )


def _without_inner(found: Typed | None) -> Typed | None:
    return None if found is None else _kept(found)


def _kept(found: Typed) -> Typed:
    fixed = found.values and all(_never_changes(value) for value in found.values)
    return found.holding(_sealed(found.contents()) if fixed else None)


def _never_changes(value: Value) -> bool:
    """A tuple, or what can be gone through only once."""
    kind = value.py__class__() if value.is_instance() or value.is_compiled() else value
    return kind.py__name__() in _FIXED


def _with_added(
    evaluator: Evaluator, context: Context, function: Node, name: Node, contents: Contents
) -> Contents | None:
    """What a local container holds with what is added to it; None: it may be anything."""
    keys: list[Node] = []
    values: list[Node] = []
    for leaf in _uses(function, name):
        added = _stored(leaf) if leaf.is_definition(include_setitem=True) else _added(leaf)
        if added is None:
            return None
        keys += added[:-1]
        values += added[-1:]

    def more(nodes: list[Node], found: Typed) -> Typed:
        others = [evaluator.expression(context.create_context(node), node) for node in nodes]
        return union([found, *others])

    if contents.each is None:
        return None
    if contents.mapped is None:
        return Contents(more(values, contents.each))
    if len(keys) < len(values):
        return None
    return Contents(more(keys, contents.each), None, more(values, contents.mapped))


def _stored(leaf: Node) -> list[Node] | None:
    """What binding a name again, or ``it[key] = value``, adds; None: it may do anything."""
    definition = leaf.get_definition(include_setitem=True)
    if definition.type == "del_stmt":
        return []
    if definition.type != "expr_stmt" or len(definition.children) != 3:
        return None
    target, operator, value = definition.children
    if operator != "=":
        return None
    if target is leaf:
        return []
    trailer = leaf.get_next_leaf().parent
    if leaf.parent is not target or target.children[1:] != [trailer] or trailer.children[0] != "[":
        return None
    key = trailer.children[1]
    return None if key.type in ("subscript", "subscriptlist") or key == ":" else [key, value]


def _uses(function: Node, name: Node) -> Iterator[Node]:
    for leaf in function.get_root_node().get_used_names().get(name.value, ()):
        if function.start_pos <= leaf.start_pos < function.end_pos and leaf is not name:
            before = leaf.get_previous_leaf()
            if before is None or before != "." or leaf.parent.type != "trailer":
                yield leaf


def _added(leaf: Node) -> list[Node] | None:
    """What one use of a name adds to what it is bound to; None: it may do anything."""
    parent, after = leaf.parent, leaf.get_next_leaf()
    if parent.type in ("for_stmt", *LOOPS, "comparison", "return_stmt", "not_test"):
        return []
    if parent.type in ("if_stmt", "while_stmt", "and_test", "test", "assert_stmt", "comp_if"):
        return [] if parent.type in ("if_stmt", "while_stmt", "comp_if", "assert_stmt") else None
    if parent.type in ("atom_expr", "power") and parent.children[0] is leaf and after is not None:
        return _done_to(parent, after)
    call = parent if parent.type == "trailer" else parent.parent
    if parent.type in ("trailer", "arglist") and call.type == "trailer" and call.children[0] == "(":
        callee = call.get_previous_leaf()
        reads = callee is not None and callee.type == "name" and callee.value in _READERS
        return [] if reads and callee.parent.type != "trailer" else None
    return None


def _done_to(expression: Node, after: Node) -> list[Node] | None:
    """``it[...]``, ``it.append(x)``: what that adds."""
    if after == "[":
        return []
    method = after.get_next_leaf() if after == "." else None
    if method is None or len(expression.children) < 3 or expression.children[2].type != "trailer":
        return None
    if method.value in _READS:
        return []
    inside = expression.children[2].children[1]
    arguments = list(inside.children[::2]) if inside.type == "arglist" else [inside]
    place = _ADDS.get(method.value)
    if place is None or len(arguments) <= place or arguments[place].type == "argument":
        return None
    return arguments[: place + 1] if method.value == "setdefault" else [arguments[place]]
