"""A database is made to write each row to the disk before the next.

What: ``connection.commit()`` in each round of a loop that writes a row.

Why: a commit waits until the disk has what was written. One commit for all rows waits once.

Example::

    def save(connection, rows):
        for row in rows:
            connection.execute("INSERT INTO stops VALUES (?, ?)", row)
            connection.commit()

Use instead::

    def save(connection, rows):
        connection.executemany("INSERT INTO stops VALUES (?, ?)", rows)
        connection.commit()

When it is safe: a row need not be kept if a later one fails, and nobody else has to see it
before. No edit is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments
from guyline.hints.loops import goes_over, is_constant_in
from guyline.hints.pattern import matches, plain
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.sql import is_endless, is_guarded, is_statement
from guyline.syntax import Node

_WRITES = frozenset({"execute", "add", "merge", "delete", "save", "insert"})
_MANY = frozenset(
    [
        "executemany",
        "executescript",
        "add_all",
        "bulk_create",
        "bulk_save_objects",
        "bulk_insert_mappings",
    ]
)
_PARTS = re.compile(r"batch|chunk|block|page|slice|part|step|bucket|migrat", re.IGNORECASE)
_PLAIN = frozenset(
    {"block", "with_statement", "try_statement", "finally_clause", "expression_statement", "await"}
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    holes = matches("$base.commit()", node)
    if holes is None or not is_statement(node) or is_test(code):
        return
    base = holes["base"]
    assert isinstance(base, Node)  # noqa: S101 - a hole for one expression
    loops = repeating(code, node)
    if not loops or loops[0].kind == "for_in_clause" or is_endless(loops[0]):
        return
    loop = loops[0]
    if not _is_each_time(node, loop) or is_guarded(node, loop) or _has_many(code, loop):
        return
    if not is_constant_in(code, base, loop) or not _writes(node, loop):
        return
    yield Found(
        node,
        "each round of the loop waits for the disk; a commit behind the loop waits once, "
        "unless each row has to be kept by itself",
        None,
        ((loop, "the loop"),),
    )


def _is_each_time(node: Node, loop: Node) -> bool:
    """Whether every round commits: under no condition."""
    for around in node.above():
        if around is loop:
            return True
        if around.kind not in _PLAIN:
            return False
    return False


def _has_many(code: Code, loop: Node) -> bool:
    """Whether a round is about many rows already."""
    for name in ("left", "right"):
        told = loop.field(name)
        if told is not None and _PARTS.search(told.text):
            return True
    over = goes_over(code, loop)
    if over is not None and code.calls(over, "builtins.range") and len(arguments(over)) == 3:
        return True
    return any(
        each.kind in ("for_statement", "while_statement", "for_in_clause")
        or (each.kind == "attribute" and each["attribute"].text in _MANY)
        for each in loop["body"].walk()
    )


def _writes(node: Node, loop: Node) -> bool:
    """Whether a row is written before the commit."""
    for each in loop["body"].walk():
        function = plain(each["function"]) if each.kind == "call" else None
        if function is None or function.kind != "attribute" or each.start > node.start:
            continue
        if function["attribute"].text in _WRITES and arguments(each):
            return True
    return False


RULE = Rule(
    "GL808",
    "commit-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(rows):\n"
            "    for row in rows:\n"
            '        base.execute("INSERT INTO stops VALUES (?, ?)", row)\n'
            "        base.commit()\n"
        ),
        fast=(
            "def f(rows):\n"
            "    for row in rows:\n"
            '        base.execute("INSERT INTO stops VALUES (?, ?)", row)\n'
            "    base.commit()\n"
        ),
        call="([(i, i) for i in range(50)],)",
        size="50 rows on a disk",
        setup=(
            "import atexit, os, shutil, sqlite3, tempfile\n"
            "folder = tempfile.mkdtemp()\n"
            "atexit.register(shutil.rmtree, folder, True)\n"
            'base = sqlite3.connect(os.path.join(folder, "rows.db"))\n'
            "atexit.register(base.close)\n"
            'base.execute("CREATE TABLE stops (name, place)")\n'
        ),
    ),
    called=frozenset({"commit"}),
)
