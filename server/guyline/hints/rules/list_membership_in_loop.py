"""A list is searched from its beginning each time round a loop.

What: ``x in items`` or ``x not in items`` in a loop, where ``items`` is a list or a tuple
that the loop does not change.

Why: each search looks at half of the list on the way, or at all of it for what is not there.
A set finds it at once.

Example::

    def common(left, right):
        right = sorted(right)
        return [x for x in left if x in right]

Use instead::

    def common(left, right):
        right = sorted(right)
        known = set(right)
        return [x for x in left if x in known]

When it is safe: all items can be hashed and are equal to what they hash like, nothing
changes the list meanwhile. A list of numbers with NaN in it finds the very same NaN, as a
set does.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, region_of, statement_of
from guyline.hints.hashing import is_no_set
from guyline.hints.kinds import type_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import (
    has_hashable_items,
    is_hashable,
    is_mutated,
    is_same_each_time,
    means_builtin,
)
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_SHORT = 8
"""Items of a list that is written out, up to which a search costs nothing."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    if len(node.children) != 2 or node.operators[0] not in ("in", "not in"):
        return
    items = plain(node.children[1])
    loops = [loop for loop in code.loops(node) if is_same_each_time(code, items, loop)]
    if not loops or not _is_long(code, items):
        return
    if is_no_set(code, node, node.children[0], items):
        return
    outer = loops[-1]
    if is_mutated(code, items, region_of(outer)):
        return
    found = type_of(code, items)
    name = found.name if found is not None else "list"
    yield Found(
        node,
        f"a {name} is searched in a loop: O(n·m); with a set made before the loop O(n+m)",
        _fix(code, node, items, outer),
        ((outer, "the loop"),),
        (items,),
    )


def _fix(code: Code, node: Node, items: Node, loop: Node) -> Fix | None:
    """Make a set before the loop, and search that."""
    sought = plain(node.children[0])
    name = free_name(code, code.function_of(node), "known")
    before = insert_before(code, statement_of(loop), f"{name} = set({items.text})\n")
    if before is None or not code.function_of(node).is_function:
        return None
    if not means_builtin(code, node, "set"):
        return None
    unproved = []
    if not has_hashable_items(code, items):
        unproved.append(f"that all items of {items.text} can be hashed")
    if not is_hashable(code, sought):
        unproved.append(f"that {sought.text} can be hashed")
    return Fix(
        f"Search a set of {items.text}",
        (before, Edit(node.children[1].start, node.children[1].end, name)),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


def _is_long(code: Code, items: Node) -> bool:
    """Whether it is a list or a tuple, and not a short one that is written out."""
    found = type_of(code, items)
    if found is None or found.name not in ("list", "tuple"):
        return False
    value = code.value_of(items)
    written = value.kind in ("list", "tuple") and not any(
        child.kind == "list_splat" for child in value.children
    )
    return not written or len(value.children) > _SHORT


RULE = Rule(
    "GL101",
    "list-membership-in-loop",
    ("comparison_operator",),
    _check,
    Example(
        slow=(
            "def f(xs, ys):\n"
            "    out = []\n"
            "    for x in xs:\n"
            "        if x in ys:\n"
            "            out.append(x)\n"
            "    return out\n"
        ),
        fast=("def f(xs, ys):\n    known = set(ys)\n    return [x for x in xs if x in known]\n"),
        call="(list(range(0, 4000, 2)), list(range(4000)))",
        size="2,000 in 4,000",
    ),
    growth=("O(n·m)", "O(n+m)"),
)
