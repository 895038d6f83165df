"""The same is worked out in each round of a loop; it is worked out once before.

What: ``sorted``, ``set``, ``frozenset``, ``list``, ``tuple``, ``dict``, ``sum``, ``min``, ``max``,
``Counter``, ``all`` or ``any`` of what the loop leaves as it is, and ``text.split()`` and its like,
in a loop or a comprehension.

Before::

    def shares(prices, parts):
        return [part / sum(prices) for part in parts]

After::

    def shares(prices, parts):
        total = sum(prices) if parts else None
        return [part / total for part in parts]

Where it can be told that the loop does not run, nothing is worked out, as before: an empty list has
no ``max``.

What it takes for granted: that what is gone over can be gone over again.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, every_argument, statement_of
from guyline.hints.pattern import plain, with_brackets
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import all_alike, proposal, steady_loop
from guyline.search.templates.template import Template
from guyline.syntax import Node

_NAMES = {
    "sum": "total",
    "min": "least",
    "max": "most",
    "all": "whole",
    "any": "some",
    "sorted": "ordered",
    "set": "known",
    "frozenset": "known",
    "list": "items",
    "tuple": "items",
    "dict": "table",
    "Counter": "counts",
}
_SCALARS = frozenset({"sum", "min", "max", "all", "any"})
_CUTS = frozenset({"split", "splitlines", "lower", "upper", "strip", "replace"})
_READS = frozenset(
    {"comparison_operator", "binary_operator", "for_statement", "for_in_clause", "not_operator"}
)
_READERS = frozenset(
    {"index", "count", "items", "keys", "values", "get", "union", "intersection", "difference"}
)
_ASSUMES = ("that what is gone over can be gone over again",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    function = plain(node["function"])
    dotted = code.qualified(function)
    name = dotted.rpartition(".")[2]
    known = name in _NAMES and dotted.startswith(("builtins.", "collections."))
    cut = function.kind == "attribute" and function["attribute"].text in _CUTS
    if not (known and every_argument(node)) and not cut:
        return
    if not _is_fine(code, node):
        return
    if name in _SCALARS and all(has_few(code, each) for each in arguments(node)):
        return
    loop = steady_loop(code, node, node)
    if loop is None or _is_within_another(code, node, loop):
        return
    calls = all_alike(code, loop, node, lambda each: each if _is_fine(code, each) else None)
    if calls is None:
        return
    wanted = _NAMES.get(name) or function["attribute"].text.removesuffix("s") + "_parts"
    made = free_name(code, code.function_of(node), wanted)
    over = loop.field("right")
    sure = over is None or over.kind not in ("identifier", "attribute")
    guard = "" if sure or over is None else f" if {over.text} else None"
    yield from proposal(
        f"Work out {node.text.splitlines()[0]} once",
        (
            insert_before(code, statement_of(loop), f"{made} = {node.text}{guard}\n"),
            *(Edit(each.start, each.end, made) for each in calls),
        ),
        assumes=_ASSUMES,
    )


def _is_fine(code: Code, node: Node) -> bool:
    """Whether all rounds may have one value of a call: nobody can change it, or does."""
    function = plain(node["function"])
    if code.qualified(function).rpartition(".")[2] in _SCALARS:
        return True
    gives_text = function.kind == "attribute" and _is_text(function)
    return gives_text or _is_only_read(code, node)


def _is_text(function: Node) -> bool:
    """Whether a method gives a text, which nobody can change."""
    return function["attribute"].text in ("lower", "upper", "strip", "replace")


def _is_only_read(code: Code, node: Node) -> bool:
    """Whether nobody keeps or changes a value where it is made."""
    around = with_brackets(node).parent
    if around is None:
        return False
    match around.kind:
        case "subscript":
            return around["value"] is with_brackets(node)
        case "attribute":
            return around["attribute"].text in _READERS
        case "argument_list":
            call = around.parent
            return call is not None and code.qualified(call["function"]).startswith("builtins.")
    return around.kind in _READS


def _is_within_another(code: Code, node: Node, loop: Node) -> bool:
    """Whether a call around it can be worked out before the same loop: one of them is enough."""
    for around in node.above():
        if around.kind in ("block", "for_in_clause", "for_statement") or around is loop:
            return False
        if around.kind == "call" and steady_loop(code, around, around) is loop:
            name = code.qualified(around["function"]).rpartition(".")[2]
            if name in _NAMES:
                return True
    return False


TEMPLATE = Template("GT114", "invariant-before-loop", ("call",), _make, _ASSUMES)
