"""A loop counts places only to look items up; going over the items needs no places.

What: ``for i in range(1, len(xs))`` and other parts of all places, ``range(len(xs) - 1, -1, -1)``,
and ``range(n)`` where ``n`` is the length, where ``i`` is in ``xs[i]`` and nowhere else; the same
with ``xs[i]`` and ``xs[i + 1]``; and attributes, whose places are used for more. Statements and
comprehensions. (The plainest of them are for a hint, GL302.)

Before::

    def steps(values):
        total = 0
        for i in range(1, len(values)):
            if values[i] > values[i - 1]:
                total += values[i] - values[i - 1]
        return total

After::

    def steps(values):
        total = 0
        for left, right in zip(values, values[1:]):
            if right > left:
                total += right - left
        return total

What it takes for granted: that it is a list, a tuple or a text, with room for a copy of it, and
that nobody changes it meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guyline.hints.code import SELVES, Code, arguments, region_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import leaves
from guyline.hints.rewrite import free_name
from guyline.hints.rounds import has_few, is_async, is_stored, reads_reached
from guyline.hints.rule import Edit, Fix
from guyline.hints.rules.range_len_index import RULE
from guyline.search.templates.forms import (
    are_builtins,
    fill,
    is_number,
    is_own_function,
    is_place,
    is_steady,
    length_of,
    one,
    proposal,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that it is a list, a tuple or a text, which nobody changes meanwhile",)
_TABLES = frozenset({"dict", "collections.defaultdict", "set", "collections.Counter"})
_MANY = 2
"""Lookups of an attribute's item, from which it pays to go over items and places."""


@dataclass(frozen=True, slots=True)
class _Places:
    """What a loop counts.

    Attributes:
        first: The first place; None: 0.
        less: How many of the last are left out, as text; empty: none.
        step: How far it goes each time, as text; empty: to the next.
        items: What has that many items.
        down: Whether it goes from the last to the first.
    """

    first: Node | None
    less: str
    step: str
    items: Node
    down: bool = False


def _make(code: Code, node: Node) -> Iterator[Fix]:
    left, right = node.field("left"), node.field("right")
    if left is None or right is None or left.kind != "identifier" or is_async(node):
        return
    if not are_builtins(code, node, "range", "len", "zip", "enumerate", "reversed"):
        return
    places = _places_of(code, plain(right)) if not has_few(code, right) else None
    if places is None or kind_of(code, places.items) in _TABLES or not _is_chain(places.items):
        return
    if node.kind == "for_statement" and not is_own_function(code, node):
        return
    if not is_steady(code, places.items, node) or any(f.fix for f in RULE.check(code, node)):
        return
    reads = reads_reached(code, left, node)
    if not reads or not all(region_of(node).holds(each) for each in reads):
        return
    made = _plain(code, node, places, reads) or _neighbours(code, node, places, reads)
    made = made or _numbered(code, node, places, reads)
    if made is not None:
        target, over, edits = made
        edits = [Edit(left.start, left.end, target), Edit(right.start, right.end, over), *edits]
        yield from proposal(f"Go over {places.items.text}", edits, assumes=_ASSUMES)


def _places_of(code: Code, over: Node) -> _Places | None:
    """Which places are counted; None: something else is gone over."""
    turned = fill(over, "reversed(range(len($xs)))", "range(len($xs) - 1, -1, -1)")
    if turned is not None:
        return _Places(None, "", "", one(turned, "xs"), down=True)
    if not code.calls(over, "builtins.range"):
        return None
    given = [plain(each) for each in arguments(over)]
    if not 1 <= len(given) <= 3:
        return None
    first, stop = (given[0], given[1]) if len(given) > 1 else (None, given[0])
    step = given[2].text if len(given) == 3 else "1"
    if not step.isdecimal() or int(step) < 1 or (first is not None and not _is_sure(code, first)):
        return None
    shorter = fill(stop, "$n - $k")
    less = one(shorter, "k").text if shorter is not None else ""
    if less and (not less.isdecimal() or less == "0"):
        return None
    items = length_of(code, one(shorter, "n") if shorter is not None else stop)
    if items is None:
        return None
    first = None if is_number(first, 0) else first
    return _Places(first, less, step if step != "1" else "", items)


def _is_sure(code: Code, first: Node) -> bool:
    """Whether a first place can't be negative, and so means what it does in a slice."""
    if first.text.isdecimal():
        return True
    return is_place(code, first, first) and not any(
        leaves(region_of(loop)) for loop in code.loops(first)
    )


def _is_chain(items: Node) -> bool:
    """Whether it is a name or an attribute; how ``self`` is gone over may be just this."""
    return items.text not in SELVES and all(
        each.kind in ("identifier", "attribute") for each in items.walk()
    )


def _lookup(read: Node, items: Node) -> tuple[Node, int] | None:
    """The lookup that a place is in, and how far from the place; None: it is used otherwise."""
    around = read.parent
    for form, by in (("$xs[$i]", 0), ("$xs[$i + 1]", 1), ("$xs[$i - 1]", -1)):
        node = around if by == 0 or around is None else around.parent
        holes = fill(node, form) if node is not None and node.kind == "subscript" else None
        if holes is None or one(holes, "i") is not read or is_stored(node or read):
            continue
        return (node or read, by) if one(holes, "xs").text == items.text else None
    return None


_Made = tuple[str, str, list[Edit]]


def _plain(code: Code, node: Node, places: _Places, reads: list[Node]) -> _Made | None:
    """All uses are of the item itself."""
    found = [_lookup(each, places.items) for each in reads]
    if any(each is None or each[1] for each in found):
        return None
    name = free_name(code, code.function_of(node), "item")
    over = items = written(places.items)
    if places.down:
        over = f"reversed({items})"
    elif places.first is not None or places.less or places.step:
        first = written(places.first) if places.first is not None else ""
        less = f"-{places.less}" if places.less else ""
        over = f"{items}[{first}:{less}{f':{places.step}' if places.step else ''}]"
    return name, over, [Edit(n.start, n.end, name) for n, _ in filter(None, found)]


def _neighbours(code: Code, node: Node, places: _Places, reads: list[Node]) -> _Made | None:
    """All uses are of an item and of the one beside it."""
    if places.down or places.step or _is_tested(code, node):
        return None
    if places.first is None and places.less == "1":
        other = 1
    elif is_number(places.first, 1) and not places.less:
        other = -1
    else:
        return None
    found = [_lookup(each, places.items) for each in reads]
    if any(each is None or each[1] not in (0, other) for each in found):
        return None
    scope, items = code.function_of(node), written(places.items)
    names = free_name(code, scope, "left"), free_name(code, scope, "right")
    edits = [Edit(n.start, n.end, names[by == max(0, other)]) for n, by in filter(None, found)]
    return ", ".join(names), f"zip({items}, {items}[1:])", edits


def _is_tested(code: Code, node: Node) -> bool:
    """Whether it is all of an ``any`` or ``all``, which ``map`` does sooner."""
    call = region_of(node).parent if node.kind == "for_in_clause" else None
    call = call.parent if call is not None and call.kind == "argument_list" else call
    return call is not None and call.kind == "call" and call["function"].text in ("any", "all")


def _numbered(code: Code, node: Node, places: _Places, reads: list[Node]) -> _Made | None:
    """Some uses are of an attribute's item."""
    if places.first is not None or places.less or places.step or places.down:
        return None
    found = [each for read in reads if (each := _lookup(read, places.items)) and not each[1]]
    if plain(places.items).kind != "attribute" or len(found) < _MANY:
        return None
    name = free_name(code, code.function_of(node), "item")
    edits = [Edit(n.start, n.end, name) for n, _ in found]
    return f"{node['left'].text}, {name}", f"enumerate({written(places.items)})", edits


TEMPLATE = Template("GT139", "items-of-loop", ("for_statement", "for_in_clause"), _make, _ASSUMES)
