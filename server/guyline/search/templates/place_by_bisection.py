"""A sorted list is gone through from its beginning for a place; bisection finds it.

What: ``while i < len(items) and items[i] < x: i += 1`` from ``i = 0``, in a loop that leaves
``items`` as it is.

Before::

    def places(items, wanted):
        found = []
        for x in wanted:
            i = 0
            while i < len(items) and items[i] < x:
                i += 1
            found.append(i)
        return found

After::

    from bisect import bisect_left
    from itertools import pairwise


    def places(items, wanted):
        found = []
        ordered = all(one <= other for one, other in pairwise(items))
        for x in wanted:
            i = bisect_left(items, x) if ordered else 0
            while i < len(items) and items[i] < x:
                i += 1
            found.append(i)
        return found

The new code looks whether the list is sorted; the loop stays, and ends at once.

What it takes for granted: that items can be compared with each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, block_of, statement_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import (
    are_builtins,
    fill,
    is_name,
    one,
    only_statement,
    proposal,
    steady_loop,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that items can be compared with each other",)
_FORMS = {
    "bisect_left": (
        "$i < len($xs) and $xs[$i] < $x",
        "$i < len($xs) and $x > $xs[$i]",
        "$i < $n and $xs[$i] < $x",
    ),
    "bisect_right": (
        "$i < len($xs) and $xs[$i] <= $x",
        "$i < len($xs) and $x >= $xs[$i]",
        "$i < $n and $xs[$i] <= $x",
    ),
}


def _make(code: Code, node: Node) -> Iterator[Fix]:
    step = only_statement(node)
    moved = fill(step, "$i += 1", "$i = $i + 1") if step is not None else None
    statements = block_of(node)
    at = statements.index(node)
    begun = fill(statements[at - 1], "$i = 0") if at else None
    if moved is None or begun is None or not are_builtins(code, node, "all"):
        return
    for name, forms in _FORMS.items():
        holes = fill(node["condition"], *forms)
        if holes is None:
            continue
        i, items, sought = (one(holes, each) for each in ("i", "xs", "x"))
        same = i.text == one(moved, "i").text == one(begun, "i").text
        if not same or not is_name(items) or i.text in sought.text.split():
            return
        loop = steady_loop(code, node, items)
        outer = [each for each in code.loops(node) if each is not node]
        if loop is None or not outer or loop is node:
            return
        ordered = free_name(code, code.function_of(node), "ordered")
        before = f"{ordered} = all(one <= other for one, other in pairwise({items.text}))\n"
        zero = plain(statements[at - 1])["right"]
        value = f"{name}({items.text}, {written(sought)}) if {ordered} else 0"
        yield from proposal(
            f"Find the place in {items.text} by bisection",
            (
                insert_before(code, statement_of(loop), before),
                Edit(zero.start, zero.end, value),
            ),
            (("bisect", name), ("itertools", "pairwise")),
            _ASSUMES,
        )
        return


TEMPLATE = Template("GT116", "place-by-bisection", ("while_statement",), _make, _ASSUMES)
