"""Rows are made one at a time.

What: ``Stop.objects.create(...)`` in a loop, or ``stop = Stop(...)`` and ``stop.save()``, where
the loop needs nothing of the new row but the row itself.

Why: each row is a statement of its own, and outside of a transaction a transaction of its own.
``bulk_create`` writes many in one statement. What is measured is SQLite within the process; over
a network each statement also waits for its answer.

Example::

    from django.db import models

    class Stop(models.Model):
        name = models.CharField(max_length=40)

    def save(names):
        for name in names:
            Stop.objects.create(name=name)

Use instead::

    from django.db import models

    class Stop(models.Model):
        name = models.CharField(max_length=40)

    def save(names):
        Stop.objects.bulk_create([Stop(name=name) for name in names])

When it is safe: no ``save()`` of the model's own and no signal is wanted for the new rows, the
model has one table, and all rows may fail together. ``batch_size`` bounds a statement.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.example_bases import DJANGO
from guyline.hints.models import is_model, is_plain_model
from guyline.hints.pattern import matches, plain
from guyline.hints.querysets import is_in_test, is_manager
from guyline.hints.repeats import repeating
from guyline.hints.rewrite import replace
from guyline.hints.rule import Example, Fix, Found, Rule
from guyline.hints.scopes import How
from guyline.hints.shapes import is_gone_after, is_plain_for, only_statement
from guyline.hints.sql import is_endless, is_guarded, is_statement
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node["function"]
    if function.kind != "attribute" or function["attribute"].text not in ("create", "save"):
        return
    loops = repeating(code, node)
    if not loops or is_endless(loops[0]) or is_guarded(node, loops[0]) or is_in_test(code, node):
        return
    model = _created(code, node) or _saved(code, node, loops[0])
    if model is None or not is_plain_model(code, model, "save"):
        return
    if node["function"]["attribute"].text == "create" and _is_asked(model, node, loops[0]):
        return
    yield Found(
        node,
        "each row is written by a statement of its own; bulk_create writes many at once, "
        "without signals and the model's own save()",
        _fix(code, node, model, loops[0]),
        ((loops[0], "the loop"),),
    )


def _is_asked(model: Node, node: Node, loop: Node) -> bool:
    """Whether a loop asks for rows of the model that it makes."""
    asked = f"{model.text}."
    body = loop.field("body") or loop.parent
    walked = body.walk() if body is not None else iter(())
    return any(
        each.kind == "attribute" and each.text.startswith(asked) and not node.holds(each)
        for each in walked
    )


def _created(code: Code, node: Node) -> Node | None:
    """The model of ``Stop.objects.create(...)`` whose result is only collected, or not used."""
    function = node["function"]
    manager = plain(function["object"])
    if function["attribute"].text != "create" or not is_manager(code, manager):
        return None
    if manager["attribute"].text.endswith("_set") or not (is_statement(node) or _is_kept(node)):
        return None
    model = plain(manager["object"])
    return model if model.text.rpartition(".")[2][:1].isupper() else None


def _is_kept(node: Node) -> bool:
    """Whether a new row is only put into a list."""
    around = node.parent
    if around is not None and around.kind == "list_comprehension":
        return around["body"] is node
    call = around.parent if around is not None and around.kind == "argument_list" else None
    return call is not None and matches("$xs.append($x)", call) is not None


def _saved(code: Code, node: Node, loop: Node) -> Node | None:
    """The model of a row that the same round has made, and that is saved as it is."""
    name = plain(node["function"]["object"])
    if node["function"]["attribute"].text != "save" or name.kind != "identifier":
        return None
    if arguments(node) or named_arguments(node) or not is_statement(node):
        return None
    owner = code.owner(name)
    found = owner.bindings[name.text] if owner is not None and owner.is_function else []
    if len(found) != 1 or found[0].how is not How.ASSIGNMENT or not loop.holds(found[0].node):
        return None
    made = plain(found[0].value) if found[0].value is not None else None
    if made is None or made.kind != "call" or not is_model(code, made["function"]):
        return None
    reads = list(owner.reads_of(name.text)) if owner is not None else []
    if any(read.start > node.end for read in reads):
        return None
    fine = all(read is name or _is_set(read) for read in reads)
    return plain(made["function"]) if fine else None


def _is_set(read: Node) -> bool:
    """Whether one of a row's columns is set."""
    around = read.parent
    target = around.parent if around is not None and around.kind == "attribute" else None
    return target is not None and target.kind == "assignment" and target.field("left") is around


def _fix(code: Code, node: Node, model: Node, loop: Node) -> Fix | None:
    """Make all rows at once, where the loop does nothing else."""
    if not is_plain_for(loop) or only_statement(loop["body"]) is not node:
        return None
    if node["function"]["attribute"].text != "create" or "\n" in node.text:
        return None
    if not is_gone_after(code, loop) or any(each.kind == "await" for each in loop.walk()):
        return None
    over = loop["right"].text
    over = f"({over})" if loop["right"].kind == "expression_list" else over
    rows = f"[{model.text}{node['arguments'].text} for {loop['left'].text} in {over}]"
    edit = replace(code, loop, loop, f"{node['function']['object'].text}.bulk_create({rows})")
    unproved = ("that no signal or save() of its own is wanted", "that the model has one table")
    return Fix("Write all rows at once", (edit,), unproved=unproved) if edit is not None else None


RULE = Rule(
    "GL826",
    "rows-created-one-by-one",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(names):\n"
            "    with transaction.atomic():\n"
            "        for name in names:\n"
            "            Line.objects.create(name=name)\n"
            "        transaction.set_rollback(True)\n"
        ),
        fast=(
            "def f(names):\n"
            "    with transaction.atomic():\n"
            "        Line.objects.bulk_create([Line(name=name) for name in names])\n"
            "        transaction.set_rollback(True)\n"
        ),
        call="([str(i) for i in range(500)],)",
        size="500 rows in memory, in one transaction",
        setup=DJANGO,
        needs=("django",),
    ),
    growth=("O(n) statements", "one statement"),
    called=frozenset({"create", "save"}),
)
