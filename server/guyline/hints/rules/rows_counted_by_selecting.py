"""Rows are selected only to be counted.

What: ``len(df[df["k"] == x])``, ``df[mask].shape[0]``, ``len(df.loc[mask].index)`` and their like.

Why: a new frame is made, with all columns of the rows that are selected, and thrown away. The
mask itself knows how many there are.

Example::

    import pandas as pd

    def adults(df: pd.DataFrame):
        return len(df[df["age"] >= 18])

Use instead::

    import pandas as pd

    def adults(df: pd.DataFrame):
        return (df["age"] >= 18).sum()

When it is safe: numpy's own integer will do for the count.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code
from guyline.hints.frames import is_column, is_frame
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.vectors import is_mask
from guyline.syntax import Node

_SIZES = ("len($rows.index)", "len($rows)", "$rows.shape[0]", "$rows.index.size")


def _check(code: Code, node: Node) -> Iterator[Found]:
    for form in _SIZES:
        holes = matches(form, node)
        if holes is None:
            continue
        mask = _mask(code, plain(node_in(holes, "rows")))
        if mask is None or is_test(code):
            return
        text = mask.text if mask.kind == "identifier" else f"({mask.text})"
        yield Found(
            node,
            "a copy of the selected rows is made only to be counted; the mask's own sum() makes "
            "none",
            Fix(
                "Count by the mask",
                (Edit(node.start, node.end, f"{text}.sum()"),),
                unproved=("that numpy's own integer will do",),
            ),
        )
        return


def _mask(code: Code, rows: Node) -> Node | None:
    """The comparison that rows of a frame are selected by."""
    if rows.kind != "subscript":
        return None
    of, index = plain(rows["value"]), rows.fields("subscript")
    if of.kind == "attribute" and of["attribute"].text == "loc":
        of = plain(of["object"])
    mask = plain(index[0]) if len(index) == 1 else None
    if mask is None or not is_frame(code, of) or not is_mask(code, mask):
        return None
    return mask if any(is_column(code, each) for each in code.value_of(mask).walk()) else None


RULE = Rule(
    "GL720",
    "rows-counted-by-selecting",
    ("call", "subscript", "attribute"),
    _check,
    Example(
        slow="def f(df):\n    return len(df[df['a'] > 50])\n",
        fast="def f(df):\n    return int((df['a'] > 50).sum())\n",
        call="(pd.DataFrame({c: [i % 100 for i in range(20000)] for c in 'abcd'}),)",
        size="20,000 rows of 4",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=frozenset({"len"}),
)
