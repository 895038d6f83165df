"""A dict is made of each row by way of a Series.

What: ``[row.to_dict() for _, row in df.iterrows()]``, ``dict(row)`` in such a loop, and
``df.apply(lambda row: row.to_dict(), axis=1)``.

Why: a Series is made of each row, and taken apart again. ``to_dict("records")`` makes the dicts
from the columns.

Example::

    import pandas as pd

    def records(df: pd.DataFrame):
        return [row.to_dict() for _, row in df.iterrows()]

Use instead::

    import pandas as pd

    def records(df: pd.DataFrame):
        return df.to_dict("records")

When it is safe: the columns have different names. A row of ints and floats holds floats only;
``to_dict`` keeps each column's own numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments
from guyline.hints.frames import is_frame
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.predicates import is_builtin, own_nodes
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_FORMS = ("$row.to_dict()", "dict($row)")
_BRIEF = 2
"""Statements of a loop that does little more than to make the dicts."""

_MESSAGE = 'a Series is made of each row, and a dict of that; to_dict("records") makes the dicts'


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "call":
        yield from _applied(code, node)
        return
    left, right = node.field("left"), node.field("right")
    holes = matches("$df.iterrows()", right) if right is not None else None
    if left is None or holes is None or len(left.children) != 2 or is_test(code):
        return
    row, region = left.children[1], node.field("body") or node.parent
    if region is None or row.kind != "identifier" or _does_more(region):
        return
    reads = [n for n in own_nodes(region) if n.kind == "identifier" and n.text == row.text]
    reads = [each for each in reads if each is not row]
    if not reads or not all(_is_dict(code, each) for each in reads):
        return
    made = node.parent if node.kind == "for_in_clause" else None
    yield Found(made or right or node, _MESSAGE, _fix(made, left, node_in(holes, "df")))


def _does_more(region: Node) -> bool:
    """Whether a loop does so much with each dict that making it counts for little."""
    return region.kind == "block" and len(region.children) > _BRIEF


def _is_dict(code: Code, read: Node) -> bool:
    """Whether a dict is made of a row where it is read."""
    call = read.parent.parent if read.parent is not None else None
    if call is None or call.kind != "call":
        return False
    if matches(_FORMS[0], call) is not None:
        return True
    return matches(_FORMS[1], call) is not None and is_builtin(code, call["function"], "dict")


def _applied(code: Code, node: Node) -> Iterator[Found]:
    holes = matches("$df.apply($function, axis=1)", node)
    if holes is None or not is_frame(code, node_in(holes, "df")) or is_test(code):
        return
    function = node_in(holes, "function")
    named = code.qualified(function) == "builtins.dict"
    made = matches("lambda $row: $row.to_dict()", function)
    made = made or matches("lambda $row: dict($row)", function)
    if named or made is not None:
        yield Found(node, _MESSAGE)


def _fix(made: Node | None, left: Node, frame: Node) -> Fix | None:
    """Make the dicts at once, where the list holds them and nothing else."""
    if made is None or made.kind != "list_comprehension" or len(made.children) != 2:
        return None
    body = plain(made.children[0])
    if body.kind != "call" or not any(matches(form, body) is not None for form in _FORMS):
        return None
    given = [*arguments(body), body["function"].field("object") or body]
    if not any(plain(each).text == left.children[1].text for each in given):
        return None
    return Fix(
        "Make the dicts at once",
        (Edit(made.start, made.end, f'{frame.text}.to_dict("records")'),),
        unproved=("that rows of ints and floats need not be floats",),
    )


RULE = Rule(
    "GL730",
    "rows-to-dicts",
    ("for_statement", "for_in_clause", "call"),
    _check,
    Example(
        slow="def f(df):\n    return [row.to_dict() for _, row in df.iterrows()]\n",
        fast="def f(df):\n    return df.to_dict('records')\n",
        call="(pd.DataFrame({c: range(500) for c in 'abcd'}),)",
        size="500 rows of 4",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=frozenset({"apply"}),
)
