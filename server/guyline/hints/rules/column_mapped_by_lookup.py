"""A dict is asked by a function for each item of a column.

What: ``s.map(lambda x: table[x])``, ``s.apply(lambda x: table.get(x))`` and ``s.apply(table.get)``.

Why: a function of Python is called for each item. ``map`` takes the dict itself: it looks up all
items in one loop in C.

Example::

    import pandas as pd

    NAMES = {1: "one", 2: "two"}

    def named(df: pd.DataFrame):
        return df["code"].map(lambda x: NAMES.get(x))

Use instead::

    import pandas as pd

    NAMES = {1: "one", 2: "two"}

    def named(df: pd.DataFrame):
        return df["code"].map(NAMES)

When it is safe: every item is a key, or a missing one may be NaN: ``table[x]`` raises, and ``get``
gives None. A dict that is much longer than the column is better asked item by item.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.columns import APPLIES, Applied, applied
from guyline.hints.frames import function_of_one
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_DICTS = frozenset({"dict", "collections.Counter"})
_LOOKED_UP = ("$table[$item]", "$table.get($item)", "$table.get($item, $default)")


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = applied(code, node)
    if told is None:
        return
    table = _table(code, told)
    if table is None:
        return
    fix = None
    if "\n" not in node.text:
        fix = Fix(
            "Give map the dict",
            (Edit(node.start, node.end, f"{told.column.text}.map({table.text})"),),
            unproved=(f"that each item is a key of {table.text}, or a missing one may be NaN",),
        )
    yield Found(
        node,
        "a dict is asked by a function for each item; map(dict) looks up all of them in C",
        fix,
    )


def _table(code: Code, told: Applied) -> Node | None:
    """The dict that is asked for the item, and nothing else is done."""
    function = told.function
    if function.kind == "attribute":
        of = plain(function["object"])
        return of if function["attribute"].text == "get" and _is_dict(code, of) else None
    made = function_of_one(code, function) if function.kind == "lambda" else None
    if made is None:
        return None
    item, body = made
    for form in _LOOKED_UP:
        holes = matches(form, body)
        if holes is None or plain(node_in(holes, "item")).text != item:
            continue
        table = plain(node_in(holes, "table"))
        default = holes.get("default")
        fallback = isinstance(default, Node) and not _is_missing(default)
        return table if not fallback and _is_dict(code, table) else None
    return None


def _is_missing(default: Node) -> bool:
    return default.kind == "none" or default.text in ("np.nan", "pd.NA", "numpy.nan")


def _is_dict(code: Code, table: Node) -> bool:
    """Whether it is a dict; of a name that calls itself a map, one is taken for it."""
    if kind_of(code, table):
        return kind_of(code, table) in _DICTS
    if table.kind not in ("identifier", "attribute"):
        return False
    made = code.value_of(table)
    if made.kind == "call":
        return bool(arguments(made)) and made["function"].text in ("dict", "zip")
    last = table["attribute"].text if table.kind == "attribute" else table.text
    return last.lower().endswith(("dict", "mapping", "lookup", "_map"))


RULE = Rule(
    "GL722",
    "column-mapped-by-lookup",
    ("call",),
    _check,
    Example(
        slow="def f(df, d):\n    return df['x'].map(lambda v: d[v]).tolist()\n",
        fast="def f(df, d):\n    return df['x'].map(d).tolist()\n",
        call="(pd.DataFrame({'x': [i % 100 for i in range(50000)]}), dict.fromkeys(range(100), 7))",
        size="50,000 rows, 100 keys",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=APPLIES,
)
