"""Rows that were read ahead are asked for again.

What: ``line.stop_set.filter(open=True)`` in a loop over a Django queryset with
``prefetch_related("stop_set")``; also ``exclude``, ``order_by``, ``first`` and the like.

Why: what was read ahead answers ``all()`` only. Every other question goes to the database, once
for each row, and the rows that were read ahead are of no use. What is measured is SQLite within
the process; over a network each question also waits for its answer.

Example::

    from app.models import Line

    def open_stops():
        for line in Line.objects.prefetch_related("stop_set"):
            yield line, list(line.stop_set.filter(open=True))

Use instead::

    from django.db.models import Prefetch
    from app.models import Line, Stop

    def open_stops():
        stops = Prefetch("stop_set", queryset=Stop.objects.filter(open=True))
        for line in Line.objects.prefetch_related(stops):
            yield line, list(line.stop_set.all())

When it is safe: nobody else counts on all of them being there; ``to_attr`` gives what is read
ahead a name of its own. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.example_bases import DJANGO
from guyline.hints.models import relations_asked, text_of
from guyline.hints.querysets import speaks_django
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_ANEW = frozenset({"filter", "exclude", "order_by", "first", "last", "values", "values_list"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.field("right") is None or not speaks_django(code):
        return
    for call, _, rows in relations_asked(code, node):
        relation = call["function"]["object"]["attribute"].text
        written = [
            text_of(each) for each in rows.given_to("prefetch_related") if each.kind == "string"
        ]
        method = call["function"]["attribute"].text
        if method not in _ANEW or relation not in written or node not in repeating(code, call):
            continue
        yield Found(
            call,
            f"{relation} was read ahead, but {method}() asks the database for each row again; "
            f'all() uses what was read, and Prefetch("{relation}", queryset=...) reads just these',
            None,
            ((node, "the loop"),),
        )


RULE = Rule(
    "GL822",
    "prefetch-not-used",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow=(
            "def f():\n"
            '    lines = Line.objects.prefetch_related("stop_set")\n'
            "    return [\n"
            "        [stop.name for stop in line.stop_set.filter(place__gt=500)]\n"
            "        for line in lines\n"
            "    ]\n"
        ),
        fast=(
            "def f():\n"
            "    stops = Stop.objects.filter(place__gt=500)\n"
            "    lines = Line.objects.prefetch_related(\n"
            '        models.Prefetch("stop_set", queryset=stops)\n'
            "    )\n"
            "    return [[stop.name for stop in line.stop_set.all()] for line in lines]\n"
        ),
        call="()",
        size="100 rows with 10 each in memory",
        setup=DJANGO,
        needs=("django",),
    ),
    growth=("O(n) questions", "two questions"),
)
