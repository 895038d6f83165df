"""A list made anew for each item is copied each time round a loop.

What: ``items = items + [x]``, ``items = [x] + items`` or ``items = [*items, x]`` in a loop that
begins with a list and makes it longer.

Why: each makes a new list of all that came before. With n items that is n²/2 items copied.

Example::

    def doubled(values):
        out = []
        for value in values:
            out = out + [value * 2]
        return out

Use instead::

    def doubled(values):
        out = []
        for value in values:
            out.append(value * 2)
        return out

When it is safe: the list is the function's own, and nobody holds it as it was before. Where
the loop keeps each of the lists (a path in a search), copies are what is wanted, and there is
no hint.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, region_of
from guyline.hints.filling import (
    begins_as,
    growing_loops,
    is_kept,
    is_own,
    is_target,
    joined,
    places_of,
    target_of,
)
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_OF_LISTS = frozenset({"binary_operator", "list"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    right, target = plain(node["right"]), target_of(node)
    if target is None or right.kind not in _OF_LISTS or not (parts := joined(node)):
        return
    steps = [node]

    def is_step(other: Node) -> bool:
        fits = other.kind == "augmented_assignment" or bool(joined(other))
        if fits and other not in steps:
            steps.append(other)
        return fits

    loops = growing_loops(code, node, target, is_step)
    if not loops or begins_as(code, target, steps) != {"list"}:
        return
    places = [place for step in steps for place in places_of(target, step)]
    if is_kept(code, target, region_of(loops[-1]), places):
        return
    behind = is_target(parts[0], target)
    yield Found(
        node,
        "a list is copied to make it longer: O(n²) in this loop; "
        + ("append or extend, O(n)" if behind else "append, and reverse once, O(n)"),
        _fix(code, node, target, loops[-1], places) if behind and len(parts) == 2 else None,
        ((loops[-1], "the loop"),),
    )


def _fix(code: Code, node: Node, target: Node, loop: Node, places: list[Node]) -> Fix | None:
    """Change the list in place."""
    if target.kind != "identifier" or not is_own(code, target, loop, places):
        return None
    value = plain(node["right"])
    spread = value.kind == "list"
    more = value.children[-1] if spread else plain(value["right"])
    if spread and more.kind == "list_splat":
        return None
    single = more.kind == "list" and len(more.children) == 1 and not spread
    if single and not more.children[0].kind.endswith("_splat"):
        spread, more = True, more.children[0]
    if not spread and kind_of(code, more) != "list":
        return None
    if any(is_target(each, target) for each in more.walk()):
        return None
    verb = "append" if spread else "extend"
    edit = Edit(node.start, node.end, f"{target.text}.{verb}({more.text})")
    return Fix("Change it in place", (edit,), safety=Safety.PROVED)


RULE = Rule(
    "GL108",
    "list-concatenation-in-loop",
    ("assignment",),
    _check,
    Example(
        slow=(
            "def f(items):\n"
            "    out = []\n"
            "    for item in items:\n"
            "        out = out + [item]\n"
            "    return out\n"
        ),
        fast=(
            "def f(items):\n"
            "    out = []\n"
            "    for item in items:\n"
            "        out.append(item)\n"
            "    return out\n"
        ),
        call="(range(5000),)",
        size="5,000 items",
    ),
    growth=("O(n²)", "O(n)"),
)
