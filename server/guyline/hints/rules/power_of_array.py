"""A small power of an array is computed by `pow`.

What: ``a ** 3``, ``a ** 4`` and ``np.power(a, 3)`` of an array.

Why: the square has a loop of its own in numpy; any other power of floats calls ``pow`` for each
item, which takes as long as twenty multiplications.

Example::

    import numpy as np

    def curve(n):
        x = np.linspace(0, 1, n)
        return 2 * x ** 3 - 3 * x

Use instead::

    import numpy as np

    def curve(n):
        x = np.linspace(0, 1, n)
        return 2 * x * x * x - 3 * x

When it is safe: the last digits do not matter.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.array_loops import looks_like_array
from guyline.hints.arrays import ARRAY, is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_POWERS = frozenset({"3", "4", "3.0", "4.0", "3.", "4."})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "call":
        given = arguments(node)
        if not code.calls(node, "numpy.power") or len(given) != 2 or named_arguments(node):
            return
        base, power = plain(given[0]), plain(given[1])
    else:
        if node.operators != ["**"]:
            return
        base, power = plain(node["left"]), plain(node["right"])
    if power.text not in _POWERS or not _is_array(code, base) or is_test(code):
        return
    yield Found(
        node,
        f"the power {power.text} calls pow for each item; a product of the array with itself does "
        "not",
        _fix(node, base, power.text[0] == "3"),
    )


def _is_array(code: Code, base: Node) -> bool:
    if not code.imports("numpy") or code.imports("torch") or code.imports("sympy"):
        return False
    if kind_of(code, base):
        return kind_of(code, base) == ARRAY
    if base.kind == "binary_operator":
        return base.operators[0] != "@" and any(_is_array(code, c) for c in base.children)
    return base.kind == "identifier" and looks_like_array(code, base)


def _fix(node: Node, base: Node, cube: bool) -> Fix | None:
    """Multiply instead."""
    if base.kind not in ("identifier", "attribute") or node.parent is None:
        return None
    name = base.text
    text = f"{name} * {name} * {name}" if cube else f"({name} * {name}) ** 2"
    return Fix(
        "Multiply instead",
        (Edit(node.start, node.end, f"({text})"),),
        unproved=("that the last digits do not matter",),
    )


RULE = Rule(
    "GL621",
    "power-of-array",
    ("binary_operator", "call"),
    _check,
    Example(
        slow="def f(a: np.ndarray):\n    return a ** 3\n",
        fast="def f(a: np.ndarray):\n    return a * a * a\n",
        call="(np.arange(10000.0),)",
        size="10,000 floats",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=frozenset({"power"}),
)
