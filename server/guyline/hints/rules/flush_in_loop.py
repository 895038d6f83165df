"""New objects are written one at a time.

What: ``session.add(stop)`` and ``session.flush()`` in each round of a loop, where nothing is asked
of the object afterwards.

Why: a flush writes what is new, one object here. A flush behind the loop, and every commit flushes,
writes all of them in a few statements. What is measured is SQLite within the process; over a
network each statement also waits for its answer.

Example::

    def save(session, names):
        for name in names:
            session.add(Stop(name=name))
            session.flush()

Use instead::

    def save(session, names):
        for name in names:
            session.add(Stop(name=name))
        session.flush()

When it is safe: no later round asks the database what an earlier one wrote other than by the same
session, and the one that fails need not be known at once. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, statement_of
from guyline.hints.example_bases import SQLALCHEMY
from guyline.hints.loops import is_constant_in
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.sessions import is_session
from guyline.hints.sql import is_endless, is_guarded, is_statement
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    holes = matches("$session.flush()", node)
    session = plain(node_in(holes, "session")) if holes is not None else None
    if session is None or not is_statement(node) or not is_session(code, session):
        return
    loops = repeating(code, node)
    if not loops or loops[0].kind == "for_in_clause" or is_endless(loops[0]):
        return
    loop = loops[0]
    if is_guarded(node, loop) or not is_constant_in(code, session, loop):
        return
    last = loop["body"].children[-1]
    if statement_of(node) is not last or not _adds_one(loop, session):
        return
    yield Found(
        node,
        "each round writes its object by itself; a flush behind the loop writes all in a few "
        "statements",
        None,
        ((loop, "the loop"),),
    )


def _adds_one(loop: Node, session: Node) -> bool:
    """Whether each round adds one object, and the loop has no other within."""
    added = 0
    for each in loop["body"].walk():
        if each.kind in ("for_statement", "while_statement"):
            return False
        holes = matches("$session.add($x)", each) if each.kind == "call" else None
        if holes is not None and alike(node_in(holes, "session"), session):
            added += 1
    return added == 1


RULE = Rule(
    "GL841",
    "flush-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(names):\n"
            "    with Session(engine) as session:\n"
            "        for name in names:\n"
            "            session.add(Line(name=name))\n"
            "            session.flush()\n"
        ),
        fast=(
            "def f(names):\n"
            "    with Session(engine) as session:\n"
            "        for name in names:\n"
            "            session.add(Line(name=name))\n"
            "        session.flush()\n"
        ),
        call="([str(i) for i in range(300)],)",
        size="300 objects in memory",
        setup=SQLALCHEMY,
        needs=("sqlalchemy",),
    ),
    growth=("O(n) statements", "few statements"),
    called=frozenset({"flush"}),
)
