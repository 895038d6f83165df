"""A set is made of a column item by item.

What: ``set(df["k"])``, ``len(set(df["k"]))``, ``sorted(set(df["k"]))``, and
``set(df["k"].tolist())``.

Why: a Python object is made of each item, to be hashed by Python. ``unique`` hashes the items as
they are, in C, and makes objects of those that differ; ``nunique`` only counts them.

Example::

    import pandas as pd

    def shops(df: pd.DataFrame):
        return set(df["shop"])

Use instead::

    import pandas as pd

    def shops(df: pd.DataFrame):
        return set(df["shop"].unique())

When it is safe: the items of the set may be numpy's own numbers, which are equal to Python's. NaN
is there once only; ``nunique`` does not count it.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments
from guyline.hints.frames import is_column
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.predicates import is_builtin
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_FORMS = ("set($column.tolist())", "set($column.values)", "set($column.to_list())", "set($column)")
_UNIQUE = ("unique", "drop_duplicates", "keys", "head")


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not is_builtin(code, node["function"], "set") or len(arguments(node)) != 1:
        return
    for form in _FORMS:
        holes = matches(form, node)
        if holes is None:
            continue
        column = plain(node_in(holes, "column"))
        if not is_column(code, column) or is_test(code) or _differs(column):
            return
        around = node.parent.parent if node.parent is not None else None
        counted = around is not None and matches("len($_)", around) is not None
        helps = "nunique() counts them" if counted else "unique() finds those that differ"
        given = arguments(node)[0]
        edit = Edit(given.start, given.end, f"{column.text}.unique()")
        yield Found(
            node,
            f"a Python object is made of each item; {helps} in one loop in C",
            Fix(
                "Take the different items only",
                (edit,),
                unproved=("that numpy's own numbers will do in the set",),
            ),
        )
        return


def _differs(column: Node) -> bool:
    """Whether the items are different ones, or few, already."""
    if column.kind != "call":
        return False
    function = plain(column["function"])
    return function.kind == "attribute" and function["attribute"].text in _UNIQUE


RULE = Rule(
    "GL728",
    "set-of-column",
    ("call",),
    _check,
    Example(
        slow="def f(df):\n    return len(set(df['x']))\n",
        fast="def f(df):\n    return len(set(df['x'].unique()))\n",
        call="(pd.DataFrame({'x': [i % 100 for i in range(50000)]}),)",
        size="50,000 rows, 100 different",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=frozenset({"set"}),
)
