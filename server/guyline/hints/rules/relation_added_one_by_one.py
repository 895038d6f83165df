"""Related rows are added one at a time.

What: ``stop.tags.add(tag)`` in a loop over tags, where ``stop`` is the same each time and ``tags``
is a many-to-many relation of Django's.

Why: each call opens a transaction, asks which are there already, and writes one row. ``add`` takes
any number: ``stop.tags.add(*tags)``. What is measured is SQLite within the process; over a network
each statement also waits for its answer.

Example::

    from app.models import Stop

    def tag(stop, tags):
        if not stop.tags.exists():
            for tag in tags:
                stop.tags.add(tag)

Use instead::

    from app.models import Stop

    def tag(stop, tags):
        if not stop.tags.exists():
            stop.tags.add(*tags)

When it is safe: the loop asks nothing of what it adds to meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.example_bases import DJANGO
from guyline.hints.loops import depends_on, is_constant_in
from guyline.hints.models import TO_MANY, asks_manager
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.querysets import is_in_test, speaks_django
from guyline.hints.repeats import repeating
from guyline.hints.rewrite import replace
from guyline.hints.rule import Example, Fix, Found, Rule
from guyline.hints.shapes import is_gone_after, is_plain_for, only_statement
from guyline.hints.sql import is_endless, is_guarded, is_statement
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    holes = matches("$rows.add($x)", node)
    rows = plain(node_in(holes, "rows")) if holes is not None else None
    if holes is None or rows is None or rows.kind != "attribute" or not speaks_django(code):
        return
    added, loops = node_in(holes, "x"), repeating(code, node)
    if not loops or is_endless(loops[0]) or is_guarded(node, loops[0]) or is_in_test(code, node):
        return
    loop = loops[0]
    if loop.kind == "while_statement":
        return
    if not is_statement(node) or added.kind in ("list_splat", "generator_expression"):
        return
    if not is_constant_in(code, rows, loop) or not depends_on(code, added, loop):
        return
    if not _is_relation(code, rows) or _is_asked(loop, node, rows):
        return
    yield Found(
        node,
        f"each is added by statements of its own; {rows.text}.add(*...) adds all at once",
        _fix(code, node, loop, rows, added),
        ((loop, "the loop"),),
    )


def _is_relation(code: Code, rows: Node) -> bool:
    """Whether an attribute is a many-to-many relation, by what the file does with its like."""
    name = rows["attribute"].text
    for each in code.by_kind.get("call", ()):
        function = each["function"]
        if function.kind == "attribute" and function["object"].kind == "attribute":
            of, method = function["object"], function["attribute"].text
            if of["attribute"].text == name and asks_manager(each, method):
                return True
        target = each.parent if function.text.rpartition(".")[2] in TO_MANY else None
        if target is not None and target.kind == "assignment" and target["left"].text == name:
            return True
    return False


def _is_asked(loop: Node, call: Node, rows: Node) -> bool:
    """Whether a loop uses what it adds to otherwise."""
    body = loop.field("body")
    return body is None or any(
        each.kind == "attribute" and alike(each, rows) and not call.holds(each)
        for each in body.walk()
    )


def _fix(code: Code, node: Node, loop: Node, rows: Node, added: Node) -> Fix | None:
    if not is_plain_for(loop) or only_statement(loop["body"]) is not node:
        return None
    if not is_gone_after(code, loop):
        return None
    left, over = loop["left"], loop["right"]
    if added.text == left.text:
        given = f"*{over.text}" if over.kind != "expression_list" else f"*({over.text})"
    elif over.kind != "expression_list":
        given = f"*[{added.text} for {left.text} in {over.text}]"
    else:
        return None
    edit = replace(code, loop, loop, f"{rows.text}.add({given})")
    unproved = (f"that {rows.text} is a relation of Django's",)
    return Fix("Add all at once", (edit,), unproved=unproved) if edit is not None else None


RULE = Rule(
    "GL832",
    "relation-added-one-by-one",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(keys):\n"
            "    with transaction.atomic():\n"
            "        stop = Stop.objects.get(pk=1)\n"
            "        for key in keys:\n"
            "            stop.tags.add(key)\n"
            "        transaction.set_rollback(True)\n"
        ),
        fast=(
            "def f(keys):\n"
            "    with transaction.atomic():\n"
            "        stop = Stop.objects.get(pk=1)\n"
            "        stop.tags.add(*keys)\n"
            "        transaction.set_rollback(True)\n"
        ),
        call="(list(range(1, 51)),)",
        size="50 rows in memory",
        setup=DJANGO,
        needs=("django",),
    ),
    growth=("O(n) statements", "few statements"),
    called=frozenset({"add"}),
)
