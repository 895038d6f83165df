"""Items of several lists are looked up by the same index, again and again.

What: ``for i, x in enumerate(xs)`` where ``i`` is used in ``ys[i]`` and nowhere else; and
``for i in range(len(xs))`` where ``i`` is used in ``xs[i]`` and ``ys[i]``, twice or more in
each, and nowhere else.

Why: each round makes an index and looks it up. ``zip`` gives the items themselves. (Where each
item is looked up but once, ``range`` is about as fast.)

Example::

    def product(xs, ys):
        found = 0
        for i, x in enumerate(xs):
            found += x * ys[i]
        return found

Use instead::

    def product(xs, ys):
        found = 0
        for x, y in zip(xs, ys):
            found += x * y
        return found

When it is safe: they are sequences of the same length, and nothing changes them while the
loop runs. (``zip(..., strict=True)`` fails where they are not as long.)
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import HELD, imports, is_test
from guyline.hints.code import Code, region_of
from guyline.hints.kinds import HASHED, kind_of
from guyline.hints.loops import is_light
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.predicates import is_mutated, is_rebound
from guyline.hints.rounds import has_few, is_async, lookups_by
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_FORMS = ("range(len($items))", "range(0, len($items))")
_COUNTED = {"builtins.range", "builtins.len"}
_SELVES = frozenset({"self", "cls"})
_TENSORS = ("torch", "tensorflow", "jax", "pandas")
"""Where items of what is indexed are seldom Python's own."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    over = node.field("right")
    if over is None or is_async(node) or any(imports(code, each) for each in _TENSORS):
        return
    told = _counted(code, node, plain(over))
    if told is None or is_test(code):
        return
    index, items, enumerated = told
    region = node.field("body") or region_of(node)
    uses = lookups_by(code, index, node)
    held = {plain(use["value"]).text: plain(use["value"]) for use in uses}
    held = {text: each for text, each in held.items() if not enumerated or text != items.text}
    others = len(held) > (0 if enumerated else 1)
    if not enumerated and len(uses) < 2 * len(held):
        return
    if not others or has_few(code, items) or (not enumerated and items.text not in held):
        return
    if is_rebound(code, index, region) or not is_light(code, region):
        return
    if not all(_is_sequence(code, each, region) for each in [*held.values(), items]):
        return
    names = " and ".join(held)
    yield Found(
        node["left"] if node.kind == "for_in_clause" else over,
        f"items of {names} are looked up by an index that is used for nothing else; zip gives the "
        "items themselves",
    )


def _counted(code: Code, loop: Node, over: Node) -> tuple[Node, Node, bool] | None:
    """The index, what it goes over, and whether items come with it."""
    left = loop["left"]
    names = {code.qualified(n["function"]) for n in over.walk() if n.kind == "call"}
    if left.kind == "identifier":
        holes = next((h for form in _FORMS if (h := matches(form, over)) is not None), None)
        if holes is None or names != _COUNTED:
            return None
        return left, node_in(holes, "items"), False
    holes = matches("enumerate($items)", over)
    if holes is None or names != {"builtins.enumerate"} or len(left.children) != 2:
        return None
    index = left.children[0]
    return (index, node_in(holes, "items"), True) if index.kind == "identifier" else None


def _is_sequence(code: Code, items: Node, region: Node) -> bool:
    """Whether something may be gone over as it is indexed, and stays as it is."""
    kind, root = kind_of(code, items), items
    if kind in HELD | HASHED or items.text in _SELVES:
        return False
    while root.kind == "attribute":
        root = plain(root["object"])
    return root.kind == "identifier" and not is_mutated(code, items, region)


RULE = Rule(
    "GL325",
    "parallel-index",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow=(
            "def f(xs, ys):\n"
            "    found = 0\n"
            "    for i, x in enumerate(xs):\n"
            "        found += x * ys[i]\n"
            "    return found\n"
        ),
        fast=(
            "def f(xs, ys):\n"
            "    found = 0\n"
            "    for x, y in zip(xs, ys):\n"
            "        found += x * y\n"
            "    return found\n"
        ),
        call="(list(range(5000)), list(range(5000)))",
        size="5,000 items",
    ),
)
