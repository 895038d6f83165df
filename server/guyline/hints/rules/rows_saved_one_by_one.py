"""Rows of a queryset are changed and saved one at a time.

What: ``for stop in Stop.objects.filter(...)``, which sets columns of ``stop`` and calls
``stop.save()``.

Why: each row is read, and written by a statement of its own, all columns of it. Where all get
the same, ``update`` is one statement and reads none; where each gets its own, ``bulk_update``
writes many in one. What is measured is SQLite within the process; over a network each statement
also waits for its answer.

Example::

    from django.db import models

    class Stop(models.Model):
        name = models.CharField(max_length=40)

    def close(line):
        for stop in Stop.objects.filter(line=line):
            stop.open = False
            stop.save()

Use instead::

    from django.db import models

    class Stop(models.Model):
        name = models.CharField(max_length=40)

    def close(line):
        Stop.objects.filter(line=line).update(open=False)

When it is safe: no ``save()`` of the model's own and no signal is wanted, and no column changes
itself on saving, such as ``auto_now``.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, statement_of
from guyline.hints.example_bases import DJANGO
from guyline.hints.loops import is_constant_in
from guyline.hints.models import is_plain_model
from guyline.hints.pattern import plain
from guyline.hints.querysets import QuerySet, is_in_test, is_rebound_in, rows_gone_over
from guyline.hints.rewrite import replace
from guyline.hints.rule import Example, Fix, Found, Rule
from guyline.hints.scopes import COMPREHENSIONS
from guyline.hints.shapes import is_plain_for
from guyline.hints.sql import is_guarded, is_statement
from guyline.syntax import Node

_UNCHANGED = frozenset({"all", "filter", "exclude", "using", "order_by", "select_related"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = rows_gone_over(code, node)
    if told is None or not told[2].of_model or is_in_test(code, node):
        return
    name, over, rows = told
    if is_rebound_in(code, name, node) or not is_plain_model(code, rows.manager["object"], "save"):
        return
    saves = [each for each in node["body"].walk() if _is_save(each, name.text)]
    if len(saves) != 1 or is_guarded(saves[0], node) or not is_statement(saves[0]):
        return
    save = saves[0]
    inner = next((each for each in save.above() if _repeats(each)), None)
    values = _set_before(node, name.text, save)
    if inner is not node or not values or _is_used_up(node, name.text, save):
        return
    columns = [column for column, _ in values]
    if {"pk", "id"} & set(columns):
        return
    same = len(set(columns)) == len(columns) and all(
        is_constant_in(code, value, node) and statement_of(value).parent is node["body"]
        for _, value in values
    )
    always = save.parent is not None and save.parent.parent is node["body"]
    yield Found(
        save,
        "each row is written by a statement of its own; "
        + (
            "update() changes all in one and reads none"
            if same and always
            else "bulk_update() after the loop writes many at once"
        )
        + ", without signals and the model's own save()",
        _fix(code, node, (over, rows), values) if same and always else None,
        ((node, "the loop"),),
    )


def _repeats(node: Node) -> bool:
    return node.kind in ("for_statement", "while_statement", "function_definition") or (
        node.kind in COMPREHENSIONS
    )


def _is_save(node: Node, name: str) -> bool:
    function = node.field("function") if node.kind == "call" else None
    if function is None or function.kind != "attribute":
        return False
    of = plain(function["object"])
    saves = function["attribute"].text == "save" and not arguments(node)
    return saves and of.kind == "identifier" and of.text == name


def _set_before(loop: Node, name: str, save: Node) -> list[tuple[str, Node]]:
    """The columns of a row that are set before it is saved, each with its value."""
    found = []
    for each in loop["body"].walk():
        left = each.field("left") if each.kind == "assignment" else None
        right = each.field("right") if left is not None else None
        if left is None or right is None or left.kind != "attribute" or each.start > save.start:
            continue
        if left["object"].kind == "identifier" and left["object"].text == name:
            found.append((left["attribute"].text, right))
    return found


def _is_used_up(loop: Node, name: str, save: Node) -> bool:
    """Whether the row is needed in the database within its round, or changed by its methods."""
    for each in loop["body"].walk():
        if each.kind != "identifier" or each.text != name or save.holds(each):
            continue
        around = each.parent
        call = around.parent if around is not None and around.kind == "attribute" else None
        method = call is not None and call.kind == "call" and call["function"] is around
        if each.start > save.start or (around is not None and around.kind == "argument_list"):
            return True
        if method:
            return True
    return False


def _fix(
    code: Code, loop: Node, of: tuple[Node, QuerySet], values: list[tuple[str, Node]]
) -> Fix | None:
    """One statement for all rows, where the loop does nothing else."""
    over, rows = of
    if not is_plain_for(loop) or len(loop["body"].children) != len(values) + 1:
        return None
    if over.kind != "call" or not rows.known or not rows.names <= _UNCHANGED:
        return None
    if over is not plain(loop["right"]) or len({name for name, _ in values}) != len(values):
        return None
    given = ", ".join(f"{name}={value.text}" for name, value in values)
    edit = replace(code, loop, loop, f"{over.text}.update({given})")
    unproved = ("that no signal or save() of its own is wanted", "that no column changes on saving")
    return Fix("Change all rows at once", (edit,), unproved=unproved) if edit else None


RULE = Rule(
    "GL827",
    "rows-saved-one-by-one",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(place):\n"
            "    for stop in Stop.objects.filter(place__lt=place):\n"
            '        stop.name = "closed"\n'
            "        stop.save()\n"
        ),
        fast=('def f(place):\n    Stop.objects.filter(place__lt=place).update(name="closed")\n'),
        call="(300,)",
        size="300 rows in memory",
        setup=DJANGO,
        needs=("django",),
    ),
    growth=("O(n) statements", "one statement"),
)
