"""All places are shuffled for a few of them.

What: ``np.random.choice(n, k, replace=False)`` and ``np.random.permutation(n)[:k]``.

Why: the old functions of ``np.random`` shuffle all n places, and take the first k. The generators of
``np.random.default_rng`` draw k of them.

Example::

    import numpy as np

    def sample(n):
        return np.random.choice(n, 10, replace=False)

Use instead::

    import numpy as np

    def sample(n):
        return np.random.default_rng().choice(n, 10, replace=False)

When it is safe: other random numbers will do: a seed that was set with ``np.random.seed`` does not
hold for a generator.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_FEW = 1000


def _check(code: Code, node: Node) -> Iterator[Found]:
    sizes = _drawn(code, node)
    if sizes is None or is_test(code):
        return
    if any(each.kind == "integer" and int(each.text, 0) <= _FEW for each in sizes[:1]):
        return
    yield Found(
        node,
        "all places are shuffled for a few of them: O(n); the generator of np.random.default_rng "
        "draws k of them: O(k)",
    )


def _drawn(code: Code, node: Node) -> list[Node] | None:
    """Of how many, and how many are drawn."""
    if node.kind == "subscript":
        holes = matches("$all[:$count]", node)
        made = plain(node_in(holes, "all")) if holes is not None else None
        if made is None or not code.calls(made, "numpy.random.permutation"):
            return None
        return _counts(arguments(made)) if len(arguments(made)) == 1 else None
    if not code.calls(node, "numpy.random.choice"):
        return None
    given, named = arguments(node), named_arguments(node)
    apart = named.get("replace")
    size = named.get("size") or (given[1] if len(given) > 1 else None)
    if apart is None or apart.text != "False" or "p" in named or size is None or not given:
        return None
    return _counts([given[0]]) if _is_fewer(size, given[0]) else None


def _is_fewer(size: Node, items: Node) -> bool:
    """Whether fewer are drawn than there are, as far as one can see."""
    size = plain(size)
    return size.kind == "integer" or (size.kind == "identifier" and size.text != items.text)


def _counts(given: list[Node]) -> list[Node] | None:
    """The number of places, where it is one and no list of items."""
    first = plain(given[0])
    counted = first.kind == "integer" or matches("len($_)", first) is not None
    return [first] if counted or matches("$_.shape[0]", first) is not None else None


RULE = Rule(
    "GL626",
    "sample-without-replacement",
    ("call", "subscript"),
    _check,
    Example(
        slow="def f(n):\n    return len(np.random.choice(n, 10, replace=False))\n",
        fast="def f(n):\n    return len(np.random.default_rng().choice(n, 10, replace=False))\n",
        call="(100000,)",
        size="10 of 100,000",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    growth=("O(n)", "O(k)"),
)
