"""The digits of a number are divided off one by one; its text holds them all.

What: ``while n > 0:`` or ``while n:`` with ``total += n % 10`` or ``count += 1``, and ``n //= 10``,
where nobody reads ``n`` afterwards.

Before::

    def digit_sum(n):
        total = 0
        while n > 0:
            total += n % 10
            n //= 10
        return total

After::

    def digit_sum(n):
        total = 0
        if n > 0:
            total += sum(map(int, str(n)))
        return total

What it takes for granted: that it is a whole number of no more than 4,300 digits, which is as many
as Python makes a text of.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.predicates import is_dead_after
from guyline.hints.rewrite import replace
from guyline.hints.rule import Fix
from guyline.search.templates.forms import are_builtins, fill, fill_all, is_name, one, proposal
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that it is a whole number of no more than 4,300 digits",)
_CUTS = ("$n //= 10", "$n = $n // 10", "$n = int($n / 10)")
_ADDS = {
    "sum(map(int, str({n})))": ("$t += $n % 10", "$t = $t + $n % 10", "$t = $t + ($n % 10)"),
    "len(str({n}))": ("$t += 1", "$t = $t + 1"),
}


def _make(code: Code, node: Node) -> Iterator[Fix]:
    body = node["body"].children
    if len(body) != 2 or node.field("alternative") is not None:
        return
    for form, adds in _ADDS.items():
        for cut in _CUTS:
            orders = [(add, cut) for add in adds]
            if form.startswith("len"):
                orders += [(cut, add) for add in adds]
            holes = next((h for each in orders if (h := fill_all(body, *each)) is not None), None)
            if holes is None or not is_name(one(holes, "n")) or not is_name(one(holes, "t")):
                continue
            number, total = one(holes, "n"), one(holes, "t")
            n = number.text
            if fill(node["condition"], f"{n} > 0", n, f"{n} != 0", f"0 < {n}") is None:
                return
            if not is_dead_after(code, number, node) or total.text == n:
                return
            if not are_builtins(code, node, "sum", "map", "int", "str", "len"):
                return
            lines = f"if {n} > 0:\n    {total.text} += {form.format(n=n)}\n"
            yield from proposal(
                f"Take the digits of {n} from its text",
                (replace(code, node, node, lines),),
                assumes=_ASSUMES,
            )
            return


TEMPLATE = Template("GT125", "digits-by-text", ("while_statement",), _make, _ASSUMES)
