"""What runs again and again: in loops that come round, for each item of a sort, by recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guyline.hints.code import Code, arguments, region_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_same_each_time, own_nodes
from guyline.hints.scopes import How
from guyline.syntax import Node

_FEW = 8
"""Times that a loop goes round, up to which nothing in it is slow."""

_CALLING = frozenset(f"builtins.{name}" for name in ("sorted", "min", "max", "map", "filter"))
_GROW = frozenset({"append", "extend", "insert", "add", "update"})
_LITERALS = frozenset({"string", "integer", "float", "true", "false", "none"})
_OUT = frozenset({"return_statement", "raise_statement"})


def repeating(code: Code, node: Node) -> Iterator[Node]:
    """The loops that run a node many times, within its own function, inside out.

    Not those that are always left once it has run (``break``, ``return`` or ``raise`` behind
    it), and not those over a few items that are written out.
    """
    below, left = node, False
    for loop in code.loops(node):
        again, region = False, region_of(loop)
        while below is not region and below.parent is not None:
            way = _way_out(below) if not again and below.parent.kind == "block" else ""
            if way in _OUT or _is_once(below):
                return
            left = left or way == "break_statement"
            again = way == "continue_statement"
            below = below.parent
        if left and loop.kind != "for_in_clause":
            left = False
        elif not _is_short(code, loop):
            yield loop


def _way_out(statement: Node) -> str:
    """How a block is always left behind a statement, or by it; empty: at its end."""
    block = statement.parent.children if statement.parent is not None else []
    kinds = (each.kind for each in block if each.start >= statement.start)
    ways = _OUT | {"break_statement", "continue_statement"}
    return next((kind for kind in kinds if kind in ways), "")


def _is_once(statement: Node) -> bool:
    """Whether a statement is an ``if`` that sets what it asks, to be done but once."""
    condition, body = statement.field("condition"), statement.field("consequence")
    if statement.kind != "if_statement" or condition is None or body is None:
        return False
    asked = {each.text for each in condition.walk() if each.kind in ("identifier", "attribute")}
    for each in body.walk():
        if each.kind == "assignment":
            left, right = each.field("left"), each.field("right")
            constant = right is not None and right.kind in ("true", "false")
            if constant and left is not None and left.text in asked:
                return True
    return False


def _is_short(code: Code, loop: Node) -> bool:
    if loop.kind == "while_statement":
        return False
    over = loop.fields("right")
    return len(over) == 1 and is_short(code, over[0])


def is_short(code: Code, items: Node) -> bool:
    """Whether something that is gone over is written out, and has few items."""
    value = code.value_of(items)
    if value.kind in ("list", "tuple", "set", "expression_list", "dictionary"):
        starred = any(child.kind.endswith("_splat") for child in value.children)
        return not starred and len(value.children) <= _FEW and not _grows(code, items)
    if value.kind == "call" and (given := arguments(value)):
        name = code.qualified(value["function"])
        if name in ("builtins.enumerate", "builtins.reversed", "builtins.sorted", "builtins.zip"):
            return is_short(code, given[0])
        last = given[-1]
        return name == "builtins.range" and last.kind == "integer" and len(last.text) == 1
    return False


def _grows(code: Code, items: Node) -> bool:
    """Whether a name's value may get more items than were written out: it is called upon."""
    items = plain(items)
    owner = code.owner(items) if items.kind == "identifier" else None
    if owner is None:
        return False
    if any(each.how is How.AUGMENTED for each in owner.bindings[items.text]):
        return True
    around = (read.parent for read in owner.reads_of(items.text))
    used = (each.field("attribute") for each in around if each is not None)
    return any(each is not None and each.text in _GROW for each in used)


def called_for_each(code: Code, function: Node) -> Node | None:
    """The call that calls a function for each of many items: as a key of a sort, by ``map``.

    Args:
        code: The file.
        function: A lambda, or an expression that stands for a function.
    """
    below, around = function, function.parent
    if around is not None and around.kind == "keyword_argument" and around["name"].text == "key":
        below, around = around, around.parent
    call = around.parent if around is not None and around.kind == "argument_list" else None
    if call is None or call.kind != "call":
        return None
    name, given = code.qualified(call["function"]), arguments(call)
    of = plain(call["function"])
    if below is function:
        first = name in ("builtins.map", "builtins.filter") and given and given[0] is function
        over = given[1:2] if first else []
    elif name in _CALLING:
        over = given[:1]
    else:
        sorts = of.kind == "attribute" and of["attribute"].text == "sort"
        return call if sorts else None
    return call if over and not is_short(code, over[0]) else None


def calls_of_itself(code: Code, function: Node) -> list[Node]:
    """The calls of a function in its own body: ``walk(...)``, or ``self.walk(...)`` of a method."""
    body, name = function.field("body"), function.field("name")
    if body is None or name is None:
        return []
    found = (each for each in own_nodes(body) if each.kind == "call")
    return [each for each in found if _is_call_of(code, each, function)]


def _is_call_of(code: Code, call: Node, function: Node) -> bool:
    called, name = plain(call["function"]), function["name"].text
    if called.kind == "identifier":
        return called.text == name and [b.value for b in code.bindings(called)] == [function]
    if called.kind != "attribute" or called["attribute"].text != name:
        return False
    made, around = code.scope_made_by(function), code.scope_of(function)
    of = called["object"]
    own = of.kind == "identifier" and of.text == next(iter(made.bindings), "")
    return own and around.is_class


def is_made_before(code: Code, name: Node, statement: Node) -> bool:
    """Whether all that binds a name stands before a statement, or is a parameter."""
    found = code.bindings(name)
    return bool(found) and all(
        each.how is How.PARAMETER or each.node.start < statement.start for each in found
    )


def varies(code: Code, sought: Node, loops: Iterable[Node]) -> bool:
    """Whether an expression is another thing each time round a loop, as far as can be seen.

    A name or an attribute that stays the same does not, nor does a literal.
    """
    if sought.kind in _LITERALS:
        return False
    if sought.kind not in ("identifier", "attribute"):
        return True
    return any(not is_same_each_time(code, sought, loop) for loop in loops)
