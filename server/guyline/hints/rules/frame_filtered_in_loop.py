"""A frame is gone through again for each key of a loop.

What: ``df[df["k"] == key]``, ``df.loc[df.k == key]``, ``df.query("k == @key")`` and
``df.groupby("k").get_group(key)`` in a loop over keys, where the frame stays the same.

Why: each round compares every row with its key, and copies those that fit: n·k steps for k keys.
``groupby`` goes through the rows once, and gives each key its rows.

Example::

    import pandas as pd

    def totals(df: pd.DataFrame):
        found = {}
        for shop in df["shop"].unique():
            found[shop] = df[df["shop"] == shop]["price"].sum()
        return found

Use instead::

    import pandas as pd

    def totals(df: pd.DataFrame):
        found = {}
        for shop, rows in df.groupby("shop"):
            found[shop] = rows["price"].sum()
        return found

When it is safe: keys that have no row are asked for as before; ``groupby`` sorts the keys, unless
``sort=False`` is said, and leaves out NaN.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, region_of
from guyline.hints.columns import is_stored_into, root_of
from guyline.hints.frames import is_column, is_frame
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.predicates import is_same_each_time
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_FORMS = ("$df[$mask]", "$df.loc[$mask]", "$df.loc[$mask, $_]")
_GROUP = "$df.groupby($$by).get_group($key)"


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = _filtered(code, node)
    if told is None:
        return
    frame, key = told
    loop = _loop(code, node, frame, key)
    if loop is None or is_test(code):
        return
    yield Found(
        node,
        "all rows are compared with one key in each round: O(n·k); groupby gives each key its "
        "rows in one go: O(n)",
        None,
        ((loop, "the loop"),),
    )


def _filtered(code: Code, node: Node) -> tuple[Node, str] | None:
    """The frame, and the name of the key that its rows are compared with."""
    if node.kind == "call":
        return _asked_for(code, node)
    for form in _FORMS:
        holes = matches(form, node)
        if holes is None:
            continue
        frame, mask = plain(node_in(holes, "df")), plain(node_in(holes, "mask"))
        key = _key(code, frame, mask)
        if key and not (frame.kind == "attribute" and frame["attribute"].text == "loc"):
            return frame, key
    return None


def _asked_for(code: Code, call: Node) -> tuple[Node, str] | None:
    """The same of ``get_group`` and ``query``."""
    holes = matches(_GROUP, call)
    if holes is not None:
        key = plain(node_in(holes, "key"))
        return (node_in(holes, "df"), key.text) if key.kind == "identifier" else None
    holes = matches("$df.query($text)", call)
    if holes is None:
        return None
    frame, name = node_in(holes, "df"), _asked(node_in(holes, "text"))
    return (frame, name) if name and is_frame(code, frame) else None


def _key(code: Code, frame: Node, mask: Node) -> str:
    """The name that a column of the frame is compared with."""
    if mask.kind != "comparison_operator" or mask.operators != ["=="]:
        return ""
    column, key = map(plain, mask.children)
    if key.kind != "identifier":
        column, key = key, column
    if key.kind != "identifier" or not is_frame(code, frame):
        return ""
    of = column.field("value") or column.field("object")
    same = of is not None and alike(of, frame)
    return key.text if same and is_column(code, column) else ""


def _asked(text: Node) -> str:
    """The name in ``"k == @name"``, or in an f-string of one comparison."""
    words = text.text.strip("f\"'").split()
    if text.kind != "string" or len(words) != 3 or words[1] != "==":
        return ""
    word = words[2].strip("\"'")
    if word.startswith("@"):
        return word[1:]
    inner = word[1:-1] if word[:1] == "{" and word[-1:] == "}" else ""
    return inner if inner.isidentifier() else ""


def _loop(code: Code, node: Node, frame: Node, key: str) -> Node | None:
    """The loop whose own name is the key, in which the frame stays the same."""
    for loop in repeating(code, node):
        left = loop.field("left")
        if left is None or not any(n.text == key and n.kind == "identifier" for n in left.walk()):
            continue
        root = root_of(frame)
        if root.kind != "identifier" or not is_same_each_time(code, root, loop):
            return None
        if frame.kind == "attribute" and not is_same_each_time(code, frame, loop):
            return None
        return None if is_stored_into(region_of(loop), frame) or _is_call(frame) else loop
    return None


def _is_call(frame: Node) -> bool:
    return any(each.kind == "call" and arguments(each) for each in frame.walk())


RULE = Rule(
    "GL721",
    "frame-filtered-in-loop",
    ("subscript", "call"),
    _check,
    Example(
        slow=(
            "def f(df):\n"
            "    found = {}\n"
            "    for k in df['k'].unique():\n"
            "        found[int(k)] = int(df[df['k'] == k]['x'].sum())\n"
            "    return found\n"
        ),
        fast=(
            "def f(df):\n"
            "    found = {}\n"
            "    for k, rows in df.groupby('k'):\n"
            "        found[int(k)] = int(rows['x'].sum())\n"
            "    return found\n"
        ),
        call="(pd.DataFrame({'k': sorted([i % 200 for i in range(20000)]), 'x': range(20000)}),)",
        size="20,000 rows, 200 keys",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    growth=("O(n·k)", "O(n)"),
    called=frozenset({"get_group", "query"}),
)
