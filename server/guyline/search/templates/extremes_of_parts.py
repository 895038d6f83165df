"""The largest of a growing part of a list is looked for anew each time; all of them are made once.

What: ``max(items[:i])``, ``max(items[i:])`` and the same with ``min``, in a loop or a comprehension
that leaves ``items`` as it is.

Before::

    def records(items):
        return [i for i in range(1, len(items)) if items[i] > max(items[:i])]

After::

    from itertools import accumulate


    def records(items):
        tops = list(accumulate(items, max))
        return [
            i
            for i in range(1, len(items))
            if items[i] > (tops[i - 1] if 0 < i <= len(tops) else max(items[:i]))
        ]

What it takes for granted: that all items can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments, statement_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import free_name, insert_before, replace_expression
from guyline.hints.rounds import has_few
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    are_builtins,
    fill,
    is_simple,
    one,
    operand,
    proposal,
    steady_loop,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that all items can be compared",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    name = code.qualified(node["function"]).removeprefix("builtins.")
    if name not in ("max", "min") or len(arguments(node)) != 1 or named_arguments(node):
        return
    part = plain(arguments(node)[0])
    holes = fill(part, "$xs[:$b]", "$xs[$a:]")
    if holes is None or not is_simple(part) or has_few(code, one(holes, "xs")):
        return
    items = one(holes, "xs")
    loop = steady_loop(code, node, items)
    if loop is None or not are_builtins(code, node, name, "list", "len", "reversed"):
        return
    made = free_name(code, code.function_of(node), "tops" if name == "max" else "lows")
    if "b" in holes:
        end = one(holes, "b")
        before = f"{made} = list(accumulate({written(items)}, {name}))\n"
        last = fill(end, "$i + 1", "1 + $i")
        at = written(one(last, "i")) if last is not None else f"{operand(end)} - 1"
        text = f"{made}[{at}] if 0 < {operand(end)} <= len({made})"
    else:
        begin = operand(one(holes, "a"))
        order = f"lambda behind, item: {name}(item, behind)"
        before = f"{made} = [*accumulate(reversed({written(items)}), {order})][::-1]\n"
        text = f"{made}[{begin}] if 0 <= {begin} < len({made})"
    yield from proposal(
        f"Find the {name} of each part of {items.text} once",
        (
            insert_before(code, statement_of(loop), before),
            replace_expression(node, f"{text} else {node.text}"),
        ),
        (("itertools", "accumulate"),),
        _ASSUMES,
    )


TEMPLATE = Template("GT109", "extremes-of-parts", ("call",), _make, _ASSUMES)
