"""A comprehension computes the same constant for each item.

What: ``[0 for _ in range(n)]``, ``[None for _ in items]``.

Why: each item costs a round of the comprehension. ``[0] * n`` fills the list in C.

Example::

    def board(width, height):
        return [[0 for _ in range(width)] for _ in range(height)]

Use instead::

    def board(width, height):
        return [[0] * width for _ in range(height)]

When it is safe: the item can't be changed: a number, a text, None. A list would be the same
one in each place.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.comprehensions import single
from guyline.hints.kinds import HASHED, SEQUENCES, kind_of
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.predicates import is_builtin, means_builtin
from guyline.hints.rewrite import replace_expression
from guyline.hints.rounds import is_short
from guyline.hints.rule import Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_CONSTANTS = frozenset({"integer", "float", "true", "false", "none", "string"})
_ATOMS = frozenset({"identifier", "integer", "attribute", "call", "subscript"})
_NAMES = frozenset({"identifier", "attribute"})
_SIZED = SEQUENCES | HASHED


def _check(code: Code, node: Node) -> Iterator[Found]:
    made = single(node)
    if made is None or made.tests or not _is_constant(made.body):
        return
    clause = made.over.parent
    if clause is None or is_short(code, clause):
        return
    counted = matches("range($n)", made.over)
    if counted is not None and is_builtin(code, plain(made.over)["function"], "range"):
        size = node_in(counted, "n")
        times = size.text if size.kind in _ATOMS else f"({size.text})"
    elif (
        made.over.kind in _NAMES
        and kind_of(code, made.over) in _SIZED
        and means_builtin(code, node, "len")
    ):
        times = f"len({made.over.text})"
    else:
        return
    yield Found(
        node,
        f"the same constant is computed for each item; [{made.body.text}] * n fills the list at "
        "once",
        Fix(
            "Multiply a list of one",
            (replace_expression(node, f"[{made.body.text}] * {times}"),),
            safety=Safety.PROVED,
        ),
    )


def _is_constant(body: Node) -> bool:
    body = plain(body)
    if body.kind == "unary_operator":
        return plain(body.children[-1]).kind in ("integer", "float")
    return body.kind in _CONSTANTS and not any(c.kind == "interpolation" for c in body.children)


RULE = Rule(
    "GL148",
    "same-item-list",
    ("list_comprehension",),
    _check,
    Example(
        slow="def f(n):\n    return [0 for _ in range(n)]\n",
        fast="def f(n):\n    return [0] * n\n",
        call="(10000,)",
        size="10,000 items",
    ),
)
