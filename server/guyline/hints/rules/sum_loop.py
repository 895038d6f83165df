"""A loop adds up what `sum` adds up.

What: ``for value in values: total += value`` and nothing else; ``total += len(item)`` likewise.

Why: each round runs the interpreter; ``sum`` adds in C. For more than a name or a call of one
builtin it is no faster, and not hinted at.

Example::

    def whole(prices):
        total = 0
        for price in prices:
            total += price
        return total

Use instead::

    def whole(prices):
        total = 0
        total += sum(prices)
        return total

When it is safe: whole numbers. Floats may differ in the last digit, as ``sum`` of Python 3.12
and newer rounds less: a total that begins as 0.0 is left alone. The loop's
variable is not read after it.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import begun_as, item_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_builtin
from guyline.hints.rewrite import replace
from guyline.hints.rounds import is_async, reads_all_names, reads_reached
from guyline.hints.rule import Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_COUNTS = ("len", "ord", "abs", "int")


def _check(code: Code, node: Node) -> Iterator[Found]:
    body = node["body"].children
    target = node["left"]
    if len(body) != 1 or target.kind != "identifier" or is_async(node):
        return
    if node.field("alternative") is not None:
        return
    holes = matches("$total += $value", body[0])
    if holes is None:
        return
    total, value = holes["total"], holes["value"]
    assert isinstance(total, Node)  # noqa: S101 - holes for one expression
    assert isinstance(value, Node)  # noqa: S101 - the same
    by = _by(code, value, target)
    if by is None or total.kind != "identifier" or begun_as(code, total) != "int":
        return
    if total.text == target.text or any(n.text == total.text for n in node["right"].walk()):
        return
    yield Found(
        node,
        f"a loop adds up one by one; {_sum(by, '...')} adds in C",
        _fix(code, node, total, by),
    )


def _by(code: Code, value: Node, target: Node) -> str | None:
    """The builtin that gives what is added; empty: the item itself; None: something else."""
    if alike(value, target):
        return ""
    for name in _COUNTS:
        holes = matches(f"{name}($item)", value)
        if holes is None or not is_builtin(code, value["function"], name):
            continue
        item = holes["item"]
        return name if isinstance(item, Node) and alike(item, target) else None
    return None


def _sum(by: str, over: str) -> str:
    return f"sum(map({by}, {over}))" if by else f"sum({over})"


def _fix(code: Code, loop: Node, total: Node, by: str) -> Fix | None:
    """Add the sum at once."""
    scope, target, over = code.function_of(loop), loop["left"], plain(loop["right"])
    if not scope.is_function or reads_all_names(code, scope) or "sum" in code.module.bindings:
        return None
    if len(reads_reached(code, target, loop)) != 1 or target.text in scope.outer:
        return None
    if by and "map" in code.module.bindings:
        return None
    edit = replace(code, loop, loop, f"{total.text} += {_sum(by, over.text)}")
    items = item_of(code, over)
    whole = by in ("len", "ord", "int") or (items is not None and items.name in ("int", "bool"))
    if edit is None or over.kind in ("expression_list", "yield"):
        return None
    caught = any(around.kind == "try_statement" for around in loop.above())
    if whole and not caught:
        return Fix("Add them by sum", (edit,), safety=Safety.PROVED)
    return Fix(
        "Add them by sum",
        (edit,),
        safety=Safety.OPEN,
        unproved=(f"that what {over.text} gives are whole numbers",),
    )


RULE = Rule(
    "GL303",
    "sum-loop",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(prices):\n"
            "    total = 0\n"
            "    for price in prices:\n"
            "        total += price\n"
            "    return total\n"
        ),
        fast="def f(prices):\n    return sum(prices)\n",
        call="(list(range(5000)),)",
        size="5,000 numbers",
    ),
)
