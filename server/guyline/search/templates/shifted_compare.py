"""Items are compared with those a few places on, one by one; two slices are compared in C.

What: a loop that leaves, or sets a name to a constant, where ``items[i] != items[i + 2]``; ``all``
of ``==`` and ``any`` of ``!=``, also from the other side: ``items[i - 1]`` from the second.

Before::

    def alternates(items):
        for i in range(2, len(items)):
            if items[i - 2] != items[i]:
                return False
        return True

After::

    def alternates(items):
        if items[2:] != items[:-2]:
            return False
        return True

What it takes for granted: that it is a list, a tuple or a text, of items that are equal to
themselves, and that there is room for two copies of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.rewrite import replace, replace_expression
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    are_dead,
    count_of,
    fill,
    is_name,
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

_ASSUMES = ("that it is a list, a tuple or a text, of items that are equal to themselves",)
_WANTED = {"builtins.all": "==", "builtins.any": "!="}
_CONSTANTS = frozenset({"true", "false", "none", "integer", "float", "string"})


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if node.kind == "call":
        yield from _of_call(code, node)
        return
    test = only_statement(node) if is_plain_for(node) else None
    if test is None or test.kind != "if_statement" or test.field("alternative") is not None:
        return
    compared = _compared(code, node, test["condition"], "!=")
    lines = _left_by(code, node, test["consequence"].children)
    if compared is None or lines is None:
        return
    text = f"if {compared}:\n" + "".join(f"    {line}\n" for line in lines.splitlines())
    yield from proposal("Compare slices", (replace(code, node, node, text),), assumes=_ASSUMES)


def _of_call(code: Code, node: Node) -> Iterator[Fix]:
    operator = _WANTED.get(code.qualified(node["function"]))
    name = node["function"].text
    forms = (f"{name}($test for $i in $over)", f"{name}([$test for $i in $over])")
    holes = fill(node, *forms) if operator is not None else None
    if holes is None or operator is None:
        return
    clause = next(each for each in node.walk() if each.kind == "for_in_clause")
    compared = _compared(code, clause, one(holes, "test"), operator)
    if compared is not None:
        edit = replace_expression(node, compared)
        yield from proposal("Compare slices", (edit,), assumes=_ASSUMES)


def _left_by(code: Code, loop: Node, body: list[Node]) -> str | None:
    """What is done at the first difference, as lines; None: it may be done again."""
    target, then = loop["left"], body
    if any(mentions(each, [target.text]) for each in body) or not are_dead(code, [target], loop):
        return None
    if body[-1].kind == "break_statement":
        then = body[:-1]
    elif body[-1].kind != "return_statement" and not (len(body) == 1 and _is_constant(body[0])):
        return None
    if any(each.kind == "break_statement" for node in then for each in node.walk()):
        return None
    return lines_of(code, then) or _alone(then) if then else None


def _alone(nodes: list[Node]) -> str | None:
    """A statement that shares a line with its condition."""
    return nodes[0].text if len(nodes) == 1 and "\n" not in nodes[0].text else None


def _is_constant(statement: Node) -> bool:
    holes = fill(statement, "$name = $value")
    return (
        holes is not None and is_name(one(holes, "name")) and one(holes, "value").kind in _CONSTANTS
    )


def _compared(code: Code, loop: Node, test: Node, operator: str) -> str | None:
    """Two slices that are compared instead; None: something else is."""
    counted = count_of(code, loop)
    if counted is None:
        return None
    i, stop = counted.name.text, plain(counted.stop)
    if counted.first is None:
        if stop.kind != "binary_operator" or stop.operators != ["-"]:
            return None
        by, near, whole = plain(stop["right"]).text, f"$xs[{i}]", plain(stop["left"])
        fars = [f"$xs[{i} + {by}]", f"$xs[{by} + {i}]"]
    else:
        by, near, whole = plain(counted.first).text, f"$xs[{i}]", stop
        fars = [f"$xs[{i} - {by}]"]
    length = length_of(code, whole)
    if not by.isdecimal() or int(by) == 0 or length is None:
        return None
    pairs = [pair for far in fars for pair in ((near, far), (far, near))]
    holes = fill(test, *(f"{left} {operator} {right}" for left, right in pairs))
    if holes is None and operator == "!=":
        holes = fill(test, *(f"not {left} == {right}" for left, right in pairs))
    if holes is None or not is_name(one(holes, "xs")) or one(holes, "xs").text != length.text:
        return None
    return f"{length.text}[{by}:] {operator} {length.text}[:-{by}]"


TEMPLATE = Template("GT143", "shifted-compare", ("for_statement", "call"), _make, _ASSUMES)
