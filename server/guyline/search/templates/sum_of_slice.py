"""Items of a part of a list are added up by a loop over places; ``sum`` of a slice does it in C.

What: ``for j in range(a, b): total += items[j]``, with nothing else in the loop.

Before::

    def best_window(items, width):
        best = 0
        for i in range(len(items) - width + 1):
            total = 0
            for j in range(i, i + width):
                total += items[j]
            best = max(best, total)
        return best

After::

    def best_window(items, width):
        best = 0
        for i in range(len(items) - width + 1):
            total = 0
            total += sum(items[i:max(i, i + width)])
            best = max(best, total)
        return best

Where sums of parts that overlap are made so, another template goes on from here.

What it takes for granted: that it is a list of numbers, and that the bounds are places in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.rewrite import replace
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    are_builtins,
    are_dead,
    count_of,
    fill,
    is_name,
    is_place,
    is_plain_for,
    length_of,
    one,
    only_statement,
    operand,
    proposal,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that it is a list of numbers, and that the bounds are places in it",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    counted = count_of(code, node) if is_plain_for(node) else None
    added = only_statement(node)
    if counted is None or added is None:
        return
    j = counted.name.text
    holes = fill(added, f"$t += $xs[{j}]", f"$t = $t + $xs[{j}]")
    if holes is None or not is_name(one(holes, "t")) or not is_name(one(holes, "xs")):
        return
    items, total = one(holes, "xs").text, one(holes, "t").text
    if items == total or not are_dead(code, [counted.name], node):
        return
    if not are_builtins(code, node, "sum"):
        return
    if counted.first is not None and not is_place(code, node, counted.first):
        return
    length = length_of(code, counted.stop)
    whole = length is not None and length.text == items
    first = "" if counted.first is None else written(counted.first)
    last = "" if whole else written(counted.stop)
    if last and not is_place(code, node, counted.stop):
        if not are_builtins(code, node, "max"):
            return
        last = f"max({first or '0'}, {last})"
    part = f"{items}[{first}:{last}]" if first or last else items
    text = f"{total} += sum({part})\n"
    title = f"Add up {operand(one(holes, 'xs'))} with sum"
    yield from proposal(title, (replace(code, node, node, text),), assumes=_ASSUMES)


TEMPLATE = Template("GT132", "sum-of-slice", ("for_statement",), _make, _ASSUMES)
