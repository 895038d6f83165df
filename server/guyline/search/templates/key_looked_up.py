"""A dict is gone through for one key; it is looked up.

What: ``for key, value in table.items(): if key == wanted:`` with a ``return`` or a ``break`` at its
end, the same over the keys, where nothing tells that it is a dict.

Before::

    def price_of(prices, wanted):
        for name, price in prices.items():
            if name == wanted:
                return price
        return None

After::

    def price_of(prices, wanted):
        if wanted in prices:
            price = prices[wanted]
            return price
        return None

What it takes for granted: that it is a dict, and that the key can be hashed.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.rewrite import replace
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    are_dead,
    fill,
    is_name,
    is_plain_for,
    is_simple,
    lines_of,
    many,
    mentions,
    one,
    proposal,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that it is a dict, and that the key can be hashed",)
_TESTS = ("if $k == $w:\n    $$body", "if $w == $k:\n    $$body")


def _make(code: Code, node: Node) -> Iterator[Fix]:
    body = node["body"].children
    if not is_plain_for(node) or len(body) != 1:
        return
    target, over = node["left"], plain(node["right"])
    items = fill(over, "$d.items()")
    keys = fill(over, "$d.keys()")
    names = target.children if target.kind in ("pattern_list", "tuple_pattern") else [target]
    table = items or keys
    if table is None or len(names) != (2 if items else 1) or not all(map(is_name, names)):
        return
    for form in _TESTS:
        holes = fill(body[0], form)
        if holes is not None and one(holes, "k").text == names[0].text:
            break
    else:
        return
    then, wanted, owner = many(holes, "body"), one(holes, "w"), one(table, "d")
    last = then[-1].kind
    if last not in ("return_statement", "break_statement") or not is_name(owner):
        return
    if mentions(wanted, [each.text for each in names]) or not is_simple(wanted):
        return
    lines = lines_of(code, then[:-1] if last == "break_statement" else then)
    if lines is None or any(mentions(each, [names[0].text]) for each in then):
        return
    if not are_dead(code, names, node):
        return
    key = written(wanted)
    value = f"    {names[1].text} = {owner.text}[{key}]\n" if items else ""
    text = f"if {key} in {owner.text}:\n{value}"
    text += "".join(f"    {line}\n" for line in lines.splitlines())
    yield from proposal(
        f"Look up {key} in {owner.text}", (replace(code, node, node, text),), assumes=_ASSUMES
    )


TEMPLATE = Template("GT122", "key-looked-up", ("for_statement",), _make, _ASSUMES)
