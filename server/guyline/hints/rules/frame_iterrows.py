"""`iterrows` makes a Series of each row.

What: ``for _, row in df.iterrows()``, where the loop asks the row for its columns. It is one
rule for loops that could be arithmetic on whole columns and for those that could not: the
cause is the same, and ``itertuples`` helps both.

Why: a Series is made for each row, with an index and a type of its own, and asking it for a
column is a search. ``itertuples`` gives plain tuples; arithmetic on whole columns needs no
loop at all.

Example::

    import pandas as pd

    def worth(df: pd.DataFrame):
        total = 0
        for _, row in df.iterrows():
            total += row["price"] * row["count"]
        return total

Use instead::

    import pandas as pd

    def worth(df: pd.DataFrame):
        return (df["price"] * df["count"]).sum()

When it is safe: the names of the columns are names in Python, and each is there once. A row
of a frame with ints and floats holds floats only, a tuple holds both.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, region_of
from guyline.hints.frames import column_named, is_field
from guyline.hints.pattern import matches, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_CALLED = frozenset({"get", "to_dict", "tolist", "to_list", "to_numpy"})
_WHOLE = frozenset({"values", "index", "dtype", "loc", "iloc", "at", "iat", "T", "str", "dt"})
_FEW = ("$_.head($$_).iterrows()", "$_.tail($$_).iterrows()", "$_.nlargest($$_).iterrows()")


def _check(code: Code, node: Node) -> Iterator[Found]:
    holes = matches("$frame.iterrows()", node)
    if holes is None or any(matches(form, node) is not None for form in _FEW):
        return
    loop, row = _loop_over(code, node)
    if loop is None or row is None or is_test(code):
        return
    region, uses = region_of(loop), []
    for read in region.walk():
        if read.kind == "identifier" and read.text == row.text and read is not row:
            around = read.parent
            if around is None or around.field("attribute") is read:
                continue
            if around.kind == "keyword_argument" and around.field("name") is read:
                continue
            if not _is_column(around, read) and not _is_record(code, around, read):
                return
            uses.append(around)
    yield Found(
        node,
        "iterrows makes a Series of each row; itertuples gives tuples, and arithmetic on whole "
        "columns needs no loop",
        _fix(code, node, loop, row, uses),
    )


def _loop_over(code: Code, call: Node) -> tuple[Node | None, Node | None]:
    """The loop that goes over the rows, and the name of the row."""
    around, depth = call.parent, 0
    while around is not None and around.kind in ("argument_list", "parenthesized_expression"):
        if around.kind == "argument_list":
            outer = around.parent
            if outer is None or code.qualified(outer["function"]) not in (
                "builtins.enumerate",
                "tqdm.tqdm",
                "tqdm.auto.tqdm",
                "tqdm.notebook.tqdm",
                "builtins.list",
            ):
                return None, None
            if not arguments(outer) or not arguments(outer)[0].holds(call):
                return None, None
            depth += code.qualified(outer["function"]) == "builtins.enumerate"
            around = outer.parent
        else:
            around = around.parent
    if around is None or around.kind not in ("for_statement", "for_in_clause"):
        return None, None
    right, left = around.field("right"), around.field("left")
    if right is None or left is None or not right.holds(call):
        return None, None
    for _ in range(depth + 1):
        if left.kind not in ("pattern_list", "tuple_pattern") or len(left.children) != 2:
            return None, None
        left = left.children[1]
    return around, left


def _is_column(around: Node, row: Node) -> bool:
    """Whether a row is asked for one column, or for all of them as plain values."""
    above = around.parent
    if around.kind == "subscript" and around["value"] is row:
        index = around.fields("subscript")
        written = above is not None and above.kind in ("assignment", "augmented_assignment")
        if written and above is not None and above.field("left") is around:
            return False
        if len(index) != 1:
            return False
        return plain(index[0]).kind not in ("slice", "list", "comparison_operator")
    if around.kind != "attribute":
        return False
    called = above is not None and above.kind == "call" and above.field("function") is around
    name = around["attribute"].text
    return name in _CALLED if called else name not in _WHOLE


def _is_record(code: Code, around: Node, row: Node) -> bool:
    """Whether a row is taken for a dict or a tuple, or asked whether it has a column."""
    if around.kind == "comparison_operator":
        return around.operators[-1] in ("in", "not in") and around.children[-1] is row
    if around.kind == "dictionary_splat":
        return True
    call = around.parent if around.kind == "argument_list" else None
    return (
        call is not None
        and call.kind == "call"
        and code.qualified(call["function"])
        in ("builtins.dict", "builtins.tuple", "builtins.list", "builtins.len")
    )


def _fix(code: Code, call: Node, loop: Node, row: Node, uses: list[Node]) -> Fix | None:
    """Go over tuples, and read their fields."""
    left, right = loop["left"], loop.field("right")
    names = [column_named(use, row.text) for use in uses]
    if right is None or plain(right) is not call or not all(map(is_field, names)):
        return None
    region, index = region_of(loop), left.children[0]
    scope = code.scope_of(row) if region is loop else code.scope_made_by(region)
    owner, counted = scope.owner(row.text), scope.owner(index.text)
    if (
        row.kind != "identifier"
        or owner is None
        or not uses
        or index.kind != "identifier"
        or row.text in owner.outer
    ):
        return None
    if any(not region.holds(read) for read in owner.reads_of(row.text)):
        return None
    if len(owner.bindings[row.text]) != 1:
        return None
    frame = call["function"]["object"].text
    over = f"{frame}.itertuples(index=False)"
    if counted is not None and any(True for _ in counted.reads_of(index.text)):
        if code.module.owner("zip") is not None or "(" in frame:
            return None
        head = f"{index.text}, {row.text} in zip({frame}.index, {over})"
    else:
        head = f"{row.text} in {over}"
    edits = [Edit(left.start, right.end, head)]
    for use, name in zip(uses, names, strict=True):
        edits.append(Edit(use.start, use.end, f"{row.text}.{name}"))
    return Fix(
        "Go over tuples",
        tuple(edits),
        unproved=(
            "that each of the columns is there once",
            "that ints stay ints where a row of ints and floats held floats",
        ),
    )


RULE = Rule(
    "GL701",
    "frame-iterrows",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(df):\n"
            "    total = 0\n"
            "    for _, row in df.iterrows():\n"
            "        total += row['price'] * row['count']\n"
            "    return int(total)\n"
        ),
        fast=(
            "def f(df):\n"
            "    total = 0\n"
            "    for row in df.itertuples(index=False):\n"
            "        total += row.price * row.count\n"
            "    return int(total)\n"
        ),
        call="(pd.DataFrame({'price': range(5000), 'count': range(5000)}),)",
        size="5,000 rows",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=frozenset({"iterrows"}),
)
