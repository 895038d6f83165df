"""An INSERT is built, compiled and run for each row.

What: SQLAlchemy's ``connection.execute(insert(stops).values(...))`` in a loop, or
``connection.execute(stops.insert(), row)``.

Why: each round builds the statement, looks up what was compiled of it, and runs it for one row.
``execute`` takes a list of rows, and gives it to the driver at once. What is measured is SQLite
within the process; over a network each statement also waits for its answer.

Example::

    from sqlalchemy import insert

    def save(connection, stops, rows):
        for row in rows:
            connection.execute(insert(stops).values(name=row.name))

Use instead::

    from sqlalchemy import insert

    def save(connection, stops, rows):
        connection.execute(insert(stops), [{"name": row.name} for row in rows])

When it is safe: all rows have the same columns, there is at least one, and the rows before one
that fails need not be told from it. No edit is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.example_bases import SQLALCHEMY
from guyline.hints.loops import depends_on, is_constant_in
from guyline.hints.pattern import alike, plain
from guyline.hints.querysets import is_in_test
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.sessions import speaks_alchemy
from guyline.hints.sql import is_endless, is_guarded, is_statement
from guyline.syntax import Node

_MANY = re.compile(r"(rows|batch|chunk|values|records|items)$", re.IGNORECASE)
_AFTER = frozenset(
    {"values", "on_conflict_do_nothing", "on_conflict_do_update", "on_duplicate_key_update"}
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind != "attribute" or function["attribute"].text != "execute":
        return
    given = arguments(node)
    if not given or not speaks_alchemy(code) or not is_statement(node) or is_in_test(code, node):
        return
    loops = repeating(code, node)
    if not loops or is_endless(loops[0]) or is_guarded(node, loops[0]):
        return
    loop, base = loops[0], plain(function["object"])
    if not is_constant_in(code, base, loop) or base.text == "op":
        return
    told = _inserted(code, given[0])
    if told is None:
        return
    table, values = told
    rows = [*values, *given[1:]]
    if not is_constant_in(code, table, loop) or not any(depends_on(code, r, loop) for r in rows):
        return
    if not all(_is_one(each, loop) for each in rows) or _is_asked(loop, table):
        return
    yield Found(
        node,
        "each INSERT is built and run by itself; execute(insert(table), [row, ...]) takes all "
        "rows at once",
        None,
        ((loop, "the loop"),),
    )


def _inserted(code: Code, node: Node) -> tuple[Node, list[Node]] | None:
    """The table of an INSERT that an expression builds, and what is to be put in."""
    node, values = code.value_of(node), list[Node]()
    while node.kind == "call":
        function, given = plain(node["function"]), node["arguments"].children
        name = function.text.rpartition(".")[2]
        if name == "insert" and code.qualified(function).startswith("sqlalchemy."):
            return (given[0], values) if given else None
        if function.kind != "attribute":
            return None
        if name == "insert":
            return (function["object"], values) if not given else None
        if name not in _AFTER:
            return None
        values += given if name == "values" else []
        node = code.value_of(function["object"])
    return None


def _is_one(row: Node, loop: Node) -> bool:
    """Whether it is one row: its columns by name, a dict, or what the loop is at."""
    if row.kind in ("keyword_argument", "dictionary_splat", "dictionary"):
        return True
    left = loop.field("left")
    names = [each.text for each in left.walk()] if left is not None else []
    return row.text in names and _MANY.search(row.text) is None


def _is_asked(loop: Node, table: Node) -> bool:
    """Whether a round asks for, or changes, what is in the table besides."""
    body = loop.field("body")
    return body is not None and any(
        alike(each, table) and not _is_in_insert(each) for each in body.walk()
    )


def _is_in_insert(table: Node) -> bool:
    """Whether a table is named in ``insert(table)`` or ``table.insert()``."""
    around = table.parent
    if around is not None and around.kind == "attribute":
        return around["attribute"].text == "insert"
    call = around.parent if around is not None and around.kind == "argument_list" else None
    function = call.field("function") if call is not None else None
    return function is not None and function.text.rpartition(".")[2] == "insert"


RULE = Rule(
    "GL846",
    "insert-built-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(names):\n"
            "    with engine.connect() as connection:\n"
            "        for name in names:\n"
            "            connection.execute(insert(Line).values(name=name))\n"
            "        connection.rollback()\n"
        ),
        fast=(
            "def f(names):\n"
            "    with engine.connect() as connection:\n"
            '        connection.execute(insert(Line), [{"name": name} for name in names])\n'
            "        connection.rollback()\n"
        ),
        call="([str(i) for i in range(500)],)",
        size="500 rows in memory",
        setup=SQLALCHEMY,
        needs=("sqlalchemy",),
    ),
    growth=("O(n) statements", "one statement"),
    called=frozenset({"execute"}),
)
