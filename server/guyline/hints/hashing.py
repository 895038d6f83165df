"""What can't be hashed, for certain or by all signs: no set or dict can take its place."""

from __future__ import annotations

from guyline.hints.code import Code, arguments, region_of
from guyline.hints.kinds import annotated, kind_of, type_of
from guyline.hints.methods import class_of, methods_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import own_nodes, returned_by
from guyline.hints.rounds import is_stored
from guyline.hints.scopes import Binding, How
from guyline.syntax import Node

_UNHASHED = frozenset(
    {"list", "dict", "set", "bytearray", "collections.deque", "numpy.ndarray", "pandas.DataFrame"}
)
_HASHED = frozenset({"str", "bytes", "int", "float", "bool", "tuple", "frozenset", "range"})
_DISPLAYS = frozenset({"list", "tuple"})
_COMPREHENSIONS = frozenset({"list_comprehension", "generator_expression"})
_PUTS = frozenset({"append", "appendleft", "insert"})
_DEEPEST = 3
"""Names and calls that are followed, one after the other."""


def is_unhashable(code: Code, node: Node) -> bool:
    """Whether a value certainly can't be hashed: a list, a dict, or a tuple that holds one."""
    node = plain(node)
    found = type_of(code, node)
    if found is not None and found.name in _UNHASHED:
        return True
    value = code.value_of(node)
    return value.kind == "tuple" and any(is_unhashable(code, each) for each in value.children)


def is_likely_unhashable(code: Code, node: Node, depth: int = 0) -> bool:
    """Whether a value can't be hashed, as far as what is done with it tells.

    It may be bound to such a thing, is given an item, or is what a function of the file returns
    which returns nothing else.
    """
    node = plain(node)
    if depth > _DEEPEST or kind_of(code, node) in _HASHED - {"tuple"}:
        return False
    if is_unhashable(code, node):
        return True
    match node.kind:
        case "tuple":
            return any(is_likely_unhashable(code, each, depth + 1) for each in node.children)
        case "call":
            functions = _functions_called(code, node)
            return bool(functions) and all(_gives_unhashable(code, f) for f in functions)
        case "binary_operator":
            added = any(kind_of(code, each) == "list" for each in node.children)
            return added and node.operators[0] == "+"
        case "subscript":
            return _is_whole_slice(node) and kind_of(code, node["value"]) not in _HASHED
        case "identifier":
            found = _bindings_at(code, node)
            return any(_binds_unhashable(code, each, depth) for each in found) or _is_given_item(
                code, node, found
            )
    return False


def holds_likely_unhashable(code: Code, items: Node, depth: int = 0) -> bool:
    """Whether some of what iterating gives can't be hashed, as far as can be seen."""
    found = type_of(code, items)
    if depth > _DEEPEST:
        return False
    if found is not None and found.item is not None and found.item.name != "tuple":
        return found.item.name in _UNHASHED
    value = code.value_of(items)
    if value.kind in _DISPLAYS and any(
        is_likely_unhashable(code, each, depth + 1) for each in value.children
    ):
        return True
    if value.kind in _COMPREHENSIONS and is_likely_unhashable(code, value["body"], depth + 1):
        return True
    name = plain(items)
    owner = code.owner(name) if name.kind == "identifier" else None
    reads = owner.reads_of(name.text) if owner is not None and owner.is_function else ()
    return any(
        is_likely_unhashable(code, put, depth + 1)
        for read in reads
        if (put := _put_in(read)) is not None
    )


def is_no_set(code: Code, node: Node, sought: Node | None, items: Node) -> bool:
    """Whether no set or dict can be searched in place of a list, as far as can be seen.

    Args:
        code: The file.
        node: Where the list is searched.
        sought: What for; None: not known.
        items: The list.
    """
    if sought is not None and is_likely_unhashable(code, sought):
        return True
    return holds_likely_unhashable(code, items) or stands_for_unhashable(node)


def stands_for_unhashable(node: Node) -> bool:
    """Whether code is what is done with what can't be hashed or sorted: it caught a TypeError."""
    below = node
    for around in node.above():
        if around.kind in ("function_definition", "lambda", "class_definition"):
            return False
        if around.kind == "except_clause" and below is around.children[-1]:
            caught = (n for child in around.children[:-1] for n in child.walk())
            if any(each.kind == "identifier" and each.text == "TypeError" for each in caught):
                return True
        below = around
    return False


def _bindings_at(code: Code, name: Node) -> list[Binding]:
    """What may have bound a name; in a loop that binds it, no other loop has."""
    found = code.reaching(name)
    own = [
        (each.node, loop)
        for loop in code.loops(name)
        for each in found
        if each.how in (How.LOOP, How.UNPACKED) and _target(loop).holds(each.node)
    ]
    if not own:
        return found
    node, loop = own[0]
    return [b for b in found if b.node.start >= node.start and region_of(loop).holds(b.node)]


def _target(loop: Node) -> Node:
    return loop.field("left") or loop


def _binds_unhashable(code: Code, binding: Binding, depth: int) -> bool:
    """Whether a name is bound to what can't be hashed, or to such an item of what is gone over."""
    match binding:
        case Binding(how=How.ASSIGNMENT, value=Node() as value):
            return is_likely_unhashable(code, value, depth + 1)
        case Binding(how=How.LOOP, value=Node() as value):
            return holds_likely_unhashable(code, value, depth + 1)
    return False


def _is_given_item(code: Code, name: Node, bound: list[Binding]) -> bool:
    """Whether something assigns to an item of the very value that a name has."""
    owner = code.owner(name)
    if owner is None or not owner.is_function:
        return False
    return any(
        around.kind == "subscript"
        and around["value"] is read
        and is_stored(around)
        and not set(bound).isdisjoint(code.reaching(read))
        for read in owner.reads_of(name.text)
        if (around := read.parent) is not None
    )


def _is_whole_slice(node: Node) -> bool:
    """Whether it is a copy, ``xs[:]``, as it is made of lists."""
    index = node.fields("subscript")
    return len(index) == 1 and index[0].kind == "slice" and index[0].text.strip() == ":"


def _functions_called(code: Code, call: Node) -> list[Node]:
    """The functions of the file that a call may call, by their name or upon ``self``."""
    function = plain(call["function"])
    if function.kind == "identifier":
        found = code.only_binding(function)
        made = found.value if found is not None and found.how is How.DEFINITION else None
        return [made] if made is not None and made.kind == "function_definition" else []
    of = plain(function["object"]) if function.kind == "attribute" else function
    around = class_of(code, of) if of.kind == "identifier" else None
    return methods_of(around, function["attribute"].text) if around is not None else []


def _gives_unhashable(code: Code, function: Node) -> bool:
    """Whether a function returns nothing but what can't be hashed."""
    around, returned = function.parent, returned_by(function)
    if function.text.startswith("async") or (
        around is not None and around.kind == "decorated_definition"
    ):
        return False
    told = function.field("return_type")
    if told is not None and (given := annotated(code, told)) is not None:
        return given.name in _UNHASHED
    return (
        bool(returned)
        and not any(each.kind == "yield" for each in own_nodes(function["body"]))
        and all(len(each) == 1 and is_unhashable(code, each[0]) for each in returned)
    )


def _put_in(read: Node) -> Node | None:
    """What a call puts into the list that is read there."""
    of = read.parent
    if of is None or of.kind != "attribute" or of.role != "function" or of.parent is None:
        return None
    given = arguments(of.parent) if of["attribute"].text in _PUTS else []
    return given[-1] if given else None
