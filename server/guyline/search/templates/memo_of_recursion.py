"""A recursion works out the same again and again; one call keeps what it has worked out.

What: a function or a method that calls itself at two places, or in a loop.

Before::

    def ways(n, coins):
        if n == 0:
            return 1
        if n < 0 or coins == 0:
            return 0
        return ways(n - coins, coins) + ways(n, coins - 1)

After::

    from functools import cache


    def ways(n, coins):
        @cache
        def solve(n, coins):
            if n == 0:
                return 1
            if n < 0 or coins == 0:
                return 0
            return solve(n - coins, coins) + solve(n, coins - 1)

        return solve(n, coins)

What is kept is kept for one call from outside and freed after it; a cache on the function itself
would hold it for good.

What it takes for granted: that the result rests on the arguments alone, that these can be hashed,
and that results of the same arguments may be one object.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, every_argument
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import own_nodes, returned_by
from guyline.hints.repeats import calls_of_itself
from guyline.hints.rewrite import free_name
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import count_of, proposal
from guyline.search.templates.template import Template
from guyline.search.templates.wrapping import parameters_of, wrapped
from guyline.syntax import Node

_DOES = frozenset(
    {"yield", "await", "global_statement", "nonlocal_statement", "delete_statement", "lambda"}
)
_MUTABLE = frozenset({"list", "dict", "set"})
_ASSUMES = (
    "that the result rests on the arguments alone, which can be hashed",
    "that nobody changes what it gives",
)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    around = node.parent
    if around is not None and around.kind == "decorated_definition":
        return
    calls = calls_of_itself(code, node)
    if len(calls) < 2 and not any(any(code.loops(call)) for call in calls):
        return
    names = parameters_of(node)
    if names is None or not calls or _does_more(code, node):
        return
    if not any(_is_step(code, each) for call in calls for each in every_argument(call)):
        return
    method = plain(calls[0]["function"]).kind == "attribute"
    solve = free_name(code, code.scope_made_by(node), "solve")
    parameters = node["parameters"].children[method:]
    head = ("@cache", f"def {solve}({', '.join(each.text for each in parameters)}):")
    moved = wrapped(code, node, head, f"return {solve}({', '.join(names[method:])})")
    if moved is None or (method and not names):
        return
    renamed = [Edit(call["function"].start, call["function"].end, solve) for call in calls]
    edits = [*moved, *renamed]
    yield from proposal(
        "Keep what one call has worked out", edits, (("functools", "cache"),), _ASSUMES
    )


def _is_step(code: Code, given: Node) -> bool:
    """Whether an argument is worked out, or counted: of a tree's own parts none comes twice."""
    given = plain(given)
    if given.kind == "identifier":
        loops = [each for each in code.loops(given) if each.field("left") is not None]
        counted = [each.name.text for loop in loops if (each := count_of(code, loop)) is not None]
        return given.text in counted
    if given.kind == "subscript":
        return any(each.kind == "slice" for each in given.children)
    return given.kind in ("binary_operator", "call", "conditional_expression")


def _does_more(code: Code, node: Node) -> bool:
    """Whether a function does more than to give a result, or gives what may be changed."""
    if node.text.startswith("async"):
        return True
    for each in own_nodes(node["body"]):
        if each.kind in _DOES:
            return True
        left = each.field("left") if each.kind in ("assignment", "augmented_assignment") else None
        if left is not None and left.kind in ("subscript", "attribute"):
            return True
    given = [value for values in returned_by(node) for value in values]
    return not given or any(kind_of(code, value) in _MUTABLE for value in given)


TEMPLATE = Template("GT110", "memo-of-recursion", ("function_definition",), _make, _ASSUMES)
