"""A text is compared with its own end character by character; a slice does it at once.

What: a loop over half of the places, or all of them, that leaves where ``text[i]`` is not
``text[-1 - i]``; the same with ``all``.

Before::

    def is_palindrome(text):
        for i in range(len(text) // 2):
            if text[i] != text[len(text) - 1 - i]:
                return False
        return True

After::

    def is_palindrome(text):
        if text != text[::-1]:
            return False
        return True

What it takes for granted: that it is a text or a list, of items that are equal to themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.rewrite import replace, replace_expression
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
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

_ASSUMES = ("that it is a text or a list, of items that are equal to themselves",)
_LASTS = ("-1 - $i", "-$i - 1", "-($i + 1)", "~$i", "-(1 + $i)")
_FROM_END = ("$n - 1 - $i", "$n - $i - 1", "$n - ($i + 1)", "$n - (1 + $i)")


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if node.kind == "call":
        holes = fill(node, "all($test for $i in $over)", "all([$test for $i in $over])")
        if holes is None or code.qualified(node["function"]) != "builtins.all":
            return
        clause = next(each for each in node.walk() if each.kind == "for_in_clause")
        items = _items(code, clause, one(holes, "test"), "==")
        if items is not None:
            text = f"{items.text} == {items.text}[::-1]"
            yield from proposal(
                "Compare with the reverse", (replace_expression(node, text),), assumes=_ASSUMES
            )
        return
    test = only_statement(node) if is_plain_for(node) else None
    if test is None or test.kind != "if_statement" or test.field("alternative") is not None:
        return
    items, body = _items(code, node, test["condition"], "!="), test["consequence"].children
    lines = lines_of(code, body)
    if items is None or lines is None or body[-1].kind != "return_statement":
        return
    if any(mentions(each, [node["left"].text]) for each in body):
        return
    text = f"if {items.text} != {items.text}[::-1]:\n"
    text += "".join(f"    {line}\n" for line in lines.splitlines())
    yield from proposal(
        "Compare with the reverse", (replace(code, node, node, text),), assumes=_ASSUMES
    )


def _items(code: Code, loop: Node, test: Node, operator: str) -> Node | None:
    """What is compared with its own end; None: it is something else."""
    counted = count_of(code, loop)
    if counted is None or counted.first is not None:
        return None
    i = counted.name.text
    holes = fill(test, f"$xs[{i}] {operator} $xs[$j]", f"$xs[$j] {operator} $xs[{i}]")
    half = fill(counted.stop, "$n // 2", "int($n / 2)", "$n // 2 + 1")
    stop = one(half, "n") if half is not None else counted.stop
    if holes is None or not is_name(one(holes, "xs")):
        return None
    items, last = one(holes, "xs"), one(holes, "j")
    length, end = length_of(code, stop), fill(last, *_LASTS, *_FROM_END)
    if length is None or length.text != items.text or end is None or one(end, "i").text != i:
        return None
    if "n" in end:
        known = length_of(code, one(end, "n"))
        if known is None or known.text != items.text:
            return None
    return items


TEMPLATE = Template("GT117", "palindrome-by-slice", ("for_statement", "call"), _make, _ASSUMES)
