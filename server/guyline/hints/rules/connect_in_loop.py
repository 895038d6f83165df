"""A loop connects to the same database or server in each round.

What: ``sqlite3.connect(path)``, ``psycopg.connect(...)``, ``smtplib.SMTP(host)`` or the like, with
the same arguments, in a ``for`` loop that lets the connection go.

Why: to connect takes several questions and answers, and often a log-in; a new connection to SQLite
reads the whole schema again.

Example::

    import sqlite3

    def save(rows, path):
        for row in rows:
            connection = sqlite3.connect(path)
            connection.execute("insert into t values (?)", row)
            connection.commit()
            connection.close()

Use instead::

    import sqlite3

    def save(rows, path):
        connection = sqlite3.connect(path)
        for row in rows:
            connection.execute("insert into t values (?)", row)
        connection.commit()
        connection.close()

When it is safe: nobody else has to write between two rounds, and nothing in the loop closes the
connection. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.clients import CONNECTIONS, loop_made_in
from guyline.hints.code import Code, last_names
from guyline.hints.loops import is_on_error
from guyline.hints.repeats import repeating
from guyline.hints.resources import has_same_arguments, is_test
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    if code.called(node) not in CONNECTIONS or is_test(code.function_of(node)):
        return
    loop = loop_made_in(code, node, repeating(code, node))
    if loop is None or is_on_error(node, loop) or not has_same_arguments(code, node, loop):
        return
    yield Found(
        node,
        "the loop connects to the same place in each round; connect before the loop, once",
        None,
        ((loop, "the loop"),),
    )


RULE = Rule(
    "GL851",
    "connect-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "import sqlite3\n"
            "def f(path, rows):\n"
            "    found = []\n"
            "    for row in rows:\n"
            "        connection = sqlite3.connect(path)\n"
            "        found += connection.execute('select count(*) + ? from t', (row,))\n"
            "        connection.close()\n"
            "    return found\n"
        ),
        fast=(
            "import sqlite3\n"
            "def f(path, rows):\n"
            "    found = []\n"
            "    connection = sqlite3.connect(path)\n"
            "    for row in rows:\n"
            "        found += connection.execute('select count(*) + ? from t', (row,))\n"
            "    connection.close()\n"
            "    return found\n"
        ),
        call="(path, list(range(100)))",
        size="100 questions to SQLite",
        setup=(
            "import atexit, os, sqlite3, tempfile\n"
            "handle, path = tempfile.mkstemp()\n"
            "os.close(handle)\n"
            "atexit.register(os.remove, path)\n"
            "made = sqlite3.connect(path)\n"
            "made.execute('create table t (n)')\n"
            "made.close()\n"
        ),
    ),
    called=last_names(*CONNECTIONS),
)
