"""A set made anew to add to it is copied each time round a loop.

What: ``seen = seen | {x}``, ``seen = seen.union(more)`` or ``seen = {*seen, x}`` in a loop; and
the same with ``-`` and ``difference``.

Why: each makes a new set of all that came before. With n items that is n²/2 items copied.

Example::

    def names(rows):
        seen = set()
        for row in rows:
            seen = seen | {row.name}
        return seen

Use instead::

    def names(rows):
        seen = set()
        for row in rows:
            seen.add(row.name)
        return seen

When it is safe: the set is the function's own, and nobody holds it as it was before. Where
the loop keeps each of the sets, copies are what is wanted, and there is no hint.
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
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_METHODS = {"union": "update", "difference": "difference_update"}
_OPERATORS = {"|": "update", "-": "difference_update"}
_SETS = frozenset({"set", "frozenset"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    target = target_of(node)
    if target is None or not _is_step(node):
        return
    steps = [node]

    def is_step(other: Node) -> bool:
        fits = _is_step(other) or other.kind == "augmented_assignment"
        if fits and other not in steps:
            steps.append(other)
        return fits

    loops = growing_loops(code, node, target, is_step)
    if not loops:
        return
    begins = begins_as(code, target, steps)
    frozen = node.kind == "augmented_assignment"
    if begins != {"frozenset"} and (frozen or (begins != {"set"} and not _is_spread(node))):
        return
    places = [place for step in steps for place in places_of(target, step)]
    if is_kept(code, target, region_of(loops[-1]), places):
        return
    yield Found(
        node,
        "a set is copied to change it: O(n²) in this loop; "
        + ("change one set in place, O(n)" if begins == {"set"} else "add to one set, O(n)"),
        _fix(code, node, target, loops[-1], places) if begins == {"set"} else None,
        ((loops[-1], "the loop"),),
    )


def _is_spread(node: Node) -> bool:
    return plain(node["right"]).kind == "set"


def _is_step(node: Node) -> bool:
    """Whether an assignment makes a set of its target and something else."""
    left, right = node.field("left"), node.field("right")
    if left is None or right is None:
        return False
    if node.kind == "augmented_assignment":
        return node.operators in (["|="], ["-="])
    value = plain(right)
    match value.kind:
        case "set":
            spread = [c for c in value.children if c.kind == "list_splat"]
            own = [each for each in spread if is_target(each.children[0], left)]
            return len(own) == 1 and len(value.children) > 1
        case "binary_operator":
            there = is_target(value["left"], left)
            turned = value.operators == ["|"] and is_target(value["right"], left)
            return turned != there if value.operators in (["|"], ["-"]) else False
        case "call":
            function = plain(value["function"])
            if function.kind != "attribute" or function["attribute"].text not in _METHODS:
                return False
            return is_target(function["object"], left) and len(arguments(value)) == 1
    return False


def _fix(code: Code, node: Node, target: Node, loop: Node, places: list[Node]) -> Fix | None:
    """Add to the set, or take from it, in place."""
    value = plain(node["right"])
    if target.kind != "identifier" or not is_own(code, target, loop, places):
        return None
    changed = _change(code, value, target)
    if changed is None or any(is_target(each, target) for each in changed[1].walk()):
        return None
    verb, more = changed
    edit = Edit(node.start, node.end, f"{target.text}.{verb}({more.text})")
    return Fix("Change it in place", (edit,), safety=Safety.PROVED)


def _change(code: Code, value: Node, target: Node) -> tuple[str, Node] | None:
    """The method that changes the set, and what it is given; None: it is not known."""
    if value.kind == "call":
        given = arguments(value)[0]
        safe = kind_of(code, given) in _SETS | {"list", "tuple", "dict", "str"}
        verb = _METHODS[plain(value["function"])["attribute"].text]
        return (verb, given) if safe else None
    if value.kind == "set":
        rest = [each for each in value.children if each.kind != "list_splat"]
        two = len(value.children) == 2 and len(rest) == 1
        return ("add", rest[0]) if two else None
    if not is_target(value["left"], target):
        return None
    more, verb = plain(value["right"]), _OPERATORS[value.operators[0]]
    single = more.kind == "set" and len(more.children) == 1
    if single and not more.children[0].kind.endswith("_splat"):
        return ("add" if verb == "update" else "discard", more.children[0])
    return (verb, more) if kind_of(code, more) in _SETS else None


RULE = Rule(
    "GL111",
    "set-rebuilt-in-loop",
    ("assignment", "augmented_assignment"),
    _check,
    Example(
        slow=(
            "def f(items):\n"
            "    out = set()\n"
            "    for item in items:\n"
            "        out = out | {item}\n"
            "    return out\n"
        ),
        fast=(
            "def f(items):\n"
            "    out = set()\n"
            "    for item in items:\n"
            "        out.add(item)\n"
            "    return out\n"
        ),
        call="(range(2000),)",
        size="2,000 items",
    ),
    growth=("O(n²)", "O(n)"),
)
