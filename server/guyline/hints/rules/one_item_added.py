"""A list is made for each item that is added to another.

What: ``items += [item]``, ``items.extend([item])`` and ``items.extend((item,))`` in a loop.

Why: a list of one is made, gone over and thrown away each time. ``append`` adds the item
itself.

Example::

    def doubled(values):
        found = []
        for value in values:
            found += [value * 2]
        return found

Use instead::

    def doubled(values):
        found = []
        for value in values:
            found.append(value * 2)
        return found

When it is safe: it is a list.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import called, matches, node_in, plain
from guyline.hints.repeats import repeating
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_FORMS = ("$items.extend([$item])", "$items.extend(($item,))")


def _check(code: Code, node: Node) -> Iterator[Found]:
    told = _added(node)
    if told is None:
        return
    items, item = told
    kind = kind_of(code, items)
    if kind not in ("list", "") or not repeating(code, node):
        return
    if not kind and node.kind == "augmented_assignment":
        return  # an array adds to its items; a tuple takes no list
    yield Found(
        node,
        "a list of one is made to add one item; append adds the item itself",
        Fix(
            "Append it",
            (Edit(node.start, node.end, f"{items.text}.append({item.text})"),),
            safety=Safety.PROVED if kind else Safety.OPEN,
            unproved=() if kind else (f"that {items.text} is a list",),
        ),
    )


def _added(node: Node) -> tuple[Node, Node] | None:
    """What is added to, and the one item; None: it is something else."""
    if node.kind == "augmented_assignment":
        right = plain(node["right"])
        plainly = right.kind == "list" and len(right.children) == 1 and node.operators == ["+="]
        if not plainly or right.children[0].kind == "list_splat":
            return None
        return plain(node["left"]), right.children[0]
    around = node.parent
    if around is None or around.kind != "expression_statement":
        return None
    for form in _FORMS:
        if (holes := matches(form, node)) is not None:
            return node_in(holes, "items"), node_in(holes, "item")
    return None


RULE = Rule(
    "GL146",
    "one-item-added",
    ("augmented_assignment", "call"),
    _check,
    Example(
        slow=(
            "def f(xs):\n    found = []\n    for x in xs:\n        found += [x]\n    return found\n"
        ),
        fast=(
            "def f(xs):\n"
            "    found = []\n"
            "    for x in xs:\n"
            "        found.append(x)\n"
            "    return found\n"
        ),
        call="(list(range(10000)),)",
        size="10,000 items",
    ),
    called=called(*_FORMS),
)
