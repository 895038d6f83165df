"""A row at a time is written to a database.

What: ``cursor.execute("INSERT ...", row)`` in a loop, or ``UPDATE``, ``REPLACE`` or
``DELETE``, with the same statement each time.

Why: the statement is looked up, bound and run by itself for each row; over a network each one
waits for its answer. ``executemany`` takes all rows in one call.

Example::

    def save(cursor, rows):
        for row in rows:
            cursor.execute("INSERT INTO stops VALUES (?, ?)", row)

Use instead::

    def save(cursor, rows):
        cursor.executemany("INSERT INTO stops VALUES (?, ?)", rows)

When it is safe: it is a cursor of the DB-API or a connection that has ``executemany``,
nothing that makes a row asks the same cursor, and the rows before one that fails need not be
told from it. sqlite3 begins a transaction even where there are no rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments, region_of
from guyline.hints.kinds import kind_of
from guyline.hints.loops import depends_on, is_constant_in
from guyline.hints.pattern import plain
from guyline.hints.repeats import repeating
from guyline.hints.rewrite import replace
from guyline.hints.rule import Example, Fix, Found, Rule, Safety
from guyline.hints.sql import executed, formatted_after, is_endless, is_guarded, is_statement
from guyline.syntax import Node

_WORDS = frozenset({"insert", "replace", "update", "delete"})
_RESULTS = frozenset(
    ["lastrowid", "rowcount", "fetchone", "fetchall", "fetchmany", "inserted_primary_key"]
)
_NO_BATCH = frozenset({"executemany", "executescript", "execute_many"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    found = executed(code, node)
    if found is None or found[1] not in _WORDS or not is_statement(node) or is_test(code):
        return
    sql, word = found
    given = [*arguments(node)[1:], *named_arguments(node).values()]
    loops = repeating(code, node)
    if not loops or is_endless(loops[0]) or is_guarded(node, loops[0]):
        return
    loop, cursor = loops[0], node["function"]["object"]
    if not _is_same(code, cursor, loop) or _asks_for_results(loop):
        return
    if is_constant_in(code, sql, loop):
        if not any(depends_on(code, each, loop) for each in given):
            return
    elif word not in ("insert", "replace") or not formatted_after(code, sql, "values", loop):
        return
    yield Found(
        node,
        f"each {word.upper()} is run by itself; executemany takes all rows at once",
        _fix(code, node, loop) if plain(arguments(node)[0]) is sql else None,
        ((loop, "the loop"),),
    )


def _is_same(code: Code, cursor: Node, loop: Node) -> bool:
    """Whether the same cursor is used each time; one that is made anew counts if it is of one."""
    cursor = plain(cursor)
    if cursor.kind == "call":
        function = plain(cursor["function"])
        return function.kind == "attribute" and is_constant_in(code, function["object"], loop)
    return is_constant_in(code, cursor, loop)


def _asks_for_results(loop: Node) -> bool:
    return any(
        each.kind == "attribute" and each["attribute"].text in _RESULTS | _NO_BATCH
        for each in region_of(loop).walk()
    )


def _fix(code: Code, node: Node, loop: Node) -> Fix | None:
    """Give all rows to executemany, where the loop does nothing else."""
    if loop.kind != "for_statement":
        return None
    body, given = loop["body"].children, arguments(node)
    function, left, over = node["function"], loop["left"], loop["right"]
    alone = len(body) == 1 and plain(body[0]) is node and loop.field("alternative") is None
    if not alone or len(given) != 2 or named_arguments(node) or loop.text.startswith("async"):
        return None
    rows = over.text
    if plain(given[1]).text != left.text:
        rows = f"({given[1].text} for {left.text} in {over.text})"
        if plain(given[1]).kind == "generator_expression":
            return None
    elif over.kind == "expression_list":
        rows = f"({over.text})"
    text = f"{function['object'].text}.executemany({given[0].text}, {rows})"
    edit = replace(code, loop, loop, text)
    if edit is None or "\n" in text:
        return None
    unproved = ["that a transaction may begin though there are no rows"]
    if not _is_sqlite(code, function["object"]):
        unproved.append(f"that {function['object'].text} has executemany")
    if kind_of(code, over) not in ("list", "tuple"):
        unproved.append("that making the rows does not ask the same cursor")
    return Fix("Use executemany", (edit,), safety=Safety.OPEN, unproved=tuple(unproved))


def _is_sqlite(code: Code, cursor: Node) -> bool:
    """Whether it is a connection of sqlite3, or a cursor of one."""
    made = code.value_of(cursor)
    if made.kind != "call":
        return False
    function = plain(made["function"])
    if code.qualified(function) == "sqlite3.connect":
        return True
    if function.kind != "attribute" or function["attribute"].text != "cursor":
        return False
    return code.calls(code.value_of(function["object"]), "sqlite3.connect")


RULE = Rule(
    "GL806",
    "execute-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(rows):\n"
            '    base = sqlite3.connect(":memory:")\n'
            '    base.execute("CREATE TABLE stops (name, place)")\n'
            "    for row in rows:\n"
            '        base.execute("INSERT INTO stops VALUES (?, ?)", row)\n'
            "    base.close()\n"
        ),
        fast=(
            "def f(rows):\n"
            '    base = sqlite3.connect(":memory:")\n'
            '    base.execute("CREATE TABLE stops (name, place)")\n'
            '    base.executemany("INSERT INTO stops VALUES (?, ?)", rows)\n'
            "    base.close()\n"
        ),
        call="([(i, i) for i in range(10000)],)",
        size="10,000 rows in memory",
        setup="import sqlite3\n",
    ),
    called=frozenset({"execute"}),
)
