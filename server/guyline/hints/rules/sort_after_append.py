"""A list is sorted again for each item that is put into it.

What: ``items.append(x)`` and ``items.sort()`` in the same loop, ``items = sorted(items)`` in
place of the second, and ``items = sorted(items + [x])``.

Why: sorting goes over the whole list each time, even where all but the last are in order.
``bisect.insort`` finds the place in log n steps; where the smallest is what is wanted, a
heap (``heapq``) is kept in order in log n steps as well.

Example::

    def medians(values):
        seen = []
        for value in values:
            seen.append(value)
            seen.sort()
            yield seen[len(seen) // 2]

Use instead::

    from bisect import insort

    def medians(values):
        seen = []
        for value in values:
            insort(seen, value)
            yield seen[len(seen) // 2]

When it is safe: the list is sorted before the loop, nothing else puts it out of order, and
items are ordered throughout.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, block_of, named_arguments, statement_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_rebound, is_same_each_time
from guyline.hints.rewrite import replace
from guyline.hints.rule import Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_PUT = frozenset({"append", "insert"})
_LEAVING = frozenset({"break_statement", "return_statement", "raise_statement"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    items = _sorted(code, node)
    if items is None:
        return
    loop = next(code.loops(node), None)
    if loop is None or loop.kind == "for_in_clause":
        return
    statement = statement_of(node)
    own = plain(statement)
    rebinds = own.kind == "assignment"
    if rebinds:
        if items.kind == "identifier" and _bound_otherwise(code, items, own, loop):
            return
    elif not is_same_each_time(code, items, loop):
        return
    if any(each.kind in _LEAVING for each in block_of(statement) if each.start > statement.start):
        return
    put = _put(code, items, loop, node)
    if put is None or kind_of(code, items) not in ("", "list"):
        return
    yield Found(
        node,
        "the list is sorted again for each item that is put into it: O(n²); "
        "bisect.insort, or a heap, finds its place in O(log n)",
        None if rebinds else _fix(code, node, items, put),
        ((put, "what is put in"),),
    )


def _sorted(code: Code, node: Node) -> Node | None:
    """The list that a call sorts: ``xs.sort()``, ``xs = sorted(xs)``."""
    function, given = plain(node["function"]), arguments(node)
    if function.kind == "attribute" and function["attribute"].text == "sort" and not given:
        return plain(function["object"])
    if function.text != "sorted" or len(given) != 1:
        return None
    around = node.parent
    if around is None or around.kind != "assignment" or around.field("right") is not node:
        return None
    if code.qualified(function) != "builtins.sorted":
        return None
    left, value = around["left"], plain(given[0])
    joined = matches("$items + [$x]", value)
    if joined is not None and isinstance(joined["items"], Node):
        value = joined["items"]
    return left if alike(left, value) else None


def _bound_otherwise(code: Code, items: Node, assignment: Node, loop: Node) -> bool:
    """Whether the loop binds a list to something else than what it was, sorted."""
    owner = code.owner(items) or code.scope_of(items)
    return any(
        loop.holds(each.node) and not assignment.holds(each.node)
        for each in owner.bindings.get(items.text, ())
    )


def _put(code: Code, items: Node, loop: Node, node: Node) -> Node | None:
    """Where one item is put into the list each time round the very loop."""
    if matches("sorted($_ + [$x], $$_)", node) is not None:
        return node
    taken = any(
        (h := matches("$items.pop($$_)", each)) is not None
        and isinstance(of := h["items"], Node)
        and alike(of, items)
        for each in loop["body"].walk()
        if each.kind == "call"
    )
    for each in loop["body"].walk():
        added = matches("$_ += [$x]", each) if each.kind == "augmented_assignment" else None
        if added is not None and alike(each["left"], items):
            return each if next(code.loops(each), None) is loop else None
        if each.kind != "call" or each is node or (each.start > node.start and not taken):
            continue
        function = plain(each["function"])
        if function.kind != "attribute" or function["attribute"].text not in _PUT:
            continue
        if not alike(function["object"], items):
            continue
        if taken or next(code.loops(each), None) is loop:
            return each
    return None


def _fix(code: Code, node: Node, items: Node, put: Node) -> Fix | None:
    """Put the item where it belongs."""
    first, last = statement_of(put), statement_of(node)
    block = block_of(first)
    added = matches("$_.append($x)", put)
    named = named_arguments(node)
    if added is None or last not in block or block.index(last) != block.index(first) + 1:
        return None
    if plain(first) is not put or plain(last) is not node or set(named) - {"key"}:
        return None
    if code.scope_of(node).owner("insort") not in (None, code.module):
        return None
    x = added["x"]
    assert isinstance(x, Node)  # noqa: S101 - a hole for one expression
    key = f", key={named['key'].text}" if named else ""
    edit = replace(code, first, last, f"insort({items.text}, {x.text}{key})\n")
    if edit is None or is_rebound(code, items, statement_of(put)):
        return None
    return Fix(
        "Put it in its place with bisect.insort",
        (edit,),
        (("bisect", "insort"),),
        Safety.OPEN,
        (f"that {items.text} is in order before", "that items are ordered throughout"),
    )


RULE = Rule(
    "GL114",
    "sort-after-append",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(xs):\n"
            "    held, out = [], []\n"
            "    for x in xs:\n"
            "        held.append(x)\n"
            "        held.sort()\n"
            "        out.append(held[len(held) // 3])\n"
            "    return out\n"
        ),
        fast=(
            "from bisect import insort\n"
            "def f(xs):\n"
            "    held, out = [], []\n"
            "    for x in xs:\n"
            "        insort(held, x)\n"
            "        out.append(held[len(held) // 3])\n"
            "    return out\n"
        ),
        call="([(i * 7919) % 10007 for i in range(4000)],)",
        size="4,000 numbers",
    ),
    growth=("O(n²)", "O(n log n)"),
    called=frozenset({"sort", "sorted"}),
)
