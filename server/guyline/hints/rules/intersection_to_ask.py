"""A whole intersection is made only to ask whether there is one.

What: ``if left & right``, ``not left.intersection(right)``, ``len(left & right) > 0``,
``bool(set(left) & set(right))``, where both are sets.

Why: all that both have is looked up and put into a new set. ``isdisjoint`` stops at the first.

Example::

    def overlap(left: set[str], right: set[str]):
        if left & right:
            return "some"
        return "none"

Use instead::

    def overlap(left: set[str], right: set[str]):
        if not left.isdisjoint(right):
            return "some"
        return "none"

When it is safe: always, where they are sets.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches, node_in, plain, with_brackets
from guyline.hints.predicates import is_condition
from guyline.hints.rewrite import replace_expression
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_SETS = frozenset({"set", "frozenset", "dict_keys"})
_SOME = {">": True, "!=": True, "==": False}


def _check(code: Code, node: Node) -> Iterator[Found]:
    pair = _pair(code, node)
    if pair is None:
        return
    left, right = pair
    asked = _asked(code, node)
    if asked is None or has_few(code, left) or has_few(code, right):
        return
    whole, wanted = asked
    other = right
    if right.kind == "call" and code.qualified(right["function"]) == "builtins.set":
        given = arguments(right)
        other = given[0] if len(given) == 1 else right
    yield Found(
        node,
        "all that both have is put into a new set, to ask whether there is anything; isdisjoint "
        "stops at the first",
        _fix(whole, left, other, wanted),
    )


def _pair(code: Code, node: Node) -> tuple[Node, Node] | None:
    """The two sets that are intersected; None: it is something else."""
    if node.kind == "binary_operator":
        if node.operators != ["&"]:
            return None
        left, right = plain(node["left"]), plain(node["right"])
        both = kind_of(code, left) in _SETS and kind_of(code, right) in _SETS
        return (left, right) if both else None
    holes = matches("$left.intersection($right)", node)
    if holes is None or named_arguments(node):
        return None
    left = node_in(holes, "left")
    return (left, node_in(holes, "right")) if kind_of(code, left) in _SETS else None


def _asked(code: Code, node: Node) -> tuple[Node, bool] | None:
    """What asks whether there is anything, and whether that is wanted; None: it is kept."""
    if is_condition(node):
        return _outermost(node), True
    around = with_brackets(node).parent
    call = around.parent if around is not None and around.kind == "argument_list" else None
    if call is None or call.kind != "call" or len(arguments(call)) != 1:
        return None
    name = code.qualified(call["function"])
    if name == "builtins.bool" or (name == "builtins.len" and is_condition(call)):
        return call, True
    above = call.parent
    if name != "builtins.len" or above is None or above.kind != "comparison_operator":
        return None
    if len(above.children) != 2 or above.children[0] is not call:
        return None
    wanted = _SOME.get(above.operators[0]) if above.children[1].text == "0" else None
    return (above, wanted) if wanted is not None else None


def _outermost(node: Node) -> Node:
    """A node with the brackets around it."""
    while node.parent is not None and node.parent.kind == "parenthesized_expression":
        node = node.parent
    return node


def _fix(whole: Node, left: Node, right: Node, wanted: bool) -> Fix:
    """Ask ``isdisjoint``, the other way round."""
    held = left.text if left.kind in ("identifier", "attribute", "call") else f"({left.text})"
    text, around = f"{held}.isdisjoint({right.text})", whole.parent
    if wanted and around is not None and around.kind == "not_operator":
        edit = Edit(around.start, around.end, text)
    elif not wanted:
        edit = Edit(whole.start, whole.end, text)
    elif around is not None and around.kind in ("if_statement", "elif_clause", "while_statement"):
        edit = Edit(whole.start, whole.end, f"not {text}")
    else:
        edit = replace_expression(whole, f"not {text}")
    return Fix("Ask isdisjoint", (edit,), safety=Safety.PROVED)


RULE = Rule(
    "GL152",
    "intersection-to-ask",
    ("binary_operator", "call"),
    _check,
    Example(
        slow="def f(left, right):\n    return bool(left & right)\n",
        fast="def f(left, right):\n    return not left.isdisjoint(right)\n",
        call="(set(range(10000)), set(range(5000, 15000)))",
        size="10,000 items",
    ),
    called=frozenset({"intersection"}),
)
