"""An engine is made again and again.

What: SQLAlchemy's ``create_engine(...)`` in a loop, or in a function that answers requests or does
a task: one with ``@app.route``, ``@router.get``, ``@task`` and the like above it; for the same
database each time.

Why: an engine holds the pool of connections, the dialect, and what was compiled of statements. One
that is made for each call opens connections of its own, asks the database which version it is, and
compiles every statement anew. What is measured is SQLite in memory; over a network there is the
way to the database and its login as well.

Example::

    from sqlalchemy import create_engine, text

    @app.get("/stops")
    def stops():
        engine = create_engine("sqlite:///stops.db")
        with engine.connect() as connection:
            return connection.execute(text("SELECT name FROM stops")).all()

Use instead::

    from sqlalchemy import create_engine, text

    engine = create_engine("sqlite:///stops.db")

    @app.get("/stops")
    def stops():
        with engine.connect() as connection:
            return connection.execute(text("SELECT name FROM stops")).all()

When it is safe: the process does not fork after the engine is made, and the database stays the
same. No edit is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.example_bases import SQLALCHEMY
from guyline.hints.loops import is_constant_in
from guyline.hints.pattern import called, plain
from guyline.hints.querysets import is_in_test
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_ENGINES = frozenset(
    {
        "sqlalchemy.create_engine",
        "sqlalchemy.engine.create_engine",
        "sqlalchemy.ext.asyncio.create_async_engine",
        "sqlmodel.create_engine",
    }
)
_ANSWERS = re.compile(
    r"@[\w.]*\b(route|get|post|put|patch|delete|api_view|task|shared_task|actor|endpoint)\b(\(|$)"
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    if code.qualified(node["function"]) not in _ENGINES or is_in_test(code, node):
        return
    given = arguments(node)
    if not given:
        return
    loops = repeating(code, node)
    if loops and is_constant_in(code, given[0], loops[0]):
        yield Found(
            node,
            "an engine is made in each round of the loop: connections are opened and statements "
            "compiled anew; made before it, its pool serves all",
            None,
            ((loops[0], "the loop"),),
        )
    elif not loops and _answers(code, node) and not _is_of_parameter(code, node, given[0]):
        yield Found(
            node,
            "an engine is made in each call: connections are opened and statements compiled anew; "
            "made once for the process, its pool serves all",
        )


def _answers(code: Code, node: Node) -> bool:
    """Whether a function is one that a framework calls for each request or task."""
    function = code.function_of(node).node
    around = function.parent
    if function.kind != "function_definition" or around is None:
        return False
    if around.kind != "decorated_definition":
        return False
    decorators = [each for each in around.children if each.kind == "decorator"]
    return any(_ANSWERS.match(each.text) is not None for each in decorators)


def _is_of_parameter(code: Code, node: Node, url: Node) -> bool:
    """Whether the database is another in each call, as far as the function's own names tell."""
    scope = code.function_of(node)
    return any(
        each.kind == "identifier" and each.text in scope.bindings for each in plain(url).walk()
    )


RULE = Rule(
    "GL845",
    "engine-made-again",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(keys):\n"
            "    found = []\n"
            "    for key in keys:\n"
            '        base = create_engine("sqlite://")\n'
            "        with base.connect() as connection:\n"
            "            found.append(connection.execute(select(literal(key))).scalar())\n"
            "    return found\n"
        ),
        fast=(
            "def f(keys):\n"
            "    found = []\n"
            '    base = create_engine("sqlite://")\n'
            "    for key in keys:\n"
            "        with base.connect() as connection:\n"
            "            found.append(connection.execute(select(literal(key))).scalar())\n"
            "    return found\n"
        ),
        call="(list(range(50)),)",
        size="50 questions in memory",
        setup=SQLALCHEMY,
        needs=("sqlalchemy",),
    ),
    called=called(*_ENGINES),
)
