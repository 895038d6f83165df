"""A factorial or a sum is put together in a loop; ``math.factorial`` and ``sum`` do it in C.

What: a loop that does nothing but ``product *= i`` or ``product = product * i`` for all numbers
from 1 on, or ``total = total + x``, of each item as it is or of its ``int``, ``len``, ``abs`` or
``ord``. (``total += x`` is a rule's: GL303.)

Before::

    def factorial(n):
        product = 1
        for i in range(1, n + 1):
            product *= i
        return product

After::

    import math


    def factorial(n):
        product = 1
        product *= math.factorial(max(n, 0))
        return product

Of a sum, what is there already is the start, so everything is added in the same order. Products of
other things stay: what takes its time there are the large numbers.

What it takes for granted: that these are numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import replace
from guyline.hints.rounds import has_few
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    are_builtins,
    are_dead,
    count_of,
    fill,
    is_name,
    is_number,
    is_plain_for,
    mentions,
    one,
    only_statement,
    proposal,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that these are numbers",)
_PRODUCTS = ("$t *= $x", "$t = $t * $x", "$t = $x * $t")
_SUMS = ("$t = $t + $x", "$t = $x + $t")
_COUNTS = ("int", "len", "abs", "ord")


def _make(code: Code, node: Node) -> Iterator[Fix]:
    statement, target = only_statement(node), node["left"]
    if statement is None or not is_plain_for(node) or target.kind != "identifier":
        return
    product, total = fill(statement, *_PRODUCTS), fill(statement, *_SUMS)
    holes = product or total
    if holes is None or not is_name(one(holes, "t")) or has_few(code, node["right"]):
        return
    name, over = one(holes, "t").text, node["right"]
    by = _by(one(holes, "x"), target)
    if by is None or name == target.text or mentions(over, [name]):
        return
    if not are_dead(code, [target], node) or not are_builtins(code, node, "sum", "map", "max", *by):
        return
    items = f"map({by[0]}, {written(over)})" if by else written(over)
    to = _last_of(code, node) if product is not None and not by else None
    if to is not None and _is_free(code, node):
        text = f"{name} *= math.factorial(max({to}, 0))\n"
    elif product is None and _begins_as_number(code, node, name):
        text = f"{name} = sum({items}, {name})\n"
    else:
        return
    imports = (("math", ""),) if product is not None else ()
    edit = replace(code, node, node, text)
    yield from proposal(f"Put {name} together at once", (edit,), imports, _ASSUMES)


def _by(value: Node, target: Node) -> list[str] | None:
    """The builtin that is asked of each item, none for the item itself; None: something else."""
    if plain(value).text == target.text:
        return []
    holes = fill(value, *(f"{name}($x)" for name in _COUNTS))
    if holes is None or one(holes, "x").text != target.text:
        return None
    return [plain(value)["function"].text]


def _is_free(code: Code, node: Node) -> bool:
    """Whether ``math`` is the module, or nothing yet."""
    owner = code.scope_of(node).owner("math")
    return owner is None or [each.dotted for each in owner.bindings["math"]] == ["math"]


def _last_of(code: Code, loop: Node) -> str | None:
    """The last of all numbers from 1 on; None: others are gone over."""
    counted = count_of(code, loop)
    if counted is None or not (is_number(counted.first, 1) or is_number(counted.first, 2)):
        return None
    more = fill(counted.stop, "$n + 1", "1 + $n")
    return written(one(more, "n")) if more is not None else None


def _begins_as_number(code: Code, loop: Node, name: str) -> bool:
    """Whether a sum begins as a whole number: ``sum`` takes no text, and rounds floats its way."""
    owner = code.function_of(loop)
    before = [each for each in owner.bindings.get(name, []) if each.node.end <= loop.start]
    return bool(before) and all(
        each.value is not None and kind_of(code, each.value) == "int" for each in before
    )


TEMPLATE = Template("GT146", "total-at-once", ("for_statement",), _make, _ASSUMES)
