"""What runs again and again: in loops that come round, for each item of a sort, by recursion."""

from __future__ import annotations

from collections.abc import Iterable

from guyline.hints.code import Code, arguments, region_of
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.predicates import is_bound_anew, own_nodes
from guyline.hints.rounds import has_few, is_short
from guyline.hints.scopes import How, Scope
from guyline.hints.singling import is_for_a_few, is_for_one_argument
from guyline.syntax import Node

_BRIEF = 3
"""Statements of a function of the module, up to which a loop that calls it is what it is for."""

_BY_KEY = frozenset(f"builtins.{name}" for name in ("sorted", "min", "max"))
_FOR_EACH = frozenset({"builtins.map", "builtins.filter"})
_FOR_EACH_METHODS = frozenset({"apply", "applymap", "map"})
_LITERALS = frozenset({"string", "integer", "float", "true", "false", "none"})
_OUT = frozenset({"return_statement", "raise_statement"})


def repeating(code: Code, node: Node) -> list[Node]:
    """The loops that run a node many times, within its own function, inside out.

    Not those that are always left once it has run (``break``, ``return`` or ``raise`` behind
    it), and not those over a few items that are written out, or that run it for a few only.
    """
    found = list[Node]()
    below, left = node, False
    for loop in code.loops(node):
        again, region = False, region_of(loop)
        while below is not region and below.parent is not None:
            way = _way_out(below) if not again and below.parent.kind == "block" else ""
            catches = _catching(below) if way == "raise_statement" else None
            if (way in _OUT and catches is None) or _is_once(below):
                return found
            left = left or way == "break_statement"
            left = left or (catches is not None and not region.holds(catches))
            again = way == "continue_statement"
            below = below.parent
        if left and loop.kind != "for_in_clause":
            left = False
        elif not (is_short(code, loop) or _is_asked_once(loop) or is_for_a_few(code, node, loop)):
            found.append(loop)
    return found


def running_often(code: Code, node: Node) -> list[Node]:
    """The loops that run a node many times; else the function around it that is called often.

    That is a lambda that is given to ``map``, ``filter`` or as a ``key``, or a function that is
    called in a loop of the file by its name, a method by that of ``self`` or ``cls``.
    """
    if found := repeating(code, node):
        return found
    scope = code.function_of(node)
    if not scope.is_function or is_for_one_argument(code, node):
        return []
    return [scope.node] if _is_called_often(code, scope) else []


def _is_called_often(code: Code, made: Scope) -> bool:
    function = made.node
    if function.kind == "lambda":
        return called_for_each(code, function) is not None
    around = made.parent
    nested = around is not None and around.is_function
    if not nested and len(function["body"].children) > _BRIEF:
        return False
    return any(
        called_for_each(code, each) is not None
        or (_is_called(each) and not function.holds(each) and bool(repeating(code, each)))
        for each in _uses(code, function)
    )


def _is_called(function: Node) -> bool:
    around = function.parent
    return around is not None and around.kind == "call" and around.field("function") is function


def _uses(code: Code, function: Node) -> list[Node]:
    """Where a function is read by its name; a method by that of ``self`` or ``cls``."""
    name, scope = function["name"], code.scope_of(function)
    if not scope.is_class:
        sure = code.only_binding(name) is not None
        return list(scope.reads_of(name.text)) if sure else []
    return [
        each
        for each in code.attributes(scope.node, name.text)
        if each["object"].text in ("self", "cls")
    ]


def _catching(statement: Node) -> Node | None:
    """The ``try`` that may catch what a statement raises, in its own function; None: none."""
    below = statement
    for around in statement.above():
        if around.kind in ("function_definition", "lambda", "class_definition"):
            return None
        if around.kind == "try_statement" and below is around.field("body"):
            return around
        below = around
    return None


def _is_asked_once(loop: Node) -> bool:
    """Whether ``next`` takes the first of a generator, whatever that is."""
    made = region_of(loop)
    call = made.parent
    if call is not None and call.kind == "argument_list":
        call = call.parent
    if made.kind != "generator_expression" or call is None or call.kind != "call":
        return False
    every = not any(each.kind == "if_clause" for each in made.children)
    return every and call["function"].text == "next"


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
            made = right is not None and right.kind != "none" and _asks_for_none(condition)
            if (constant or made) and left is not None and left.text in asked:
                return True
    return False


def _asks_for_none(condition: Node) -> bool:
    """Whether a condition is, or has beside others, ``x is None``, which what is made is not."""
    condition = plain(condition)
    if condition.kind == "boolean_operator" and "and" in condition.operators:
        return any(_asks_for_none(each) for each in condition.children)
    last = condition.children[-1] if condition.kind == "comparison_operator" else None
    return last is not None and last.kind == "none" and condition.operators == ["is"]


def called_for_each(code: Code, function: Node) -> Node | None:
    """The call that calls a function for each of many items: as a key of a sort, by ``map``.

    Args:
        code: The file.
        function: A lambda, or an expression that stands for a function.
    """
    below, around = function, function.parent
    by_key = around is not None and around.kind == "keyword_argument"
    if around is not None and around.kind == "keyword_argument":
        if around["name"].text != "key":
            return None
        below, around = around, around.parent
    call = around.parent if around is not None and around.kind == "argument_list" else None
    if call is None or call.kind != "call":
        return None
    name, given = code.qualified(call["function"]), arguments(call)
    if by_key:
        few = name in _BY_KEY and (len(given) > 1 or not given or has_few(code, given[0]))
        return None if few else call
    if not given or given[0] is not below:
        return None
    if name in _FOR_EACH:
        return call if len(given) > 1 and not has_few(code, given[1]) else None
    of = plain(call["function"])
    for_each = of.kind == "attribute" and of["attribute"].text in _FOR_EACH_METHODS
    return call if for_each and not name else None


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
    return any(is_bound_anew(code, sought, loop) for loop in loops)


def is_own_item(node: Node, sought: Node, items: Node) -> bool:
    """Whether an expression is what the nearest loop that binds it takes from some items.

    Args:
        node: Where it is used.
        sought: The expression.
        items: What the loop is to go over, by itself or with its numbers (``enumerate``).
    """
    for around in node.above():
        loops = [each for each in around.children if each.kind == "for_in_clause"]
        for loop in [around] if around.kind == "for_statement" else loops:
            left = plain(loop["left"])
            over = matches("enumerate($xs)", loop["right"])
            own = left.children[-1] if over is not None and len(left.children) == 2 else left
            if alike(own, sought):
                return alike(plain(loop["right"] if over is None else node_in(over, "xs")), items)
    return False
