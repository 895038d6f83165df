"""What comes round in a loop: who reads its variables, and what runs in it only once."""

from __future__ import annotations

from guyline.hints.code import Code, region_of
from guyline.hints.pattern import plain
from guyline.hints.scopes import Scope
from guyline.syntax import Node

_FUNCTIONS = frozenset({"function_definition", "lambda", "class_definition"})
_PATTERNS = frozenset(
    {
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "list_splat_pattern",
        "expression_list",
        "tuple",
        "list",
        "parenthesized_expression",
    }
)
_STORES = frozenset({"assignment", "augmented_assignment", "for_statement", "for_in_clause"})
_LEAVES = frozenset({"return_statement", "raise_statement"})
_RARE = frozenset({"raise_statement", "return_statement", "except_clause", "assert_statement"})
_DISPLAYS = frozenset({"tuple", "list", "set", "expression_list"})
_FEW = 8
"""Things that are written out, which it takes no time to go over."""

_ALL_NAMES = frozenset(
    f"builtins.{name}" for name in ("locals", "vars", "eval", "exec", "globals", "dir")
)


def is_async(loop: Node) -> bool:
    """Whether a loop is ``async for``, which takes other iterables."""
    return loop.text.startswith("async")


def is_stored(node: Node) -> bool:
    """Whether an expression is a target: assigned to, deleted, or bound by a loop or ``with``."""
    below, around = node, node.parent
    while around is not None:
        if around.kind in _STORES:
            return around.field("left") is below
        if around.kind in ("delete_statement", "as_pattern_target"):
            return True
        if around.kind not in _PATTERNS:
            return False
        below, around = around, around.parent
    return False


def reads_reached(code: Code, target: Node, loop: Node) -> list[Node]:
    """The reads that may see what a loop binds one of its names to, in it and after it.

    Args:
        code: The file.
        target: The name, where the loop binds it.
        loop: The statement or the clause of a comprehension.
    """
    name = target.text
    if loop.kind == "for_in_clause":
        held = loop.parent
        return list(code.scope_made_by(held).reads_of(name)) if held is not None else []
    owner, over = code.owner(target), loop.field("right")
    if owner is None:
        return []
    found = []
    for read in owner.reads_of(name):
        if loop.holds(read):
            if over is None or not over.holds(read):
                found.append(read)
        elif not _is_of_another(read, name) and any(
            binding.node is target for binding in code.reaching(read)
        ):
            found.append(read)
    return found


def lookups_by(code: Code, index: Node, loop: Node) -> list[Node]:
    """The ``xs[i]`` that read by a loop's ``i``; nothing: ``i`` is used for more than that.

    Args:
        code: The file.
        index: The name ``i``, where the loop binds it.
        loop: The statement or the clause of a comprehension.
    """
    found = []
    for read in reads_reached(code, index, loop):
        around = read.parent
        if around is None or around.kind != "subscript" or is_stored(around):
            return []
        if around.fields("subscript") != [read] or not region_of(loop).holds(read):
            return []
        found.append(around)
    return found


def _is_of_another(read: Node, name: str) -> bool:
    """Whether a read stands in a loop that binds the name anew each time round."""
    for around in read.above():
        if around.kind in _FUNCTIONS:
            return False
        if around.kind == "for_statement" and around["body"].holds(read):
            left = around["left"]
            if any(n.kind == "identifier" and n.text == name for n in left.walk()):
                return True
    return False


def is_last_time(node: Node, loop: Node) -> bool:
    """Whether a loop is left right after a node has run, or only an error's way comes there."""
    inner = False
    for around in node.above():
        if around is loop or around is region_of(loop):
            return False
        if around.kind in _RARE:
            return True
        if around.kind == "block" and around.children:
            last = around.children[-1]
            if last.kind in _LEAVES or (last.kind == "break_statement" and not inner):
                return True
        inner = inner or around.kind in ("for_statement", "while_statement")
    return False


def is_short(loop: Node) -> bool:
    """Whether a loop goes over a few things that are written out."""
    over = loop.field("right")
    over = plain(over) if over is not None else None
    if over is None or over.kind not in _DISPLAYS:
        return False
    return len(over.children) <= _FEW and all(c.kind != "list_splat" for c in over.children)


def reads_all_names(code: Code, scope: Scope) -> bool:
    """Whether a function may read any of its names by a call: ``locals()``, ``eval``."""
    return any(
        n.kind == "call" and code.qualified(n["function"]) in _ALL_NAMES for n in scope.node.walk()
    )
