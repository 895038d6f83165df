"""Rows are read to be thrown away.

What: ``[stop for stop in Stop.objects.all() if stop.open]``, or a loop over a Django queryset all
of which stands in ``if stop.open:``, where what is asked of a row is a column of its own.

Why: every row is read, and an object made of it, of which only some are wanted. ``filter`` has
the database leave the others out, which an index may find without looking at them. What is
measured is SQLite within the process; over a network the others are sent as well.

Example::

    from django.db import models

    class Stop(models.Model):
        name = models.CharField(max_length=40)
        open = models.BooleanField()

    def open_names():
        return [stop.name for stop in Stop.objects.all() if stop.open]

Use instead::

    from django.db import models

    class Stop(models.Model):
        name = models.CharField(max_length=40)
        open = models.BooleanField()

    def open_names():
        return [stop.name for stop in Stop.objects.filter(open=True)]

When it is safe: the database compares as Python does: texts by case, and nothing with NULL. No
edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, region_of
from guyline.hints.example_bases import DJANGO
from guyline.hints.loops import is_constant_in
from guyline.hints.models import is_column
from guyline.hints.pattern import plain
from guyline.hints.querysets import (
    QuerySet,
    is_in_test,
    is_rebound_in,
    is_taken_by_none_else,
    rows_gone_over,
)
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.shapes import only_statement
from guyline.syntax import Node

_COMPARED = frozenset({"==", "!=", "<", ">", "<=", ">="})
_NO_FILTER = frozenset({"[]", "raw", "union", "intersection", "difference", "select_for_update"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    condition = _condition(node)
    told = rows_gone_over(code, node) if condition is not None else None
    if condition is None or told is None or is_in_test(code, node):
        return
    name, over, rows = told
    if not rows.of_model or not rows.known or rows.names & _NO_FILTER:
        return
    if is_rebound_in(code, name, node) or not is_taken_by_none_else(code, over):
        return
    if not _is_of_columns(code, condition, node, (name, rows)):
        return
    yield Found(
        condition,
        "rows are read to be thrown away; filter() has the database leave them out",
        None,
        ((over, "the rows"),),
    )


def _condition(loop: Node) -> Node | None:
    """What all that a loop does depends on."""
    if loop.kind == "for_statement":
        statement = only_statement(loop["body"])
        if statement is None or statement.kind != "if_statement":
            return None
        return plain(statement["condition"]) if statement.field("alternative") is None else None
    clauses = [each for each in region_of(loop).children if each.kind.endswith("_clause")]
    if len(clauses) != 2 or clauses[0] is not loop or clauses[1].kind != "if_clause":
        return None
    return plain(clauses[1].children[0])


def _is_of_columns(code: Code, node: Node, loop: Node, of: tuple[Node, QuerySet]) -> bool:
    """Whether a condition asks nothing but a row's own columns, and what stays the same."""
    name, rows = of
    node = plain(node)
    if node.kind == "not_operator":
        return _is_of_columns(code, node["argument"], loop, of)
    if node.kind == "boolean_operator":
        parts = (node["left"], node["right"])
        return all(_is_of_columns(code, each, loop, of) for each in parts)
    if node.kind == "comparison_operator":
        if len(node.children) != 2 or not set(node.operators) <= _COMPARED:
            return False
        left, right = (plain(each) for each in node.children)
        if left.kind != "attribute" or not _is_own(code, left, name, rows):
            left, right = right, left
        return _is_own(code, left, name, rows) and is_constant_in(code, right, loop)
    return _is_own(code, node, name, rows)


def _is_own(code: Code, node: Node, name: Node, rows: QuerySet) -> bool:
    if node.kind != "attribute" or node["object"].kind != "identifier":
        return False
    return node["object"].text == name.text and is_column(code, rows, node["attribute"].text)


RULE = Rule(
    "GL831",
    "rows-filtered-in-python",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow=(
            "def f(place):\n"
            "    return [stop.name for stop in Stop.objects.all() if stop.place < place]\n"
        ),
        fast=(
            "def f(place):\n"
            "    return [stop.name for stop in Stop.objects.filter(place__lt=place)]\n"
        ),
        call="(100,)",
        size="100 of 1,000 rows in memory",
        setup=DJANGO,
        needs=("django",),
    ),
)
