"""Items of an array are gathered one by one.

What: ``np.array([a[i] for i in places])`` of an array, ``np.stack`` and ``np.vstack`` as well;
``torch.stack([t[i] for i in places])`` of a tensor.

Why: each item, or each row, becomes an object of its own, and all of them a new array. An array
takes a list of places, and copies the items in one loop in C.

Example::

    import numpy as np

    def sample(table: np.ndarray, places):
        return np.array([table[i] for i in places])

Use instead::

    import numpy as np

    def sample(table: np.ndarray, places):
        return table[places]

When it is safe: the places are a list or an array of numbers, and at least one.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import ARRAY, TENSOR, is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import called, matches, node_in, plain
from guyline.hints.rounds import is_short
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_MAKERS = {
    **dict.fromkeys(("numpy.array", "numpy.asarray", "numpy.stack", "numpy.vstack"), ARRAY),
    **dict.fromkeys(("torch.stack", "torch.tensor"), TENSOR),
}


def _check(code: Code, node: Node) -> Iterator[Found]:
    given = arguments(node)
    kind = _MAKERS.get(code.qualified(node["function"]))
    if kind is None or len(given) != 1 or named_arguments(node):
        return
    items = plain(given[0])
    holes = matches("[$of[$i] for $i in $places]", items)
    if holes is None:
        return
    of, places = plain(node_in(holes, "of")), plain(node_in(holes, "places"))
    place = node_in(holes, "i").text
    if kind_of(code, of) != kind or is_test(code) or is_short(code, items.children[1]):
        return
    if place in {each.text for each in of.walk() if each.kind == "identifier"}:
        return
    what = "a tensor" if kind == TENSOR else "an array"
    yield Found(
        node,
        f"an object is made of each item; {what} takes all the places at once, in one loop in C",
        _fix(code, node, of, places),
    )


def _fix(code: Code, node: Node, of: Node, places: Node) -> Fix | None:
    """Take all the places at once."""
    if kind_of(code, places) not in ("list", ARRAY, TENSOR) and places.kind != "identifier":
        return None
    if of.kind not in ("identifier", "attribute"):
        return None
    return Fix(
        "Take all the places at once",
        (Edit(node.start, node.end, f"{of.text}[{places.text}]"),),
        unproved=(f"that {places.text} is a list or an array of at least one place",),
    )


RULE = Rule(
    "GL625",
    "array-gathered",
    ("call",),
    _check,
    Example(
        slow="def f(a: np.ndarray, at):\n    return np.array([a[i] for i in at])\n",
        fast="def f(a: np.ndarray, at):\n    return a[at]\n",
        call="(np.arange(5000), np.arange(0, 5000, 2))",
        size="2,500 of 5,000",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=called(*_MAKERS),
)
