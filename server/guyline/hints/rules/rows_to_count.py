"""All rows are read to know how many there are.

What: ``len(Stop.objects.filter(...))`` of a Django queryset whose rows nobody uses; also
``len(list(...))`` and ``len`` of a name that is bound to one.

Why: ``len`` reads every column of every row and makes an object of each. ``count()`` has the
database count, and reads one number. What is measured is SQLite within the process; over a
network all the rows are sent as well.

Example::

    from app.models import Stop

    def count(line):
        return len(Stop.objects.filter(line=line))

Use instead::

    from app.models import Stop

    def count(line):
        return Stop.objects.filter(line=line).count()

When it is safe: the rows are not needed as well, and no ordering by what a row has several of
repeats rows, which ``count()`` leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.asking import asked_whether_any
from guyline.hints.code import Code, arguments
from guyline.hints.example_bases import DJANGO
from guyline.hints.pattern import plain
from guyline.hints.querysets import is_in_test, is_taken_by_none_else, queryset_of
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not code.calls(node, "builtins.len") or len(arguments(node)) != 1:
        return
    given = plain(arguments(node)[0])
    inner = given
    if code.calls(given, "builtins.list") and len(arguments(given)) == 1:
        inner = plain(arguments(given)[0])
    rows = queryset_of(code, inner)
    if rows is None or not rows.is_fresh or rows.names & {"[]", "select_for_update", "raw"}:
        return
    if asked_whether_any(node) is not None or is_in_test(code, node):
        return
    if inner is given and not is_taken_by_none_else(code, inner, is_length):
        return
    yield Found(
        node,
        "all rows are read to know how many there are; count() has the database count",
        Fix(
            "Have the database count",
            (Edit(node.start, node.end, f"{inner.text}.count()"),),
            unproved=("that no ordering repeats rows",),
        )
        if inner.kind in ("call", "identifier") and rows.known
        else None,
    )


def is_length(read: Node) -> bool:
    """Whether a name is read for its length."""
    call = read.parent.parent if read.parent is not None else None
    return call is not None and call.kind == "call" and call["function"].text == "len"


RULE = Rule(
    "GL823",
    "rows-to-count",
    ("call",),
    _check,
    Example(
        slow="def f(place):\n    return len(Stop.objects.filter(place__lt=place))\n",
        fast="def f(place):\n    return Stop.objects.filter(place__lt=place).count()\n",
        call="(500,)",
        size="500 rows in memory",
        setup=DJANGO,
        needs=("django",),
    ),
    called=frozenset({"len"}),
)
