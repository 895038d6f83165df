"""Rows of a queryset are deleted one at a time.

What: ``for stop in Stop.objects.filter(...): stop.delete()``.

Why: each row is read, what depends on it is looked for, and it is deleted by statements of its
own. ``delete()`` of the queryset does the same for all of them together, sends the same signals
and follows the same cascades. What is measured is SQLite within the process; over a network each
statement also waits for its answer.

Example::

    from django.db import models

    class Stop(models.Model):
        name = models.CharField(max_length=40)

    def close(line):
        for stop in Stop.objects.filter(line=line):
            stop.delete()

Use instead::

    from django.db import models

    class Stop(models.Model):
        name = models.CharField(max_length=40)

    def close(line):
        Stop.objects.filter(line=line).delete()

When it is safe: the model has no ``delete()`` of its own that does more.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.example_bases import DJANGO
from guyline.hints.models import is_plain_model
from guyline.hints.pattern import plain
from guyline.hints.querysets import is_in_test, is_rebound_in, rows_gone_over
from guyline.hints.rewrite import replace
from guyline.hints.rule import Example, Fix, Found, Rule
from guyline.hints.shapes import is_plain_for, only_statement
from guyline.hints.sql import is_guarded, is_statement
from guyline.syntax import Node

_UNCHANGED = frozenset({"all", "filter", "exclude", "using", "order_by", "select_related"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = rows_gone_over(code, node)
    if told is None or not told[2].of_model or is_in_test(code, node):
        return
    name, over, rows = told
    if (
        "[]" in rows.names
        or is_rebound_in(code, name, node)
        or not is_plain_model(code, rows.manager["object"], "delete")
    ):
        return
    for statement in node["body"].children:
        call = plain(statement)
        if not _is_delete(call, name.text) or is_guarded(call, node) or not is_statement(call):
            continue
        alone = is_plain_for(node) and only_statement(node["body"]) is call
        whole = over.kind == "call" and rows.known and rows.names <= _UNCHANGED
        edit = replace(code, node, node, f"{over.text}.delete()") if alone and whole else None
        yield Found(
            call,
            "each row is deleted by statements of its own; delete() of the queryset deletes all "
            "together, unless the model's own delete() does more",
            Fix(
                "Delete all rows at once",
                (edit,),
                unproved=(f"that {rows.model or 'the model'} has no delete() of its own",),
            )
            if edit is not None
            else None,
            ((node, "the loop"),),
        )


def _is_delete(node: Node, name: str) -> bool:
    function = node.field("function") if node.kind == "call" else None
    if function is None or function.kind != "attribute" or node["arguments"].children:
        return False
    return function["attribute"].text == "delete" and plain(function["object"]).text == name


RULE = Rule(
    "GL828",
    "rows-deleted-one-by-one",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(place):\n"
            "    with transaction.atomic():\n"
            "        for stop in Stop.objects.filter(place__lt=place):\n"
            "            stop.delete()\n"
            "        transaction.set_rollback(True)\n"
        ),
        fast=(
            "def f(place):\n"
            "    with transaction.atomic():\n"
            "        Stop.objects.filter(place__lt=place).delete()\n"
            "        transaction.set_rollback(True)\n"
        ),
        call="(300,)",
        size="300 rows in memory",
        setup=DJANGO,
        needs=("django",),
    ),
    growth=("O(n) statements", "few statements"),
)
