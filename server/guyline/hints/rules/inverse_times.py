"""A matrix is inverted to be multiplied once.

What: ``np.linalg.inv(a) @ b``, ``np.dot(inv(a), b)`` and ``inv(a).dot(b)`` of numpy, scipy and
torch, where the inverse itself gets no name.

Why: the inverse is as much work as solving for n right sides, and the product comes on top.
``solve`` factors the matrix once, and is nearer to the true result.

Example::

    import numpy as np

    def step(hessian, gradient):
        return np.linalg.inv(hessian) @ gradient

Use instead::

    import numpy as np

    def step(hessian, gradient):
        return np.linalg.solve(hessian, gradient)

When it is safe: the last digits do not matter; and ``b`` is a vector or a matrix, no stack of
vectors.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import called, matches, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_INVERSES = {
    "numpy.linalg.inv": "numpy",
    "scipy.linalg.inv": "scipy",
    "torch.linalg.inv": "torch",
    "torch.inverse": "",
}
_PRODUCTS = ("$_.dot($left, $right)", "$_.matmul($left, $right)", "$_.mm($left, $right)")
_MODULES = frozenset({"numpy", "torch"})
_PLAIN = frozenset({"identifier", "attribute", "call", "subscript"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    factors = _factors(code, node)
    if factors is None:
        return
    inverse = plain(factors[0])
    if inverse.kind != "call" or code.qualified(inverse["function"]) not in _INVERSES:
        return
    given = arguments(inverse)
    if len(given) != 1 or named_arguments(inverse) or is_test(code):
        return
    yield Found(
        node,
        "a matrix is inverted to be multiplied once; solve does it without the inverse, faster "
        "and nearer to the true result",
        _fix(node, inverse, given[0], factors[1]),
    )


def _factors(code: Code, node: Node) -> tuple[Node, Node] | None:
    if node.kind == "binary_operator":
        return (node["left"], node["right"]) if node.operators == ["@"] else None
    for form in _PRODUCTS:
        holes = matches(form, node)
        if holes is not None and code.qualified(node["function"]).partition(".")[0] in _MODULES:
            left, right = holes["left"], holes["right"]
            return (left, right) if isinstance(left, Node) and isinstance(right, Node) else None
    holes = matches("$left.dot($right)", node)
    if holes is None or code.qualified(node["function"]):
        return None
    left, right = holes["left"], holes["right"]
    return (left, right) if isinstance(left, Node) and isinstance(right, Node) else None


def _fix(node: Node, inverse: Node, matrix: Node, right: Node) -> Fix | None:
    """Solve instead."""
    called = inverse["function"].text
    if not called.endswith("linalg.inv") or "\n" in node.text:
        return None
    if plain(right).kind not in _PLAIN:
        return None
    return Fix(
        "Solve for it",
        (Edit(node.start, node.end, f"{called[:-3]}solve({matrix.text}, {right.text})"),),
        unproved=(
            "that the last digits do not matter",
            f"that {right.text} is one vector or one matrix",
        ),
    )


RULE = Rule(
    "GL613",
    "inverse-times",
    ("binary_operator", "call"),
    _check,
    Example(
        slow="def f(a, b):\n    return (np.linalg.inv(a) @ b).round(6) + 0\n",
        fast="def f(a, b):\n    return np.linalg.solve(a, b).round(6) + 0\n",
        call="(np.eye(40) * 9 + np.arange(40) % 7 / 9, np.ones(40))",
        size="40 x 40 and a vector",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=called(*_PRODUCTS),
)
