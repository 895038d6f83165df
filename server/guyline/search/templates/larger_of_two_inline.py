"""``max`` or ``min`` of a few values is called in a loop; a comparison needs no call.

What: ``best = max(best, value)`` and ``best = min(value, best)`` in a loop, ``max(a, b)`` wherever
it stands there, and ``min(a, b, c)`` of three or four values.

Before::

    def longest_run(values):
        best = run = 0
        for value in values:
            run = run + 1 if value else 0
            best = max(best, run)
        return best

After::

    def longest_run(values):
        best = run = 0
        for value in values:
            run = run + 1 if value else 0
            if run > best:
                best = run
        return best

Of equal values it is the same one that stays, and NaN compares as before: the comparisons are those
of the builtins.

What it takes for granted: that ``a < b`` and ``b > a`` are the same, and that reading an item
twice gives the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guyline.hints.code import Code, named_arguments, statement_of
from guyline.hints.pattern import alike, plain
from guyline.hints.rewrite import free_name, insert_before, replace, replace_expression
from guyline.hints.rounds import is_short
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import (
    is_name,
    is_own_function,
    is_simple,
    mentions,
    operand,
    proposal,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that reading an item twice gives the same, and a < b is b > a",)
_SIGNS = {"builtins.max": (">", "<"), "builtins.min": ("<", ">")}
_NUMBERS = frozenset({"integer", "float"})
_MOST = 4
_PARTLY = frozenset(
    {"boolean_operator", "conditional_expression", "lambda", "for_in_clause", "if_clause"}
    | {"list_comprehension", "set_comprehension", "generator_expression", "elif_clause"}
    | {"dictionary_comprehension", "comparison_operator", "assert_statement", "while_statement"}
)
"""What evaluates a part of itself not at all, or again and again."""


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if node["function"].text not in ("max", "min"):
        return
    signs, held = _SIGNS.get(code.qualified(node["function"])), node["arguments"]
    if signs is None or held.kind != "argument_list" or named_arguments(node):
        return
    given = held.children
    if not 2 <= len(given) <= _MOST or not is_simple(node):
        return
    if any(each.kind.endswith("splat") for each in given):
        return
    if all(is_short(code, loop) for loop in code.loops(node)):
        return
    edits = _kept(code, node, given, signs) if len(given) == 2 else _in_turn(code, node, given)
    if edits is None and len(given) == 2:
        edits = _chosen(code, node, given, signs)
    if edits is not None:
        title = f"Compare without calling {node['function'].text}"
        yield from proposal(title, edits, assumes=_ASSUMES)


def _is_own(code: Code, node: Node) -> bool:
    """Whether a value is a number, or a name that nothing but this function's own lines binds."""
    node = plain(node)
    inner = plain(node["argument"]) if node.kind == "unary_operator" else node
    if inner.kind in _NUMBERS:
        return True
    owner = code.owner(node) if node.kind == "identifier" else None
    if owner is None or owner.changed_within(node.text) or node.text in owner.outer:
        return False
    return owner is code.function_of(node) or owner is code.scope_of(node)


def _may_bind(code: Code, node: Node) -> bool:
    """Whether a name can be given to a value in an expression where a node stands."""
    return is_own_function(code, node) and not code.scope_of(node).is_comprehension


def _kept(
    code: Code, node: Node, given: Sequence[Node], signs: tuple[str, str]
) -> tuple[Edit | None, ...] | None:
    """The edits where one of the two is what is assigned to; None: none of them is."""
    around = node.parent
    if around is None or around.kind != "assignment" or around.field("type") is not None:
        return None
    statement, best = around.parent, plain(around["left"])
    places = [place for place in (0, 1) if alike(given[place], best)]
    if statement is None or statement.kind != "expression_statement" or len(places) != 1:
        return None
    other = given[1 - places[0]]
    called = any(each.kind == "call" for each in other.walk())
    local = is_name(best) and _is_own(code, given[places[0]])
    if not local and (called or best.kind not in ("attribute", "subscript")):
        return None
    value = new = operand(other)
    if not _is_own(code, other):
        if not _may_bind(code, node):
            return None
        new = free_name(code, code.function_of(node), "new")
        value = f"({new} := {plain(other).text})"
    test = f"{value} {signs[0]} {best.text}"
    if places[0] == 1:
        test = f"not {best.text} {signs[0]} {value}"
    return (replace(code, statement, statement, f"if {test}:\n    {best.text} = {new}\n"),)


def _chosen(
    code: Code, node: Node, given: Sequence[Node], signs: tuple[str, str]
) -> tuple[Edit, ...] | None:
    """The edits that put an ``if`` and ``else`` in the call's place."""
    first, second = given
    own = [_is_own(code, each) for each in given]
    if not all(own) and not _may_bind(code, node):
        return None
    scope = code.function_of(node)
    left, right = operand(first), operand(second)
    if all(own):
        text = f"{right} if {right} {signs[0]} {left} else {left}"
    elif own[0]:
        new = free_name(code, scope, "new")
        text = f"{new} if ({new} := {plain(second).text}) {signs[0]} {left} else {left}"
    elif own[1]:
        new = free_name(code, scope, "new")
        text = f"{right} if {right} {signs[0]} ({new} := {plain(first).text}) else {new}"
    else:
        one, other = free_name(code, scope, "one"), free_name(code, scope, "other")
        test = f"({one} := {plain(first).text}) {signs[1]} ({other} := {plain(second).text})"
        text = f"{other} if {test} else {one}"
    return (replace_expression(node, text),)


def _in_turn(code: Code, node: Node, given: Sequence[Node]) -> tuple[Edit | None, ...] | None:
    """The edits that compare several values in lines before the statement; None: they can't be."""
    sign, _ = _SIGNS[code.qualified(node["function"])]
    statement, scope = statement_of(node), code.function_of(node)
    if not _may_bind(code, node) or not _is_sure(node, statement):
        return None
    around = node.parent
    target = around["left"] if around is not None and around.kind == "assignment" else None
    mine = target is not None and is_name(target) and _is_own(code, target)
    mine = mine and not any(mentions(each, [target.text]) for each in given if target is not None)
    mine = mine and around is not None and around.parent is statement
    best = target.text if mine and target is not None else ""
    best = best or free_name(code, scope, "largest" if sign == ">" else "smallest")
    new, lines = free_name(code, scope, "new"), f"{best} = {operand(given[0])}\n"
    for each in given[1:]:
        own = _is_own(code, each)
        value = operand(each) if own else f"({new} := {plain(each).text})"
        lines += f"if {value} {sign} {best}:\n    {best} = {operand(each) if own else new}\n"
    if mine:
        return (replace(code, statement, statement, lines),)
    return (insert_before(code, statement, lines), Edit(node.start, node.end, best))


def _is_sure(node: Node, statement: Node) -> bool:
    """Whether a statement evaluates a call once, and calls nothing else before it."""
    if statement.kind not in ("expression_statement", "return_statement"):
        return False
    above = []
    for each in node.above():
        if each is statement:
            break
        if each.kind in _PARTLY:
            return False
        above.append(each)
    return not any(
        each.kind == "call" and each.start < node.start and each not in above
        for each in statement.walk()
    )


TEMPLATE = Template("GT137", "larger-of-two-inline", ("call",), _make, _ASSUMES)
