"""The smallest is looked for and taken out again and again; sorted once, it stands at the end.

What: ``while items:`` with ``least = min(items)`` and ``items.remove(least)``, the same with
``max``, and ``items.sort()`` with ``items.pop(0)``; where items are put in meanwhile, with a heap.

Before::

    def drained(items):
        items = list(items)
        found = []
        while items:
            least = min(items)
            items.remove(least)
            found.append(least)
        return found

After::

    def drained(items):
        items = list(items)
        found = []
        items.sort()
        items.reverse()
        while items:
            least = items.pop()
            found.append(least)
        return found

Of items that are equal the first comes first, as before; out of a heap they may not.

What it takes for granted: that all items can be compared, and that nobody sees the list while the
loop runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.rewrite import indent_of, insert_before
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import fill, fill_all, is_name, one, proposal
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that all items can be compared, and nobody sees the list while the loop runs",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    body, taken = node["body"].children, list[Taking]()
    for at in range(len(body)):
        found = _taken(body[at:])
        if found is not None:
            taken.append(found)
    if not taken or node.field("alternative") is not None or not is_name(taken[0].items):
        return
    first = taken[0]
    same = all(
        each.items.text == first.items.text and each.is_least == first.is_least for each in taken
    )
    puts = _puts(node, first.items.text, taken)
    if same and puts is not None:
        yield from _fix(code, node, taken, puts)


@dataclass(frozen=True, slots=True)
class Taking:
    """Statements that take the smallest or the largest item out of a list.

    Attributes:
        items: The list.
        first: The first of the statements.
        last: The last.
        text: What takes its place, with ``?`` for the item.
        is_least: Whether it is the smallest.
    """

    items: Node
    first: Node
    last: Node
    text: str
    is_least: bool


def _taken(body: list[Node]) -> Taking | None:
    """What the statements at the beginning of some take out; None: nothing."""
    for name in ("min", "max"):
        least = name == "min"
        holes = fill_all(body, f"$m = {name}($xs)", "$xs.remove($m)")
        if holes is not None and is_name(one(holes, "m")):
            text = f"{one(holes, 'm').text} = ?"
            return Taking(one(holes, "xs"), body[0], body[1], text, least)
        holes = fill(body[0], f"$out.append($xs.pop($xs.index({name}($xs))))")
        if holes is not None:
            text = f"{one(holes, 'out').text}.append(?)"
            return Taking(one(holes, "xs"), body[0], body[0], text, least)
        holes = fill(body[0], f"$m = $xs.pop($xs.index({name}($xs)))")
        if holes is not None and is_name(one(holes, "m")):
            text = f"{one(holes, 'm').text} = ?"
            return Taking(one(holes, "xs"), body[0], body[0], text, least)
    holes = fill_all(body, "$xs.sort()", "$m = $xs.pop(0)")
    if holes is None or not is_name(one(holes, "m")):
        return None
    second = fill_all(body[2:], "$n = $xs.pop(0)")
    text, last = f"{one(holes, 'm').text} = ?", body[1]
    if second is not None and one(second, "xs").text == one(holes, "xs").text:
        text, last = f"{text}\n{one(second, 'n').text} = ?", body[2]
    return Taking(one(holes, "xs"), body[0], last, text, True)


def _puts(node: Node, items: str, taken: list[Taking]) -> list[Node] | None:
    """Where the loop puts items in; None: it uses the list for something else."""
    found = list[Node]()
    for read in node.walk():
        if read.kind != "identifier" or read.text != items:
            continue
        if any(each.first.start <= read.start < each.last.end for each in taken):
            continue
        around = read.parent
        if around is None or node["condition"].holds(read):
            continue
        if around.kind == "argument_list" and fill(around.parent or around, f"len({items})"):
            continue
        call = around.parent if around.kind == "attribute" else None
        put = fill(call, f"{items}.append($x)") if call is not None else None
        if put is None or call is None:
            return None
        found.append(call)
    return found


def _fix(code: Code, node: Node, taken: list[Taking], puts: list[Node]) -> Iterator[Fix]:
    items = taken[0].items.text
    if puts and not taken[0].is_least:
        return
    order = "" if taken[0].is_least else "reverse=True"
    before = f"heapify({items})\n" if puts else f"{items}.sort({order})\n{items}.reverse()\n"
    pop = f"heappop({items})" if puts else f"{items}.pop()"
    edits = [insert_before(code, node, before)]
    for each in taken:
        indent = indent_of(code, each.first) or ""
        text = each.text.replace("?", pop).replace("\n", f"\n{indent}")
        edits.append(Edit(each.first.start, each.last.end, text))
    for put in puts:
        value = plain(put["arguments"].children[0]).text
        edits.append(Edit(put.start, put.end, f"heappush({items}, {value})"))
    names = ("heapify", "heappop", "heappush") if puts else ()
    yield from proposal(
        f"Keep {items} in a heap" if puts else f"Sort {items} once",
        edits,
        tuple(("heapq", name) for name in names),
        _ASSUMES,
    )


TEMPLATE = Template("GT113", "smallest-by-heap", ("while_statement",), _make, _ASSUMES)
