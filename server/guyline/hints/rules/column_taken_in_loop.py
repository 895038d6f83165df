"""A column is taken out of its frame again for each item.

What: ``df["x"].values[i]``, ``df["x"].to_numpy()[i]`` and ``df.x.tolist()[i]`` in a loop.

Why: each time a column is looked up, a Series is made of it, and an array, for one item of it;
``tolist`` copies all of it. The array that is taken before the loop needs none of that.

Example::

    import pandas as pd

    def steps(df: pd.DataFrame, places):
        return [df["x"].values[i] - df["x"].values[i - 1] for i in places]

Use instead::

    import pandas as pd

    def steps(df: pd.DataFrame, places):
        x = df["x"].values
        return [x[i] - x[i - 1] for i in places]

When it is safe: the loop does not change the column.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, region_of
from guyline.hints.columns import is_stored_into, root_of
from guyline.hints.frames import is_column
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.predicates import is_same_each_time
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_FORMS = (
    "$column.values[$i]",
    "$column.to_numpy()[$i]",
    "$column.tolist()[$i]",
    "$column.to_list()[$i]",
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    for form in _FORMS:
        holes = matches(form, node)
        if holes is None:
            continue
        column = plain(node_in(holes, "column"))
        index = plain(node_in(holes, "i"))
        if index.kind in ("integer", "slice", "unary_operator") or column.kind == "call":
            return
        if not is_column(code, column) or is_test(code):
            return
        loops = [loop for loop in repeating(code, node) if _stays(code, column, loop)]
        if not loops:
            return
        yield Found(
            node,
            "the column is looked up again for one item of it, each time round the loop; an array "
            "that is taken before the loop is asked at once",
            None,
            ((loops[-1], "the loop"),),
        )
        return


def _stays(code: Code, column: Node, loop: Node) -> bool:
    """Whether the column stands for the same in each round, and nothing is stored into it."""
    root = root_of(column)
    if root.kind != "identifier" or not is_same_each_time(code, root, loop):
        return False
    bound = loop.field("left")
    names = {n.text for n in bound.walk() if n.kind == "identifier"} if bound is not None else set()
    if names & {n.text for n in column.walk() if n.kind == "identifier"}:
        return False
    return not is_stored_into(region_of(loop), root)


RULE = Rule(
    "GL729",
    "column-taken-in-loop",
    ("subscript",),
    _check,
    Example(
        slow="def f(df, at):\n    return [int(df['x'].values[i]) for i in at]\n",
        fast="def f(df, at):\n    x = df['x'].values\n    return [int(x[i]) for i in at]\n",
        call="(pd.DataFrame({'x': range(5000)}), range(0, 5000, 2))",
        size="2,500 of 5,000",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
)
