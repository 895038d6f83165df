"""Parts of a list that overlap are added up again and again.

What: ``sum(items[:i])`` and ``sum(items[i:])`` in a loop over ``i``, and
``sum(items[i:i + width])``, which is the same cause.

Why: each sum goes over the whole part, and copies it before. The next one differs from it by
an item or two. ``itertools.accumulate`` gives all sums from the beginning; the sum of a part is
the difference of two of them.

Example::

    def reached(costs, limit):
        for i in range(len(costs)):
            if sum(costs[:i]) > limit:
                return i

Use instead::

    from itertools import accumulate

    def reached(costs, limit):
        for i, total in enumerate(accumulate(costs[:-1], initial=0)):
            if total > limit:
                return i

When it is safe: the numbers are whole. Sums of floats that are made in another order may differ
in their last digits.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, region_of
from guyline.hints.pattern import matches, plain
from guyline.hints.predicates import is_mutated, is_same_each_time
from guyline.hints.rounds import FEW, has_few
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_SUMS = frozenset({"builtins.sum", "math.fsum", "numpy.sum"})
_BOUNDS = frozenset({"identifier", "integer", "binary_operator", "call", "attribute"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    name = function.field("attribute") or function
    given = arguments(node)
    if name.text not in ("sum", "fsum") or len(given) != 1:
        return
    part = _part(code, given[0])
    index = part.fields("subscript") if part.kind == "subscript" else []
    if len(index) != 1 or index[0].kind != "slice" or code.qualified(function) not in _SUMS:
        return
    items = plain(part["value"])
    loop = next(code.loops(node), None)
    if loop is None or not is_same_each_time(code, items, loop):
        return
    if has_few(code, items) or is_mutated(code, items, region_of(loop)):
        return
    moving = _moving(code, loop)
    if moving is None or not _overlap(part, moving):
        return
    yield Found(
        node,
        "parts that overlap are added up anew each time: O(n²) in this loop; "
        "with itertools.accumulate, or a running sum, O(n)",
    )


def _part(code: Code, given: Node) -> Node:
    """What is added up: a slice, by its name perhaps, or something of each of its items."""
    part = code.value_of(given)
    if part.kind in ("generator_expression", "list_comprehension"):
        clauses = part.children[1:]
        if clauses[0].kind == "for_in_clause" and len(clauses) == 1:
            return code.value_of(clauses[0]["right"])
    return part


def _moving(code: Code, loop: Node) -> str | None:
    """The name that a loop counts up by one."""
    if loop.kind == "while_statement":
        for each in loop["body"].walk():
            moved = matches("$i += 1", each) or matches("$i = $i + 1", each)
            if moved is not None and isinstance(moved["i"], Node):
                return moved["i"].text
        return None
    left, right = loop["left"], plain(loop["right"])
    if right.kind != "call" or has_few(code, right):
        return None
    name, given = code.qualified(right["function"]), arguments(right)
    if name == "builtins.range" and len(given) < 3 and left.kind == "identifier":
        return left.text
    counts = name == "builtins.enumerate" and left.kind in ("pattern_list", "tuple_pattern")
    return left.children[0].text if counts and left.children[0].kind == "identifier" else None


def _overlap(part: Node, moving: str) -> bool:
    """Whether parts that are taken as a name moves have items in common, and more than a few."""
    first, last = matches("$_[$a:]", part), matches("$_[:$b]", part)
    for holes, bound in ((first, "a"), (last, "b")):
        if holes is not None and isinstance(found := holes[bound], Node):
            return _moves(found, moving)
    both = matches("$_[$a:$b]", part)
    if both is None or not isinstance(both["a"], Node) or not isinstance(both["b"], Node):
        return False
    begin, end = both["a"], both["b"]
    if not _moves(begin, moving):
        return not _holds(begin, moving) and _moves(end, moving)
    if not _moves(end, moving):
        return not any(n.kind == "identifier" and n.text == moving for n in end.walk())
    widths = [n for bound in (begin, end) for n in bound.walk() if n.kind == "integer"]
    named = [
        n
        for bound in (begin, end)
        for n in bound.walk()
        if n.kind in ("identifier", "attribute") and n.text not in (moving, "max", "min", "len")
    ]
    return bool(named) or sum(int(n.text) for n in widths if n.text.isdecimal()) > FEW


def _moves(bound: Node, moving: str) -> bool:
    """Whether a bound goes up by one with a name: ``i``, ``i + k``, ``max(0, i - k)``."""
    bound = plain(bound)
    if bound.kind not in _BOUNDS:
        return False
    if bound.kind == "identifier":
        return bound.text == moving
    if bound.kind == "binary_operator":
        left, right = bound["left"], bound["right"]
        if bound.operators[0] not in ("+", "-"):
            return False
        sides = [_holds(left, moving), _holds(right, moving)]
        if sides == [True, False]:
            return _moves(left, moving)
        return sides == [False, True] and bound.operators == ["+"] and _moves(right, moving)
    if bound.kind == "call" and plain(bound["function"]).text in ("max", "min"):
        given = arguments(bound)
        return sum(_moves(each, moving) for each in given) == 1 and (
            sum(_holds(each, moving) for each in given) == 1
        )
    return False


def _holds(node: Node, name: str) -> bool:
    return any(n.kind == "identifier" and n.text == name for n in node.walk())


RULE = Rule(
    "GL119",
    "sum-of-slices",
    ("call",),
    _check,
    Example(
        slow="def f(xs):\n    return [sum(xs[: i + 1]) for i in range(len(xs))]\n",
        fast=("from itertools import accumulate\ndef f(xs):\n    return list(accumulate(xs))\n"),
        call="(list(range(3000)),)",
        size="3,000 numbers",
    ),
    growth=("O(n²)", "O(n)"),
    called=frozenset({"sum", "fsum"}),
)
