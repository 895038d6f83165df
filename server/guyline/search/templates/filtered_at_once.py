"""Items are taken out of a list one by one while it is gone through; a new list takes the rest.

What: ``while i < len(items): if ...items[i]...: del items[i]`` (or ``items.pop(i)``) with
``else: i += 1``, from ``i = 0``.

Before::

    def evens(items):
        items = list(items)
        i = 0
        while i < len(items):
            if items[i] % 2:
                del items[i]
            else:
                i += 1
        return items

After::

    def evens(items):
        items = list(items)
        items[:] = [item for item in items if not (item % 2)]
        return items

The list stays the same object.

What it takes for granted: that the condition looks at nothing but the item, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, block_of
from guyline.hints.pattern import Holes, plain
from guyline.hints.predicates import is_dead_after
from guyline.hints.rewrite import free_name, replace
from guyline.hints.rule import Fix
from guyline.search.templates.forms import fill, is_name, is_simple, one, proposal
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that the condition looks at nothing but the item, and changes nothing",)
_TAKEN = ("del $xs[$i]", "$xs.pop($i)")
_TESTS = tuple(
    f"if $test:\n    {first}\nelse:\n    {second}"
    for taken in _TAKEN
    for step in ("$i += 1", "$i = $i + 1")
    for first, second in ((taken, step), (step, taken))
)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    body, statements = node["body"].children, block_of(node)
    at = statements.index(node)
    if len(body) != 1 or not at or node.field("alternative") is not None:
        return
    holes, begun = fill(body[0], *_TESTS), fill(statements[at - 1], "$i = 0")
    if holes is None or begun is None:
        return
    items, i, test = one(holes, "xs"), one(holes, "i"), plain(one(holes, "test"))
    around = fill(node["condition"], f"{i.text} < len($xs)", f"len($xs) > {i.text}")
    if around is None or one(around, "xs").text != items.text or not is_name(items):
        return
    if one(begun, "i").text != i.text or not is_dead_after(code, i, node):
        return
    item = free_name(code, code.function_of(node), "item")
    text = _of_item(test, items.text, i.text, item)
    if text is None:
        return
    takes = body[0]["consequence"].children[0].text.startswith(("del", f"{items.text}.pop"))
    kept = f"not ({text})" if takes else text
    lines = f"{items.text}[:] = [{item} for {item} in {items.text} if {kept}]\n"
    yield from proposal(
        "Take all that stay at once",
        (replace(code, statements[at - 1], node, lines) or replace(code, node, node, lines),),
        assumes=_ASSUMES,
    )


def _of_item(test: Node, items: str, i: str, item: str) -> str | None:
    """A condition on ``items[i]`` as one on an item; None: it looks at more."""
    parts, last = list[str](), test.start
    for each in test.walk():
        holes: Holes | None = fill(each, f"{items}[{i}]")
        if holes is not None and each.kind == "subscript":
            parts += [test.text[last - test.start : each.start - test.start], item]
            last = each.end
        elif each.kind == "identifier" and each.text in (items, i) and each.start >= last:
            return None
    return "".join(parts) + test.text[last - test.start :] if is_simple(test) and parts else None


TEMPLATE = Template("GT118", "filtered-at-once", ("while_statement",), _make, _ASSUMES)
