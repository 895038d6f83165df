"""A tuple can't grow: each step of a loop copies all of it.

What: ``parts += (x,)``, ``parts = parts + (x,)`` or ``parts = (*parts, x)`` in a loop, where
``parts`` is a tuple.

Why: each makes a new tuple of all that came before. With n items that is n²/2 items copied.

Example::

    def lengths(words):
        found = ()
        for word in words:
            found += (len(word),)
        return found

Use instead::

    def lengths(words):
        found = []
        for word in words:
            found.append(len(word))
        found = tuple(found)
        return found

When it is safe: nobody looks at the tuple while the loop runs. Where the loop keeps each of
the tuples, there is no hint.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guyline.hints.code import Code, region_of
from guyline.hints.filling import (
    begins_as,
    growing_loops,
    is_kept,
    is_target,
    joined,
    only_filled,
    places_of,
    target_of,
)
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import means_builtin
from guyline.hints.rewrite import insert_after
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_OF_TUPLES = frozenset({"binary_operator", "tuple", "expression_list"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    target = target_of(node)
    if target is None or not _is_step(node):
        return
    steps = [node]

    def is_step(other: Node) -> bool:
        if _is_step(other) and other not in steps:
            steps.append(other)
        return _is_step(other)

    loops = growing_loops(code, node, target, is_step)
    if not loops or begins_as(code, target, steps) != {"tuple"}:
        return
    places = [place for step in steps for place in places_of(target, step)]
    if is_kept(code, target, region_of(loops[-1]), places):
        return
    yield Found(
        node,
        "a tuple is copied to make it longer: O(n²) in this loop; "
        "fill a list, and make it a tuple behind the loop, O(n)",
        _fix(code, target, loops[-1], steps),
        ((loops[-1], "the loop"),),
    )


def _is_step(node: Node) -> bool:
    if node.kind == "augmented_assignment":
        return node.operators == ["+="]
    right = node.field("right")
    return right is not None and plain(right).kind in _OF_TUPLES and bool(joined(node))


def _fix(code: Code, target: Node, loop: Node, steps: Sequence[Node]) -> Fix | None:
    """Fill a list, and make it a tuple behind the loop."""
    if target.kind != "identifier":
        return None
    places = [place for step in steps for place in places_of(target, step)]
    made = only_filled(code, target, loop, places)
    behind = insert_after(code, loop, f"{target.text} = tuple({target.text})\n")
    if made is None or behind is None or code.owner(target) is not code.function_of(target):
        return None
    if not means_builtin(code, loop, "tuple") or not means_builtin(code, loop, "list"):
        return None
    edits = [Edit(made.start, made.end, _as_list(made)), behind]
    for step in steps:
        edit = _appended(code, target, step)
        if edit is None:
            return None
        edits.append(edit)
    return Fix("Fill a list, and make it a tuple", tuple(edits), safety=Safety.PROVED)


def _as_list(made: Node) -> str:
    if made.kind == "tuple":
        inner = made.text[1:-1].strip().removesuffix(",")
        return f"[{inner}]"
    return "[]" if made.text == "tuple()" else f"list({made.text})"


def _appended(code: Code, target: Node, step: Node) -> Edit | None:
    """A step as it is for a list; None: it can't be one."""
    more = plain(step["right"])
    if step.kind == "assignment":
        parts = joined(step)
        if len(parts) != 2 or not is_target(parts[0], target):
            return None
        if more.kind != "binary_operator":
            last = more.children[-1]
            text = f"{target.text}.append({last.text})"
            return Edit(step.start, step.end, text) if not last.kind.endswith("_splat") else None
        more = plain(more["right"])
    single = more.kind == "tuple" and len(more.children) == 1
    if single and not more.children[0].kind.endswith("_splat"):
        return Edit(step.start, step.end, f"{target.text}.append({more.children[0].text})")
    if kind_of(code, more) != "tuple" or more.kind == "expression_list":
        return None
    return Edit(step.start, step.end, f"{target.text}.extend({more.text})")


RULE = Rule(
    "GL109",
    "tuple-concatenation-in-loop",
    ("augmented_assignment", "assignment"),
    _check,
    Example(
        slow=(
            "def f(items):\n"
            "    out = ()\n"
            "    for item in items:\n"
            "        out += (item,)\n"
            "    return out\n"
        ),
        fast=(
            "def f(items):\n"
            "    out = []\n"
            "    for item in items:\n"
            "        out.append(item)\n"
            "    return tuple(out)\n"
        ),
        call="(range(5000),)",
        size="5,000 items",
    ),
    growth=("O(n²)", "O(n)"),
)
