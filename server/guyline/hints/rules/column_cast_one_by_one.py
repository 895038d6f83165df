"""A function that a column has of its own is called for each of its items.

What: ``s.apply(int)``, ``s.map(float)``, ``s.apply(lambda x: float(x))``, ``s.map(abs)``,
``s.apply(round)``, ``s.map(pd.isna)`` and ``s.map(np.sqrt)``.

Why: the function is called with a Python object that is made of each item. ``astype``, ``abs``,
``round``, ``isna`` and numpy's own functions take the whole column in one loop in C.

Example::

    import pandas as pd

    def counted(df: pd.DataFrame):
        return df["count"].apply(int)

Use instead::

    import pandas as pd

    def counted(df: pd.DataFrame):
        return df["count"].astype(int)

When it is safe: the column holds numbers, or text that is one; of objects of another kind
``astype`` calls their own methods as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import UFUNCS
from guyline.hints.code import Code
from guyline.hints.columns import APPLIES, applied, called_alone
from guyline.hints.pattern import plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_OWN = {
    "builtins.int": "astype(int)",
    "builtins.float": "astype(float)",
    "builtins.abs": "abs()",
    "builtins.round": "round()",
    "pandas.isna": "isna()",
    "pandas.isnull": "isna()",
    "pandas.notna": "notna()",
    "pandas.notnull": "notna()",
}


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = applied(code, node)
    called = called_alone(code, told.function) if told is not None else None
    if told is None or called is None:
        return
    name = code.qualified(called)
    own = _OWN.get(name, "")
    maps = plain(node["function"])["attribute"].text == "map"
    if not own and not (name in UFUNCS and (maps or told.function.kind == "lambda")):
        return
    text = f"{told.column.text}.{own}" if own else f"{called.text}({told.column.text})"
    helps = f".{own}" if own else f"{called.text} of the whole column"
    yield Found(
        node,
        f"{called.text} is called for each item; {helps} is one loop in C",
        None if "\n" in node.text else _fix(node, told.column, text),
    )


def _fix(node: Node, column: Node, text: str) -> Fix:
    return Fix(
        "Do it with the whole column",
        (Edit(node.start, node.end, text),),
        unproved=(f"that {column.text} holds numbers, or text that is one",),
    )


RULE = Rule(
    "GL725",
    "column-cast-one-by-one",
    ("call",),
    _check,
    Example(
        slow="def f(df):\n    return df['x'].apply(int)\n",
        fast="def f(df):\n    return df['x'].astype(int)\n",
        call="(pd.DataFrame({'x': [i / 2 for i in range(20000)]}),)",
        size="20,000 rows",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=APPLIES,
)
