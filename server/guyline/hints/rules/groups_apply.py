"""A named reduction of groups, written as a function.

What: ``df.groupby("k")["x"].apply(lambda s: s.sum())``; ``agg``, ``transform``, ``rolling`` and
``resample`` as well, and ``len``.

Why: the function is called for each group, with a Series that is made for it. ``.sum()``
and ``agg("sum")`` are one pass over all groups in C.

Example::

    import pandas as pd

    def totals(df: pd.DataFrame):
        return df.groupby("shop")["price"].apply(lambda s: s.sum())

Use instead::

    import pandas as pd

    def totals(df: pd.DataFrame):
        return df.groupby("shop")["price"].sum()

When it is safe: the column holds numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.frames import column_named, function_of_one, is_grouped
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_builtin
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_METHODS = frozenset({"apply", "agg", "aggregate", "transform"})
_NAMED = frozenset({"sum", "mean", "min", "max", "median", "std", "var", "count", "nunique"})
_OF_NUMPY = frozenset({"sum", "mean", "min", "max", "median"})
_OF_BUILTINS = frozenset({"sum", "min", "max"})
_HOLDERS = frozenset({"argument_list", "dictionary", "pair", "list", "tuple", "keyword_argument"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = function_of_one(code, node)
    call = _call_of(node) if told is not None else None
    if told is None or call is None:
        return
    function = plain(call["function"])
    if function.kind != "attribute" or function["attribute"].text not in _METHODS:
        return
    reduced = _reduced(code, told[1], told[0])
    if not reduced or is_test(code) or not is_grouped(code, function["object"]):
        return
    name, column = reduced
    yield Found(
        node,
        f'the function is called for each group; the name "{name}" is one pass over all of them',
        _fix(node, call, name, column),
    )


def _call_of(node: Node) -> Node | None:
    """The call that a function is given to, by itself or within a dict."""
    for around in node.above():
        if around.kind == "call":
            return around
        if around.kind not in _HOLDERS:
            return None
    return None


def _reduced(code: Code, body: Node, name: str) -> tuple[str, str] | None:
    """The reduction's name and the column it is of; None: it does something else."""
    if body.kind != "call":
        return None
    function, given = plain(body["function"]), arguments(body)
    if named_arguments(body):
        return None
    if function.kind == "attribute" and not given:
        reduction, of = function["attribute"].text, function["object"]
        found = reduction if reduction in _NAMED else ""
    elif len(given) == 1:
        of, found = given[0], _of_function(code, function)
    else:
        return None
    of = plain(of)
    if not found:
        return None
    if of.kind == "identifier" and of.text == name:
        return found, ""
    column = column_named(of, name)
    return (found, column) if column and found != "size" else None


def _of_function(code: Code, function: Node) -> str:
    if is_builtin(code, function, "len"):
        return "size"
    module, _, name = code.qualified(function).rpartition(".")
    known = {"numpy": _OF_NUMPY, "builtins": _OF_BUILTINS}.get(module, frozenset[str]())
    return name if name in known else ""


def _fix(node: Node, call: Node, name: str, column: str) -> Fix | None:
    """Name the reduction."""
    if node.kind != "lambda":
        return None
    function = plain(call["function"])
    method, groups = function["attribute"].text, function["object"]
    alone = arguments(call) == [node] and not named_arguments(call)
    unproved: tuple[str, ...] = ("that the column holds numbers",)
    if name in ("sum", "mean", "std", "var"):
        unproved += ("that the last digits of floats do not matter",)
    if method == "transform" and alone and not column and name != "size":
        return Fix("Name it", (Edit(node.start, node.end, f'"{name}"'),), unproved=unproved)
    one = groups.kind == "subscript" and plain(groups.fields("subscript")[0]).kind == "string"
    if method != "transform" and alone and one and not column:
        edit = Edit(call.start, call.end, f"{groups.text}.{name}()")
        return Fix("Call it of all groups", (edit,), unproved=unproved)
    return None


RULE = Rule(
    "GL706",
    "groups-apply",
    ("lambda",),
    _check,
    Example(
        slow=("def f(df):\n    return df.groupby('k')['x'].apply(lambda s: s.sum()).tolist()\n"),
        fast="def f(df):\n    return df.groupby('k')['x'].sum().tolist()\n",
        call="(pd.DataFrame({'k': [i % 5000 for i in range(50000)], 'x': range(50000)}),)",
        size="5,000 groups of 10",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
)
