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

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.rewrite import insert_before
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import fill, fill_all, is_name, one, proposal
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that all items can be compared, and nobody sees the list while the loop runs",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    body = node["body"].children
    for at in range(len(body)):
        taken = _taken(body[at:])
        if taken is None:
            continue
        items, end, target, is_least = taken
        if not is_name(items) or node.field("alternative") is not None:
            return
        puts = _puts(node, items.text, body[at], end)
        if puts is None:
            return
        yield from _fix(code, node, items.text, (body[at], end), target, is_least, puts)
        return


def _taken(body: list[Node]) -> tuple[Node, Node, str, bool] | None:
    """The list, the last of the statements that take an item, its name, if it is the least."""
    for name in ("min", "max"):
        holes = fill_all(body, f"$m = {name}($xs)", "$xs.remove($m)")
        if holes is not None and is_name(one(holes, "m")):
            return one(holes, "xs"), body[1], one(holes, "m").text, name == "min"
        holes = fill(body[0], f"$out.append($xs.pop($xs.index({name}($xs))))")
        if holes is not None:
            return one(holes, "xs"), body[0], f"{one(holes, 'out').text}.append(?)", name == "min"
        holes = fill(body[0], f"$m = $xs.pop($xs.index({name}($xs)))")
        if holes is not None and is_name(one(holes, "m")):
            return one(holes, "xs"), body[0], one(holes, "m").text, name == "min"
    holes = fill_all(body, "$xs.sort()", "$m = $xs.pop(0)")
    if holes is not None and is_name(one(holes, "m")):
        return one(holes, "xs"), body[1], one(holes, "m").text, True
    return None


def _puts(node: Node, items: str, first: Node, last: Node) -> list[Node] | None:
    """Where the loop puts items in; None: it uses the list for something else."""
    found = list[Node]()
    for read in node.walk():
        if read.kind != "identifier" or read.text != items or first.start <= read.start < last.end:
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


def _fix(
    code: Code,
    node: Node,
    items: str,
    taking: tuple[Node, Node],
    target: str,
    is_least: bool,
    puts: list[Node],
) -> Iterator[Fix]:
    first, last = taking
    if puts and not is_least:
        return
    order = "" if is_least else "reverse=True"
    before = f"heapify({items})\n" if puts else f"{items}.sort({order})\n{items}.reverse()\n"
    pop = f"heappop({items})" if puts else f"{items}.pop()"
    text = target.replace("?", pop) if "?" in target else f"{target} = {pop}"
    edits = [insert_before(code, node, before), Edit(first.start, last.end, text)]
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
