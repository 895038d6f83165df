"""A frame that grows in a loop is copied each time round.

What: ``df = pd.concat([df, row])``, ``df = df.append(row)`` or ``df.loc[len(df)] = row`` in a
loop.

Why: each makes a new frame, and copies all the rows that were there before.

Example::

    import pandas as pd

    def gather(files):
        df = pd.DataFrame()
        for file in files:
            df = pd.concat([df, pd.read_csv(file)])
        return df

Use instead::

    import pandas as pd

    def gather(files):
        parts = []
        for file in files:
            parts.append(pd.read_csv(file))
        return pd.concat(parts)

When it is safe: nothing reads the frame before the loop has ended, and there is at least one
part: ``concat`` of none raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments, statement_of
from guyline.hints.growth import growing_loop, is_of_a_loop
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.rounds import is_short
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_ROWS = (
    "$df.loc[len($df)]",
    "$df.loc[len($df.index)]",
    "$df.loc[$df.shape[0]]",
    "$df.loc[len($df), :]",
    "$df.loc[len($df) + 1]",
    "$df.loc[$df.index.max() + 1]",
)
_CONCAT = "pandas.concat"


def _check(code: Code, node: Node) -> Iterator[Found]:
    left, right = node.field("left"), node.field("right")
    if left is None or right is None or is_test(code):
        return
    if left.kind == "subscript":
        yield from _rows(code, node, left)
        return
    made = plain(right)
    if left.kind not in ("identifier", "attribute") or made.kind != "call":
        return
    if left.text not in made.text or not _grows(code, left, made):
        return
    loop = growing_loop(code, left, statement_of(node), partial(_grows, code))
    if loop is None or is_of_a_loop(code, left):
        return
    yield Found(
        node,
        "the whole frame is copied each time round the loop: O(n²); a list of the parts, and "
        "one concat behind the loop, is O(n)",
        None,
        ((loop, "the loop"),),
    )


def _rows(code: Code, node: Node, left: Node) -> Iterator[Found]:
    """A row put behind the last: ``df.loc[len(df)] = row``."""
    if not any(matches(form, left) is not None for form in _ROWS) and not _is_new(code, left):
        return
    loop = next((each for each in code.loops(node) if each.kind == "for_statement"), None)
    loop = loop or next((each for each in code.loops(node)), None)
    if loop is None or is_short(code, loop):
        return
    yield Found(
        node,
        "each row that is put behind the last copies the frame: O(n²); a list of the rows, and "
        "one DataFrame made of it behind the loop, is O(n)",
        None,
        ((loop, "the loop"),),
    )


def _is_new(code: Code, left: Node) -> bool:
    """Whether it is a row of a frame that was made without any, before the loop."""
    holes = matches("$df.loc[$_]", left) or matches("$df.loc[$_, :]", left)
    frame = holes["df"] if holes is not None else None
    if not isinstance(frame, Node) or frame.kind != "identifier":
        return False
    index = plain(left.fields("subscript")[0])
    if index.kind in ("slice", "list", "comparison_operator", "string"):
        return False
    made = code.value_of(frame)
    if not code.calls(made, "pandas.DataFrame") or arguments(made):
        return False
    outside = all(not loop.holds(made) for loop in code.loops(left))
    return outside and set(named_arguments(made)) <= {"columns", "dtype"}


def _grows(code: Code, target: Node, made: Node) -> bool:
    """Whether a value is the target with rows put to it."""
    if made.kind != "call":
        return False
    function, given = plain(made["function"]), arguments(made)
    if code.qualified(function) == _CONCAT:
        parts = plain(given[0]) if given else None
        if parts is None or parts.kind not in ("list", "tuple") or len(parts.children) < 2:
            return False
        return sum(alike(part, target) for part in parts.children) == 1
    if function.kind != "attribute" or function["attribute"].text not in ("append", "_append"):
        return False
    return bool(given) and alike(function["object"], target) and code.imports("pandas")


RULE = Rule(
    "GL704",
    "frame-grown-in-loop",
    ("assignment",),
    _check,
    Example(
        slow=(
            "def f(parts):\n"
            "    df = pd.DataFrame({'x': [0]})\n"
            "    for part in parts:\n"
            "        df = pd.concat([df, part])\n"
            "    return df['x'].tolist()\n"
        ),
        fast=(
            "def f(parts):\n"
            "    parts = [pd.DataFrame({'x': [0]}), *parts]\n"
            "    return pd.concat(parts)['x'].tolist()\n"
        ),
        call="([pd.DataFrame({'x': range(100)}) for _ in range(400)],)",
        size="400 parts of 100 rows",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    growth=("O(n²)", "O(n)"),
)
