"""The database is asked for the row that each row belongs to.

What: ``stop.line.name`` in a loop over a Django queryset, where ``line`` is a foreign key, or a
relation to one, and the queryset has no ``select_related("line")``.

Why: a related row is not read before it is looked at, and then by a question of its own: one for
the rows, and one more for each of them. ``select_related`` reads both in one question. What is
measured is SQLite within the process; over a network each question also waits for its answer.

Example::

    from django.db import models

    class Stop(models.Model):
        line = models.ForeignKey("Line", models.CASCADE)
        open = models.BooleanField()

    def names():
        return [stop.line.name for stop in Stop.objects.filter(open=True)]

Use instead::

    from django.db import models

    class Stop(models.Model):
        line = models.ForeignKey("Line", models.CASCADE)
        open = models.BooleanField()

    def names():
        return [stop.line.name for stop in Stop.objects.filter(open=True).select_related("line")]

When it is safe: the related rows are looked at as they were read. ``stop.line_id`` needs neither
where the key is all that is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, region_of
from guyline.hints.example_bases import DJANGO
from guyline.hints.models import fields_of, is_to_one, paths_in
from guyline.hints.pattern import alike, plain
from guyline.hints.querysets import QuerySet, is_rebound_in, rows_gone_over, speaks_django
from guyline.hints.repeats import repeating
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_PLAIN_STEPS = frozenset({"all", "filter", "exclude", "order_by"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.field("right") is None or not speaks_django(code):
        return
    told = rows_gone_over(code, node)
    if told is None or not told[2].model or not told[2].known:
        return
    name, over, rows = told
    if is_rebound_in(code, name, node) or _is_read_anew(node, name.text):
        return
    seen = set[str]()
    for each in region_of(node).walk():
        if each.kind != "attribute" or plain(each["object"]).text != name.text:
            continue
        relation = each["attribute"].text
        if relation in seen or not _is_read(each, node) or not is_to_one(code, rows, each):
            continue
        seen.add(relation)
        if _is_at_hand(rows, relation) or node not in repeating(code, each):
            continue
        yield _found(code, node, each, relation, (over, rows))


def _is_read_anew(loop: Node, name: str) -> bool:
    """Whether a row is read again within the loop, which forgets what was read with it."""
    return f"{name}.refresh_from_db(" in region_of(loop).text


def _is_read(attribute: Node, loop: Node) -> bool:
    """Whether a relation is read, and was not bound by the loop before."""
    if (over := loop.field("right")) is not None and over.holds(attribute):
        return False
    for each in region_of(loop).walk():
        left = each.field("left") if each.kind == "assignment" else None
        bound = left is attribute or each.end <= attribute.start
        if left is not None and bound and alike(left, attribute):
            return False
    return True


def _is_at_hand(rows: QuerySet, relation: str) -> bool:
    """Whether the related rows are read with the rows, or may be."""
    for step in rows.steps:
        if step.kind != "call":
            continue
        name = step["function"]["attribute"].text
        if name not in ("select_related", "prefetch_related"):
            continue
        given = step["arguments"].children
        written = all(each.kind == "string" for each in given)
        if not given or not written or relation in paths_in(step):
            return True
    return False


def _found(code: Code, loop: Node, node: Node, relation: str, of: tuple[Node, QuerySet]) -> Found:
    over, rows = of
    around = node.parent
    key = around is not None and around.kind == "attribute" and around["object"] is node
    if key and around is not None and around["attribute"].text in ("pk", "id"):
        text = (
            f"the database is asked for each row's {relation}, of which only the key is used; "
            f"{node.text}_id is in the row"
        )
        return Found(node, text, None, ((loop, "the loop"),))
    text = (
        f"the database is asked for the {relation} of each row: 1 + n questions; "
        f'select_related("{relation}") asks one'
    )
    return Found(node, text, _fix(code, over, rows, relation), ((loop, "the loop"),))


def _fix(code: Code, over: Node, rows: QuerySet, relation: str) -> Fix | None:
    """Read the related rows as well, where the queryset is made in the loop's own line."""
    if plain(over).kind != "call" or not rows.names <= _PLAIN_STEPS:
        return None
    told = fields_of(code, rows.model).get(relation)
    return Fix(
        "Read the related rows in the same question",
        (Edit(over.end, over.end, f'.select_related("{relation}")'),),
        safety=Safety.PROVED if told else Safety.OPEN,
        unproved=() if told else (f"that {relation} is a foreign key",),
    )


RULE = Rule(
    "GL820",
    "related-row-in-loop",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow="def f():\n    return [stop.line.name for stop in Stop.objects.all()]\n",
        fast=(
            "def f():\n"
            "    return [\n"
            '        stop.line.name for stop in Stop.objects.select_related("line")\n'
            "    ]\n"
        ),
        call="()",
        size="1,000 rows in memory",
        setup=DJANGO,
        needs=("django",),
    ),
    growth=("O(n) questions", "one question"),
)
