"""Each pair of items is looked up by two indices; ``combinations`` gives the pairs themselves.

What: ``for i in range(len(items))`` with ``for j in range(i + 1, len(items))`` within, where ``i``
and ``j`` are used in ``items[i]`` and ``items[j]`` and nowhere else; in statements and in
comprehensions.

Before::

    def gaps(points):
        found = []
        for i in range(len(points)):
            for j in range(i + 1, len(points)):
                found.append(abs(points[i] - points[j]))
        return found

After::

    from itertools import combinations


    def gaps(points):
        found = []
        for left, right in combinations(points, 2):
            found.append(abs(left - right))
        return found

What it takes for granted: that nobody changes the list meanwhile.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from guyline.hints.apply import apply
from guyline.hints.code import Code, region_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import own_nodes
from guyline.hints.rewrite import free_name, replace
from guyline.hints.rounds import is_stored
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import (
    are_dead,
    count_of,
    fill,
    is_changed,
    is_name,
    is_number,
    is_plain_for,
    length_of,
    one,
    only_statement,
    proposal,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that nobody changes the list meanwhile",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    inner = _inner(node)
    items = _items(code, node, inner) if inner is not None else None
    if inner is None or items is None:
        return
    region = region_of(inner) if inner.kind == "for_in_clause" else inner["body"]
    scope = code.function_of(node)
    left, right = free_name(code, scope, "left"), free_name(code, scope, "right")
    i, j = node["left"].text, inner["left"].text
    edits, last = list[Edit](), inner["right"].end if inner.kind == "for_in_clause" else 0
    for each in region.walk():
        if each.kind != "identifier" or each.text not in (i, j) or node.start <= each.start < last:
            continue
        place = each.parent
        if place is None or fill(place, f"{items.text}[{each.text}]") is None or is_stored(place):
            return
        edits.append(Edit(place.start, place.end, left if each.text == i else right))
    if not edits or is_changed(items, region):
        return
    header = f"for {left}, {right} in combinations({items.text}, 2)"
    if node.kind == "for_in_clause":
        made: list[Edit | None] = [Edit(node.start, inner.end, header), *edits]
    elif are_dead(code, [node["left"], inner["left"]], node):
        made = [_statement(code, node, region, header, edits)]
    else:
        return
    yield from proposal(
        f"Go over pairs of {items.text}", made, (("itertools", "combinations"),), _ASSUMES
    )


def _inner(node: Node) -> Node | None:
    """The loop that is all of another, or the next ``for`` of a comprehension."""
    if node.kind == "for_in_clause":
        clauses = region_of(node).children
        after = clauses[clauses.index(node) + 1 :]
        return after[0] if after and after[0].kind == "for_in_clause" else None
    inner = only_statement(node) if is_plain_for(node) else None
    if inner is None or not is_plain_for(inner):
        return None
    leaves = any(each.kind == "break_statement" for each in own_nodes(inner))
    return None if leaves else inner


def _items(code: Code, outer: Node, inner: Node) -> Node | None:
    """The list whose pairs are looked at; None: the loops count something else."""
    first, second = count_of(code, outer), count_of(code, inner)
    if first is None or second is None or first.first is not None or second.first is None:
        return None
    after = fill(second.first, "$i + 1", "1 + $i")
    items = length_of(code, second.stop)
    stop = plain(first.stop)
    if stop.kind == "binary_operator" and stop.operators == ["-"] and is_number(stop["right"], 1):
        stop = stop["left"]
    whole = length_of(code, stop)
    if after is None or one(after, "i").text != first.name.text or items is None:
        return None
    same = whole is not None and whole.text == items.text
    return items if same and is_name(items) else None


def _statement(code: Code, node: Node, body: Node, header: str, edits: list[Edit]) -> Edit | None:
    """Both loops as one."""
    begin = code.text.rfind("\n", 0, body.start) + 1
    if code.text[begin : body.start].strip():
        return None
    if any(n.kind == "string" and "\n" in n.text for n in body.walk()):
        return None
    moved = [Edit(e.start - begin, e.end - begin, e.text) for e in edits]
    lines = textwrap.dedent(apply(code.text[begin : body.end], moved))
    return replace(code, node, node, f"{header}:\n{textwrap.indent(lines, '    ')}\n")


TEMPLATE = Template(
    "GT121", "pairs-by-combinations", ("for_statement", "for_in_clause"), _make, _ASSUMES
)
