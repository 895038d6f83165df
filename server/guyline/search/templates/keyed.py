"""Loops that look through all for what has an equal key: what they go over, and the key.

Shared by the templates that go by the key instead: joins of two lists, and pairs of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guyline.hints.code import Code, arguments
from guyline.hints.kinds import kind_of
from guyline.hints.loops import names_in
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_exact
from guyline.hints.rounds import is_async
from guyline.search.templates.forms import (
    count_of,
    fill,
    is_name,
    is_simple,
    length_of,
    one,
    operand,
    steady_loop,
    written,
)
from guyline.syntax import Node

_FRESH = "range enumerate zip reversed sorted list tuple set"
_ANEW = frozenset(f"builtins.{name}" for name in _FRESH.split())
_HASHED = {"list": "tuple", "set": "frozenset"}
"""What of the same items can be a key."""

_VIEWS = frozenset({"items", "keys", "values"})


@dataclass(frozen=True, slots=True)
class Search:
    """An inner loop, and the key of what it looks for.

    Attributes:
        loop: The loop, a statement or a clause.
        outer: The outermost loop in which all that it goes over stays the same.
        over: All that there is to go over, as text; the loop may go over a part of it.
        targets: What the loop binds for each thing.
        part: What tells the part that the loop goes over, where it is one: ``i < j``.
        key: What has a key, of what the loop binds.
        wanted: The key that is looked for.
        test: The comparison.
        whole: What has to hold whole numbers only, where keys are reckoned with; None: it
            need not be asked.
        key_fails: Whether a thing may have no key: ``thing[0]``.
        wanted_fails: Whether there may be nothing to look for.
    """

    loop: Node
    outer: Node
    over: str
    targets: tuple[str, ...]
    part: str
    key: str
    wanted: str
    test: Node
    whole: str | None
    key_fails: bool
    wanted_fails: bool


def search_of(code: Code, loop: Node) -> Search | None:
    """What an inner loop looks for; None: not by a key, or not again and again."""
    left, condition = loop.field("left"), condition_of(loop)
    if left is None or condition is None or is_async(loop) or len(loop.fields("right")) != 1:
        return None
    names = left.children if left.kind in ("pattern_list", "tuple_pattern") else [left]
    if not all(each.kind == "identifier" for each in names):
        return None
    targets = tuple(each.text for each in names)
    for test in conjuncts(condition):
        if test.operators != ["=="] or len(test.children) != 2 or not is_simple(test):
            continue
        found = _solved(code, loop, targets, test)
        if found is not None:
            return found
    return None


def condition_of(loop: Node) -> Node | None:
    """The condition that all of a loop is under; None: there is none, or it is not the whole."""
    if loop.kind == "for_statement":
        body = loop["body"].children
        if len(body) != 1 or body[0].kind != "if_statement":
            return None
        return body[0]["condition"] if body[0].field("alternative") is None else None
    around = loop.parent
    clauses = around.children if around is not None else []
    after = clauses[clauses.index(loop) + 1 :]
    return after[0].children[0] if after and after[0].kind == "if_clause" else None


def conjuncts(condition: Node) -> Iterator[Node]:
    """The comparisons that all have to hold."""
    condition = plain(condition)
    if condition.kind == "boolean_operator" and condition.operators == ["and"]:
        yield from conjuncts(condition["left"])
        yield from conjuncts(condition["right"])
    elif condition.kind == "comparison_operator":
        yield condition


def _solved(code: Code, loop: Node, targets: tuple[str, ...], test: Node) -> Search | None:
    for mine, other in (test.children, reversed(test.children)):
        if not names_in(mine).isdisjoint(targets) and names_in(other).isdisjoint(targets):
            break
    else:
        return None
    key, wanted, sums = plain(mine), written(other), list[Node]()
    if key.kind == "binary_operator" and key.operators in (["+"], ["-"], ["^"]):
        turned = _turned(key, other, targets)
        if turned is not None:
            key, wanted, sums = turned
    part = _part(code, loop, targets)
    if part is None:
        return None
    over, told, steady = part
    parts = [key, *steady]
    outer = steady_loop(code, loop, *parts, but=targets)
    if outer is None or not names_in(other).isdisjoint(targets):
        return None
    whole = _whole(code, loop, sums) if sums else None
    if sums and whole is None:
        return None
    fails = (_may_fail(key), _may_fail(other))
    text = written(key)
    made = _HASHED.get(kind_of(code, key)) or _HASHED.get(kind_of(code, other))
    if made is not None and not sums:
        text, wanted = f"{made}({text})", f"{made}({wanted})"
    return Search(loop, outer, over, targets, told, text, wanted, test, whole or None, *fails)


def _may_fail(key: Node) -> bool:
    """Whether a key may not be there: what is looked up is no place of a loop."""
    if is_name(key):
        return False
    place = fill(key, "$xs[$i]")
    return place is None or not (is_name(one(place, "i")) and is_name(one(place, "xs")))


def _turned(
    key: Node, other: Node, targets: tuple[str, ...]
) -> tuple[Node, str, list[Node]] | None:
    """A sum solved for the part that the loop binds: the part, its value, and all the parts."""
    left, right = plain(key["left"]), plain(key["right"])
    mine = [not names_in(each).isdisjoint(targets) for each in (left, right)]
    if sum(mine) != 1:
        return None
    part, rest = (left, right) if mine[0] else (right, left)
    if part.kind == "binary_operator":
        return None
    match key.operators[0], mine[0]:
        case "+", _:
            text = f"{operand(other)} - {operand(rest)}"
        case "^", _:
            text = f"{operand(other)} ^ {operand(rest)}"
        case "-", True:
            text = f"{operand(other)} + {operand(rest)}"
        case _:
            text = f"{operand(rest)} - {operand(other)}"
    return part, text, [part, rest, other]


def _part(code: Code, loop: Node, targets: tuple[str, ...]) -> tuple[str, str, list[Node]] | None:
    """All that a loop's things are taken from, what tells its part, and what has to be steady."""
    right = plain(loop["right"])
    counted = count_of(code, loop)
    if counted is not None and length_of(code, counted.stop) is not None:
        first = fill(counted.first, "$i + 1", "1 + $i") if counted.first is not None else None
        if first is not None and is_name(one(first, "i")):
            over = f"range({written(counted.stop)})"
            return over, f"{one(first, 'i').text} < {targets[0]}", [counted.stop]
    rest = fill(right, "enumerate($xs[$i + 1:], $i + 1)", "enumerate($xs[$i + 1:], start=$i + 1)")
    if rest is not None and len(targets) == 2 and is_name(one(rest, "i")):
        items = one(rest, "xs")
        return f"enumerate({written(items)})", f"{one(rest, 'i').text} < {targets[0]}", [items]
    if not _goes_anew(code, right):
        return None
    return written(right), "", [right]


def _goes_anew(code: Code, over: Node) -> bool:
    """Whether going over an expression gives all of it each time, as far as can be seen."""
    if over.kind in ("identifier", "attribute", "subscript"):
        return over.kind != "subscript" or not any(n.kind == "slice" for n in over.children)
    if over.kind != "call":
        return False
    function = plain(over["function"])
    if function.kind == "attribute":
        return function["attribute"].text in _VIEWS and not arguments(over)
    return code.qualified(function) in _ANEW


def _whole(code: Code, loop: Node, parts: list[Node]) -> str | None:
    """The values that have to be whole numbers, as text; empty: they are known to be.

    None: it can't be told where one of them is taken from.
    """
    found = list[str]()
    for part in parts:
        if is_exact(code, part) or part.kind == "integer":
            continue
        source = _source(code, loop, part)
        if source is None:
            return None
        if source not in found:
            found.append(source)
    if len(found) == 1 and found[0].startswith("*"):
        return found[0][1:]
    return f"({', '.join(found)}{',' if len(found) == 1 else ''})" if found else ""


def _source(code: Code, loop: Node, part: Node) -> str | None:
    """Where a value comes from, as it stands in a tuple: ``*xs`` or ``total``."""
    holes = fill(part, "$xs[$i]")
    if holes is not None and is_name(one(holes, "xs")):
        return f"*{one(holes, 'xs').text}"
    if not is_name(part):
        return None
    for each in (loop, *code.loops(loop)):
        left, right = each.field("left"), each.field("right")
        if left is None or right is None or part.text not in names_in(left):
            continue
        right = plain(right)
        items = fill(right, "enumerate($xs)", "enumerate($xs[$_:], $_)", "$xs[$_:]")
        if left.kind == "identifier" and right.kind == "identifier":
            return f"*{right.text}"
        last = left.children[-1].text if left.children else left.text
        if items is not None and last == part.text and is_name(one(items, "xs")):
            return f"*{one(items, 'xs').text}"
        return None
    return part.text
