"""An array of squares is made, only to be added up.

What: ``np.sum(a ** 2)``, ``np.sum(a * a)``, ``np.sum(np.square(a))`` and ``(a ** 2).sum()`` of a
whole array.

Why: an array of the squares is written to memory and read again. ``np.vdot(a, a)``, or ``a @ a`` of
a vector, multiplies and adds in one pass.

Example::

    import numpy as np

    def energy(wave):
        return np.sum(wave ** 2)

Use instead::

    import numpy as np

    def energy(wave):
        return np.vdot(wave, wave)

When it is safe: the items are real floats: small integers are added up as larger ones by ``sum``
only. The last digits may differ.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import ARRAY, is_test
from guyline.hints.code import Code, arguments
from guyline.hints.frames import is_column, is_frame
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.vectors import module_of
from guyline.syntax import Node

_SQUARES = ("$x ** 2", "$x * $x", "$_.square($x)", "$x ** 2.0", "$_.power($x, 2)")
_OTHERS = ("pandas", "torch", "sympy", "jax", "cupy", "tensorflow", "xarray", "dask", "cvxpy")


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = _squared(code, node)
    if told is None or is_test(code):
        return
    items, module = told
    if is_frame(code, items) or is_column(code, items) or kind_of(code, items) not in ("", ARRAY):
        return
    fix = None
    if module and items.kind in ("identifier", "attribute"):
        fix = Fix(
            "Multiply and add in one pass",
            (Edit(node.start, node.end, f"{module}.vdot({items.text}, {items.text})"),),
            unproved=(
                f"that {items.text} is a plain array of real floats",
                "that the last digits do not matter",
            ),
        )
    yield Found(
        node,
        "an array of squares is made only to be added up; np.vdot multiplies and adds in one pass",
        fix,
    )


def _squared(code: Code, node: Node) -> tuple[Node, str] | None:
    """What is squared and summed whole, and how numpy is called there."""
    module = ""
    holes = matches("$_.sum($squares)", node)
    if holes is not None and code.qualified(node["function"]) == "numpy.sum":
        squares, module = node_in(holes, "squares"), module_of(node)
    elif not code.imports("numpy") or (holes := matches("$squares.sum()", node)) is None:
        return None
    else:
        squares = plain(node_in(holes, "squares"))
    for form in _SQUARES:
        holes = matches(form, squares)
        if holes is None:
            continue
        items = plain(node_in(holes, "x"))
        if plain(squares).kind == "call" and not _is_of_numpy(code, plain(squares)):
            return None
        known = kind_of(code, items) == ARRAY
        sure = known or (bool(module) and not any(code.imports(each) for each in _OTHERS))
        return (items, module) if sure and not _is_one(items) else None
    return None


def _is_of_numpy(code: Code, call: Node) -> bool:
    return code.qualified(call["function"]).startswith("numpy.") and len(arguments(call)) <= 2


def _is_one(items: Node) -> bool:
    """Whether it is a number, or a list that is written out."""
    return items.kind in ("integer", "float", "list", "tuple", "list_comprehension")


RULE = Rule(
    "GL622",
    "squares-summed",
    ("call",),
    _check,
    Example(
        slow="def f(a: np.ndarray):\n    return float(np.sum(a ** 2))\n",
        fast="def f(a: np.ndarray):\n    return float(np.vdot(a, a))\n",
        call="(np.ones(5000),)",
        size="5,000 floats",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=frozenset({"sum"}),
)
