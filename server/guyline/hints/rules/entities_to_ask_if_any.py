"""All objects are made to know whether there is one, or for the first of them.

What: ``if session.query(Stop).filter(...).all():`` with SQLAlchemy; also ``not``, ``len(...) > 0``,
``.all()[0]``, and the same of ``session.scalars(...).all()``.

Why: every row is read, and an object made of it that the session keeps. ``first()`` has the
database stop at one, and ``exists()`` makes none. What is measured is SQLite within the process;
over a network all the rows are sent as well.

Example::

    from app.models import Stop
    from sqlalchemy import select

    def is_used(session, line):
        if session.query(Stop).filter(Stop.line == line).all():
            return True
        return False

Use instead::

    from app.models import Stop
    from sqlalchemy import select

    def is_used(session, line):
        if session.query(Stop.id).filter(Stop.line == line).first() is not None:
            return True
        return False

When it is safe: the objects are not needed as well. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.asking import asked_whether_any
from guyline.hints.code import Code, arguments
from guyline.hints.example_bases import SQLALCHEMY
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_condition
from guyline.hints.querysets import is_in_test
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.sessions import asked_rows
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind != "attribute" or function["attribute"].text not in ("all", "fetchall"):
        return
    if arguments(node) or is_in_test(code, node):
        return
    whole = _asked(node)
    query = asked_rows(code, node) if whole is not None else None
    if whole is None or query is None or query.names & {"with_for_update", "limit"}:
        return
    yield Found(
        whole,
        "all objects are made to ask about one; first() has the database stop there",
    )


def _asked(node: Node) -> Node | None:
    """The expression that asks of a list no more than whether it is empty, or its first."""
    if is_condition(node):
        return node
    around = node.parent
    if around is None:
        return None
    if around.kind == "subscript" and around["value"] is node:
        index = around.fields("subscript")
        return around if len(index) == 1 and index[0].text == "0" else None
    call = around.parent if around.kind == "argument_list" else None
    if call is None or call.kind != "call" or call["function"].text not in ("len", "bool"):
        return None
    if call["function"].text == "bool":
        return call
    asked = asked_whether_any(call)
    return asked[0] if asked is not None else None


RULE = Rule(
    "GL843",
    "entities-to-ask-if-any",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(key):\n"
            "    with Session(engine) as session:\n"
            "        if session.query(Stop).filter(Stop.id < key).all():\n"
            "            return True\n"
            "    return False\n"
        ),
        fast=(
            "def f(key):\n"
            "    with Session(engine) as session:\n"
            "        if session.query(Stop.id).filter(Stop.id < key).first() is not None:\n"
            "            return True\n"
            "    return False\n"
        ),
        call="(500,)",
        size="500 rows in memory",
        setup=SQLALCHEMY,
        needs=("sqlalchemy",),
    ),
    growth=("O(n)", "O(1)"),
    called=frozenset({"all", "fetchall"}),
)
