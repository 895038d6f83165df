"""The largest or smallest is found by a loop of comparisons; ``max`` and ``min`` do it in C.

What: ``for x in xs: if x > best: best = x``, the same over places from ``range``, and
``best = max(best, x)``; several of them in one loop.

Before::

    def highest(prices):
        best = prices[0]
        for i in range(1, len(prices)):
            if prices[i] > best:
                best = prices[i]
        return best

After::

    def highest(prices):
        best = prices[0]
        best = max((best, *prices[1:]))
        return best

Comparisons are the same, in the same order: of equal items the first stays.

What it takes for granted: that there is room for a copy of the list.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_dead_after
from guyline.hints.rewrite import replace
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    are_builtins,
    count_of,
    fill,
    is_name,
    is_plain_for,
    length_of,
    mentions,
    one,
    proposal,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that there is room for a copy of the list",)
_FORMS = {
    "max": ("if $x > $best:\n    $best = $x", "if $best < $x:\n    $best = $x"),
    "min": ("if $x < $best:\n    $best = $x", "if $best > $x:\n    $best = $x"),
}


def _make(code: Code, node: Node) -> Iterator[Fix]:
    target = node.field("left")
    if not is_plain_for(node) or target is None or target.kind != "identifier":
        return
    folds = [_fold(code, node, target, statement) for statement in node["body"].children]
    names = [fold[0] for fold in folds if fold is not None]
    if len(names) < len(folds) or len(set(names)) < len(names):
        return
    if not is_dead_after(code, target, node) or mentions(node["right"], names):
        return
    if not are_builtins(code, node, "max", "min"):
        return
    lines = "".join(fold[1] for fold in folds if fold is not None)
    yield from proposal(
        "Find it with max or min", (replace(code, node, node, lines),), assumes=_ASSUMES
    )


def _fold(code: Code, loop: Node, target: Node, statement: Node) -> tuple[str, str] | None:
    """The name that a statement keeps the largest in, and what finds it; None: it does more."""
    for name, forms in _FORMS.items():
        holes = fill(statement, *forms, f"$best = {name}($best, $x)")
        if holes is None:
            continue
        best, over = one(holes, "best"), _over(code, loop, target, one(holes, "x"))
        if over is None or not is_name(best) or best.text in (target.text, over):
            return None
        return best.text, f"{best.text} = {name}(({best.text}, *{over}))\n"
    return None


def _over(code: Code, loop: Node, target: Node, item: Node) -> str | None:
    """What the items are taken from, as text; None: it is not known."""
    if plain(item).text == target.text:
        over = plain(loop["right"])
        return over.text if over.kind in ("identifier", "attribute", "subscript", "call") else None
    counted, holes = count_of(code, loop), fill(item, "$xs[$i]")
    if counted is None or holes is None or one(holes, "i").text != target.text:
        return None
    items, length = one(holes, "xs"), length_of(code, counted.stop)
    if not is_name(items) or length is None or length.text != items.text:
        return None
    if counted.first is None:
        return items.text
    first = written(counted.first)
    return f"{items.text}[{first}:]" if first.isdecimal() else None


TEMPLATE = Template("GT115", "extreme-by-builtin", ("for_statement",), _make, _ASSUMES)
