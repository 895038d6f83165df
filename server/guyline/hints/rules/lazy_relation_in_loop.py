"""The database is asked for what belongs to each object.

What: ``line.stops`` in a loop over SQLAlchemy's ``session.query(Line)`` or
``session.scalars(select(Line))``, where ``stops`` is a ``relationship`` that the file declares, and
the query has no ``options``.

Why: a relationship is read when it is looked at, by a question of its own: one for the objects, and
one more for each of them. ``selectinload`` reads all in a second question, ``joinedload`` in the
first. What is measured is SQLite within the process; over a network each question also waits for
its answer.

Example::

    from sqlalchemy import select
    from sqlalchemy.orm import relationship

    class Line(Base):
        __tablename__ = "lines"
        stops = relationship("Stop")

    def counts(session):
        return [len(line.stops) for line in session.scalars(select(Line))]

Use instead::

    from sqlalchemy import select
    from sqlalchemy.orm import relationship, selectinload

    class Line(Base):
        __tablename__ = "lines"
        stops = relationship("Stop")

    def counts(session):
        lines = session.scalars(select(Line).options(selectinload(Line.stops)))
        return [len(line.stops) for line in lines]

When it is safe: all that belongs to the objects may be held at a time. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, region_of
from guyline.hints.example_bases import SQLALCHEMY
from guyline.hints.pattern import plain
from guyline.hints.querysets import is_rebound_in, row_name
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.sessions import asked_rows, is_lazy, relations_of, speaks_alchemy
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    name = row_name(code, node)
    if name is None or not speaks_alchemy(code):
        return
    over = plain(node["right"])
    if code.calls(over, "builtins.enumerate") and arguments(over):
        over = arguments(over)[0]
    query = asked_rows(code, over)
    if query is None or "options" in query.names or is_rebound_in(code, name, node):
        return
    relations, seen = relations_of(code, query.name), set[str]()
    for each in region_of(node).walk():
        if each.kind != "attribute" or each["object"].kind != "identifier":
            continue
        relation = each["attribute"].text
        if each["object"].text != name.text or relation not in relations or relation in seen:
            continue
        around = each.parent
        if around is not None and around.kind == "assignment" and around.field("left") is each:
            return
        if not is_lazy(relations[relation]) or node not in repeating(code, each):
            continue
        seen.add(relation)
        yield Found(
            each,
            f"the database is asked for the {relation} of each object: 1 + n questions; "
            f"selectinload({query.name}.{relation}) asks two",
            None,
            ((node, "the loop"),),
        )


RULE = Rule(
    "GL840",
    "lazy-relation-in-loop",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow=(
            "def f():\n"
            "    with Session(engine) as session:\n"
            "        return [len(line.stops) for line in session.scalars(select(Line))]\n"
        ),
        fast=(
            "def f():\n"
            "    with Session(engine) as session:\n"
            "        lines = session.scalars(select(Line).options(selectinload(Line.stops)))\n"
            "        return [len(line.stops) for line in lines]\n"
        ),
        call="()",
        size="100 objects with 10 each in memory",
        setup=SQLALCHEMY,
        needs=("sqlalchemy",),
    ),
    growth=("O(n) questions", "two questions"),
)
