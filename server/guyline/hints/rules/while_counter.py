"""A loop counts by hand.

What: ``while i < n:`` with ``i += 1`` at its end, where nothing else changes ``i`` or ``n``;
``n`` may be ``len(items)``. Only where a turn does little: by the side of another loop within,
or of many calls, counting costs nothing.

Why: each turn compares and adds in Python. ``range`` counts in C; where ``i`` is for nothing
but ``items[i]``, going over the items saves the index as well.

Example::

    def total(prices):
        i = 0
        result = 0
        while i < len(prices):
            result += prices[i]
            i += 1
        return result

Use instead::

    def total(prices):
        result = 0
        for price in prices:
            result += price
        return result

When it is safe: the loop is left at its end or by ``break``, nobody reads ``i`` afterwards, and
what is gone over does not grow or shrink meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, block_of, region_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import (
    is_builtin,
    is_mutated,
    is_pure,
    is_rebound,
    is_unaliased,
    own_nodes,
    suspends,
)
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import COMPREHENSIONS, How
from guyline.hints.shapes import is_of_other_loop, mentions
from guyline.syntax import Node

_STEPS = ("$i += 1", "$i = $i + 1", "$i = 1 + $i")
_FIXED = frozenset({"str", "bytes", "tuple", "range", "frozenset"})
_LOOPS = frozenset({"for_statement", "while_statement"})
_HEAVY = _LOOPS | COMPREHENSIONS | {"import_statement", "import_from_statement", "with_statement"}
_CALLS = 3
_STATEMENTS = 8
"""What a turn does at most, for its counter to be worth a sixth of its time."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = matches("$i < $n", node["condition"]) or matches("$n > $i", node["condition"])
    if told is None or node.field("alternative") is not None:
        return
    counter, limit = told["i"], told["n"]
    body = node["body"].children
    if not isinstance(counter, Node) or not isinstance(limit, Node) or len(body) < 2:
        return
    if counter.kind != "identifier" or not _is_step(plain(body[-1]), counter):
        return
    if (
        not _is_light(node["body"])
        or not _counts_only_here(code, node, counter)
        or _continues(node)
        or suspends(node)
    ):
        return
    if not _begins_whole(code, node, counter) or not _stays(code, node, limit):
        return
    yield Found(
        node["condition"],
        "counted by hand: each turn compares and adds in Python; range counts in C",
        _fix(code, node, counter, limit),
    )


def _is_light(body: Node) -> bool:
    """Whether a turn does little: counting is part of what it costs."""
    kinds = [node.kind for node in body.walk()]
    statements = sum(kind.endswith("_statement") for kind in kinds)
    return (
        kinds.count("call") <= _CALLS
        and statements <= _STATEMENTS
        and not any(kind in _HEAVY for kind in kinds)
    )


def _is_step(statement: Node, counter: Node) -> bool:
    for form in _STEPS:
        holes = matches(form, statement)
        if holes is not None and isinstance(i := holes["i"], Node):
            return i.kind == "identifier" and i.text == counter.text
    return False


def _counts_only_here(code: Code, loop: Node, counter: Node) -> bool:
    """Whether the loop binds its counter in one place, and nobody reads that afterwards."""
    owner = code.owner(counter)
    if owner is None or not owner.is_function or owner is not code.function_of(counter):
        return False
    if counter.text in owner.outer or owner.changed_within(counter.text):
        return False
    bindings = owner.bindings[counter.text]
    within = [b for b in bindings if loop.holds(b.node)]
    if len(within) != 1 or any(b.how is How.DELETED for b in bindings):
        return False
    own = {id(read) for read in owner.reads.get(counter.text, ())}
    for read in owner.reads_of(counter.text):
        if loop.holds(read) or is_of_other_loop(read, loop):
            continue
        if id(read) not in own or within[0] in code.reaching(read):
            return False
    return True


def _begins_whole(code: Code, loop: Node, counter: Node) -> bool:
    """Whether a counter is a whole number before the loop."""
    before = [b for b in code.reaching(counter) if not loop.holds(b.node)]
    return bool(before) and all(
        b.how is How.ASSIGNMENT and b.value is not None and kind_of(code, b.value) == "int"
        for b in before
    )


def _continues(loop: Node) -> bool:
    """Whether a ``continue`` is the loop's own: it leaves the counter as it is."""
    for node in own_nodes(loop["body"]):
        if node.kind == "continue_statement":
            around = next((a for a in node.above() if a.kind in _LOOPS), None)
            if around is loop:
                return True
    return False


def _stays(code: Code, loop: Node, limit: Node) -> bool:
    """Whether a limit is the same whenever it is looked at."""
    limit = plain(limit)
    if limit.kind == "integer":
        return True
    if limit.kind == "identifier":
        is_number = kind_of(code, limit) in ("", "int")
        return is_number and not is_rebound(code, limit, region_of(loop))
    measured = matches("len($items)", limit)
    items = measured["items"] if measured is not None else None
    if not isinstance(items, Node) or items.kind != "identifier":
        return False
    if not is_builtin(code, limit["function"], "len"):
        return False
    return not is_mutated(code, items, loop) and not _may_grow(code, loop, items)


def _may_grow(code: Code, loop: Node, items: Node) -> bool:
    """Whether a list may have another name, and be changed by it in the loop.

    By a function within, by the object that it is an attribute of, or by a second name.
    """
    if kind_of(code, items) in _FIXED:
        return False
    owner = code.owner(items)
    if owner is None or owner is not code.function_of(items):
        return True
    own = {id(read) for read in owner.reads.get(items.text, ())}
    captured = [r for r in owner.reads_of(items.text) if id(r) not in own]
    if any(not _in_comprehension(code, read) for read in captured):
        return True
    for binding in code.bindings(items):
        value = plain(binding.value) if binding.value is not None else None
        if value is not None and value.kind in ("attribute", "subscript", "identifier"):
            return True
    return any(
        node.kind == "assignment"
        and (right := node.field("right")) is not None
        and alike(right, items)
        for node in owner.node.walk()
    )


def _in_comprehension(code: Code, read: Node) -> bool:
    return code.scope_of(read).is_comprehension


def _fix(code: Code, loop: Node, counter: Node, limit: Node) -> Fix | None:
    """Go over a range."""
    block, body = block_of(loop), loop["body"].children
    at = block.index(loop)
    first = matches("$i = $n", block[at - 1]) if at else None
    begin = (
        first["n"] if first is not None and alike(plain(block[at - 1])["left"], counter) else None
    )
    start, head = counter.text, loop.start
    if isinstance(begin, Node) and begin.kind == "integer":
        start, head = begin.text, block[at - 1].start
    span = limit.text if start == "0" else f"{start}, {limit.text}"
    step = body[-1]
    line = code.text.rfind("\n", 0, step.start)
    alone = line >= 0 and not code.text[line : step.start].strip()
    unproved = []
    if not _is_sure(code, loop, limit):
        unproved.append(f"that {limit.text} is a whole number and stays the same")
    return Fix(
        "Go over a range",
        (
            Edit(head, loop["condition"].end, f"for {counter.text} in range({span})"),
            Edit(line if alone else body[-2].end, step.end, ""),
        ),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


def _is_sure(code: Code, loop: Node, limit: Node) -> bool:
    limit = plain(limit)
    if limit.kind == "integer":
        return True
    if limit.kind == "identifier":
        return kind_of(code, limit) == "int"
    items = limit["arguments"].children[0]
    if kind_of(code, items) in _FIXED:
        return True
    calls = [n for n in loop.walk() if n.kind == "call"]
    known = all(is_pure(code, call) or _is_of_other(code, call, items) for call in calls)
    return known and kind_of(code, items) == "list" and is_unaliased(code, items)


def _is_of_other(code: Code, call: Node, items: Node) -> bool:
    """Whether a call is of a method of another list or set, which keeps what it is given."""
    function = plain(call["function"])
    if function.kind != "attribute" or mentions(call, {items.text}):
        return False
    return kind_of(code, function["object"]) in ("list", "set")


RULE = Rule(
    "GL326",
    "while-counter",
    ("while_statement",),
    _check,
    Example(
        slow=(
            "def f(prices):\n"
            "    i, result = 0, 0\n"
            "    while i < len(prices):\n"
            "        result += prices[i]\n"
            "        i += 1\n"
            "    return result\n"
        ),
        fast=(
            "def f(prices):\n"
            "    result = 0\n"
            "    for price in prices:\n"
            "        result += price\n"
            "    return result\n"
        ),
        call="(list(range(100000)),)",
        size="100,000 items",
    ),
)
