"""All objects are made to know how many there are.

What: ``len(session.query(Stop).all())`` with SQLAlchemy; also of ``session.scalars(...).all()`` and
of ``list(...)``.

Why: every row is read, and an object made of it that the session keeps. ``count()``, or
``select(func.count())``, has the database count. What is measured is SQLite within the process;
over a network all the rows are sent as well.

Example::

    from sqlalchemy import select
    from app.models import Stop

    def count(session, line):
        return len(session.query(Stop).filter(Stop.line == line).all())

Use instead::

    from sqlalchemy import select
    from app.models import Stop

    def count(session, line):
        return session.query(Stop).filter(Stop.line == line).count()

When it is safe: the objects are not needed as well, and no join gives one of them twice, which a
query of one class leaves out and ``count()`` counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.asking import asked_whether_any
from guyline.hints.code import Code, arguments
from guyline.hints.example_bases import SQLALCHEMY
from guyline.hints.pattern import plain
from guyline.hints.querysets import is_in_test
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.sessions import asked_rows, query_of
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not code.calls(node, "builtins.len") or len(arguments(node)) != 1:
        return
    made = plain(arguments(node)[0])
    if made.kind != "call" or asked_whether_any(node) is not None or is_in_test(code, node):
        return
    listed = code.calls(made, "builtins.list") and len(arguments(made)) == 1
    query = asked_rows(code, arguments(made)[0] if listed else made)
    if query is None or query.names & {"with_for_update", "options", "join", "outerjoin"}:
        return
    yield Found(
        node,
        "all objects are made to know how many there are; count() has the database count",
        _fix(code, node, made),
    )


def _fix(code: Code, node: Node, made: Node) -> Fix | None:
    function = plain(made["function"])
    if function.kind != "attribute" or function["attribute"].text != "all":
        return None
    of = function["object"]
    if query_of(code, of) is None:
        return None
    unproved = ("that no row is given twice",)
    edit = Edit(node.start, node.end, f"{of.text}.count()")
    return Fix("Have the database count", (edit,), unproved=unproved)


RULE = Rule(
    "GL842",
    "entities-to-count",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(key):\n"
            "    with Session(engine) as session:\n"
            "        return len(session.query(Stop).filter(Stop.id < key).all())\n"
        ),
        fast=(
            "def f(key):\n"
            "    with Session(engine) as session:\n"
            "        return session.query(Stop).filter(Stop.id < key).count()\n"
        ),
        call="(500,)",
        size="500 rows in memory",
        setup=SQLALCHEMY,
        needs=("sqlalchemy",),
    ),
    called=frozenset({"len"}),
)
