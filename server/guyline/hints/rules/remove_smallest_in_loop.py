"""The smallest is looked for among all that is left, each time round a loop.

What: ``least = min(items)`` and ``items.remove(least)`` in a loop, with `max` or a key as well.

Why: both look at all that is left. With n items that is n² steps. Sorted once, or kept as a
heap, the next one is at hand.

Example::

    def in_order(jobs):
        waiting, done = list(jobs), []
        while waiting:
            job = min(waiting, key=lambda each: each.due)
            waiting.remove(job)
            done.append(job)
        return done

Use instead::

    def in_order(jobs):
        return sorted(jobs, key=lambda each: each.due)

When it is safe: all can be compared with each other, and what is compared stays as it is while
they wait. Where others come in meanwhile, `heapq` keeps the smallest at hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.filling import is_target
from guyline.hints.pattern import matches, plain
from guyline.hints.predicates import is_rebound, is_same_each_time
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.scopes import How
from guyline.syntax import Node

_ENDS = ("builtins.min", "builtins.max")
_FORMS = (
    "$items.remove($least)",
    "$items.discard($least)",
    "$items.pop($items.index($least))",
    "del $items[$items.index($least)]",
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    held = next((h for form in _FORMS if (h := matches(form, node)) is not None), None)
    if held is None:
        return
    items, least = held["items"], held["least"]
    if not isinstance(items, Node) or not isinstance(least, Node):
        return
    if items.kind not in ("identifier", "attribute"):
        return
    loops = [
        loop
        for loop in repeating(code, node)
        if loop.kind != "for_in_clause" and is_same_each_time(code, items, loop)
    ]
    if not loops or not _is_end(code, least, items, loops[0]):
        return
    yield Found(
        node,
        "the smallest or largest is looked for, and taken out, among all that is left: O(n²) in "
        "this loop; sort once, or keep a heapq, O(n log n)",
        None,
        ((loops[0], "the loop"),),
    )


def _is_end(code: Code, least: Node, items: Node, loop: Node) -> bool:
    """Whether something is the smallest or largest of the items, found in a loop."""
    if least.kind == "identifier":
        found = code.reaching(least)
        if len(found) != 1 or found[0].how is not How.ASSIGNMENT or found[0].value is None:
            return False
        least = plain(found[0].value)
    if least.kind != "call" or not loop.holds(least):
        return False
    given = arguments(least)
    over = len(given) == 1 and is_target(given[0], items)
    if not over or code.qualified(least["function"]) not in _ENDS:
        return False
    key = named_arguments(least).get("key")
    return key is None or not _changes_with(code, key, loop)


def _changes_with(code: Code, key: Node, loop: Node) -> bool:
    """Whether a key asks for what the loop binds anew: no order would stay from one to the next."""
    names = (each for each in key.walk() if each.kind == "identifier")
    read = [each for each in names if (owner := code.owner(each)) and owner.node is not key]
    return any(is_rebound(code, each, loop) for each in read)


RULE = Rule(
    "GL113",
    "remove-smallest-in-loop",
    ("call", "delete_statement"),
    _check,
    Example(
        slow=(
            "def f(items):\n"
            "    left, out = list(items), []\n"
            "    while left:\n"
            "        least = min(left)\n"
            "        left.remove(least)\n"
            "        out.append(least)\n"
            "    return out\n"
        ),
        fast="def f(items):\n    return sorted(items)\n",
        call="([i * 7919 % 10007 for i in range(3000)],)",
        size="3,000 items",
    ),
    growth=("O(n²)", "O(n log n)"),
    called=frozenset({"remove", "discard", "pop"}),
)
