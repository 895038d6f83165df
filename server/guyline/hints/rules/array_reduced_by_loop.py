"""An array's items are added up one at a time.

What: a loop that does nothing but add, multiply or count what is computed of an array's items.

Why: a Python object is made of each item, and each step is one of the interpreter's.
``sum``, ``dot``, ``prod`` and ``count_nonzero`` are one loop in C.

Example::

    import numpy as np

    def energy(n):
        wave = np.linspace(0, 1, n)
        total = 0.0
        for x in wave:
            total += x * x
        return total

Use instead::

    import numpy as np

    def energy(n):
        wave = np.linspace(0, 1, n)
        return np.dot(wave, wave)

When it is safe: the last digits of a sum of floats do not matter: numpy adds in another order.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.array_loops import base_of, nest_of
from guyline.hints.arrays import ARRAY
from guyline.hints.code import Code
from guyline.hints.kinds import begun_as, kind_of
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    nest = nest_of(code, node)
    if nest is None or nest.stores or not nest.sums:
        return
    if any(begun_as(code, name) not in ("int", "float") for name, _ in nest.sums):
        return
    arrays = [base_of(read) for read in nest.reads()]
    over = [loop["right"] for loop in nest.loops]
    if not any(kind_of(code, each) == ARRAY for each in [*arrays, *over]):
        return
    yield Found(
        node["right"],
        "an array's items are added up one at a time; sum, dot or count_nonzero of the whole "
        "array is one loop in C",
        None,
        ((nest.sums[0][0], "the sum"),),
    )


RULE = Rule(
    "GL601",
    "array-reduced-by-loop",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(a: np.ndarray):\n"
            "    total = 0\n"
            "    for x in a:\n"
            "        total += x * x\n"
            "    return int(total)\n"
        ),
        fast="def f(a: np.ndarray):\n    return int(np.dot(a, a))\n",
        call="(np.arange(100000),)",
        size="100,000 items",
        setup="import numpy as np",
        needs=("numpy",),
    ),
)
