"""`apply(..., axis=1)` makes a Series of each row, and calls a function with it.

What: ``df.apply(lambda row: ..., axis=1)`` where the function asks the row for columns by
their names, and nothing else.

Why: a Series is made for each row, and a function is called. Arithmetic on whole columns is
one loop in C; where that won't do, a comprehension over ``zip`` of the columns makes no Series.

Example::

    import pandas as pd

    def add(df: pd.DataFrame):
        df["total"] = df.apply(lambda row: row["net"] + row["tax"], axis=1)

Use instead::

    import pandas as pd

    def add(df: pd.DataFrame):
        df["total"] = df["net"] + df["tax"]

When it is safe: the columns hold numbers, and there is at least one row: of an empty frame
``apply`` gives a frame. A row of ints and floats holds floats only.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import in_words_of_all, is_elementwise, is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.frames import column_named, function_of_one, function_with_body, only_columns
from guyline.hints.pattern import called, matches, plain
from guyline.hints.rewrite import replace_expression
from guyline.hints.rule import Example, Fix, Found, Rule
from guyline.syntax import Node

_FORMS = (
    "$frame.apply($function, axis=1)",
    "$frame.apply($function, axis='columns')",
    "$frame.apply($function, 1)",
    "$frame.apply(func=$function, axis=1)",
)
_ONE_BY_ONE = frozenset({"style", "groupby", "rolling"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node.field("function")
    if function is None or function.kind != "attribute" or function["attribute"].text != "apply":
        return
    if not (arguments(node) or named_arguments(node)):
        return
    holes = next((h for form in _FORMS if (h := matches(form, node)) is not None), None)
    if holes is None or is_test(code):
        return
    frame, applied = holes["frame"], holes["function"]
    assert isinstance(frame, Node) and isinstance(applied, Node)  # noqa: S101, PT018 - one each
    told = function_of_one(code, applied) or function_with_body(code, applied)
    if told is None or not only_columns(told[1], told[0], _is_asked) or _is_styled(code, frame):
        return
    row, body = told
    at_once = is_elementwise(code, body, lambda each: bool(column_named(each, row)))
    helps = (
        "arithmetic on whole columns is one loop in C"
        if at_once
        else "a comprehension over zip of the columns makes none"
    )
    yield Found(
        node,
        f"apply with axis=1 makes a Series of each row and calls a function; {helps}",
        _fix(code, node, frame, applied, row, body) if at_once else None,
    )


def _is_asked(around: Node) -> bool:
    """Whether a row is asked for a column by a name's value, or by ``get``."""
    if around.kind == "subscript":
        written = around.parent is not None and around.parent.field("left") is around
        index = around.fields("subscript")
        return not written and len(index) == 1 and index[0].kind in ("identifier", "attribute")
    called = around.parent is not None and around.parent.kind == "call"
    return around.kind == "attribute" and called and around["attribute"].text == "get"


def _is_styled(code: Code, frame: Node) -> bool:
    """Whether it is not the frame's own apply, but that of a style or of groups."""
    value = code.value_of(frame)
    names = {each["attribute"].text for each in value.walk() if each.kind == "attribute"}
    return bool(names & _ONE_BY_ONE)


def _fix(code: Code, call: Node, frame: Node, applied: Node, row: str, body: Node) -> Fix | None:
    """The same arithmetic on the frame's columns."""
    if plain(applied).kind != "lambda" or frame.kind not in ("identifier", "attribute"):
        return None
    if any(each.kind == "identifier" and each.text == frame.text for each in body.walk()):
        return None
    text = in_words_of_all(code, body, lambda each: bool(column_named(each, row)), "\0")
    if not text or "\n" in text:
        return None
    reads = [each for each in body.walk() if column_named(each, row)]
    for read in reads:
        text = text.replace("\0", f'{frame.text}["{column_named(read, row)}"]', 1)
    return Fix(
        "Do it with whole columns",
        (replace_expression(call, text),),
        unproved=("that the columns hold numbers", f"that {frame.text} has a row"),
    )


RULE = Rule(
    "GL702",
    "frame-apply-by-row",
    ("call",),
    _check,
    Example(
        slow=("def f(df):\n    return df.apply(lambda row: row['net'] + row['tax'], axis=1)\n"),
        fast="def f(df):\n    return df['net'] + df['tax']\n",
        call="(pd.DataFrame({'net': range(5000), 'tax': range(5000)}),)",
        size="5,000 rows",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=called(*_FORMS),
)
