"""A product of matrices is made for its diagonal only.

What: ``np.trace(a @ b)``, ``np.diagonal(a @ b)``, ``np.diag(x @ c @ x.T)``, and the same with
``np.dot`` and in torch.

Why: all n·n sums of the product are made, n·n·m steps, and n of them are read. ``einsum`` makes
just those: n·m steps.

Example::

    import numpy as np

    def alike(a, b):
        return np.trace(a @ b)

Use instead::

    import numpy as np

    def alike(a, b):
        return np.einsum("ij,ji->", a, b)

When it is safe: the last digits do not matter.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import matches, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.vectors import LIBRARIES, module_of
from guyline.syntax import Node

_SURE = frozenset({"trace", "diagonal"})
"""Those that take matrices only: ``diag`` makes one of a vector."""

_PRODUCTS = frozenset({"dot", "matmul", "mm"})
_INVERSES = frozenset({"inv", "pinv", "inverse"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    given = arguments(node)
    module, _, name = code.qualified(node["function"]).partition(".")
    if module not in LIBRARIES or name not in _SURE | {"diag"} or len(given) != 1:
        return
    factors = _factors(code, given[0])
    if named_arguments(node) or factors is None or is_test(code):
        return
    if name == "diag" and not _is_matrix(factors[1]):
        return
    one = name == "trace"
    yield Found(
        node,
        f"a whole product is made for {'the sum of ' if one else ''}its diagonal: O(n²·m); "
        "einsum makes just that: O(n·m)",
        _fix(node, factors, one),
    )


def _factors(code: Code, node: Node) -> tuple[Node, Node] | None:
    """The two matrices that are multiplied last."""
    node = plain(node)
    if node.kind == "binary_operator":
        return (node["left"], node["right"]) if node.operators == ["@"] else None
    if node.kind != "call" or named_arguments(node):
        return None
    module, _, name = code.qualified(node["function"]).partition(".")
    given = arguments(node)
    if module in LIBRARIES and name in _PRODUCTS and len(given) == 2:
        return given[0], given[1]
    holes = matches("$left.dot($right)", node)
    if module or holes is None:
        return None
    left, right = holes["left"], holes["right"]
    return (left, right) if isinstance(left, Node) and isinstance(right, Node) else None


def _is_matrix(node: Node) -> bool:
    """Whether a factor is a matrix by how it is written: transposed, or an inverse."""
    node = plain(node)
    if node.kind == "attribute":
        return node["attribute"].text in ("T", "mT")
    if node.kind == "binary_operator":
        return node.operators == ["@"] and _is_matrix(node["right"])
    if node.kind != "call":
        return False
    function = plain(node["function"])
    name = function["attribute"].text if function.kind == "attribute" else function.text
    return name in _INVERSES | {"transpose", "t"}


def _fix(node: Node, factors: tuple[Node, Node], one: bool) -> Fix | None:
    """Make the diagonal only."""
    module = module_of(node)
    if not module or "\n" in node.text:
        return None
    left, right = (plain(each).text for each in factors)
    text = f'{module}.einsum("ij,ji->{"" if one else "i"}", {left}, {right})'
    return Fix(
        "Make the diagonal only, with einsum",
        (Edit(node.start, node.end, text),),
        unproved=("that the last digits do not matter",),
    )


RULE = Rule(
    "GL616",
    "diagonal-of-product",
    ("call",),
    _check,
    Example(
        slow="def f(a, b):\n    return float(np.trace(a @ b))\n",
        fast="def f(a, b):\n    return float(np.einsum('ij,ji->', a, b))\n",
        call="(np.ones((300, 300)), np.ones((300, 300)))",
        size="300 x 300",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    growth=("O(n²·m)", "O(n·m)"),
    called=_SURE | {"diag"},
)
