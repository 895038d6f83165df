"""A function asks for each item of a column whether it is among others.

What: ``s.apply(lambda x: x in allowed)`` and ``s.map(lambda x: x not in allowed)``, where what is
asked has a name.

Why: a function of Python is called for each item; and where a list is asked, it is searched each
time. ``isin`` puts the others in a hash table once, and asks it in one loop in C.

Example::

    import pandas as pd

    def kept(df: pd.DataFrame, allowed: set):
        return df[df["code"].apply(lambda x: x in allowed)]

Use instead::

    import pandas as pd

    def kept(df: pd.DataFrame, allowed: set):
        return df[df["code"].isin(allowed)]

When it is safe: the items are single values, not lists or sets; and what is asked is a list, a set
or a column, not text, in which ``in`` finds a part.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.columns import APPLIES, applied
from guyline.hints.frames import function_of_one
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import replace_expression
from guyline.hints.rule import Example, Fix, Found, Rule
from guyline.syntax import Node

_HELD = frozenset({"list", "set", "frozenset", "tuple", "dict", "pandas.Index"})
_VIEWS = frozenset({"keys", "unique", "tolist"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = applied(code, node)
    if told is None or told.function.kind != "lambda":
        return
    made = function_of_one(code, told.function)
    if made is None or made[1].kind != "comparison_operator":
        return
    item, body = made
    if body.operators not in (["in"], ["not in"]) or plain(body.children[0]).text != item:
        return
    held = plain(body.children[1])
    if not _is_known(code, held):
        return
    inverted = body.operators == ["not in"]
    text = f"{'~' if inverted else ''}{told.column.text}.isin({held.text})"
    yield Found(
        node,
        "a function is called for each item; isin asks for all of them in one loop in C",
        Fix(
            "Ask with isin",
            (replace_expression(node, text),),
            unproved=(f"that the items of {told.column.text} are single values",),
        ),
    )


def _is_known(code: Code, held: Node) -> bool:
    """Whether what is asked is a list, a set or a dict that has a name."""
    if held.kind == "call":
        function = plain(held["function"])
        return function.kind == "attribute" and function["attribute"].text in _VIEWS
    return held.kind in ("identifier", "attribute") and kind_of(code, held) in _HELD


RULE = Rule(
    "GL727",
    "column-membership-by-function",
    ("call",),
    _check,
    Example(
        slow="def f(df, kept: set):\n    return df['x'].apply(lambda x: x in kept).tolist()\n",
        fast="def f(df, kept: set):\n    return df['x'].isin(kept).tolist()\n",
        call="(pd.DataFrame({'x': [i % 100 for i in range(20000)]}), set(range(50)))",
        size="20,000 rows",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=APPLIES,
)
