"""The bits of a number are looked at one by one; ``bit_length`` and ``bit_count`` know them.

What: ``while n > 0:`` or ``while n:`` with ``count += 1`` and ``n >>= 1`` (``n //= 2``), with
``count += n & 1`` (``n % 2``), or with ``n &= n - 1``, where nobody reads ``n`` afterwards.

Before::

    def ones(n):
        count = 0
        while n:
            count += n & 1
            n >>= 1
        return count

After::

    def ones(n):
        count = 0
        if n > 0:
            count += n.bit_count()
        return count

What it takes for granted: that it is a whole number.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.predicates import is_dead_after
from guyline.hints.rewrite import replace
from guyline.hints.rule import Fix
from guyline.search.templates.forms import fill, fill_all, is_name, one, proposal
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that it is a whole number",)
_HALVES = ("$n >>= 1", "$n = $n >> 1", "$n //= 2", "$n = $n // 2")
_STEPS = ("$t += 1", "$t = $t + 1")
_ODD = ("$n & 1", "$n % 2")
_ONES = (
    *(f"$t += {odd}" for odd in _ODD),
    *(f"$t = $t + {odd}" for odd in ("($n & 1)", "$n % 2", "($n % 2)")),
    *(
        f"if {test}:\n    {step}"
        for odd in _ODD
        for test in (odd, f"{odd} == 1", f"({odd}) == 1")
        for step in _STEPS
    ),
)
_CLEARS = ("$n &= $n - 1", "$n = $n & ($n - 1)")


def _make(code: Code, node: Node) -> Iterator[Fix]:
    body = node["body"].children
    if len(body) != 2 or node.field("alternative") is not None:
        return
    orders = {
        "bit_length": [(a, b) for step in _STEPS for half in _HALVES for a, b in _both(step, half)],
        "bit_count": [(add, half) for add in _ONES for half in _HALVES]
        + [(a, b) for step in _STEPS for clear in _CLEARS for a, b in _both(step, clear)],
    }
    for method, forms in orders.items():
        holes = next((h for form in forms if (h := fill_all(body, *form)) is not None), None)
        if holes is None or not is_name(one(holes, "n")) or not is_name(one(holes, "t")):
            continue
        number, total = one(holes, "n"), one(holes, "t").text
        n = number.text
        if fill(node["condition"], f"{n} > 0", n, f"{n} != 0", f"0 < {n}") is None or n == total:
            return
        if is_dead_after(code, number, node):
            lines = f"if {n} > 0:\n    {total} += {n}.{method}()\n"
            yield from proposal(
                f"Ask {n} for its {method}", (replace(code, node, node, lines),), assumes=_ASSUMES
            )
        return


def _both(one: str, other: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (one, other), (other, one)


TEMPLATE = Template("GT126", "bits-by-method", ("while_statement",), _make, _ASSUMES)
