"""A loop compares each item with one value; ``in``, ``index`` and ``count`` do it in C.

What: ``for x in items: if x == wanted:`` that returns or breaks, the same over places, and one that
counts.

Before::

    def place_of(items, wanted):
        for i in range(len(items)):
            if items[i] == wanted:
                return i
        return -1

After::

    def place_of(items, wanted):
        if wanted in items:
            i = items.index(wanted)
            return i
        return -1

What it takes for granted: that it is a list or a tuple, or a text in which one character is looked
for, and that items are equal to themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import replace
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    are_dead,
    count_of,
    fill,
    is_name,
    is_plain_for,
    is_simple,
    is_steady,
    length_of,
    lines_of,
    many,
    mentions,
    one,
    only_statement,
    proposal,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that it is a list or a tuple, of items that are equal to themselves",)
_TESTS = ("if $x == $w:\n    $$body", "if $w == $x:\n    $$body")


def _make(code: Code, node: Node) -> Iterator[Fix]:
    test = only_statement(node) if is_plain_for(node) else None
    if test is None:
        return
    for form in _TESTS:
        holes = fill(test, form)
        found = _searched(code, node, one(holes, "x")) if holes is not None else None
        if holes is None or found is None:
            continue
        items, place, names = found
        wanted, body = one(holes, "w"), many(holes, "body")
        own = [each.text for each in names]
        if mentions(wanted, own) or not is_simple(wanted) or not are_dead(code, names, node):
            continue
        lines = _lines(code, items, place, written(wanted), body, own)
        if lines is None or not is_steady(code, items, node) or not is_steady(code, wanted, node):
            return
        yield from proposal(
            f"Search {items.text} at once", (replace(code, node, node, lines),), assumes=_ASSUMES
        )
        return


def _searched(code: Code, loop: Node, item: Node) -> tuple[Node, Node | None, list[Node]] | None:
    """The list, the name of a place and all names that the loop binds; None: it is another loop."""
    target, right = loop["left"], plain(loop["right"])
    if target.kind == "identifier":
        counted, holes = count_of(code, loop), fill(item, "$xs[$i]")
        if counted is not None and holes is not None:
            length = length_of(code, counted.stop)
            items = one(holes, "xs")
            same = length is not None and length.text == items.text and counted.first is None
            fine = same and one(holes, "i").text == target.text and is_name(items)
            return (items, target, [target]) if fine else None
        known = is_name(right) and kind_of(code, right) in ("", "list", "tuple", "str")
        return (right, None, [target]) if known and plain(item).text == target.text else None
    over = fill(right, "enumerate($xs)")
    names = target.children
    if over is None or len(names) != 2 or not all(map(is_name, names)):
        return None
    items = one(over, "xs")
    fine = is_name(items) and plain(item).text == names[1].text
    return (items, names[0], names) if fine else None


def _lines(
    code: Code, items: Node, place: Node | None, wanted: str, body: tuple[Node, ...], own: list[str]
) -> str | None:
    """What stands in the loop's place; None: it does more than to search."""
    counts = fill(body[0], "$c += 1", "$c = $c + 1") if len(body) == 1 else None
    if counts is not None and is_name(one(counts, "c")):
        return f"{one(counts, 'c').text} += {items.text}.count({wanted})\n"
    last = body[-1].kind
    if last not in ("return_statement", "break_statement"):
        return None
    then = body[:-1] if last == "break_statement" else body
    if not then:
        return None
    used = {name for name in own if any(mentions(each, [name]) for each in then)}
    lines = lines_of(code, then)
    if lines is None or not used <= ({place.text} if place is not None else set()):
        return None
    if any(each.kind == "break_statement" for node in then for each in node.walk()):
        return None
    found = f"{place.text} = {items.text}.index({wanted})\n" if place is not None and used else ""
    text = "".join(f"    {line}\n" for line in (found + lines).splitlines())
    return f"if {wanted} in {items.text}:\n{text}"


TEMPLATE = Template("GT107", "found-by-search", ("for_statement",), _make, _ASSUMES)
