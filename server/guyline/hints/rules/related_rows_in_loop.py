"""The database is asked for the rows that belong to each row.

What: ``line.stop_set.all()`` in a loop over a Django queryset that has no ``prefetch_related``
for it; also ``count``, ``exists``, ``first`` and ``filter`` of such a manager.

Why: each is a question of its own: one for the rows, and one more for each of them.
``prefetch_related`` reads all of them in a second question, ``annotate(Count(...))`` counts
them in the first. What is measured is SQLite within the process; over a network each question
also waits for its answer.

Example::

    from app.models import Line

    def names():
        for line in Line.objects.all():
            yield [stop.name for stop in line.stop_set.all()]

Use instead::

    from app.models import Line

    def names():
        for line in Line.objects.prefetch_related("stop_set"):
            yield [stop.name for stop in line.stop_set.all()]

When it is safe: the loop does not change what belongs to the rows, and all of it may be held
at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.example_bases import DJANGO
from guyline.hints.loops import depends_on
from guyline.hints.models import relations_asked
from guyline.hints.querysets import QuerySet, speaks_django
from guyline.hints.repeats import repeating
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_HELP = {
    "all": 'prefetch_related("{}") asks two',
    "count": 'annotate(...=Count("{}")) counts them in the first',
    "exists": "annotate(...=Exists(...)) asks in the first",
}
_OTHERWISE = "one for all of them (Prefetch with a queryset, or annotate) waits once"
_CHANGES = frozenset({"delete", "update", "adelete", "aupdate", "select_for_update"})
_WRITES = frozenset({"add", "set", "remove", "clear", "create", "save", "delete"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.field("right") is None or not speaks_django(code):
        return
    seen = set[str]()
    for call, over, rows in relations_asked(code, node):
        relation = call["function"]["object"]["attribute"].text
        prefetched = rows.names & {"prefetch_related", "raw"}
        if not rows.of_model or not rows.known or prefetched or relation in seen:
            continue
        if _is_written(node, relation) or node not in repeating(code, call):
            continue
        method = _asked_in_the_end(call)
        if method in _CHANGES or _is_by_row(code, call, node):
            continue
        seen.add(relation)
        help_with = _HELP.get(method, _OTHERWISE).format(relation)
        yield Found(
            call,
            f"the database is asked for the {relation} of each row: 1 + n questions; {help_with}",
            _fix(over, rows, relation) if method == "all" else None,
            ((node, "the loop"),),
        )


def _asked_in_the_end(call: Node) -> str:
    """The last method of a chain that a call begins; ``all`` if it is followed by none."""
    name, around = call["function"]["attribute"].text, call.parent
    while around is not None and around.kind == "attribute" and around["object"] is call:
        name = around["attribute"].text
        outer = around.parent
        if outer is None or outer.kind != "call":
            break
        call, around = outer, outer.parent
    return name


def _is_by_row(code: Code, call: Node, loop: Node) -> bool:
    """Whether it is asked by something that the loop works out for each row."""
    given = [*arguments(call), *named_arguments(call).values()]
    return any(depends_on(code, each, loop) for each in given)


def _is_written(loop: Node, relation: str) -> bool:
    """Whether a loop changes what belongs to its rows."""
    return any(
        each.kind == "attribute"
        and each["attribute"].text in _WRITES
        and each["object"].kind == "attribute"
        and each["object"]["attribute"].text == relation
        for each in loop.walk()
    )


def _fix(over: Node, rows: QuerySet, relation: str) -> Fix | None:
    """Read all of them in a second question, where the queryset is made in the loop's line."""
    whole = rows.names <= {"all", "filter", "exclude", "order_by", "select_related", "distinct"}
    if over.kind != "call" or not whole:
        return None
    return Fix(
        "Read them for all rows in one question",
        (Edit(over.end, over.end, f'.prefetch_related("{relation}")'),),
        unproved=("that the loop changes none of them", "that all of them may be held at a time"),
    )


RULE = Rule(
    "GL821",
    "related-rows-in-loop",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow=(
            "def f():\n"
            "    return [\n"
            "        [stop.name for stop in line.stop_set.all()] for line in Line.objects.all()\n"
            "    ]\n"
        ),
        fast=(
            "def f():\n"
            '    lines = Line.objects.prefetch_related("stop_set")\n'
            "    return [[stop.name for stop in line.stop_set.all()] for line in lines]\n"
        ),
        call="()",
        size="100 rows with 10 each in memory",
        setup=DJANGO,
        needs=("django",),
    ),
    growth=("O(n) questions", "two questions"),
)
