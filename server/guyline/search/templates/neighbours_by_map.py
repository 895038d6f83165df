"""Each item is compared with the next by an index; ``map`` with an operator does it in C.

What: ``all`` or ``any`` of ``items[i] < items[i + 1]`` over ``range(len(items) - 1)``, with any
comparison, and a loop that leaves where such a comparison holds.

Before::

    def is_sorted(items):
        return all(items[i] <= items[i + 1] for i in range(len(items) - 1))

After::

    from operator import le


    def is_sorted(items):
        return all(map(le, items, items[1:]))

What it takes for granted: that it is a list, a tuple or a text.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.rewrite import replace, replace_expression
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    are_builtins,
    are_dead,
    count_of,
    fill,
    is_name,
    is_number,
    is_plain_for,
    length_of,
    lines_of,
    mentions,
    one,
    only_statement,
    proposal,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that it is a list, a tuple or a text",)
_OPERATORS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if not are_builtins(code, node, "any", "all", "map"):
        return
    if node.kind == "call":
        yield from _of_call(code, node)
    elif is_plain_for(node):
        yield from _of_loop(code, node)


def _of_call(code: Code, node: Node) -> Iterator[Fix]:
    name = code.qualified(node["function"]).removeprefix("builtins.")
    forms = (f"{name}($test for $i in $over)", f"{name}([$test for $i in $over])")
    holes = fill(node, *forms) if name in ("all", "any") else None
    if holes is None:
        return
    clause = next(each for each in node.walk() if each.kind == "for_in_clause")
    found = _compared(code, clause, one(holes, "test"))
    if found is not None:
        items, operator = found
        text = f"{name}(map({operator}, {items}, {items}[1:]))"
        yield from proposal(
            f"Compare {items} with {items}[1:]",
            (replace_expression(node, text),),
            (("operator", operator),),
            _ASSUMES,
        )


def _of_loop(code: Code, node: Node) -> Iterator[Fix]:
    test = only_statement(node)
    if test is None or test.kind != "if_statement" or test.field("alternative") is not None:
        return
    found, body = _compared(code, node, test["condition"]), test["consequence"].children
    lines = lines_of(code, body)
    if found is None or lines is None or body[-1].kind != "return_statement":
        return
    target = node["left"]
    if any(mentions(each, [target.text]) for each in body) or not are_dead(code, [target], node):
        return
    items, operator = found
    text = f"if any(map({operator}, {items}, {items}[1:])):\n"
    text += "".join(f"    {line}\n" for line in lines.splitlines())
    yield from proposal(
        f"Compare {items} with {items}[1:]",
        (replace(code, node, node, text),),
        (("operator", operator),),
        _ASSUMES,
    )


def _compared(code: Code, loop: Node, test: Node) -> tuple[str, str] | None:
    """The list and the operator's name; None: something else is compared."""
    counted, test = count_of(code, loop), plain(test)
    if counted is None or test.kind != "comparison_operator" or len(test.operators) != 1:
        return None
    operator, i = test.operators[0], counted.name.text
    stop = plain(counted.stop)
    if counted.first is None:
        if stop.kind != "binary_operator" or stop.operators != ["-"]:
            return None
        near, far, whole = f"$xs[{i}]", f"$xs[{i} + 1]", plain(stop["left"])
        if not is_number(stop["right"], 1):
            return None
    elif is_number(counted.first, 1):
        near, far, whole = f"$xs[{i} - 1]", f"$xs[{i}]", stop
    else:
        return None
    length = length_of(code, whole)
    for form, name in (
        (f"{near} {operator} {far}", operator),
        (f"{far} {operator} {near}", _TURNED.get(operator, "")),
    ):
        holes = fill(test, form) if name in _OPERATORS else None
        if holes is None or length is None or not is_name(one(holes, "xs")):
            continue
        items = one(holes, "xs").text
        return (items, _OPERATORS[name]) if items == length.text else None
    return None


TEMPLATE = Template("GT127", "neighbours-by-map", ("for_statement", "call"), _make, _ASSUMES)
