"""A formula over each group, where the groups' figures would do.

What: ``groups["x"].transform(lambda x: x - x.mean())``, ``(x - x.mean()) / x.std()``,
``x / x.sum()``, ``x.fillna(x.mean())``, and ``agg`` or ``apply`` of
``lambda x: x.max() - x.min()``.

Why: the function is called for each group, with a Series that is made for it, and each operation
in it makes another. ``transform("mean")`` gives each row its group's figure in one pass in C, and
the formula is then one for all rows.

Example::

    import pandas as pd

    def centred(df: pd.DataFrame):
        return df.groupby("k")["x"].transform(lambda x: x - x.mean())

Use instead::

    import pandas as pd

    def centred(df: pd.DataFrame):
        return df["x"] - df.groupby("k")["x"].transform("mean")

When it is safe: the column holds numbers; rows without a group are NaN either way.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.frames import function_of_one, is_grouped
from guyline.hints.pattern import plain
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_FIGURES = frozenset(["sum", "mean", "min", "max", "median", "std", "var", "count", "nunique"])
_OPERATORS = frozenset({"+", "-", "*", "/"})
_WINDOWS = ("rolling(", "expanding(", "ewm(", "resample(")


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind != "attribute" or not code.imports("pandas"):
        return
    method, given = function["attribute"].text, arguments(node)
    if method not in ("transform", "agg", "apply") or len(given) != 1 or named_arguments(node):
        return
    told = function_of_one(code, given[0]) if given[0].kind in ("lambda", "identifier") else None
    if told is None or is_test(code) or not is_grouped(code, function["object"]):
        return
    group, body = told
    if any(word in code.value_of(function["object"]).text for word in _WINDOWS):
        return
    whole = method == "transform"
    figures = _figures(body, group, whole)
    if not figures or (not whole and len(figures) < 2):
        return
    names = ", ".join(f'"{name}"' for name in sorted(set(figures)))
    helps = f"transform({names})" if whole else f"agg([{names}])"
    yield Found(
        node,
        f"the formula is computed for each group by itself; {helps} and one formula for all rows "
        "need no function",
    )


def _figures(body: Node, group: str, whole: bool) -> list[str]:
    """The groups' figures in a formula of nothing else; empty: it holds something else.

    Args:
        body: The formula.
        group: The name of the group's column in it.
        whole: Whether the column itself may stand in it.
    """
    found: list[str] = []
    stack, rows = [plain(body)], 0
    while stack:
        node = plain(stack.pop())
        if node.kind in ("integer", "float"):
            continue
        if node.kind == "identifier" and node.text == group and whole:
            rows += 1
        elif node.kind == "binary_operator" and node.operators[0] in _OPERATORS:
            stack.extend(node.children)
        elif node.kind == "call" and (figure := _figure(node, group)):
            found.append(figure)
        elif node.kind == "call" and whole and _is_filled(node, group):
            rows += 1
            stack.append(arguments(node)[0])
        else:
            return []
    return found if rows or not whole else []


def _figure(call: Node, group: str) -> str:
    function = plain(call["function"])
    if function.kind != "attribute" or arguments(call) or named_arguments(call):
        return ""
    name = function["attribute"].text
    return name if name in _FIGURES and function["object"].text == group else ""


def _is_filled(call: Node, group: str) -> bool:
    function = plain(call["function"])
    if function.kind != "attribute" or function["attribute"].text != "fillna":
        return False
    return function["object"].text == group and len(arguments(call)) == 1


RULE = Rule(
    "GL732",
    "groups-transformed",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(df):\n"
            "    return df.groupby('k')['x'].transform(lambda x: x - x.mean()).tolist()\n"
        ),
        fast="def f(df):\n    return (df['x'] - df.groupby('k')['x'].transform('mean')).tolist()\n",
        call="(pd.DataFrame({'k': [i // 10 for i in range(5000)], 'x': range(5000)}),)",
        size="500 groups of 10",
        setup="import pandas as pd",
        needs=("pandas",),
    ),
    called=frozenset({"transform", "agg", "apply"}),
)
