"""Matrices are multiplied by loops.

What: loops that add up ``a[i, k] * b[k, j]`` into ``c[i, j]``, or ``a[i, k] * x[k]`` into ``y[i]``.

Why: n³ steps of the interpreter. ``a @ b`` is a call of a library that does several of them
at once.

Example::

    import numpy as np

    def product(a, b):
        n = len(a)
        c = np.zeros((n, n))
        for i in range(n):
            for j in range(n):
                for k in range(n):
                    c[i, j] += a[i, k] * b[k, j]
        return c

Use instead::

    import numpy as np

    def product(a, b):
        return a @ b

When it is safe: the last digits do not matter: the library adds in another order.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.array_loops import nest_of
from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    nest = nest_of(code, node)
    if nest is None or len(nest.loops) not in (2, 3) or not nest.stores:
        return
    added = [store for store in nest.stores if store[0] in nest.added]
    sums = [value for _, value in nest.sums]
    if len(added) + len(sums) != 1:
        return
    value = added[0][1] if added else sums[0]
    target = nest.indices(nest.stores[-1][0])
    places = [nest.indices(each) for each in _factors(plain(value))]
    if len(places) != 2 or not all(places):
        return
    inner = (places[0] & places[1]) - target
    whole = (places[0] | places[1]) - inner
    if len(inner) != 1 or whole != target or len(nest.loops) != len(target) + 1:
        return
    yield Found(
        node["right"],
        "matrices are multiplied one item at a time: O(n³) steps of the interpreter; a @ b is "
        "a call of a library",
        None,
        ((nest.stores[-1][0], "the sum"),),
    )


def _factors(value: Node) -> list[Node]:
    """The two subscripts that are multiplied."""
    if value.kind != "binary_operator" or value.operators[0] != "*":
        return []
    return [plain(each) for each in value.children if plain(each).kind == "subscript"]


RULE = Rule(
    "GL607",
    "product-by-loop",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(a, b):\n"
            "    n = len(a)\n"
            "    c = np.zeros((n, n))\n"
            "    for i in range(n):\n"
            "        for j in range(n):\n"
            "            for k in range(n):\n"
            "                c[i, j] += a[i, k] * b[k, j]\n"
            "    return c\n"
        ),
        fast="def f(a, b):\n    return a @ b\n",
        call="(np.ones((40, 40)), np.ones((40, 40)))",
        size="40 by 40",
        setup="import numpy as np",
        needs=("numpy",),
    ),
)
