"""Whole rows are read for one of their columns.

What: ``[stop.pk for stop in Stop.objects.filter(...)]``, a set or generator of it, or a loop that
only appends it: one column of each row of a Django queryset, whose rows nobody else uses.

Why: every column of every row is read, and an object is made of it. ``values_list`` reads the one
column, and makes none. What is measured is SQLite within the process; over a network the other
columns are sent as well.

Example::

    from app.models import Stop

    def keys(line):
        return [stop.pk for stop in Stop.objects.filter(line=line)]

Use instead::

    from app.models import Stop

    def keys(line):
        return list(Stop.objects.filter(line=line).values_list("pk", flat=True))

When it is safe: it is a column, and the rows are not needed as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.example_bases import DJANGO
from guyline.hints.models import is_column, is_model
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.querysets import (
    QuerySet,
    is_in_test,
    is_rebound_in,
    is_taken_by_none_else,
    rows_gone_over,
)
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.shapes import is_plain_for, only_statement
from guyline.syntax import Node

_MADE = {
    "list_comprehension": "list({})",
    "set_comprehension": "set({})",
    "generator_expression": "{}",
}
_LOOSE = frozenset({"raw", "select_for_update", "extra", "dates", "datetimes", "only", "defer"})
_KEPT = frozenset({"all", "filter", "exclude", "order_by", "select_related"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    column = _column(node)
    told = rows_gone_over(code, node) if column is not None else None
    if column is None or told is None or is_in_test(code, node):
        return
    name, over, rows = told
    if column["object"].kind != "identifier" or column["object"].text != name.text:
        return
    if (
        not rows.is_fresh
        or not rows.known
        or rows.names & _LOOSE
        or is_rebound_in(code, name, node)
    ):
        return
    what = column["attribute"].text
    if not is_column(code, rows, what) or not is_taken_by_none_else(code, over):
        return
    whole = node if node.kind == "for_statement" else node.parent
    assert whole is not None  # noqa: S101 - a clause stands in a comprehension
    yield Found(
        whole,
        f'whole rows are read for one column; values_list("{what}", flat=True) reads just that',
        _fix(code, whole, (name, over, rows), what),
        ((over, "the rows"),),
    )


def _column(loop: Node) -> Node | None:
    """The attribute of a row that is all that is taken of it."""
    if loop.kind == "for_statement":
        statement = only_statement(loop["body"]) if is_plain_for(loop) else None
        forms = ("$xs.append($x)", "$xs.add($x)")
        held = [matches(form, statement) for form in forms] if statement is not None else []
        found = next((plain(node_in(each, "x")) for each in held if each is not None), None)
    else:
        made = loop.parent
        if made is None or made.kind not in _MADE:
            return None
        if len([each for each in made.children if each.kind.endswith("_clause")]) != 1:
            return None
        found = plain(made["body"])
    return found if found is not None and found.kind == "attribute" else None


def _fix(code: Code, whole: Node, of: tuple[Node, Node, QuerySet], what: str) -> Fix | None:
    name, over, rows = of
    if whole.kind == "for_statement" or not rows.names <= _KEPT or whole.text[0] not in "[{(":
        return None
    clause = next(each for each in whole.children if each.kind == "for_in_clause")
    if clause["left"] is not name or plain(clause["right"]) is not over:
        return None
    if "async" in clause.text.split():
        return None
    text = _MADE[whole.kind].format(f'{over.text}.values_list("{what}", flat=True)')
    if whole.kind == "generator_expression":
        text = f"({text})"
    unproved = []
    if what == "id":
        unproved.append("that id is a column")
    if not (rows.of_model and is_model(code, rows.manager["object"])):
        unproved.append(f"that {rows.manager.text} is a manager of Django")
    return Fix(
        "Read the one column",
        (Edit(whole.start, whole.end, text),),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL830",
    "rows-for-one-column",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow=(
            "def f(place):\n    return [stop.pk for stop in Stop.objects.filter(place__lt=place)]\n"
        ),
        fast=(
            "def f(place):\n"
            "    rows = Stop.objects.filter(place__lt=place)\n"
            '    return list(rows.values_list("pk", flat=True))\n'
        ),
        call="(500,)",
        size="500 rows in memory",
        setup=DJANGO,
        needs=("django",),
    ),
)
