"""Different items are counted to know whether there is more than one.

What: ``s.nunique() == 1``, ``> 1``, ``<= 1``, ``!= 1``, and ``len(s.unique()) == 1``, of a column.

Why: all items go through a hash table. Comparing each with the first is one loop in C over
the array.

Example::

    import pandas as pd

    def same(df: pd.DataFrame):
        return df["unit"].nunique() == 1

Use instead::

    import pandas as pd

    def same(df: pd.DataFrame):
        values = df["unit"].to_numpy()
        return len(values) > 0 and (values == values[0]).all()

When it is safe: no item is NaN, which ``nunique`` leaves out and which equals nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code
from guyline.hints.frames import is_column
from guyline.hints.pattern import matches
from guyline.hints.predicates import is_builtin
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_COUNTED = (
    "$column.nunique()",
    "$column.nunique(dropna=$_)",
    "len($column.unique())",
    "len(set($column))",
    "$column.unique().size",
    "$column.unique().shape[0]",
)
_ONE = frozenset({("==", "1"), ("!=", "1"), (">", "1"), ("<=", "1"), ("<", "2"), (">=", "2")})
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _check(code: Code, node: Node) -> Iterator[Found]:
    if len(node.children) != 2:
        return
    counted, number = node.children
    operator = node.operators[0]
    if counted.kind == "integer":
        counted, number = number, counted
        operator = _TURNED.get(operator, operator)
    if (operator, number.text) not in _ONE:
        return
    for form in _COUNTED:
        holes = matches(form, counted)
        column = holes["column"] if holes is not None else None
        if not isinstance(column, Node):
            continue
        if form.startswith("len") and not is_builtin(code, counted["function"], "len"):
            return
        if is_column(code, column) and not is_test(code):
            yield Found(
                node,
                "all items are counted by a hash table to know whether they are the same; "
                "(values == values[0]).all() is one comparison each",
            )
        return


RULE = Rule(
    "GL708",
    "constant-by-nunique",
    ("comparison_operator",),
    _check,
    Example(
        slow="def f(df):\n    return bool(df['x'].nunique() == 1)\n",
        fast=(
            "def f(df):\n"
            "    values = df['x'].to_numpy()\n"
            "    return len(values) > 0 and bool((values == values[0]).all())\n"
        ),
        call="(pd.DataFrame({'x': [i % 1000 for i in range(200000)]}),)",
        size="200,000 rows",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
)
