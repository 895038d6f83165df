"""A reduction of groups is given as a function, and not by its name.

What: ``groups.agg(np.mean)``, ``groups["x"].apply(np.sum)``, ``.agg(len)``, ``.transform(max)``,
``df.rolling(7).apply(np.mean)``, and the same in a dict that is given to ``agg``.

Why: the function is called for each group, or for each window, with a Series that is made for it.
``.mean()`` and ``agg("mean")`` are one pass in C. pandas took some functions for their names once,
and does so no longer.

Example::

    import numpy as np
    import pandas as pd

    def smooth(df: pd.DataFrame):
        return df["price"].rolling(7).apply(np.mean)

Use instead::

    import pandas as pd

    def smooth(df: pd.DataFrame):
        return df["price"].rolling(7).mean()

When it is safe: the column holds numbers; ``np.std`` and ``np.var`` divide by n where the names
divide by n - 1, so ``ddof=0`` has to be said.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.frames import is_grouped
from guyline.hints.pattern import plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_METHODS = frozenset({"apply", "agg", "aggregate", "transform"})
_OF_NUMPY = {
    **{name: name for name in ("sum", "mean", "min", "max", "median", "std", "var", "prod")},
    **{f"nan{name}": name for name in ("sum", "mean", "min", "max", "median")},
    "amin": "min",
    "amax": "max",
}
_OF_BUILTINS = {"sum": "sum", "min": "min", "max": "max", "len": "size"}
_NO_WINDOWS = frozenset({"size", "prod"})
_WINDOWS = frozenset({"rolling", "expanding", "ewm"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind != "attribute" or function["attribute"].text not in _METHODS:
        return
    if not code.imports("pandas") or not arguments(node):
        return
    method, groups = function["attribute"].text, function["object"]
    named = [(each, _name(code, each)) for each in _given(node, method)]
    named = [(each, name) for each, name in named if name]
    if not named or is_test(code) or not is_grouped(code, groups):
        return
    window = _is_window(code, groups)
    for each, name in named:
        if window and name in _NO_WINDOWS:
            continue
        what = "window" if window else "group"
        yield Found(
            each,
            f'{each.text} is called for each {what}; the name "{name}" is one pass over all',
            _fix(node, each, name, method, window),
        )


def _given(call: Node, method: str) -> list[Node]:
    """The functions that are given, alone, in a list or in a dict."""
    [first, *_] = [plain(each) for each in arguments(call)]
    if first.kind == "list" and method != "apply":
        return [plain(each) for each in first.children]
    if first.kind == "dictionary" and method != "apply":
        values = [plain(each["value"]) for each in first.children if each.kind == "pair"]
        inner = [plain(each) for value in values if value.kind == "list" for each in value.children]
        return [*(value for value in values if value.kind != "list"), *inner]
    return [first]


def _name(code: Code, function: Node) -> str:
    """The reduction's name in pandas; empty: it has none."""
    if function.kind not in ("identifier", "attribute"):
        return ""
    module, _, name = code.qualified(function).rpartition(".")
    known = {"numpy": _OF_NUMPY, "builtins": _OF_BUILTINS}.get(module, dict[str, str]())
    return known.get(name, "")


def _is_window(code: Code, groups: Node) -> bool:
    made = code.value_of(groups)
    while made.kind == "subscript":
        made = code.value_of(made["value"])
    function = plain(made["function"]) if made.kind == "call" else None
    return (
        function is not None
        and function.kind == "attribute"
        and function["attribute"].text in _WINDOWS
    )


def _fix(call: Node, each: Node, name: str, method: str, window: bool) -> Fix | None:
    """Name it."""
    unproved: tuple[str, ...] = ("that the column holds numbers",)
    if name in ("std", "var"):
        return None
    if name in ("sum", "mean"):
        unproved += ("that the last digits of floats do not matter",)
    if method != "apply" and not window:
        return Fix("Name it", (Edit(each.start, each.end, f'"{name}"'),), unproved=unproved)
    function = plain(call["function"])
    groups = function["object"]
    alone = len(arguments(call)) == 1 and not set(named_arguments(call)) - {"raw"}
    if method not in ("apply", "agg") or not alone or not (window or groups.kind == "subscript"):
        return None
    if plain(arguments(call)[0]) is not each:
        return None
    edit = Edit(groups.end, call.end, f".{name}()")
    return Fix("Call it of all at once", (edit,), unproved=unproved)


RULE = Rule(
    "GL724",
    "groups-function-called",
    ("call",),
    _check,
    Example(
        slow="def f(df):\n    return df['x'].rolling(10).apply(np.mean).iloc[-1].round(3)\n",
        fast="def f(df):\n    return df['x'].rolling(10).mean().iloc[-1].round(3)\n",
        call="(pd.DataFrame({'x': range(500)}),)",
        size="500 windows of 10",
        setup="import numpy as np\nimport pandas as pd",
        needs=("numpy", "pandas"),
    ),
    called=_METHODS,
)
