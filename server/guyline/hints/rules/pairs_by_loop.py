"""A table of all pairs is filled one pair at a time.

What: two loops that store into ``out[i, j]`` what they compute of ``a[i]`` and ``b[j]``.

Why: n·m steps of the interpreter. ``a[:, None]`` beside ``b[None, :]`` gives all pairs in one
loop in C, ``np.add.outer`` and ``scipy.spatial.distance`` as well.

Example::

    import numpy as np

    def gaps(points):
        n = len(points)
        out = np.zeros((n, n))
        for i in range(n):
            for j in range(n):
                out[i, j] = abs(points[i] - points[j])
        return out

Use instead::

    import numpy as np

    def gaps(points):
        return np.abs(points[:, None] - points[None, :])

When it is safe: there is room for the table, which there was before.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.array_loops import nest_of
from guyline.hints.code import Code
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    nest = nest_of(code, node)
    if nest is None or len(nest.loops) != 2 or not nest.stores or nest.added:
        return
    if any(len(nest.indices(store[0])) != 2 for store in nest.stores):
        return
    read = {nest.indices(each) for each in nest.reads()}
    if len({each for each in read if len(each) == 1}) != 2:
        return
    yield Found(
        node["right"],
        "a table of all pairs is filled one pair at a time; a[:, None] beside b[None, :] gives "
        "all of them in one loop in C",
        None,
        ((nest.stores[0][0], "the pair"),),
    )


RULE = Rule(
    "GL605",
    "pairs-by-loop",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(a):\n"
            "    out = np.zeros((len(a), len(a)))\n"
            "    for i in range(len(a)):\n"
            "        for j in range(len(a)):\n"
            "            out[i, j] = abs(a[i] - a[j])\n"
            "    return out\n"
        ),
        fast="def f(a):\n    return np.abs(a[:, None] - a[None, :])\n",
        call="(np.arange(300.0),)",
        size="300 by 300",
        setup="import numpy as np",
        needs=("numpy",),
    ),
)
