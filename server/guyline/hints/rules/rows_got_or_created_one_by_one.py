"""Each row is looked for, and made or changed, by itself.

What: ``Tag.objects.get_or_create(...)`` or ``update_or_create(...)`` in a loop that does not use
the row it gives.

Why: each is a question, a transaction and, where there is none yet, a statement that writes one
row. ``bulk_create`` with ``ignore_conflicts`` or ``update_conflicts`` writes all of them in one,
and leaves it to the database which there are. What is measured is SQLite within the process; over
a network each question and statement also waits for its answer.

Example::

    from django.db import models

    class Tag(models.Model):
        name = models.CharField(max_length=40)

    def save(names):
        for name in names:
            Tag.objects.get_or_create(name=name)

Use instead::

    from django.db import models

    class Tag(models.Model):
        name = models.CharField(max_length=40)

    def save(names):
        tags = [Tag(name=name) for name in names]
        Tag.objects.bulk_create(tags, ignore_conflicts=True)

When it is safe: what a row is looked for by is unique in the database, and no signal or
``save()`` of the model's own is wanted. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, named_arguments
from guyline.hints.example_bases import DJANGO
from guyline.hints.loops import depends_on
from guyline.hints.models import is_plain_model
from guyline.hints.pattern import plain
from guyline.hints.querysets import is_in_test, is_manager
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.sql import is_endless, is_guarded, is_statement
from guyline.syntax import Node

_OPTIONS = {"get_or_create": "ignore_conflicts", "update_or_create": "update_conflicts"}


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node["function"]
    if function.kind != "attribute" or function["attribute"].text not in _OPTIONS:
        return
    manager, method = plain(function["object"]), function["attribute"].text
    if manager.kind == "call" and manager["function"].kind == "attribute":
        using = manager["function"]
        manager = plain(using["object"]) if using["attribute"].text == "using" else manager
    loops = repeating(code, node)
    if not loops or is_endless(loops[0]) or is_guarded(node, loops[0]) or is_in_test(code, node):
        return
    if not is_statement(node) or not is_manager(code, manager):
        return
    if not any(depends_on(code, each, loops[0]) for each in _given(node)):
        return
    if not is_plain_model(code, manager["object"], "save"):
        return
    yield Found(
        node,
        f"each row is looked for and written by itself; bulk_create({_OPTIONS[method]}=True) "
        "writes all at once, where what they are looked for by is unique",
        None,
        ((loops[0], "the loop"),),
    )


def _given(node: Node) -> list[Node]:
    """What a call is given by name, ``**row`` among it."""
    splats = [each for each in node["arguments"].children if each.kind == "dictionary_splat"]
    return [*named_arguments(node).values(), *splats]


RULE = Rule(
    "GL833",
    "rows-got-or-created-one-by-one",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(names):\n"
            "    with transaction.atomic():\n"
            "        for name in names:\n"
            "            Tag.objects.get_or_create(name=name)\n"
            "        transaction.set_rollback(True)\n"
        ),
        fast=(
            "def f(names):\n"
            "    with transaction.atomic():\n"
            "        tags = [Tag(name=name) for name in names]\n"
            "        Tag.objects.bulk_create(tags, ignore_conflicts=True)\n"
            "        transaction.set_rollback(True)\n"
        ),
        call='([f"tag {i}" for i in range(50, 150)],)',
        size="100 rows in memory, half of them there",
        setup=DJANGO,
        needs=("django",),
    ),
    growth=("O(n) statements", "one statement"),
    called=frozenset(_OPTIONS),
)
