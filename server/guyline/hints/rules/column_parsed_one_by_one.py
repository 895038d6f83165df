"""Times or numbers are read from a column's text one by one.

What: ``s.apply(pd.to_datetime)``, ``s.map(pd.Timestamp)``, ``s.apply(pd.to_numeric)``,
``s.apply(lambda x: datetime.strptime(x, "%Y"))``, and ``[pd.to_datetime(x) for x in xs]``.

Why: each call finds out anew what format it is given, and makes a Timestamp of its own.
``pd.to_datetime`` and ``pd.to_numeric`` take the whole column.

Example::

    import pandas as pd

    def dated(df: pd.DataFrame):
        df["day"] = df["day"].apply(pd.to_datetime)

Use instead::

    import pandas as pd

    def dated(df: pd.DataFrame):
        df["day"] = pd.to_datetime(df["day"])

When it is safe: all items have one format; ``format="mixed"`` takes others.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments
from guyline.hints.columns import APPLIES, applied, called_alone
from guyline.hints.frames import function_of_one
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.rounds import is_short
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_PARSERS = {
    "pandas.to_datetime": "pd.to_datetime",
    "pandas.Timestamp": "pd.to_datetime",
    "pandas.to_numeric": "pd.to_numeric",
    "pandas.to_timedelta": "pd.to_timedelta",
    "pandas.Timedelta": "pd.to_timedelta",
    "dateutil.parser.parse": "pd.to_datetime",
    "datetime.datetime.fromisoformat": "pd.to_datetime",
}
_BY_FORMAT = ("datetime.datetime.strptime", "datetime.strptime")
_WHOLE = frozenset({"pandas.to_datetime", "pandas.to_numeric", "pandas.to_timedelta"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "list_comprehension":
        yield from _comprehended(code, node)
        return
    told = applied(code, node)
    if told is None:
        return
    parser = called_alone(code, told.function)
    name = code.qualified(parser) if parser is not None else ""
    if name not in _PARSERS:
        name = _by_format(code, told.function)
    if not name:
        return
    fix = None
    if name in _WHOLE and parser is not None:
        fix = Fix(
            "Read the whole column",
            (Edit(node.start, node.end, f"{parser.text}({told.column.text})"),),
            unproved=("that all items have one format",),
        )
    helps = _PARSERS.get(name, "pd.to_datetime with format")
    yield Found(
        node, f"each item is read by a call of its own; {helps} takes the whole column", fix
    )


def _by_format(code: Code, function: Node) -> str:
    """``strptime`` of the item by a format that stays the same."""
    told = function_of_one(code, function)
    if told is None or told[1].kind != "call" or len(arguments(told[1])) != 2:
        return ""
    name = code.qualified(told[1]["function"])
    first, layout = arguments(told[1])
    fixed = plain(layout).kind in ("string", "identifier") and plain(layout).text != told[0]
    return name if name in _BY_FORMAT and fixed and plain(first).text == told[0] else ""


def _comprehended(code: Code, node: Node) -> Iterator[Found]:
    if not code.imports("pandas"):
        return
    holes = matches("[$parser($item) for $item in $items]", node)
    if holes is None or node_in(holes, "item").kind != "identifier":
        return
    name = code.qualified(node_in(holes, "parser"))
    if name not in _WHOLE or is_test(code) or is_short(code, node.children[1]):
        return
    yield Found(
        node, f"each item is read by a call of its own; {_PARSERS[name]} takes the whole list"
    )


RULE = Rule(
    "GL723",
    "column-parsed-one-by-one",
    ("call", "list_comprehension"),
    _check,
    Example(
        slow="def f(df):\n    return df['d'].apply(pd.to_datetime).tolist()\n",
        fast="def f(df):\n    return pd.to_datetime(df['d']).tolist()\n",
        call="(pd.DataFrame({'d': [f'2024-01-{i % 28 + 1:02}' for i in range(200)]}),)",
        size="200 days",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=APPLIES,
)
