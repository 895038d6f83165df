"""All rows of a query are counted to know whether there is one.

What: ``session.query(Stop).filter(...).count() > 0`` with SQLAlchemy; also ``== 0``, ``>= 1``,
``not`` and ``if ...count():``.

Why: the database looks at every row that fits, in a query around the query. ``first()`` stops at
the first. What is measured is SQLite in memory, and what it saves grows with the rows that fit.

Example::

    from sqlalchemy import func
    from app.models import Stop

    def is_used(session, line):
        return session.query(Stop).filter(Stop.line == line).count() > 0

Use instead::

    from sqlalchemy import func
    from app.models import Stop

    def is_used(session, line):
        return session.query(Stop.id).filter(Stop.line == line).first() is not None

When it is safe: always; the key is called as it is in the model. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.asking import asked_whether_any
from guyline.hints.code import Code
from guyline.hints.example_bases import SQLALCHEMY
from guyline.hints.pattern import matches, node_in
from guyline.hints.querysets import is_in_test
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.sessions import query_of
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    holes = matches("$query.count()", node)
    told = asked_whether_any(node) if holes is not None else None
    if holes is None or told is None or is_in_test(code, node):
        return
    if query_of(code, node_in(holes, "query")) is None:
        return
    yield Found(
        told[0],
        "all rows are counted to know whether there is one; first() of a column, or exists(), "
        "stops at the first",
    )


RULE = Rule(
    "GL844",
    "query-counted-to-ask-if-any",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(text):\n"
            "    with Session(engine) as session:\n"
            "        return session.query(Stop).filter(Stop.text.contains(text)).count() > 0\n"
        ),
        fast=(
            "def f(text):\n"
            "    with Session(engine) as session:\n"
            "        stops = session.query(Stop.id).filter(Stop.text.contains(text))\n"
            "        return stops.first() is not None\n"
        ),
        call='("stop",)',
        size="1,000 rows in memory",
        setup=SQLALCHEMY,
        needs=("sqlalchemy",),
    ),
    growth=("O(n)", "O(1)"),
    called=frozenset({"count"}),
)
