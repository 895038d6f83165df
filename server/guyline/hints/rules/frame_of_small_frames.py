"""A frame or a Series is made for each row of another.

What: ``pd.concat([pd.DataFrame({...}) for x in xs])`` of frames of one row each, and
``pd.DataFrame([pd.Series({...}) for x in xs])``.

Why: each small frame has its own index, types and blocks, which take a hundred times as long as
its items. A list of dicts makes the frame at once.

Example::

    import pandas as pd

    def table(people):
        return pd.DataFrame([pd.Series({"name": p.name, "age": p.age}) for p in people])

Use instead::

    import pandas as pd

    def table(people):
        return pd.DataFrame([{"name": p.name, "age": p.age} for p in people])

When it is safe: each row has the same columns. The index counts from 0, where ``concat`` without
``ignore_index`` gives each row the label 0.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.rounds import is_short
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    name, given = code.qualified(node["function"]), arguments(node)
    if name not in ("pandas.DataFrame", "pandas.concat") or not given:
        return
    items = plain(given[0])
    if items.kind not in ("list_comprehension", "generator_expression") or is_test(code):
        return
    body = plain(items.children[0])
    if body.kind != "call" or all(
        is_short(code, clause) for clause in items.children if clause.kind == "for_in_clause"
    ):
        return
    made, inner = code.qualified(body["function"]), arguments(body)
    if named_arguments(body) or len(inner) != 1:
        return
    row = plain(inner[0])
    if name == "pandas.DataFrame" and made == "pandas.Series" and row.kind == "dictionary":
        fix = Fix(
            "Make it of dicts",
            (Edit(body.start, body.end, row.text),),
            unproved=("that each column's own type will do",),
        )
        yield Found(body, "a Series is made for each row; a list of dicts makes the frame", fix)
    elif name == "pandas.concat" and made == "pandas.DataFrame" and _is_row(row):
        yield Found(
            body, "a frame is made for each row, to be joined; a list of dicts makes one frame"
        )


def _is_row(given: Node) -> bool:
    """Whether a frame is made of one row: ``{"a": [x]}`` or ``[{...}]``."""
    if given.kind == "list":
        return len(given.children) == 1 and plain(given.children[0]).kind == "dictionary"
    if given.kind != "dictionary" or not given.children:
        return False
    pairs = [each for each in given.children if each.kind == "pair"]
    values = [matches("[$one]", each["value"]) for each in pairs]
    return len(pairs) == len(given.children) and all(
        each is not None and node_in(each, "one").kind != "list_splat" for each in values
    )


RULE = Rule(
    "GL734",
    "frame-of-small-frames",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(n):\n"
            "    return pd.DataFrame([pd.Series({'a': i, 'b': -i}) for i in range(n)]).size\n"
        ),
        fast=("def f(n):\n    return pd.DataFrame([{'a': i, 'b': -i} for i in range(n)]).size\n"),
        call="(500,)",
        size="500 rows of 2",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=frozenset({"DataFrame", "concat"}),
)
