"""A function that takes an axis is called row by row.

What: ``np.apply_along_axis(np.sum, 1, a)``, also with a lambda that does no more, and
``[np.linalg.norm(row) for row in a]`` of an array.

Why: ``apply_along_axis`` is a loop of Python, and calls the function with an array that is made
for each row. numpy's own functions take ``axis``, and go over all rows in one loop in C.

Example::

    import numpy as np

    def middles(table):
        return np.apply_along_axis(np.mean, 1, table)

Use instead::

    import numpy as np

    def middles(table):
        return np.mean(table, axis=1)

When it is safe: the last digits do not matter; rows are added up in another order.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import ARRAY, is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.frames import function_of_one
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.vectors import is_vector
from guyline.syntax import Node

_NAMES = """
    sum mean max min amax amin std var median prod any all argmax argmin argsort sort cumsum
    cumprod nansum nanmean nanmax nanmin nanstd nanvar nanmedian count_nonzero ptp linalg.norm
"""
_TAKE_AXIS = frozenset(f"numpy.{name}" for name in _NAMES.split())
_OWN = "sum mean max min std var prod any all argmax argmin"
_METHODS = frozenset(_OWN.split())
_OF_ROWS = _TAKE_AXIS - {f"numpy.{name}" for name in ("argsort", "sort", "cumsum", "cumprod")}


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "call":
        yield from _applied(code, node)
    else:
        yield from _by_row(code, node)


def _applied(code: Code, node: Node) -> Iterator[Found]:
    given, named = arguments(node), named_arguments(node)
    if not code.calls(node, "numpy.apply_along_axis"):
        return
    given += [named[each] for each in ("axis", "arr") if each in named]
    if len(given) != 3 or set(named) - {"axis", "arr"}:
        return
    name = code.qualified(given[0])
    function = given[0].text
    if name not in _TAKE_AXIS:
        told = function_of_one(code, given[0])
        function = _reduced(code, told[1], told[0], _TAKE_AXIS) if told is not None else ""
    if not function or is_test(code):
        return
    fix = None
    if "." in function and "\n" not in node.text:
        text = f"{function}({given[2].text}, axis={given[1].text})"
        fix = Fix(
            "Name the axis",
            (Edit(node.start, node.end, text),),
            unproved=("that the last digits do not matter",),
        )
    yield Found(
        node,
        f"apply_along_axis calls the function for each row; {function.rpartition('.')[2]} takes "
        "axis, and goes over all of them in one loop in C",
        fix,
    )


def _reduced(code: Code, body: Node, row: str, names: frozenset[str]) -> str:
    """The function that is called of a row and of nothing else; empty: it is another."""
    if body.kind != "call" or named_arguments(body):
        return ""
    function, given = plain(body["function"]), arguments(body)
    if code.qualified(function) in names and len(given) == 1:
        return function.text if plain(given[0]).text == row else ""
    if function.kind != "attribute" or given or function["object"].text != row:
        return ""
    return function["attribute"].text if function["attribute"].text in _METHODS else ""


def _by_row(code: Code, node: Node) -> Iterator[Found]:
    """A comprehension over the rows of an array."""
    if len(node.children) != 2:
        return
    body, clause = plain(node.children[0]), node.children[1]
    left, over = clause["left"], plain(clause["right"])
    if left.kind != "identifier" or kind_of(code, over) != ARRAY or is_vector(code, over):
        return
    function = _reduced(code, body, left.text, _OF_ROWS)
    if not function or is_test(code):
        return
    yield Found(
        node,
        f"{function} is called for each row; with axis=1 it goes over all of them in one loop in C",
    )


RULE = Rule(
    "GL620",
    "reduced-along-axis",
    ("call", "list_comprehension", "generator_expression"),
    _check,
    Example(
        slow="def f(a):\n    return np.apply_along_axis(np.sum, 1, a)\n",
        fast="def f(a):\n    return np.sum(a, axis=1)\n",
        call="(np.ones((1000, 20), dtype=int),)",
        size="1,000 rows of 20",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=frozenset({"apply_along_axis"}),
)
