"""A part of each time in a column is taken by a function.

What: ``s.apply(lambda d: d.year)``, ``s.map(lambda d: d.hour)``,
``s.apply(lambda x: x.weekday())``, ``s.apply(lambda x: x.total_seconds())`` and their like.

Why: a Timestamp is made of each item, and a function of Python is called with it. ``.dt`` takes the
part of all items in one loop in C.

Example::

    import pandas as pd

    def years(df: pd.DataFrame):
        return df["day"].apply(lambda d: d.year)

Use instead::

    import pandas as pd

    def years(df: pd.DataFrame):
        return df["day"].dt.year

When it is safe: the column holds times, and not objects of another kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.columns import APPLIES, applied
from guyline.hints.frames import function_of_one
from guyline.hints.pattern import plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_NAMES = "year month day hour minute second microsecond quarter dayofweek dayofyear days"
_PARTS = frozenset(_NAMES.split())
_CALLED = {
    "weekday": "weekday",
    "total_seconds": "total_seconds()",
    "date": "date",
    "day_name": "day_name()",
    "month_name": "month_name()",
    "normalize": "normalize()",
}


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = applied(code, node)
    if told is None or told.function.kind != "lambda":
        return
    made = function_of_one(code, told.function)
    part = _part(*made) if made is not None else ""
    if not part:
        return
    fix = Fix(
        "Take the part with .dt",
        (Edit(node.start, node.end, f"{told.column.text}.dt.{part}"),),
        unproved=(f"that {told.column.text} holds times, and no objects of another kind",),
    )
    yield Found(
        node,
        f"a Timestamp is made of each item for a part of it; .dt.{part} takes it of all in one "
        "loop in C",
        None if "\n" in node.text else fix,
    )


def _part(item: str, body: Node) -> str:
    """The part of a time that a function takes, as ``.dt`` has it; empty: something else."""
    if body.kind == "attribute":
        fine = plain(body["object"]).text == item and body["attribute"].text in _PARTS
        return body["attribute"].text if fine else ""
    if body.kind != "call" or arguments(body) or named_arguments(body):
        return ""
    function = plain(body["function"])
    if function.kind != "attribute" or plain(function["object"]).text != item:
        return ""
    return _CALLED.get(function["attribute"].text, "")


RULE = Rule(
    "GL733",
    "date-part-one-by-one",
    ("call",),
    _check,
    Example(
        slow="def f(df):\n    return df['d'].apply(lambda d: d.year).tolist()\n",
        fast="def f(df):\n    return df['d'].dt.year.tolist()\n",
        call="(pd.DataFrame({'d': pd.date_range('2020', periods=5000)}),)",
        size="5,000 days",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=APPLIES,
)
