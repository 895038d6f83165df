"""All pairs are tried to find those with a given sum.

What: a loop in a loop, or a comprehension, that asks ``x + y == total`` of one item each, and
nothing else; also ``total - x == y``, with indices or without.

Why: n² pairs are added. Of the two, one tells the other: a dict or a set finds ``total - x``
at once.

Example::

    def pair(numbers, total):
        for i in range(len(numbers)):
            for j in range(i + 1, len(numbers)):
                if numbers[i] + numbers[j] == total:
                    return i, j
        return None

Use instead::

    def pair(numbers, total):
        places = {}
        for j, number in enumerate(numbers):
            if total - number in places:
                return places[total - number], j
            places[number] = j
        return None

When it is safe: the sums are exact (not of floats), and it does not matter which pair is found
first.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, region_of
from guyline.hints.loops import depends_on
from guyline.hints.pattern import plain, with_brackets
from guyline.hints.rounds import is_short
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.shapes import mentions, names_of
from guyline.syntax import Node

_ITEMS = frozenset({"identifier", "subscript", "attribute"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.operators != ["=="] or len(node.children) != 2 or not _is_all(node):
        return
    loops = [each for each in code.loops(node) if each.kind != "while_statement"][:2]
    if len(loops) < 2 or any(is_short(code, each) for each in loops):
        return
    inner, outer = loops
    if not _is_right_within(inner, outer):
        return
    one, other = (plain(each) for each in node.children)
    for pair, wanted in ((one, other), (other, one)):
        terms = _terms(pair, wanted)
        if terms is None:
            continue
        left, right, total = terms
        if any(_is_of(code, a, inner) and _is_of(code, b, outer) for a, b in _both(left, right)):
            fixed = not any(depends_on(code, total, loop) for loop in loops)
            if fixed and _are_items(code, left, right, loops):
                yield Found(
                    node,
                    f"all pairs are tried to find those that make {total.text}: O(n²); each item "
                    "tells the other, and a dict or a set finds it: O(n)",
                    None,
                    ((outer, "the outer loop"),),
                )
                return


def _terms(pair: Node, wanted: Node) -> tuple[Node, Node, Node] | None:
    """The two items, and what they have to make; None: it is something else."""
    if pair.kind != "binary_operator":
        return None
    left, right = plain(pair["left"]), plain(pair["right"])
    if pair.operators == ["+"]:
        return left, right, wanted
    return (right, wanted, left) if pair.operators == ["-"] else None


def _both(left: Node, right: Node) -> tuple[tuple[Node, Node], tuple[Node, Node]]:
    return (left, right), (right, left)


def _is_of(code: Code, item: Node, loop: Node) -> bool:
    """Whether an item is one that a loop is at."""
    names = {name.text for name in names_of(loop["left"])}
    return item.kind in _ITEMS and mentions(item, names)


def _are_items(code: Code, left: Node, right: Node, loops: list[Node]) -> bool:
    """Whether these are items, not numbers that are counted."""
    for item in (left, right):
        counted = any(
            plain(loop["right"]).kind == "call"
            and code.qualified(plain(loop["right"])["function"]) == "builtins.range"
            and item.text == loop["left"].text
            for loop in loops
        )
        if counted:
            return False
    return True


def _is_all(node: Node) -> bool:
    """Whether this is the only condition, and the only thing that the loop around asks."""
    around = with_brackets(node).parent
    if around is None:
        return False
    if around.kind == "if_clause":
        return True
    if around.kind != "if_statement" or not around.field("condition"):
        return False
    block = around.parent
    return block is not None and len(block.children) == 1 and around.field("alternative") is None


def _is_right_within(inner: Node, outer: Node) -> bool:
    """Whether the outer loop does nothing but the inner one."""
    if inner.kind == "for_in_clause":
        return outer.kind == "for_in_clause" and region_of(inner) is region_of(outer)
    return outer.kind == "for_statement" and outer["body"].children == [inner]


RULE = Rule(
    "GL118",
    "pair-for-a-sum",
    ("comparison_operator",),
    _check,
    Example(
        slow=(
            "def f(numbers, total):\n"
            "    for i in range(len(numbers)):\n"
            "        for j in range(i + 1, len(numbers)):\n"
            "            if numbers[i] + numbers[j] == total:\n"
            "                return i, j\n"
            "    return None\n"
        ),
        fast=(
            "def f(numbers, total):\n"
            "    places = {}\n"
            "    for j, number in enumerate(numbers):\n"
            "        if total - number in places:\n"
            "            return places[total - number], j\n"
            "        places[number] = j\n"
            "    return None\n"
        ),
        call="(list(range(600)), -1)",
        size="600 numbers",
    ),
    growth=("O(n²)", "O(n)"),
)
