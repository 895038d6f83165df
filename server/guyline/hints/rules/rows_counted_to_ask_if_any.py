"""All rows are counted to know whether there is one.

What: ``Stop.objects.filter(...).count() > 0`` of a Django queryset; also ``== 0``, ``!= 0``,
``>= 1``, ``not ...count()`` and ``if ...count():``.

Why: the database looks at every row that fits. ``exists()`` stops at the first. What is
measured is SQLite in memory, and what it saves grows with the rows that fit.

Example::

    from app.models import Stop

    def is_used(line):
        return Stop.objects.filter(line=line).count() > 0

Use instead::

    from app.models import Stop

    def is_used(line):
        return Stop.objects.filter(line=line).exists()

When it is safe: always, where it is a manager or a queryset of Django's.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.asking import asked_whether_any
from guyline.hints.code import Code
from guyline.hints.example_bases import DJANGO
from guyline.hints.models import is_model
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.querysets import (
    is_in_test,
    is_manager,
    made_of_manager,
    queryset_of,
)
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    holes = matches("$rows.count()", node)
    if holes is None or (told := asked_whether_any(node)) is None:
        return
    inner = plain(node_in(holes, "rows"))
    rows = queryset_of(code, inner) or made_of_manager(code, inner)
    if rows is None and not is_manager(code, inner):
        return
    if is_in_test(code, node):
        return
    if inner.kind == "identifier" and _is_gone_over(code, inner):
        return
    whole, wanted = told
    manager = rows.manager if rows is not None else inner
    sure = is_model(code, manager["object"]) and (rows is None or rows.known)
    asked = f"{inner.text}.exists()"
    around = whole.parent
    inside = around is not None and around.kind in ("comparison_operator", "unary_operator")
    yield Found(
        whole,
        "all rows are counted to know whether there is one; exists() stops at the first",
        Fix(
            "Ask whether there is one",
            (
                Edit(
                    whole.start,
                    whole.end,
                    asked if wanted else f"(not {asked})" if inside else f"not {asked}",
                ),
            ),
            safety=Safety.PROVED if sure else Safety.OPEN,
            unproved=() if sure else (f"that {manager.text} is a manager of Django",),
        ),
    )


def _is_gone_over(code: Code, name: Node) -> bool:
    """Whether the rows are read as well: then their own truth is what helps (GL829)."""
    owner = code.owner(name)
    reads = owner.reads_of(name.text) if owner is not None else ()
    return any(read.parent is None or read.parent.kind != "attribute" for read in reads)


RULE = Rule(
    "GL825",
    "rows-counted-to-ask-if-any",
    ("call",),
    _check,
    Example(
        slow="def f(text):\n    return Stop.objects.filter(text__contains=text).count() > 0\n",
        fast="def f(text):\n    return Stop.objects.filter(text__contains=text).exists()\n",
        call='("stop",)',
        size="20,000 rows in memory",
        setup=DJANGO
        + (
            "Stop.objects.bulk_create(\n"
            '    [Stop(line_id=1, name="", place=i, text="a stop") for i in range(19000)]\n'
            ")\n"
        ),
        needs=("django",),
    ),
    growth=("O(n)", "O(1)"),
    called=frozenset({"count"}),
)
