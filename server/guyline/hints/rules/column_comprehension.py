"""A column made, or rows chosen, by a comprehension over a column.

What: ``df[[x > 1 for x in df["a"]]]``, ``df["b"] = [x * 2 for x in df["a"]]``, and the same with
``zip`` of columns.

Why: a Python object is made of each item, and a list of all of them. The same operators on
the whole column are one loop in C.

Example::

    import pandas as pd

    def large(df: pd.DataFrame):
        return df[[x > 100 for x in df["size"]]]

Use instead::

    import pandas as pd

    def large(df: pd.DataFrame):
        return df[df["size"] > 100]

When it is safe: the column holds numbers that do not leave their type.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import in_words_of_all, is_elementwise, is_test
from guyline.hints.code import Code, arguments
from guyline.hints.frames import is_column, is_frame
from guyline.hints.pattern import alike, plain, with_brackets
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.scopes import How
from guyline.syntax import Node

_ITEMS = frozenset({"tolist", "to_list", "to_numpy"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if len(node.children) != 2 or node.children[1].kind != "for_in_clause":
        return
    body, clause = node.children
    frame = _frame_of(code, node)
    if frame is None:
        return
    over = _over(code, clause)
    if over is None or is_test(code):
        return

    def is_item(each: Node) -> bool:
        return each.kind == "identifier" and each.text in over

    if not is_elementwise(code, body, is_item):
        return
    yield Found(
        node,
        "each item of the column is made a Python object; the same operators on the whole "
        "column are one loop in C",
        _fix(code, node, frame, over),
    )


def _frame_of(code: Code, node: Node) -> Node | None:
    """The frame that a list chooses rows of, or becomes a column of; None: of none."""
    around = with_brackets(node).parent
    if around is None:
        return None
    if around.kind == "subscript" and around["value"] is not node:
        return _plain_frame(code, around)
    if around.kind != "assignment" or around.field("right") is not node:
        return None
    left = around["left"]
    if left.kind == "subscript":
        return _plain_frame(code, left)
    if left.kind != "identifier":
        return None
    owner = code.owner(left)
    bound = owner.bindings[left.text] if owner is not None else []
    reads = list(owner.reads_of(left.text)) if owner is not None else []
    if len(bound) != 1 or len(reads) != 1 or bound[0].how is not How.ASSIGNMENT:
        return None
    above = reads[0].parent
    if above is None or above.kind != "subscript" or above["value"] is reads[0]:
        return None
    return _plain_frame(code, above)


def _plain_frame(code: Code, subscript: Node) -> Node | None:
    """The frame of ``df[...]`` and ``df.loc[...]``."""
    if len(subscript.fields("subscript")) != 1:
        return None
    of = plain(subscript["value"])
    if of.kind == "attribute" and of["attribute"].text == "loc":
        of = plain(of["object"])
    return of if is_frame(code, of) else None


def _over(code: Code, clause: Node) -> dict[str, Node] | None:
    """The columns that a comprehension goes over, by the names of their items."""
    left, right = clause.field("left"), clause.field("right")
    if left is None or right is None or clause.text.startswith("async"):
        return None
    right = plain(right)
    if code.calls(right, "builtins.zip"):
        names, columns = left.children, arguments(right)
    else:
        names, columns = [left], [right]
    if len(names) != len(columns):
        return None
    found = {}
    for name, column in zip(names, columns, strict=True):
        of = _items_of(plain(column))
        if name.kind != "identifier" or not is_column(code, of):
            return None
        found[name.text] = of
    return found


def _items_of(node: Node) -> Node:
    """The column, where its items are taken by a method or as ``values``."""
    if node.kind == "attribute" and node["attribute"].text == "values":
        return plain(node["object"])
    function = node.field("function") if node.kind == "call" else None
    if function is None or function.kind != "attribute" or arguments(node):
        return node
    return plain(function["object"]) if function["attribute"].text in _ITEMS else node


def _fix(code: Code, node: Node, frame: Node, over: dict[str, Node]) -> Fix | None:
    """The same of whole columns, of the frame itself."""
    if len(over) != 1:
        return None
    [(name, column)] = over.items()
    if column.kind != "subscript" or not alike(column["value"], frame):
        return None

    def is_item(each: Node) -> bool:
        return each.kind == "identifier" and each.text == name

    text = in_words_of_all(code, node.children[0], is_item, column.text)
    if not text or "\n" in text:
        return None
    return Fix(
        "Do it with the whole column",
        (Edit(node.start, node.end, text),),
        unproved=(f"that {column.text} holds numbers that do not leave their type",),
    )


RULE = Rule(
    "GL711",
    "column-comprehension",
    ("list_comprehension",),
    _check,
    Example(
        slow="def f(df):\n    return len(df[[x > 100 for x in df['x']]])\n",
        fast="def f(df):\n    return len(df[df['x'] > 100])\n",
        call="(pd.DataFrame({'x': range(100000)}),)",
        size="100,000 rows",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
)
