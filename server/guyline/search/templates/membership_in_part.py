"""A part of a list is searched that grows or shrinks by an item; a dict of places tells.

What: ``x in items[:i]`` and ``x in items[i:]`` in a loop or a comprehension that leaves ``items``
as it is, where ``i`` is a place.

Before::

    def first_again(items):
        for i in range(len(items)):
            if items[i] in items[:i]:
                return items[i]
        return None

After::

    def first_again(items):
        firsts = {}
        for place, item in enumerate(items):
            firsts.setdefault(item, place)
        for i in range(len(items)):
            if (items[i] in firsts and firsts[items[i]] < i):
                return items[i]
        return None

What it takes for granted: that items can be hashed; of a text, that one character is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, statement_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import free_name, insert_before, replace_expression
from guyline.hints.rounds import has_few
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    are_builtins,
    fill,
    is_name,
    is_place,
    is_simple,
    one,
    proposal,
    steady_loop,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that items can be hashed",)
_SOUGHT = frozenset({"identifier", "attribute", "subscript"})


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if len(node.children) != 2 or node.operators not in (["in"], ["not in"]):
        return
    sought, part = plain(node.children[0]), plain(node.children[1])
    holes = fill(part, "$xs[:$b]", "$xs[$a:]")
    if holes is None or sought.kind not in _SOUGHT or not is_simple(node):
        return
    items, ends = one(holes, "xs"), "b" in holes
    bound = one(holes, "b" if ends else "a")
    if not is_name(items) or has_few(code, items) or not is_place(code, node, bound):
        return
    loop = steady_loop(code, node, items)
    if loop is None or not are_builtins(code, node, "enumerate"):
        return
    scope = code.function_of(node)
    place, item = free_name(code, scope, "place"), free_name(code, scope, "item")
    made = free_name(code, scope, "firsts" if ends else "lasts")
    if ends:
        before = f"{made} = {{}}\nfor {place}, {item} in enumerate({items.text}):\n"
        before += f"    {made}.setdefault({item}, {place})\n"
    else:
        before = f"{made} = {{{item}: {place} for {place}, {item} in enumerate({items.text})}}\n"
    what, order = written(sought), "<" if ends else ">="
    text = f"{what} in {made} and {made}[{what}] {order} {written(bound)}"
    if node.operators == ["not in"]:
        text = f"not ({text})"
    yield from proposal(
        f"Look up places of {items.text} in a dict",
        (
            insert_before(code, statement_of(loop), before),
            replace_expression(node, text),
        ),
        assumes=_ASSUMES,
    )


TEMPLATE = Template("GT133", "membership-in-part", ("comparison_operator",), _make, _ASSUMES)
