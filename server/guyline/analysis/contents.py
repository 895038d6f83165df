"""What a list, a tuple, a set or an iterator contains, where its text tells all of it.

``[a, b]`` contains ``a`` and ``b``, for as long as nobody changes it. So a display counts
where it is used as it stands, and through a local name whose other uses only read it, or
add elements that are known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis.typed import Arguments, Context, Node, Typed, Value, union

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.evaluate import Evaluator

_SAME = frozenset({"list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "deque"})
"""What gives an iterable with the elements of its first argument."""

_READERS = _SAME | {
    "all", "any", "bool", "dict", "enumerate", "filter", "id", "isinstance", "len", "map", "max",
    "min", "next", "print", "range", "repr", "str", "sum", "type", "zip",
}  # fmt: skip
_ADDS = {"append": 0, "add": 0, "appendleft": 0, "insert": 1}
"""Methods that add an element, and which of their arguments it is."""

_READS = frozenset(
    {"copy", "count", "index", "pop", "popleft", "remove", "discard", "clear", "sort", "reverse"}
)
_LOOPS = ("comp_for", "sync_comp_for")


def of_display(evaluator: Evaluator, context: Context, node: Node) -> Typed | None:
    """The elements of ``(a, b)``, ``[a, b]``, ``{a, b}`` or a comprehension; None: unknown.

    Args:
        evaluator: Follows the elements.
        context: The scope of the display.
        node: The display: an atom, or a tuple without brackets.
    """
    if node.type == "atom":
        if node.children[0] not in ("(", "[", "{") or len(node.children) > 3:
            return None
        if len(node.children) == 2:
            return Typed() if node.children[0] != "{" else None
        inner = node.children[1]
        if inner.type not in ("testlist_comp", "dictorsetmaker"):
            plain = node.children[0] != "("
            return _element(evaluator, context, inner) if plain else None
        if any(child in (":", "**") for child in inner.children):
            return None  # a dict
        node = inner
    if node.children[-1].type in _LOOPS:
        where = context.create_context(node.children[0])
        return evaluator.expression(where, node.children[0])
    parts = [part for part in node.children if part != ","]
    found = [_element(evaluator, context, part) for part in parts]
    known = [each for each in found if each is not None]
    return union(known) if len(known) == len(found) else None


def _element(evaluator: Evaluator, context: Context, node: Node) -> Typed | None:
    if node.type == "star_expr":
        return None
    return evaluator.expression(context, node)


def of_call(
    evaluator: Evaluator, context: Context, callee: Value, arguments: Arguments
) -> Typed | None:
    """The elements of ``sorted(a)``, ``zip(a, b)``, ``enumerate(a)``...; None: unknown."""
    taken = _taken(callee, arguments)
    if taken is None:
        return None
    name, parts = taken
    if name in _SAME:
        return _elements(evaluator, context, parts[0]) if parts else Typed()
    if name == "filter" and len(parts) == 2:
        return _elements(evaluator, context, parts[1])
    if name in ("zip", "enumerate") and parts:
        each = [
            _elements(evaluator, context, part) for part in parts[: 1 if name[0] == "e" else None]
        ]
        if name == "enumerate":
            each.append(evaluator.builtin("int"))
        known = [one for one in each if one is not None]
        if len(known) < len(each):
            return None
        pair = evaluator.builtin("tuple")
        return Typed(pair.values, next((k.doubt for k in known if k.doubt), ""), each=union(known))
    return None


def of_choice(
    evaluator: Evaluator, context: Context, callee: Value, arguments: Arguments
) -> Typed | None:
    """What ``next(a)``, ``max(a)``, ``min(a, b)`` give: one of what they are given."""
    taken = _taken(callee, arguments)
    if taken is None or not taken[1] or taken[0] not in ("next", "max", "min"):
        return None
    name, parts = taken
    if name != "next" and len(parts) > 1:
        return union(evaluator.expression(context, part) for part in parts)
    each = _elements(evaluator, context, parts[0])
    if each is None:
        return None
    others = [*parts[1:2], *_default(arguments)]
    return union([each, *(evaluator.expression(context, other) for other in others)])


def _default(arguments: Arguments) -> list[Node]:
    """The argument called ``default``."""
    node = arguments.argument_node
    return [
        child.children[2]
        for child in getattr(node, "children", ())
        if child.type == "argument" and child.children[0].value == "default"
    ]


def _taken(callee: Value, arguments: Arguments) -> tuple[str, list[Node]] | None:
    """A builtin's name and its arguments without names; None: not all of these are known."""
    root = callee.get_root_context()
    if not (root.is_builtins_module() or root.py__name__() in ("_collections", "collections")):
        return None
    if not (callee.is_class() or callee.is_function()):
        return None
    node = arguments.argument_node
    children = node.children if node is not None and node.type == "arglist" else [node]
    parts = [child for child in children if child is not None and child != ","]
    if any(part.type == "operator" for part in parts):
        return None
    if any(part.type == "argument" and part.children[0] in ("*", "**") for part in parts):
        return None
    loops = [p for p in parts if p.type != "argument" or p.children[-1].type in _LOOPS]
    return str(callee.py__name__()), loops


def _elements(evaluator: Evaluator, context: Context, node: Node) -> Typed | None:
    """What iterating over an argument gives, where nothing is left open."""
    if node.type == "argument" and node.children[-1].type in _LOOPS:
        where = context.create_context(node.children[0])
        return evaluator.expression(where, node.children[0])
    found = evaluator.elements(evaluator.expression(context, node))
    return None if found.doubt else found


def through_name(evaluator: Evaluator, context: Context, name: Node, found: Typed) -> Typed:
    """What a name is bound to, with its contents where no use of the name changes them."""
    if found.each is None or all(_never_changes(value) for value in found.values):
        return found
    function = name.search_ancestor("funcdef")
    each = None
    if function is not None and name.parent.type == "expr_stmt":
        each = _with_added(evaluator, context, function, name, found.each)
    return found.holding(each)


def _never_changes(value: Value) -> bool:
    """A tuple, or what can be gone through only once."""
    kind = value.py__class__() if value.is_instance() or value.is_compiled() else value
    return kind.py__name__() in ("tuple", "Tuple", "zip", "enumerate", "reversed", "filter")


def _with_added(
    evaluator: Evaluator, context: Context, function: Node, name: Node, each: Typed
) -> Typed | None:
    """The contents of a local list, with what is added to it; None: it may be anything."""
    parts = [each]
    for leaf in _uses(function, name):
        if leaf.is_definition(include_setitem=True):
            definition = leaf.get_definition(include_setitem=True)
            plain = definition.type == "expr_stmt" and leaf.parent is definition
            if not plain or definition.children[1] != "=":
                return None
            continue
        added = _added(leaf)
        if added is None:
            return None
        parts += [evaluator.expression(context.create_context(node), node) for node in added]
    return union(parts)


def _uses(function: Node, name: Node) -> Iterator[Node]:
    for leaf in function.get_root_node().get_used_names().get(name.value, ()):
        if function.start_pos <= leaf.start_pos < function.end_pos and leaf is not name:
            before = leaf.get_previous_leaf()
            if before is None or before != "." or leaf.parent.type != "trailer":
                yield leaf


def _added(leaf: Node) -> list[Node] | None:
    """What one use of a name adds to what it is bound to; None: it may do anything."""
    parent, after = leaf.parent, leaf.get_next_leaf()
    if parent.type in ("for_stmt", *_LOOPS, "comparison", "return_stmt", "not_test"):
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
        follows = expression.children[-1].get_next_leaf()
        plain = len(expression.children) == 2 and follows is not None
        return None if plain and follows.value.endswith("=") and follows != "==" else []
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
    return [arguments[place]]
