"""A database is asked once for each thing.

What: a ``SELECT`` in a loop, for what the loop is at: ``cursor.execute("SELECT ... WHERE
id = ?", (id,))``, ``Model.objects.get(pk=id)``, ``session.get(Model, id)`` or
``session.query(Model).filter(...)``.

Why: each question is parsed, planned and waited for. Over a network the waiting is nearly
all of it. One question with ``IN``, or a join, gives all at once.

Example::

    def names(cursor, keys):
        found = []
        for key in keys:
            cursor.execute("SELECT name FROM stops WHERE id = ?", (key,))
            found.append(cursor.fetchone()[0])
        return found

Use instead::

    def names(cursor, keys):
        marks = ",".join("?" * len(keys))
        cursor.execute(f"SELECT id, name FROM stops WHERE id IN ({marks})", keys)
        by_key = dict(cursor.fetchall())
        return [by_key[key] for key in keys]

When it is safe: the loop writes nothing that the next question would see, and the keys are
no more than the database takes in one question. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.loops import depends_on, is_constant_in
from guyline.hints.pattern import plain
from guyline.hints.repeats import repeating
from guyline.hints.resources import is_test
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.sessions import SESSION
from guyline.hints.sql import executed, formatted_after, is_endless, is_guarded
from guyline.syntax import Node

_METHODS = frozenset({"execute", "scalar", "scalars", "get", "filter", "filter_by"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node["function"]
    name = function.field("attribute")
    if name is None or name.text not in _METHODS:
        return
    loops = repeating(code, node)
    if not loops or is_endless(loops[0]) or is_guarded(node, loops[0]):
        return
    if is_test(code.function_of(node)):
        return  # what it asks is seldom more than what it put there, one by one
    loop = loops[0]
    root = code.value_of(_root(function))
    while root.kind in ("call", "attribute") and not is_constant_in(code, root, loop):
        root = plain(root.field("function") or root["object"])
    if not is_constant_in(code, root, loop):
        return
    asks = _asks(code, node, loop) or _selects(code, node, loop)
    if not asks and not _looks_up(code, node, loop):
        return
    yield Found(
        node,
        "the database is asked once for each round of the loop; "
        "one question for all of them (IN, or a join) waits once",
        None,
        ((loop, "the loop"),),
    )


def _root(function: Node) -> Node:
    """What the first of a chain of calls is called on."""
    node = plain(function["object"])
    while node.kind in ("call", "attribute") and (
        inner := node.field("function") or node.field("object")
    ):
        node = plain(inner)
    return node


def _asks(code: Code, node: Node, loop: Node) -> bool:
    """Whether a SELECT is run for what the loop is at."""
    found = executed(code, node)
    if found is None or found[1] != "select":
        return False
    sql, _ = found
    given = [*arguments(node)[1:], *named_arguments(node).values()]
    if is_constant_in(code, sql, loop):
        return any(depends_on(code, each, loop) for each in given)
    return formatted_after(code, sql, "where", loop)


def _selects(code: Code, node: Node, loop: Node) -> bool:
    """Whether SQLAlchemy's ``select(...).where(...)`` is run for what the loop is at."""
    given = arguments(node)
    if node["function"]["attribute"].text not in ("execute", "scalar", "scalars") or not given:
        return False
    made, filtered = code.value_of(given[0]), False
    while made.kind == "call":
        function = plain(made["function"])
        if function.kind != "attribute" or code.qualified(function).startswith("sqlalchemy."):
            name = code.qualified(function)
            return (
                filtered and name.startswith("sqlalchemy.") and name.rpartition(".")[2] == "select"
            )
        if function["attribute"].text in ("where", "filter", "filter_by"):
            parts = [*arguments(made), *named_arguments(made).values()]
            filtered = filtered or any(depends_on(code, each, loop) for each in parts)
        made = plain(function["object"])
    return False


def _looks_up(code: Code, node: Node, loop: Node) -> bool:
    """Whether an object is looked up by what the loop is at."""
    function = node["function"]
    of, name = plain(function["object"]), function["attribute"].text
    named = list(named_arguments(node).values())
    if of.kind == "attribute" and of["attribute"].text == "objects":
        model = plain(of["object"]).text.rpartition(".")[2]
        looked = name in ("get", "filter") and model[:1].isupper()
        return looked and any(depends_on(code, each, loop) for each in named)
    given = arguments(node)
    if name == "get":
        is_key = len(given) == 2 and given[0].text.rpartition(".")[2][:1].isupper()
        return bool(SESSION.search(of.text)) and is_key and depends_on(code, given[1], loop)
    if of.kind != "call" or of["function"].field("attribute") is None:
        return False
    start = of["function"]
    if start["attribute"].text != "query" or not SESSION.search(plain(start["object"]).text):
        return False
    return any(depends_on(code, each, loop) for each in [*given, *named])


RULE = Rule(
    "GL807",
    "select-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(keys):\n"
            "    return [\n"
            '        base.execute("SELECT name FROM stops WHERE id = ?", (key,)).fetchone()[0]\n'
            "        for key in keys\n"
            "    ]\n"
        ),
        fast=(
            "def f(keys):\n"
            '    marks = ",".join("?" * len(keys))\n'
            '    rows = base.execute(f"SELECT id, name FROM stops WHERE id IN ({marks})", keys)\n'
            "    by_key = dict(rows.fetchall())\n"
            "    return [by_key[key] for key in keys]\n"
        ),
        call="(list(range(500)),)",
        size="500 keys in memory",
        setup=(
            "import atexit, sqlite3\n"
            'base = sqlite3.connect(":memory:")\n'
            "atexit.register(base.close)\n"
            'base.execute("CREATE TABLE stops (id INTEGER PRIMARY KEY, name)")\n'
            "for i in range(500):\n"
            '    base.execute("INSERT INTO stops VALUES (?, ?)", (i, str(i)))\n'
        ),
    ),
    called=_METHODS,
)
