"""Two loops count indices to look at each pair of items once.

What: ``for i in range(len(xs)): for j in range(i + 1, len(xs))`` where ``i`` and ``j`` are used
in ``xs[i]`` and ``xs[j]`` and nowhere else, in statements or a comprehension.

Why: each pair makes an index and looks up two items. ``combinations`` gives the items
themselves, in the same order.

Example::

    def closest(points):
        best = None
        for i in range(len(points)):
            for j in range(i + 1, len(points)):
                if best is None or points[j] - points[i] < best:
                    best = points[j] - points[i]
        return best

Use instead::

    from itertools import combinations

    def closest(points):
        best = None
        for left, right in combinations(points, 2):
            if best is None or right - left < best:
                best = right - left
        return best

When it is safe: it is a sequence, and nothing changes it while the loops run.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import HELD
from guyline.hints.code import Code, region_of
from guyline.hints.kinds import HASHED, kind_of
from guyline.hints.loops import is_light
from guyline.hints.pattern import matches, plain
from guyline.hints.predicates import is_mutated, is_rebound
from guyline.hints.rounds import is_async, is_stored, reads_reached
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_ALL = ("range(len($items))", "range(len($items) - 1)", "range(0, len($items))")
_REST = ("range($i + 1, len($items))", "range(1 + $i, len($items))")


def _check(code: Code, node: Node) -> Iterator[Found]:
    inner = _inner(node)
    if inner is None or is_async(node) or is_async(inner):
        return
    whole = _items(_ALL, node)
    rest = next((h for f in _REST if (h := matches(f, inner["right"])) is not None), None)
    if whole is None or rest is None or whole.kind not in ("identifier", "attribute"):
        return
    i, j, items = node["left"], inner["left"], rest["items"]
    if not isinstance(items, Node) or items.text != whole.text:
        return
    first = rest["i"]
    if not isinstance(first, Node) or first.text != i.text or i.kind != j.kind != "identifier":
        return
    region = inner.field("body") or region_of(inner)
    if (
        not is_light(code, region)
        or kind_of(code, items) in HELD | HASHED
        or is_mutated(code, items, region)
    ):
        return
    if node.kind == "for_statement" and is_rebound(code, j, region):
        return
    if not _only_looked_up(code, i, node, items, first):
        return
    if not _only_looked_up(code, j, inner, items, None):
        return
    yield Found(
        node["right"],
        f"each pair of {items.text} is looked up by two indices that are used for nothing else; "
        "itertools.combinations gives the pairs themselves",
        None,
        ((inner["right"], "the rest of it"),),
    )


def _inner(node: Node) -> Node | None:
    """The loop that is all of another, or the next ``for`` of a comprehension."""
    if node.kind == "for_statement":
        body = node["body"].children
        only = len(body) == 1 and body[0].kind == "for_statement"
        return body[0] if only else None
    clauses = region_of(node).children
    after = clauses[clauses.index(node) + 1 :]
    return after[0] if after and after[0].kind == "for_in_clause" else None


def _items(forms: tuple[str, ...], loop: Node) -> Node | None:
    holes = next((h for f in forms if (h := matches(f, loop["right"])) is not None), None)
    found = holes["items"] if holes is not None else None
    return found if isinstance(found, Node) else None


def _only_looked_up(code: Code, index: Node, loop: Node, items: Node, but: Node | None) -> bool:
    """Whether an index is used in ``items[index]`` and nowhere else, ``but`` one place."""
    found = False
    for read in reads_reached(code, index, loop):
        if read is but:
            continue
        around = read.parent
        if around is None or around.kind != "subscript" or is_stored(around):
            return False
        if around.fields("subscript") != [read] or plain(around["value"]).text != items.text:
            return False
        found = True
    return found


RULE = Rule(
    "GL332",
    "pairs-by-indices",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow=(
            "def f(xs):\n"
            "    found = []\n"
            "    for i in range(len(xs)):\n"
            "        for j in range(i + 1, len(xs)):\n"
            "            found.append((xs[i], xs[j]))\n"
            "    return found\n"
        ),
        fast=(
            "from itertools import combinations\ndef f(xs):\n    return list(combinations(xs, 2))\n"
        ),
        call="(list(range(200)),)",
        size="200 items",
    ),
)
