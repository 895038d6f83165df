"""A function of the module is called again and again in a loop; what it gave is kept meanwhile.

What: a call, in a loop or a comprehension, of a function of the same file that has a loop, a
comprehension or a recursion of its own.

Before::

    def weight(n):
        return sum(i * i for i in range(n))


    def weights(sizes):
        return [weight(n) for n in sizes]

After::

    from functools import cache


    def weights(sizes):
        weight_once = cache(weight)
        return [weight_once(n) for n in sizes]

What is kept is freed when the function is left.

What it takes for granted: that the function gives the same for the same arguments and does nothing
else, that these can be hashed, and that the same come again.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, every_argument, statement_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import own_nodes, returned_by
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rule import Edit, Fix
from guyline.hints.scopes import How
from guyline.search.templates.forms import (
    BUILDERS,
    all_alike,
    count_of,
    fill,
    is_simple,
    proposal,
    steady_loop,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_WORKS = frozenset({"for_statement", "while_statement"}) | BUILDERS
_DOES = frozenset({"yield", "await", "global_statement", "nonlocal_statement", "print_statement"})
_MUTABLE = frozenset({"list", "dict", "set"})
_ASSUMES = ("that the function does nothing but to give the same for the same arguments",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    function = plain(node["function"])
    if function.kind != "identifier" or not every_argument(node):
        return
    if any(each.kind in ("list_splat", "dictionary_splat") for each in arguments(node)):
        return
    bound = code.only_binding(function)
    made = bound.node.parent if bound is not None and bound.how is How.DEFINITION else None
    if made is None or made.kind != "function_definition" or code.owner(function) != code.module:
        return
    if made is code.function_of(node).node or not _is_worth(code, made):
        return
    loop = steady_loop(code, node, function)
    if loop is None or steady_loop(code, node, node) is loop or not is_simple(node):
        return
    if _never_repeats(code, node, loop):
        return
    calls = all_alike(code, loop, node, lambda each: plain(each["function"]))
    if calls is None:
        return
    name = free_name(code, code.function_of(node), f"{function.text}_once")
    yield from proposal(
        f"Keep what {function.text} gives while the loop runs",
        (
            insert_before(code, statement_of(loop), f"{name} = cache({function.text})\n"),
            *(Edit(each["function"].start, each["function"].end, name) for each in calls),
        ),
        (("functools", "cache"),),
        _ASSUMES,
    )


def _never_repeats(code: Code, call: Node, loop: Node) -> bool:
    """Whether each round has another argument: what the one loop counts with, or a place."""
    left = loop.field("left")
    if left is None or [each for each in code.loops(call) if each is not loop]:
        return False
    counted, over = count_of(code, loop), fill(loop["right"], "enumerate($$_)")
    own = counted.name if counted is not None else left.children[0] if over is not None else None
    given = [plain(each).text for each in every_argument(call)]
    return own is not None and own.text in given


def _is_worth(code: Code, made: Node) -> bool:
    """Whether a function works for a while, and gives what nobody changes."""
    around, kinds = made.parent, {each.kind for each in own_nodes(made["body"])}
    if around is not None and around.kind == "decorated_definition":
        return False
    if made.text.startswith("async") or kinds & _DOES:
        return False
    itself = any(code.only_binding(each) is not None for each in _calls_of(made))
    given = [value for values in returned_by(made) for value in values]
    works = bool(kinds & _WORKS) or itself
    return works and bool(given) and all(kind_of(code, each) not in _MUTABLE for each in given)


def _calls_of(made: Node) -> Iterator[Node]:
    """Where a function calls itself, by its name."""
    name = made["name"].text
    for each in own_nodes(made["body"]):
        if each.kind == "call" and plain(each["function"]).text == name:
            yield plain(each["function"])


TEMPLATE = Template("GT120", "memo-of-calls", ("call",), _make, _ASSUMES)
