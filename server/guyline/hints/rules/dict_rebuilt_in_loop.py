"""A dict made anew to add to it is copied each time round a loop.

What: ``table = {**table, key: value}``, ``table = table | more`` or
``table = dict(table, **more)`` in a loop.

Why: each makes a new dict of all that came before. With n keys that is n²/2 keys copied.

Example::

    def by_name(rows):
        table = {}
        for row in rows:
            table = {**table, row.name: row}
        return table

Use instead::

    def by_name(rows):
        table = {}
        for row in rows:
            table[row.name] = row
        return table

When it is safe: the dict is the function's own, and nobody holds it as it was before. Where
the loop keeps each of the dicts, copies are what is wanted, and there is no hint.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, region_of
from guyline.hints.filling import (
    begins_as,
    growing_loops,
    is_kept,
    is_own,
    is_target,
    places_of,
    target_of,
)
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_builtin
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_SIMPLE = frozenset({"identifier", "string", "integer"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    target = target_of(node)
    if target is None or not _is_step(code, node):
        return
    steps = [node]

    def is_step(other: Node) -> bool:
        fits = _is_step(code, other) or other.kind == "augmented_assignment"
        if fits and other not in steps:
            steps.append(other)
        return fits

    loops = growing_loops(code, node, target, is_step)
    by_operator = plain(node["right"]).kind == "binary_operator"
    if not loops or (by_operator and begins_as(code, target, steps) != {"dict"}):
        return
    places = [place for step in steps for place in places_of(target, step)]
    if is_kept(code, target, region_of(loops[-1]), places):
        return
    yield Found(
        node,
        "a dict is copied to add to it: O(n²) in this loop; change it in place, O(n)",
        _fix(code, node, target, loops[-1], places),
        ((loops[-1], "the loop"),),
    )


def _is_step(code: Code, node: Node) -> bool:
    """Whether an assignment makes a dict of its target and more."""
    left, right = node.field("left"), node.field("right")
    if left is None or right is None or node.kind != "assignment":
        return False
    value = plain(right)
    match value.kind:
        case "dictionary":
            spread = [c for c in value.children if c.kind == "dictionary_splat"]
            own = [each for each in spread if is_target(each.children[0], left)]
            return len(own) == 1 and len(value.children) > 1
        case "binary_operator":
            return value.operators == ["|"] and is_target(value["left"], left)
        case "call":
            given = value.field("arguments")
            first = arguments(value)[:1]
            more = given is not None and len(given.children) > 1
            of = first[0].children[0] if first and first[0].kind == "dictionary_splat" else None
            own_first = bool(first) and is_target(of or first[0], left)
            return more and own_first and is_builtin(code, value["function"], "dict")
    return False


def _fix(code: Code, node: Node, target: Node, loop: Node, places: list[Node]) -> Fix | None:
    """Set the key, or take in all of the other."""
    value = plain(node["right"])
    if target.kind != "identifier" or not is_own(code, target, loop, places):
        return None
    if value.kind == "binary_operator":
        more = plain(value["right"])
    elif value.kind == "dictionary" and len(value.children) == 2:
        first, more = value.children
        if first.kind != "dictionary_splat" or not is_target(first.children[0], target):
            return None
        more = more if more.kind == "pair" else plain(more.children[0])
    else:
        return None
    if any(is_target(each, target) for each in more.walk()):
        return None
    if more.kind == "pair" and more["key"].kind in _SIMPLE:
        text = f"{target.text}[{more['key'].text}] = {more['value'].text}"
    elif more.kind == "pair":
        text = f"{target.text}.update({{{more.text}}})"
    elif kind_of(code, more) == "dict":
        text = f"{target.text}.update({more.text})"
    else:
        return None
    if any(each.kind == "named_expression" for each in more.walk()):
        return None
    return Fix("Change it in place", (Edit(node.start, node.end, text),), safety=Safety.PROVED)


RULE = Rule(
    "GL110",
    "dict-rebuilt-in-loop",
    ("assignment",),
    _check,
    Example(
        slow=(
            "def f(items):\n"
            "    out = {}\n"
            "    for item in items:\n"
            "        out = {**out, item: item + 1}\n"
            "    return out\n"
        ),
        fast=(
            "def f(items):\n"
            "    out = {}\n"
            "    for item in items:\n"
            "        out[item] = item + 1\n"
            "    return out\n"
        ),
        call="(range(2000),)",
        size="2,000 keys",
    ),
    growth=("O(n²)", "O(n)"),
)
