"""A method of texts is called on a column by `apply`.

What: ``frame["name"].apply(lambda x: x.strip().lower())``, ``.map(str.upper)``: methods of
texts, one after the other, of each item.

Why: ``apply`` brings each item through pandas before the method is called. A comprehension
over ``tolist()`` calls the method alone. (``.str.upper()`` is hardly faster than ``apply``, and
going over the column itself is not.)

Example::

    import pandas as pd

    def loud(frame: pd.DataFrame):
        return frame["name"].apply(lambda name: name.strip().upper())

Use instead::

    import pandas as pd

    def loud(frame: pd.DataFrame):
        column = frame["name"]
        return pd.Series([name.strip().upper() for name in column.tolist()], index=column.index)

When it is safe: no item is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code
from guyline.hints.frames import function_of_one, may_be_column
from guyline.hints.pattern import called, matches, node_in, plain
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_FORMS = ("$column.apply($function)", "$column.map($function)")
_NAMES = """
    upper lower title capitalize casefold swapcase strip lstrip rstrip replace zfill
    removeprefix removesuffix startswith endswith isdigit isalpha isnumeric isspace ljust rjust
"""
_METHODS = frozenset(_NAMES.split())


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node.field("function")
    if function is None or function.kind != "attribute":
        return
    if function["attribute"].text not in ("apply", "map") or is_test(code):
        return
    holes = next((h for form in _FORMS if (h := matches(form, node)) is not None), None)
    if holes is None or not may_be_column(code, node_in(holes, "column")):
        return
    if not _is_of_texts(code, node_in(holes, "function")):
        return
    yield Found(
        node,
        f"{function['attribute'].text} brings each text through pandas; a comprehension over "
        "tolist() calls the method alone",
    )


def _is_of_texts(code: Code, function: Node) -> bool:
    """Whether a function only calls methods of texts, one after the other."""
    function = plain(function)
    if function.kind == "attribute":
        named = code.qualified(function["object"]) == "builtins.str"
        return named and function["attribute"].text in _METHODS
    told = function_of_one(code, function)
    if told is None:
        return False
    name, body = told
    body, called = plain(body), False
    while body.kind == "call":
        of = plain(body["function"])
        if of.kind != "attribute" or of["attribute"].text not in _METHODS:
            return False
        given = body.field("arguments")
        if given is not None and any(each.kind != "string" for each in given.children):
            return False
        body, called = plain(of["object"]), True
    return called and body.kind == "identifier" and body.text == name


RULE = Rule(
    "GL709",
    "column-text-apply",
    ("call",),
    _check,
    Example(
        slow="def f(column):\n    return column.apply(lambda x: x.upper())\n",
        fast=(
            "def f(column):\n"
            "    return pd.Series([x.upper() for x in column.tolist()], index=column.index)\n"
        ),
        call="(pd.Series(['abc'] * 20000, dtype=object),)",
        size="20,000 texts",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=called(*_FORMS),
)
