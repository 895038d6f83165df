"""One item of a frame after the other, by its place.

What: ``df.loc[i, "a"]``, ``df.iloc[i]``, ``df["a"][i]`` or ``df["a"].iloc[i]`` in a loop over
``range(len(df))`` or ``df.index``.

Why: each look-up goes through pandas's indexing, some microseconds of checks for one item.
Arithmetic on whole columns, ``itertuples``, or lists made of the columns before the loop
need none.

Example::

    import pandas as pd

    def worth(df: pd.DataFrame):
        total = 0
        for i in range(len(df)):
            total += df.loc[i, "price"]
        return total

Use instead::

    import pandas as pd

    def worth(df: pd.DataFrame):
        return df["price"].sum()

When it is safe: the index counts from 0 where ``loc`` is given places.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import FRAME, SERIES, is_test
from guyline.hints.code import Code, arguments
from guyline.hints.frames import is_column, is_frame
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_ONE = frozenset({"string", "identifier", "integer", "call", "attribute"})
_BY_PLACE = frozenset({"loc", "iloc", "at", "iat"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    """Of each loop, its first such look-up."""
    told = _while(node) if node.kind == "while_statement" else _for(code, node)
    if told is None or is_test(code):
        return
    name, over = told
    region = node.parent if node.kind == "for_in_clause" else node["body"]
    if region is None or not _is_known(code, over):
        return
    header = node.field("right") or node.field("condition")
    for each in region.walk():
        if each.kind == "subscript" and not (header and header.holds(each)):
            held = _looked_up(code, each, name)
            if held is not None and alike(held, over) and not _is_inner(node, each):
                yield Found(
                    each,
                    "each look-up of one item goes through pandas's indexing; arithmetic on "
                    "whole columns, itertuples or a list made of the column before the loop "
                    "needs none",
                    None,
                    ((node, "the loop"),),
                )
                return


def _for(code: Code, loop: Node) -> tuple[str, Node] | None:
    left, right = loop.field("left"), loop.field("right")
    return _over(code, left, plain(right)) if left is not None and right is not None else None


def _while(loop: Node) -> tuple[str, Node] | None:
    """The same of ``while i < len(df)``."""
    condition = plain(loop["condition"])
    if condition.kind != "comparison_operator" or condition.operators not in (["<"], ["<="]):
        return None
    left, right = map(plain, condition.children)
    frame = _length_of(right)
    return (left.text, plain(frame)) if left.kind == "identifier" and frame is not None else None


def _is_inner(loop: Node, each: Node) -> bool:
    """Whether a function stands between them."""
    for around in each.above():
        if around is loop or around is loop.parent:
            return False
        if around.kind in ("function_definition", "lambda"):
            return True
    return False


def _over(code: Code, left: Node, right: Node) -> tuple[str, Node] | None:
    """The name that counts, and the frame whose rows a loop counts; None: something else."""
    if code.calls(right, "builtins.enumerate") and left.kind == "pattern_list":
        given = arguments(right)
        held = matches("$df.index", given[0]) if len(given) == 1 else None
        left, frame = left.children[1], held["df"] if held is not None else None
    elif code.calls(right, "builtins.range"):
        last = [code.value_of(each) for each in arguments(right)]
        if not 1 <= len(last) <= 2:
            return None
        frame = _length_of(last[-1])
    else:
        held = matches("$df.index", right)
        frame = held["df"] if held is not None else None
    if not isinstance(frame, Node) or left.kind != "identifier":
        return None
    return left.text, plain(frame)


def _length_of(node: Node) -> Node | None:
    """What a number is the length of: ``len(df)``, ``df.shape[0]``, ``len(df) - 1``."""
    if node.kind == "binary_operator" and node.operators == ["-"]:
        node = plain(node["left"])
    for form in ("len($df.index)", "len($df)", "$df.shape[0]", "len($df[$_])"):
        held = matches(form, node)
        if held is not None and isinstance(held["df"], Node):
            return held["df"]
    return None


def _is_known(code: Code, frame: Node) -> bool:
    return kind_of(code, frame) in (FRAME, SERIES) or is_frame(code, frame)


def _looked_up(code: Code, subscript: Node, name: str) -> Node | None:
    """The frame that one item, or one row, is read or written of by a name's value."""
    index, of = subscript.fields("subscript"), plain(subscript["value"])
    parts = plain(index[0]).children if len(index) == 1 and index[0].kind == "tuple" else index
    if not parts or not _counts(parts[0], name) or len(parts) > 2:
        return None
    if len(parts) == 2 and plain(parts[1]).kind not in _ONE:
        return None
    if of.kind == "attribute" and of["attribute"].text in _BY_PLACE:
        of = plain(of["object"])
        return plain(of["value"]) if of.kind == "subscript" else of
    if len(parts) != 1 or not is_column(code, of):
        return None
    return plain(of["value"]) if of.kind == "subscript" else of


def _counts(part: Node, name: str) -> bool:
    """Whether an index is the name that counts, or next to it."""
    part = plain(part)
    if part.kind == "binary_operator":
        part = plain(part["left"])
    return part.kind == "identifier" and part.text == name


RULE = Rule(
    "GL705",
    "frame-item-in-loop",
    ("for_statement", "for_in_clause", "while_statement"),
    _check,
    Example(
        slow=(
            "def f(df):\n"
            "    total = 0\n"
            "    for i in range(len(df)):\n"
            "        total += df.loc[i, 'price']\n"
            "    return int(total)\n"
        ),
        fast="def f(df):\n    return int(df['price'].sum())\n",
        call="(pd.DataFrame({'price': range(5000)}),)",
        size="5,000 rows",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
)
