"""The same set is made again each time round a loop.

What: ``x in set(items)`` or ``x in list(items)`` in a loop that does not change ``items``, the
same with ``frozenset``, ``tuple``, ``sorted``, ``&`` and ``-``, and a name within the loop for
such a set. A list that is copied to be searched is the same cause.

Why: making the set goes over all the items, to ask for one of them.

Example::

    def common(left, right):
        return [x for x in left if x in set(right)]

Use instead::

    def common(left, right):
        known = set(right)
        return [x for x in left if x in known]

When it is safe: nothing changes the items meanwhile, and they can be hashed: the set is then
made even where the loop runs not once.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import LOOPS, Code, arguments, region_of, statement_of
from guyline.hints.evaluation import acts
from guyline.hints.hashing import is_no_set
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, plain, with_brackets
from guyline.hints.predicates import (
    has_hashable_items,
    is_mutated,
    is_pure,
    is_same_each_time,
    suspends,
)
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_SETS = frozenset({"set", "frozenset"})
_COPIES = frozenset({"list", "tuple", "sorted"})
_COMPARING = frozenset({"<", "<=", ">", ">=", "==", "!=", "in", "not in"})
_ASKING = frozenset({"intersection", "issubset", "issuperset", "isdisjoint"})
_SHARED = frozenset({"list", "dict", "set", "str", "tuple", "frozenset", "range", "bytes"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind != "identifier" or function.text not in _SETS | _COPIES:
        return
    given = arguments(node)
    if len(given) != 1 or not next(code.loops(node), None):
        return
    items = plain(given[0])
    if code.qualified(function) != f"builtins.{function.text}" or has_few(code, items):
        return
    if not _is_only_asked(code, node, function.text in _SETS):
        return
    if function.text in _COPIES and is_no_set(code, node, _sought(node), items):
        return
    loops = list(code.loops(node))
    steady = [loop for loop in loops if _is_steady(code, items, loop)]
    if not steady or steady != loops[: len(steady)]:
        return
    made = "set" if function.text in _SETS else function.text
    yield Found(
        node,
        f"the same {made} is made each time round the loop: O(n·m); "
        "with one set made before the loop O(n+m)",
        _fix(code, node, items, steady[-1]),
        ((steady[-1], "the loop"),),
        (items,),
    )


def _sought(copy: Node) -> Node | None:
    """What a copy is searched for."""
    around = copy.parent
    return around.children[0] if around is not None else None


def _is_steady(code: Code, items: Node, loop: Node) -> bool:
    """Whether what a set is made of is surely the same each time round a loop."""
    view = items
    if items.kind == "call":
        function = plain(items["function"])
        reads = function.kind == "attribute" and function["attribute"].text in ("keys", "values")
        view = plain(function["object"]) if reads and not arguments(items) else view
    region = region_of(loop)
    if view.kind not in ("identifier", "attribute") and is_pure(code, items):
        names = [n for n in items.walk() if n.kind == "identifier" and code.owner(n)]
        return all(
            is_same_each_time(code, n, loop) and not is_mutated(code, n, region) for n in names
        )
    if kind_of(code, view) == "iterator":
        return False
    if view.kind not in ("identifier", "attribute") or not is_same_each_time(code, view, loop):
        return False
    if is_mutated(code, view, region):
        return False
    own = view.kind == "identifier" and code.owner(view) is code.function_of(view)
    return own or not (acts(code, region) or suspends(region))


def _is_only_asked(code: Code, node: Node, hashed: bool) -> bool:
    """Whether a set is asked for something, and neither kept nor changed."""
    below = with_brackets(node)
    around = below.parent
    if around is None:
        return False
    match around.kind:
        case "comparison_operator":
            asked = {"in", "not in"} if not hashed else _COMPARING
            last = around.children[-1] is below or hashed
            return len(around.children) == 2 and around.operators[0] in asked and last
        case "binary_operator":
            smaller = around.operators[0] == "-" and around["right"] is below
            return hashed and (around.operators[0] == "&" or smaller)
        case "attribute":
            return hashed and around["attribute"].text in _ASKING
        case "argument_list" if hashed and around.parent is not None:
            called = plain(around.parent["function"])
            if called.kind != "attribute" or called["attribute"].text not in _ASKING:
                return False
            return kind_of(code, called["object"]) in _SETS
        case "assignment":
            return hashed and _is_name_asked(code, around)
    return False


def _is_name_asked(code: Code, assignment: Node) -> bool:
    """Whether a name is bound only here, and its value only asked."""
    name = assignment["left"]
    if name.kind != "identifier" or assignment.parent is None:
        return False
    scope = code.scope_of(assignment)
    if not scope.is_function or len(scope.bindings[name.text]) != 1 or name.text in scope.outer:
        return False
    reads = list(scope.reads_of(name.text))
    return bool(reads) and all(_is_only_asked(code, read, hashed=True) for read in reads)


def _fix(code: Code, node: Node, items: Node, loop: Node) -> Fix | None:
    """Make it before the loop."""
    statement = statement_of(loop)
    if not code.function_of(node).is_function or not _is_first(code, statement, loop):
        return None
    around = node.parent
    if around is None or around.kind == "assignment":
        return None
    hashed = plain(node["function"]).text in _SETS
    made = node.text if hashed else f"set({items.text})"
    name = free_name(code, code.function_of(node), "known")
    before = insert_before(code, statement, f"{name} = {made}\n")
    if before is None or "\n" in made:
        return None
    unproved = []
    if not has_hashable_items(code, items):
        unproved.append(f"that all items of {items.text} can be hashed")
    if not hashed and not _is_hashable_text(code, around):
        unproved.append(f"that {around.children[0].text} can be hashed")
    if kind_of(code, items) not in _SHARED:
        unproved.append(f"that {items.text} gives the same again")
    return Fix(
        "Make the set before the loop",
        (before, Edit(node.start, node.end, name)),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


def _is_hashable_text(code: Code, comparison: Node) -> bool:
    return kind_of(code, comparison.children[0]) in ("str", "int", "bytes", "float", "bool")


def _is_first(code: Code, statement: Node, loop: Node) -> bool:
    """Whether a loop runs as soon as its statement does: not under a condition within it."""
    if loop.kind in LOOPS:
        return alike(statement, loop) and statement.start == loop.start
    return not any(
        around.kind in ("elif_clause", "conditional_expression", "boolean_operator", "lambda")
        for around in loop.above()
        if statement.holds(around)
    )


RULE = Rule(
    "GL132",
    "set-made-in-loop",
    ("call",),
    _check,
    Example(
        slow="def f(xs, ys):\n    return [x for x in xs if x in set(ys)]\n",
        fast=("def f(xs, ys):\n    known = set(ys)\n    return [x for x in xs if x in known]\n"),
        call="(list(range(0, 800, 2)), list(range(2000)))",
        size="400 in 2,000",
    ),
    growth=("O(n·m)", "O(n+m)"),
    called=_SETS | _COPIES,
)
