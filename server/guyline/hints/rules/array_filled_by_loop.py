"""An array is filled one item at a time, by arithmetic.

What: a loop that does nothing but store into an array what it computes of other items at the
same place, with or without conditions.

Why: a Python object is made of each item that is read, and each step is one of the
interpreter's. The same operators on whole arrays are one loop in C; a condition is
``np.where``.

Example::

    import numpy as np

    def clip(values, low):
        out = np.empty_like(values)
        for i in range(len(values)):
            out[i] = values[i] if values[i] > low else low
        return out

Use instead::

    import numpy as np

    def clip(values, low):
        return np.where(values > low, values, low)

When it is safe: both sides of a condition can be computed for all items.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.array_loops import base_of, looks_like_array, nest_of
from guyline.hints.code import Code
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_OPERATIONS = frozenset(
    {
        "binary_operator",
        "unary_operator",
        "comparison_operator",
        "call",
        "conditional_expression",
    }
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    nest = nest_of(code, node)
    if nest is None or not nest.stores or not any(True for _ in nest.reads()):
        return
    if not any(each.kind in _OPERATIONS for value in nest.values for each in value.walk()):
        return
    if not any(looks_like_array(code, base_of(read)) for read in nest.reads()):
        return
    for place, around in ((nest.indices(store[0]), store[2]) for store in nest.stores):
        if len(place) < len(around):
            return
        if not any(nest.indices(read) == place for read in nest.reads()):
            return
    yield Found(
        node["right"],
        "an array is filled one item at a time; the same operators on whole arrays, np.where "
        "for a condition, are one loop in C",
        None,
        ((nest.stores[0][0], "the item"),),
    )


RULE = Rule(
    "GL606",
    "array-filled-by-loop",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(a):\n"
            "    out = np.empty_like(a)\n"
            "    for i in range(len(a)):\n"
            "        out[i] = a[i] if a[i] > 0 else 0\n"
            "    return out\n"
        ),
        fast="def f(a):\n    return np.where(a > 0, a, 0)\n",
        call="(np.arange(-50000, 50000),)",
        size="100,000 items",
        setup="import numpy as np",
        needs=("numpy",),
    ),
)
