"""Whole objects are made for one of their columns.

What: ``[stop.id for stop in session.query(Stop)]`` with SQLAlchemy, a set or generator of it; also
of ``.all()`` and ``session.scalars(select(Stop))``, where what is taken is a column.

Why: every column of every row is read, and an object made of it that the session keeps. A query of
the column reads the one, and makes none. What is measured is SQLite within the process; over a
network the other columns are sent as well.

Example::

    from sqlalchemy import select
    from app.models import Stop

    def keys(session, line):
        return [stop.id for stop in session.query(Stop).filter(Stop.line == line)]

Use instead::

    from sqlalchemy import select
    from app.models import Stop

    def keys(session, line):
        return [key for (key,) in session.query(Stop.id).filter(Stop.line == line)]

When it is safe: the objects are not needed as well. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.example_bases import SQLALCHEMY
from guyline.hints.pattern import plain
from guyline.hints.querysets import is_in_test, is_taken_by_none_else
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.sessions import asked_rows, is_mapped_column
from guyline.syntax import Node

_MADE = frozenset({"list_comprehension", "set_comprehension", "generator_expression"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    made, left = node.parent, node["left"]
    if made is None or made.kind not in _MADE or left.kind != "identifier":
        return
    column = plain(made["body"])
    if column.kind != "attribute" or plain(column["object"]).text != left.text:
        return
    if sum(each.kind.endswith("_clause") for each in made.children) != 1:
        return
    if is_in_test(code, node) or not is_taken_by_none_else(code, node["right"]):
        return
    query, name = asked_rows(code, node["right"]), column["attribute"].text
    if query is None or query.names & {"options", "with_for_update"}:
        return
    if not is_mapped_column(code, query, name):
        return
    yield Found(
        made,
        f"whole objects are made for one column; a query of {query.name}.{name} reads just that",
    )


RULE = Rule(
    "GL847",
    "entities-for-one-column",
    ("for_in_clause",),
    _check,
    Example(
        slow=(
            "def f(key):\n"
            "    with Session(engine) as session:\n"
            "        return [stop.id for stop in session.query(Stop).filter(Stop.id < key)]\n"
        ),
        fast=(
            "def f(key):\n"
            "    with Session(engine) as session:\n"
            "        return [i for (i,) in session.query(Stop.id).filter(Stop.id < key)]\n"
        ),
        call="(500,)",
        size="500 rows in memory",
        setup=SQLALCHEMY,
        needs=("sqlalchemy",),
    ),
)
