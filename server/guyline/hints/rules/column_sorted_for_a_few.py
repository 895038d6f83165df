"""All of a column is sorted for its first few.

What: ``s.sort_values().head(k)``, ``[:k]``, ``.iloc[:k]``, ``.tail(k)`` or ``.iloc[0]``,
of a column.

Why: sorting n items takes n·log n steps, and moves all of them. ``nlargest`` and
``nsmallest`` look at each item once, ``max`` and ``min`` as well.

Example::

    import pandas as pd

    def best(df: pd.DataFrame):
        return df["points"].sort_values(ascending=False).head(3)

Use instead::

    import pandas as pd

    def best(df: pd.DataFrame):
        return df["points"].nlargest(3)

When it is safe: the column holds numbers or times: ``nlargest`` takes no text. Of equal items
it takes the first, where ``sort_values`` takes any.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code
from guyline.hints.frames import is_column
from guyline.hints.pattern import matches
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_SORTED = {
    "$column.sort_values()": False,
    "$column.sort_values(ascending=True)": False,
    "$column.sort_values(ascending=False)": True,
}
_FIRST = ("$sorted.head($count)", "$sorted[:$count]", "$sorted.iloc[:$count]", "$sorted.head()")
_LAST = ("$sorted.tail($count)", "$sorted.tail()")
_ONE = {"$sorted.iloc[0]": False, "$sorted.values[0]": False, "$sorted.iloc[-1]": True}
_FEW = 1000


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not _may_be(node):
        return
    forms = [*((form, False) for form in _FIRST), *((form, True) for form in _LAST)]
    for form, last in [*forms, *_ONE.items()]:
        holes = matches(form, node)
        whole = holes["sorted"] if holes is not None else None
        if holes is None or not isinstance(whole, Node):
            continue
        told = _sorted(whole)
        count = holes.get("count")
        if told is None:
            continue
        if not is_column(code, told[0]) or is_test(code):
            return
        if isinstance(count, Node) and not _is_few(count):
            return
        column, down = told
        if form in _ONE:
            name = "max" if down != last else "min"
            helps = f"{name}() looks at each once"
        else:
            name = "nlargest" if down != last else "nsmallest"
            helps = f"{name} looks at each once"
        fix = None if form in _ONE or last else _fix(node, column, name, count)
        yield Found(node, f"all of the column is sorted for a few of its items; {helps}", fix)
        return


def _may_be(node: Node) -> bool:
    """Whether it is of the right kind at all: a first look that costs nothing."""
    of = node["function" if node.kind == "call" else "value"]
    if node.kind == "call":
        return of.kind == "attribute" and of["attribute"].text in ("head", "tail")
    if of.kind == "attribute":
        return of["attribute"].text in ("iloc", "values")
    return of.kind == "call"


def _sorted(node: Node) -> tuple[Node, bool] | None:
    """The column that is sorted, and whether its largest come first."""
    for form, down in _SORTED.items():
        holes = matches(form, node)
        if holes is not None and isinstance(holes["column"], Node):
            return holes["column"], down
    return None


def _is_few(count: Node) -> bool:
    """Whether a number that is written out is a small one; what is not is taken for one."""
    if count.kind == "unary_operator":
        return False
    return count.kind != "integer" or int(count.text, 0) <= _FEW


def _fix(node: Node, column: Node, name: str, count: object) -> Fix:
    """Take them without sorting."""
    number = count.text if isinstance(count, Node) else "5"
    return Fix(
        f"Take them with {name}",
        (Edit(node.start, node.end, f"{column.text}.{name}({number})"),),
        unproved=(
            f"that {column.text} holds numbers or times",
            "that it does not matter which of equal items come",
        ),
    )


RULE = Rule(
    "GL707",
    "column-sorted-for-a-few",
    ("call", "subscript"),
    _check,
    Example(
        slow="def f(df):\n    return df['x'].sort_values(ascending=False).head(5).tolist()\n",
        fast="def f(df):\n    return df['x'].nlargest(5).tolist()\n",
        call="(pd.DataFrame({'x': [i * 7919 % 200003 for i in range(200000)]}),)",
        size="200,000 rows",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    growth=("O(n·log n)", "O(n)"),
    called=frozenset({"head", "tail"}),
)
