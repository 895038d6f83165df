"""The items of an array are made Python objects one by one.

What: ``[float(x) for x in a]``, ``[int(x) for x in a]``, ``[x.item() for x in a]``,
``list(map(int, a))``, and ``list(a)`` where ``a`` is an array of one dimension.

Why: iterating over an array makes a numpy number of each item, which is slow to make and slow to
compute with, and a Python number out of that. ``tolist`` makes the Python numbers at once.

Example::

    import numpy as np

    def peaks(signal):
        return [int(i) for i in np.flatnonzero(signal > 1)]

Use instead::

    import numpy as np

    def peaks(signal):
        return np.flatnonzero(signal > 1).tolist()

When it is safe: the array holds numbers of that kind; else ``astype`` stands before ``tolist``.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import ARRAY, is_test
from guyline.hints.code import Code, arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import called, matches, node_in, plain
from guyline.hints.predicates import is_builtin
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.vectors import is_vector
from guyline.syntax import Node

_MAPPED = ("list(map($kind, $items))", "tuple(map($kind, $items))")
_EACH = ("$kind($item)", "$item.item()")
_PLAIN = frozenset({"identifier", "attribute", "call", "subscript"})
_PLACES = frozenset({"numpy.flatnonzero", "numpy.where", "numpy.nonzero", "numpy.argsort"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = _taken(code, node)
    if told is None or is_test(code):
        return
    items, kind = told
    if items.kind not in _PLAIN or code.function_of(node) is code.module:
        return
    if items.kind == "call" and arguments(items) and not _depends(items):
        return
    yield Found(
        node,
        "a numpy number is made of each item, and a Python object of that; tolist() makes them "
        "in one loop in C",
        _fix(code, node, items, kind),
    )


def _depends(call: Node) -> bool:
    """Whether an array is made of more than numbers that are written out."""
    return any(each.kind == "identifier" for given in arguments(call) for each in given.walk())


def _taken(code: Code, node: Node) -> tuple[Node, str] | None:
    """The array, and what is made of each item of it; empty: what it is."""
    if node.kind == "list_comprehension":
        return _comprehended(code, node)
    for form in _MAPPED:
        if (holes := matches(form, node)) is not None:
            items, kind = plain(node_in(holes, "items")), node_in(holes, "kind")
            number = is_builtin(code, kind, "int") or is_builtin(code, kind, "float")
            return (items, kind.text) if number and _is_array(code, items) else None
    holes = matches("list($items)", node)
    if holes is None or not is_builtin(code, node["function"], "list"):
        return None
    items = plain(node_in(holes, "items"))
    return (items, "") if is_vector(code, items) and _is_array(code, items) else None


def _comprehended(code: Code, node: Node) -> tuple[Node, str] | None:
    if len(node.children) != 2:
        return None
    body, clause = plain(node.children[0]), node.children[1]
    left, items = clause["left"], plain(clause["right"])
    if left.kind != "identifier" or not _is_array(code, items):
        return None
    for form in _EACH:
        holes = matches(form, body)
        if holes is None or node_in(holes, "item").text != left.text:
            continue
        kind = holes.get("kind")
        if not isinstance(kind, Node):
            return items, ""
        number = is_builtin(code, kind, "int") or is_builtin(code, kind, "float")
        return (items, kind.text) if number else None
    return None


def _is_array(code: Code, items: Node) -> bool:
    return kind_of(code, items) == ARRAY or is_vector(code, items)


def _fix(code: Code, node: Node, items: Node, kind: str) -> Fix | None:
    """Make a list at once."""
    if matches("tuple($_)", node) is not None:
        return None
    made = code.value_of(items)
    while made.kind == "subscript":
        made = plain(made["value"])
    whole = made.kind == "call" and code.qualified(made["function"]) in _PLACES
    sure = kind == "int" and whole
    cast = "" if sure or not kind else f".astype({kind})"
    proved = (sure or kind == "float") and is_vector(code, items)
    return Fix(
        "Make a list of it with tolist",
        (Edit(node.start, node.end, f"{items.text}{cast}.tolist()"),),
        safety=Safety.PROVED if proved else Safety.OPEN,
        unproved=() if proved else ("that Python's own numbers will do",),
    )


RULE = Rule(
    "GL623",
    "array-items-to-list",
    ("list_comprehension", "call"),
    _check,
    Example(
        slow="def f(a: np.ndarray):\n    return [float(x) for x in a]\n",
        fast="def f(a: np.ndarray):\n    return a.astype(float).tolist()\n",
        call="(np.arange(10000.0),)",
        size="10,000 items",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=called(*_MAPPED, "list($_)"),
)
