"""The first item is cut off a sequence each time round a loop; the loop goes over it in place.

What: ``while items:`` that uses ``items[0]`` and ends with ``items = items[1:]``, where nobody
reads ``items`` afterwards.

Before::

    def checksum(data):
        total = 0
        while data:
            total = total * 31 + data[0]
            data = data[1:]
        return total

After::

    def checksum(data):
        total = 0
        for item in data:
            total = total * 31 + item
        return total

What it takes for granted: that going over it gives what its places do, as of texts and lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.predicates import is_dead_after
from guyline.hints.rewrite import free_name
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import fill, is_name, one, proposal
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that going over it gives what its places do",)
_CONDITIONS = ("len($xs) > 0", "len($xs) != 0", "len($xs)", "$xs != []", "$xs != ''", "$xs")


def _make(code: Code, node: Node) -> Iterator[Fix]:
    body, holes = node["body"].children, fill(node["condition"], *_CONDITIONS)
    cut = fill(body[-1], "$xs = $xs[1:]")
    if holes is None or cut is None or node.field("alternative") is not None or len(body) < 2:
        return
    items = one(holes, "xs")
    if not is_name(items) or one(cut, "xs").text != items.text:
        return
    if not is_dead_after(code, items, node) or any(
        each.kind == "continue_statement" for each in node.walk()
    ):
        return
    item = free_name(code, code.function_of(node), "item")
    edits = [Edit(node.start, node["condition"].end, f"for {item} in {items.text}")]
    for each in (inner for statement in body[:-1] for inner in statement.walk()):
        if each.kind != "identifier" or each.text != items.text:
            continue
        place = each.parent
        if place is None or fill(place, f"{items.text}[0]") is None or place.role == "left":
            return
        edits.append(Edit(place.start, place.end, item))
    begin = code.text.rfind("\n", 0, body[-1].start) + 1
    end = code.text.find("\n", body[-1].end) + 1 or len(code.text)
    if code.text[begin:end].strip() != body[-1].text:
        return
    edits.append(Edit(begin, end, ""))
    yield from proposal(f"Go over {items.text} in place", edits, assumes=_ASSUMES)


TEMPLATE = Template("GT123", "gone-over-in-place", ("while_statement",), _make, _ASSUMES)
