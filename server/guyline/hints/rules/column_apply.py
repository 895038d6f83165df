"""Arithmetic on a column, one item at a time.

What: ``df["a"].apply(lambda x: ...)`` or ``.map`` with a function that does arithmetic on one
number, compares it, or chooses by it.

Why: each item is made a Python object, and a function is called with it. The same operators
on the whole column are one loop in C.

Example::

    import pandas as pd

    def convert(df: pd.DataFrame):
        df["celsius"] = df["fahrenheit"].apply(lambda x: (x - 32) / 1.8)

Use instead::

    import pandas as pd

    def convert(df: pd.DataFrame):
        df["celsius"] = (df["fahrenheit"] - 32) / 1.8

When it is safe: the column holds numbers that do not leave their type. A condition becomes
``np.where``, ``clip`` or ``mask``; both its sides are computed then.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import in_words_of_all, is_choice, is_elementwise, is_test
from guyline.hints.code import Code
from guyline.hints.frames import function_of_one, function_with_body, may_be_column
from guyline.hints.pattern import called, matches, plain
from guyline.hints.rewrite import replace_expression
from guyline.hints.rule import Example, Fix, Found, Rule
from guyline.syntax import Node

_FORMS = (
    "$column.apply($function)",
    "$column.map($function)",
    "$column.transform($function)",
    "$column.map($function, na_action=$_)",
)
_CONDITIONS = frozenset({"conditional_expression", "boolean_operator", "not_operator"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node.field("function")
    if function is None or function.kind != "attribute":
        return
    if function["attribute"].text not in ("apply", "map", "transform"):
        return
    holes = next((h for form in _FORMS if (h := matches(form, node)) is not None), None)
    if holes is None or is_test(code):
        return
    column, applied = holes["column"], holes["function"]
    assert isinstance(column, Node) and isinstance(applied, Node)  # noqa: S101, PT018 - one each
    told = function_of_one(code, applied) or function_with_body(code, applied)
    if told is None or not may_be_column(code, column):
        return
    name, body = told

    def is_item(each: Node) -> bool:
        return each.kind == "identifier" and each.text == name

    chooses = body.kind == "block" and is_choice(code, body, is_item)
    if not chooses and not is_elementwise(code, body, is_item):
        return
    chooses = chooses or any(each.kind in _CONDITIONS for each in body.walk())
    helps = "np.where, np.select or a mask" if chooses else "the same arithmetic"
    yield Found(
        node,
        f"{function['attribute'].text} calls a function for each item; {helps} on the whole "
        "column is one loop in C",
        _fix(code, node, column, applied, name, body),
    )


def _fix(code: Code, call: Node, column: Node, applied: Node, name: str, body: Node) -> Fix | None:
    """The same arithmetic on the whole column."""
    if plain(applied).kind != "lambda":
        return None
    names = {each.text for each in column.walk() if each.kind == "identifier"}
    if name in names or any(each.kind == "call" for each in column.walk()):
        return None

    def is_item(each: Node) -> bool:
        return each.kind == "identifier" and each.text == name

    text = in_words_of_all(code, body, is_item, column.text)
    if not text or "\n" in text:
        return None
    return Fix(
        "Do it with the whole column",
        (replace_expression(call, text),),
        unproved=(f"that {column.text} holds numbers that do not leave their type",),
    )


RULE = Rule(
    "GL703",
    "column-apply",
    ("call",),
    _check,
    Example(
        slow="def f(df):\n    return df['far'].apply(lambda x: (x - 32) * 5)\n",
        fast="def f(df):\n    return (df['far'] - 32) * 5\n",
        call="(pd.DataFrame({'far': range(100000)}),)",
        size="100,000 rows",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=called(*_FORMS),
)
