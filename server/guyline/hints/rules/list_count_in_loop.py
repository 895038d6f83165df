"""A list is counted through each time round a loop.

What: ``items.count(x)`` in a loop, where ``items`` is a list or a tuple that the loop does not
change, and ``x`` is another each time; and ``for x in items: items.count(x)`` of whatever can be
gone over and counted.

Why: each count looks at all of the list. A Counter counts everything at once.

Example::

    def repeated(words):
        words = sorted(words)
        return [word for word in words if words.count(word) > 1]

Use instead::

    from collections import Counter

    def repeated(words):
        words = sorted(words)
        counts = Counter(words)
        return [word for word in words if counts[word] > 1]

When it is safe: all items can be hashed, and are equal to what they hash like. Nothing changes
the list meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, region_of, statement_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches, plain
from guyline.hints.predicates import (
    has_hashable_items,
    is_hashable,
    is_mutated,
    is_same_each_time,
)
from guyline.hints.repeats import is_made_before, is_own_item, repeating, varies
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    held = matches("$items.count($x)", node)
    if held is None:
        return
    items, sought = held["items"], held["x"]
    assert isinstance(items, Node)  # noqa: S101 - a hole for one expression
    assert isinstance(sought, Node)  # noqa: S101 - the same
    if items.kind not in ("identifier", "attribute"):
        return
    loops = [loop for loop in repeating(code, node) if is_same_each_time(code, items, loop)]
    if not loops or not _is_counted(code, node, sought, items) or has_few(code, items):
        return
    outer = loops[-1]
    if is_mutated(code, items, region_of(outer)) or not varies(code, sought, loops):
        return
    yield Found(
        node,
        "all of a list is looked at for each count: O(n·m) in this loop; "
        "a collections.Counter made before the loop, O(n+m)",
        _fix(code, node, items, sought, outer),
        ((outer, "the loop"),),
    )


def _is_counted(code: Code, node: Node, sought: Node, items: Node) -> bool:
    """Whether all of some items is looked at for a count: it is a list, or its own are counted."""
    kind = kind_of(code, items)
    return kind in ("list", "tuple") or (not kind and is_own_item(node, sought, items))


def _fix(code: Code, node: Node, items: Node, sought: Node, loop: Node) -> Fix | None:
    """Count once, before the loop."""
    function, statement = code.function_of(node), statement_of(loop)
    if items.kind != "identifier" or not is_made_before(code, items, statement):
        return None
    name = free_name(code, function, "counts")
    before = insert_before(code, statement, f"{name} = Counter({items.text})\n")
    if before is None or not function.is_function or "Counter" in function.bindings:
        return None
    unproved = []
    if not has_hashable_items(code, items):
        unproved.append(f"that all items of {items.text} can be hashed")
    if not is_hashable(code, sought):
        unproved.append(f"that {sought.text} can be hashed")
    return Fix(
        f"Count {items.text} once",
        (before, Edit(node.start, node.end, f"{name}[{plain(sought).text}]")),
        (("collections", "Counter"),),
        Safety.OPEN if unproved else Safety.PROVED,
        tuple(unproved),
    )


RULE = Rule(
    "GL103",
    "list-count-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(items):\n"
            "    found = {}\n"
            "    for item in items:\n"
            "        found[item] = items.count(item)\n"
            "    return found\n"
        ),
        fast=(
            "from collections import Counter\n"
            "def f(items):\n"
            "    counts = Counter(items)\n"
            "    return {item: counts[item] for item in items}\n"
        ),
        call="([i * 7 % 300 for i in range(3000)],)",
        size="3,000 items",
    ),
    growth=("O(n·m)", "O(n+m)"),
    called=frozenset({"count"}),
)
