"""A count that is only asked whether it is zero."""

from __future__ import annotations

from guyline.hints.pattern import plain, with_brackets
from guyline.hints.predicates import is_condition
from guyline.syntax import Node

_SOME = {(">", "0"): True, ("!=", "0"): True, (">=", "1"): True}
_NONE = {("==", "0"): False, ("<", "1"): False, ("<=", "0"): False}
_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "!=": "!="}


def compared_with_zero(node: Node) -> tuple[Node, bool] | None:
    """What a comparison such as ``n > 0`` or ``0 == n`` counts; whether something is wanted.

    None: it compares something else.
    """
    if node.kind != "comparison_operator":
        return None
    if len(node.children) != 2 or len(node.operators) != 1:
        return None
    left, right, operator = plain(node.children[0]), plain(node.children[1]), node.operators[0]
    if right.kind == "call":
        left, right, operator = right, left, _TURNED.get(operator, "")
    wanted = _SOME.get((operator, right.text), _NONE.get((operator, right.text)))
    return (left, wanted) if wanted is not None and left.kind == "call" else None


def asked_whether_any(count: Node) -> tuple[Node, bool] | None:
    """The whole expression in which a count is only asked whether it is zero.

    With whether something is wanted: ``n > 0``, ``not n``, ``if n:``. None: it is used.
    """
    around = with_brackets(count).parent
    told = compared_with_zero(around) if around is not None else None
    if around is not None and told is not None and told[0] is plain(count):
        return around, told[1]
    if is_condition(count):
        return count, True
    call = around.parent if around is not None and around.kind == "argument_list" else None
    if call is not None and call.kind == "call" and call["function"].text == "bool":
        return call, True
    return None
