"""A function of one number is called for each item of an array.

What: ``np.array([x * 2 for x in a])`` of an array, and ``np.vectorize`` of a function that does
arithmetic only.

Why: ``np.vectorize`` is a loop of Python with another face, as its own documentation says; a
comprehension makes an object of each item, and a list. The same operators on the array are
one loop in C.

Example::

    import numpy as np

    def waves(n):
        times = np.linspace(0, 1, n)
        return np.array([t * 2 + 1 for t in times])

Use instead::

    import numpy as np

    def waves(n):
        times = np.linspace(0, 1, n)
        return times * 2 + 1

When it is safe: the array has an item. A condition becomes ``np.where``, whose both sides are
computed.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import ARRAY, in_words_of_all, is_elementwise, is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.frames import function_of_one
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_builtin
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_MAKERS = frozenset({"numpy.array", "numpy.asarray", "numpy.fromiter"})
_NAMES = frozenset({"array", "asarray", "fromiter", "vectorize"})
_COMPREHENSIONS = frozenset({"list_comprehension", "generator_expression"})
_GIVEN = _COMPREHENSIONS | {"call", "lambda", "identifier"}


def _check(code: Code, node: Node) -> Iterator[Found]:
    function, given = node["function"], arguments(node)
    if not given or function.kind not in ("identifier", "attribute"):
        return
    if plain(given[0]).kind not in _GIVEN or not code.imports("numpy"):
        return
    if function.kind == "attribute" and function["attribute"].text not in _NAMES:
        return
    name = code.qualified(function)
    if name == "numpy.vectorize":
        yield from _vectorized(code, node, given[0])
    elif name in _MAKERS:
        yield from _made(code, node, plain(given[0]))


def _vectorized(code: Code, node: Node, function: Node) -> Iterator[Found]:
    told = function_of_one(code, function)
    if told is None or is_test(code):
        return
    name, body = told
    if is_elementwise(code, body, lambda each: each.kind == "identifier" and each.text == name):
        yield Found(
            node,
            "np.vectorize calls the function for each item; its operators take whole arrays, "
            "np.where for a condition",
        )


def _made(code: Code, node: Node, items: Node) -> Iterator[Found]:
    """An array made of a comprehension over an array."""
    if is_builtin(code, items["function"], "list") if items.kind == "call" else False:
        items = plain(arguments(items)[0]) if arguments(items) else items
    if items.kind not in _COMPREHENSIONS or len(items.children) != 2:
        return
    body, clause = items.children
    over = _over(code, clause)
    if over is None or is_test(code) or _rounds(code, body):
        return

    def is_item(each: Node) -> bool:
        return each.kind == "identifier" and each.text in over

    if is_elementwise(code, body, is_item):
        yield Found(
            node,
            "each item of the array is made a Python object; the same operators on the whole "
            "array are one loop in C",
            _fix(code, node, body, over),
        )


def _rounds(code: Code, body: Node) -> bool:
    """Whether ``round`` is called, which objects in an array may know and numpy does not."""
    return any(code.calls(each, "builtins.round") for each in body.walk() if each.kind == "call")


def _over(code: Code, clause: Node) -> dict[str, Node] | None:
    """The arrays that a comprehension goes over, by the names of their items."""
    left, right = clause.field("left"), clause.field("right")
    if clause.kind != "for_in_clause" or left is None or right is None:
        return None
    if code.calls(right, "builtins.zip"):
        names, arrays = left.children, arguments(plain(right))
    else:
        names, arrays = [left], [plain(right)]
    if len(names) != len(arrays) or clause.text.startswith("async"):
        return None
    if any(kind_of(code, each) != ARRAY for each in arrays):
        return None
    if any(each.kind != "identifier" for each in names):
        return None
    return {name.text: plain(array) for name, array in zip(names, arrays, strict=True)}


def _fix(code: Code, node: Node, body: Node, over: dict[str, Node]) -> Fix | None:
    """The same of the whole array."""
    if len(over) != 1 or named_arguments(node) or len(arguments(node)) != 1:
        return None
    [(name, array)] = over.items()
    if array.kind not in ("identifier", "attribute"):
        return None
    if any(each.kind == "identifier" and each.text == name for each in array.walk()):
        return None

    def is_item(each: Node) -> bool:
        return each.kind == "identifier" and each.text == name

    text = in_words_of_all(code, plain(body), is_item, array.text)
    if not text or "\n" in text:
        return None
    around = node.parent
    bare = around is not None and around.kind in ("assignment", "return_statement")
    return Fix(
        "Do it with the whole array",
        (Edit(node.start, node.end, text if bare else f"({text})"),),
        unproved=(f"that {array.text} has an item",),
    )


RULE = Rule(
    "GL603",
    "array-item-by-item",
    ("call",),
    _check,
    Example(
        slow="def f(a: np.ndarray):\n    return np.array([x * 2 + 1 for x in a])\n",
        fast="def f(a: np.ndarray):\n    return a * 2 + 1\n",
        call="(np.arange(100000),)",
        size="100,000 items",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=_NAMES,
)
