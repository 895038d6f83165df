"""A generator is resumed for each item by what takes them all; a list is made in one go.

What: ``sum``, ``tuple``, ``max``, ``min``, ``sorted``, ``frozenset``, ``bytes``, ``join``,
``extend`` and the like with a generator: all of it is taken, so that a list costs no more than
its memory. (``list``, ``set`` and ``dict`` are for a hint, GL150; ``any`` and ``all`` may stop.)

Before::

    def squares(values):
        return sum(value * value for value in values)

After::

    def squares(values):
        return sum([value * value for value in values])

What it takes for granted: that there is room for a list of all, and that nothing watches when
each item is taken.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.pattern import plain
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import is_name, mentions, proposal
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that there is room for a list of all",)
_BUILTINS = "bytearray bytes frozenset max min sorted sum tuple"
_CALLS = frozenset(f"builtins.{name}" for name in _BUILTINS.split()) | {"math.fsum", "math.prod"}
_METHODS = frozenset({"extend", "join"})
_WAITS = frozenset({"await", "yield", "named_expression"})


def _make(code: Code, node: Node) -> Iterator[Fix]:
    given = arguments(node)
    made = plain(given[0]) if given else None
    if made is None or made.kind != "generator_expression" or not _takes_all(code, node, made):
        return
    if any(each.kind in _WAITS or each.text.startswith("async ") for each in made.walk()):
        return
    clause = next(each for each in made.children if each.kind == "for_in_clause")
    if has_few(code, clause["right"]):
        return
    bare = node["arguments"] is made
    edits = (
        Edit(made.start, made.start + 1, "([" if bare else "["),
        Edit(made.end - 1, made.end, "])" if bare else "]"),
    )
    yield from proposal("Make a list of it at once", edits, assumes=_ASSUMES)


def _takes_all(code: Code, call: Node, made: Node) -> bool:
    """Whether a call goes over all that it is given as its first argument, and it alone."""
    function = plain(call["function"])
    if function.kind == "attribute" and function["attribute"].text in _METHODS:
        if len(arguments(call)) != 1 or code.qualified(function):
            return False
        held = plain(function["object"])
        joins = function["attribute"].text == "join"
        return joins or (is_name(held) and not mentions(made, [held.text]))
    name = code.qualified(function)
    alone = name not in ("builtins.max", "builtins.min") or len(arguments(call)) == 1
    return name in _CALLS and alone


TEMPLATE = Template("GT134", "list-in-place-of-generator", ("call",), _make, _ASSUMES)
