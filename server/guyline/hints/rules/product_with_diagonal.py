"""A matrix is multiplied with one that is nought but for its diagonal.

What: ``np.diag(v) @ a``, ``a @ np.diag(v)``, ``np.dot(u, np.diag(s))``, where ``v`` is a vector;
``np.diagflat`` as well.

Why: the diagonal is made a whole matrix, and n·n·m products are computed, most of them with
nought. Scaling the rows or the columns takes n·m.

Example::

    import numpy as np

    def rebuilt(matrix):
        u, s, vt = np.linalg.svd(matrix, full_matrices=False)
        return u @ np.diag(s) @ vt

Use instead::

    import numpy as np

    def rebuilt(matrix):
        u, s, vt = np.linalg.svd(matrix, full_matrices=False)
        return (u * s) @ vt

When it is safe: the vector is as long as the matrix has rows, or columns, as it has to be for the
product.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import called, matches, plain
from guyline.hints.rewrite import replace_expression
from guyline.hints.rule import Example, Fix, Found, Rule
from guyline.hints.vectors import is_vector
from guyline.syntax import Node

_DIAGONALS = frozenset({"numpy.diag", "torch.diag"})
_SURE = frozenset({"numpy.diagflat", "torch.diag_embed"})
_PRODUCTS = frozenset({"numpy.dot", "numpy.matmul", "torch.matmul", "torch.mm"})
_PLAIN = frozenset({"identifier", "attribute", "call", "subscript"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    factors = _factors(code, node)
    if factors is None:
        return
    left, right = map(plain, factors)
    for diagonal, other, scaled in ((left, right, "rows"), (right, left, "columns")):
        vector = _diagonal(code, diagonal)
        if vector is None or is_test(code):
            continue
        helps = "a * v" if scaled == "columns" else "v[:, None] * a"
        yield Found(
            node,
            f"a matrix is made of a diagonal, and multiplied whole: O(n²·m); {helps} scales the "
            f"{scaled}: O(n·m)",
            _fix(node, vector, other, scaled),
        )
        return


def _factors(code: Code, node: Node) -> tuple[Node, Node] | None:
    if node.kind == "binary_operator":
        return (node["left"], node["right"]) if node.operators == ["@"] else None
    given = arguments(node)
    if code.qualified(node["function"]) in _PRODUCTS:
        alone = len(given) == 2 and not named_arguments(node)
        return (given[0], given[1]) if alone else None
    holes = matches("$left.dot($right)", node)
    if holes is None or code.qualified(node["function"]):
        return None
    left, right = holes["left"], holes["right"]
    return (left, right) if isinstance(left, Node) and isinstance(right, Node) else None


def _diagonal(code: Code, node: Node) -> Node | None:
    """The vector that a matrix is made of."""
    node = code.value_of(node)
    if node.kind != "call" or named_arguments(node) or len(given := arguments(node)) != 1:
        return None
    name = code.qualified(node["function"])
    if name in _SURE or (name in _DIAGONALS and is_vector(code, given[0])):
        return given[0]
    return None


def _fix(node: Node, vector: Node, other: Node, scaled: str) -> Fix | None:
    """Scale instead."""
    if vector.kind not in ("identifier", "attribute") or other.kind not in _PLAIN:
        return None
    if "\n" in node.text:
        return None
    wide = f"{vector.text}[:, None] * {other.text}"
    text = wide if scaled == "rows" else f"{other.text} * {vector.text}"
    return Fix(
        f"Scale the {scaled}",
        (replace_expression(node, text),),
        unproved=(f"that {other.text} is a matrix",),
    )


RULE = Rule(
    "GL624",
    "product-with-diagonal",
    ("binary_operator", "call"),
    _check,
    Example(
        slow="def f(a, n):\n    return float((a @ np.diag(np.arange(n))).sum())\n",
        fast="def f(a, n):\n    return float((a * np.arange(n)).sum())\n",
        call="(np.ones((200, 200)), 200)",
        size="200 x 200",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    growth=("O(n²·m)", "O(n·m)"),
    called=called(*_PRODUCTS),
)
