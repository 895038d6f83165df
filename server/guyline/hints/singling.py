"""What singles out one round of a loop: a question for one key, one place or one number.

In ``for key, value in table.items()`` a key comes but once: what stands behind
``if key == "name"`` runs at most once, however many keys there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import SELVES, Code, arguments, region_of
from guyline.hints.kinds import kind_of
from guyline.hints.mappings import DICTS
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_rebound
from guyline.hints.rounds import FEW
from guyline.hints.scopes import How
from guyline.syntax import Node

_SAME = frozenset(f"builtins.{name}" for name in ("list", "reversed", "sorted", "tuple"))
_DISTINCT = DICTS | {"set", "frozenset", "range", "dict_keys"}
_PAIRS = frozenset({"pattern_list", "tuple_pattern", "list_pattern"})
_PAIR = 2
_LITERALS = frozenset({"string", "integer", "true", "false", "none"})
_DISPLAYS = frozenset({"list", "set", "tuple"})


def is_for_a_few(code: Code, node: Node, loop: Node) -> bool:
    """Whether a node runs only for a few of a loop's things, which are written out.

    They are told by a name that is another in each round: a key, a place, a number.
    """
    over = loop.fields("right")
    if loop.kind == "while_statement" or len(over) != 1:
        return False
    region = region_of(loop)
    names = {
        each.text
        for each in _distinct(code, loop["left"], over[0])
        if loop.kind == "for_in_clause" or not is_rebound(code, each, loop["body"])
    }
    return bool(names) and any(_is_one_of(each, names) for each in _conditions(node, region))


def is_for_one_argument(code: Code, node: Node) -> bool:
    """Whether a node runs only where the one argument of its function is what is written out.

    How often that is among many nobody can tell.
    """
    scope = code.function_of(node)
    if not scope.is_function:
        return False
    hows = {name: [each.how for each in found] for name, found in scope.bindings.items()}
    given = {name for name, found in hows.items() if How.PARAMETER in found} - SELVES
    names = {name for name in given if len(given) == 1 and hows[name] == [How.PARAMETER]}
    return any(_is_one_of(each, names) for each in _conditions(node, scope.node))


def _distinct(code: Code, left: Node, over: Node) -> Iterator[Node]:
    """The names of a loop's target that are never the same in two rounds."""
    over, parts = plain(over), left.children if left.kind in _PAIRS else []
    if over.kind == "call":
        called, given = plain(over["function"]), arguments(over)
        name = code.qualified(called)
        if name in _SAME and given:
            yield from _distinct(code, left, given[0])
            return
        if name == "builtins.enumerate" and given and len(parts) == _PAIR:
            yield from (each for each in parts[:1] if each.kind == "identifier")
            yield from _distinct(code, parts[1], given[0])
            return
        method = called["attribute"].text if called.kind == "attribute" and not given else ""
        if method == "items" and len(parts) == _PAIR and parts[0].kind == "identifier":
            yield parts[0]
            return
        if method == "keys" and left.kind == "identifier":
            yield left
            return
    if left.kind == "identifier" and kind_of(code, over) in _DISTINCT:
        yield left


def _conditions(node: Node, region: Node) -> Iterator[Node]:
    """The conditions that have to hold for a node to run, between it and what is around."""
    below = node
    for around in node.above():
        if around.kind in ("if_statement", "elif_clause"):
            if below is around.field("consequence"):
                yield around["condition"]
        elif around.kind == "conditional_expression":
            if below is around.children[0]:
                yield around.children[1]
        elif around.kind == "boolean_operator" and around.operators == ["and"]:
            if below is around["right"]:
                yield around["left"]
        elif below is around.field("body"):
            yield from (each.children[0] for each in around.children if each.kind == "if_clause")
        if around is region:
            return
        below = around


def _is_one_of(condition: Node, names: set[str]) -> bool:
    """Whether a condition is that a name is one of a few that are written out."""
    condition = plain(condition)
    if condition.kind == "boolean_operator":
        asked = (_is_one_of(each, names) for each in condition.children)
        return any(asked) if condition.operators == ["and"] else all(asked)
    if condition.kind != "comparison_operator" or len(condition.children) != _PAIR:
        return False
    one, other = (plain(each) for each in condition.children)
    match condition.operators:
        case ["=="] if other.text in names:
            return one.kind in _LITERALS
        case ["=="]:
            return one.text in names and other.kind in _LITERALS
        case ["in"] if one.text in names and other.kind in _DISPLAYS:
            few = len(other.children) <= FEW
            return few and all(plain(each).kind in _LITERALS for each in other.children)
    return False
