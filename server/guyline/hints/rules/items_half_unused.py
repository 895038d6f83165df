"""`items()` makes a pair for each entry, and half of it is not used.

What: a loop or a comprehension over ``table.items()`` that uses the keys alone, or the values
alone.

Why: each round makes a tuple and takes it apart again. The more a round does, the less that
matters: 1.2 times where the values are added up, 1.5 times where they are only kept.

Example::

    def worths(prices):
        return [price * 2 for name, price in prices.items()]

Use instead::

    def worths(prices):
        return [price * 2 for price in prices.values()]

When it is safe: it is a dict. Another class with ``items`` may lack ``values``.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.kinds import kind_of
from guyline.hints.mappings import DICTS, is_of_library, may_be_given
from guyline.hints.pattern import matches, plain
from guyline.hints.rounds import is_async, reads_all_names, reads_reached
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_PAIRS = frozenset({"pattern_list", "tuple_pattern", "list_pattern"})
_COPIES = frozenset({"builtins.list", "builtins.tuple"})
_SELVES = frozenset({"self", "cls", "super()"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    left, over = node["left"], plain(node["right"])
    if left.kind not in _PAIRS or len(left.children) != 2 or over.kind != "call":
        return
    if code.qualified(over["function"]) in _COPIES and len(arguments(over)) == 1:
        over = plain(arguments(over)[0])
    holes = matches("$table.items()", over)
    if holes is None or is_async(node):
        return
    table = holes["table"]
    assert isinstance(table, Node)  # noqa: S101 - a hole for one expression
    kind = kind_of(code, table)
    if kind not in DICTS and (kind or not _may_be_dict(code, table)):
        return
    unused = [not _is_used(code, part, node) for part in left.children]
    if sum(unused) != 1:
        return
    if not node.kind.endswith("clause") and reads_all_names(code, code.function_of(node)):
        return
    half = "values" if unused[0] else "keys"
    yield Found(
        over,
        f"items() makes a pair for each entry, and only its {half} are used; "
        f"{half}() gives them alone",
        _fix(code, node, over, half),
        sizes=(table,),
    )


def _may_be_dict(code: Code, table: Node) -> bool:
    """Whether something with ``items`` is likely to have ``keys`` and ``values`` too."""
    if table.text in _SELVES or table.kind == "await":
        return False
    if is_of_library(code, table) or not may_be_given(code, table):
        return False
    return not code.imports("pandas")


def _is_used(code: Code, part: Node, loop: Node) -> bool:
    if part.kind != "identifier":
        return True
    if loop.kind == "for_statement" and any(
        each.how is How.DELETED and loop.holds(each.node) for each in code.bindings(part)
    ):
        return True
    return bool(reads_reached(code, part, loop))


def _fix(code: Code, loop: Node, over: Node, half: str) -> Fix | None:
    """Go over that half."""
    scope, left = code.function_of(loop), loop["left"]
    kept = left.children[1 if half == "values" else 0]
    if loop.kind == "for_statement":
        dropped = left.children[0 if half == "values" else 1]
        if not scope.is_function or dropped.text in scope.outer:
            return None
    name = plain(over["function"])["attribute"]
    table = plain(over["function"])["object"]
    known = kind_of(code, table) in DICTS
    return Fix(
        f"Go over the {half} alone",
        (Edit(left.start, left.end, kept.text), Edit(name.start, name.end, half)),
        safety=Safety.PROVED if known else Safety.OPEN,
        unproved=() if known else (f"that {table.text} is a dict",),
    )


RULE = Rule(
    "GL313",
    "items-half-unused",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow=("def f(prices):\n    return [price for name, price in prices.items()]\n"),
        fast=("def f(prices):\n    return [price for price in prices.values()]\n"),
        call="(dict.fromkeys(range(5000), 1),)",
        size="5,000 entries",
    ),
)
