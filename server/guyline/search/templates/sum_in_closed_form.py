"""Powers of numbers that follow each other are added up one by one; a formula gives the sum.

What: ``for i in range(...): total += ...`` where what is added is a polynomial of ``i``, also with
names for its parts, also of two loops; and ``sum`` of the same.

Before::

    def cubes(n):
        total = 0
        for i in range(1, n + 1):
            total += i * i * i
        return total

After::

    def cubes(n):
        total = 0
        if n >= 1:
            total += (n**4 + 2 * n**3 + n**2) // 4
        return total

Faulhaber's formula: Knuth, Johann Faulhaber and sums of powers, Math. of Computation 61, 1993.

What it takes for granted: that all are whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.loops import names_in
from guyline.hints.pattern import plain
from guyline.hints.rewrite import replace, replace_expression
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    Count,
    are_dead,
    count_of,
    fill,
    is_name,
    is_plain_for,
    mentions,
    one,
    proposal,
    written,
)
from guyline.search.templates.polynomials import (
    Polynomial,
    constant,
    polynomial_of,
    summed,
    text_of,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ADDED = ("$t += $e", "$t = $t + $e", "$t = $e + $t")
_ASSUMES = ("that all are whole numbers",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if node.kind == "call":
        yield from _of_sum(code, node)
        return
    loops, body = [node], node["body"].children
    if len(body) == 1 and body[0].kind == "for_statement":
        loops, body = [node, body[0]], body[0]["body"].children
    if not all(is_plain_for(loop) for loop in loops):
        return
    counted = [each for loop in loops if (each := count_of(code, loop)) is not None]
    added = fill(body[-1], *_ADDED)
    if len(counted) < len(loops) or added is None or not is_name(one(added, "t")):
        return
    total, known = one(added, "t"), dict[str, Polynomial]()
    bound = [each.name for each in counted]
    for statement in body[:-1]:
        part = fill(statement, "$x = $e")
        value = polynomial_of(one(part, "e"), known) if part is not None else None
        if part is None or value is None or not is_name(one(part, "x")):
            return
        bound.append(one(part, "x"))
        known[one(part, "x").text] = value
    found = _sum(code, counted, one(added, "e"), known, {total.text, *known})
    if found is None or not are_dead(code, bound, node):
        return
    text, guard = found
    lines = f"if {guard}:\n    {total.text} += {text}\n"
    yield from proposal(
        "Add up by a formula", (replace(code, node, node, lines),), assumes=_ASSUMES
    )


def _of_sum(code: Code, node: Node) -> Iterator[Fix]:
    holes = fill(node, "sum($e for $i in $over)", "sum([$e for $i in $over])")
    if holes is None or code.qualified(node["function"]) != "builtins.sum":
        return
    counted = count_of(code, next(each for each in node.walk() if each.kind == "for_in_clause"))
    found = _sum(code, [counted], one(holes, "e"), {}, set()) if counted is not None else None
    if found is not None:
        text, guard = found
        edit = replace_expression(node, f"{text} if {guard} else 0")
        yield from proposal("Add up by a formula", (edit,), assumes=_ASSUMES)


def _sum(
    code: Code,
    counted: list[Count],
    added: Node,
    known: dict[str, Polynomial],
    changing: set[str],
) -> tuple[str, str] | None:
    """The sum as an expression, and when there is anything to add; None: it is no polynomial."""
    value, guards = polynomial_of(added, known), list[str]()
    names = {each.name.text for each in counted}
    whole = {name for each in counted for name in _whole_names(code, each)}
    for each in reversed(counted):
        first = polynomial_of(each.first) if each.first is not None else constant(0)
        stop = polynomial_of(each.stop)
        bounds = [each.stop] if each.first is None else [each.first, each.stop]
        if value is None or first is None or stop is None:
            return None
        if any(mentions(bound, names | changing) for bound in bounds):
            return None
        value = summed(value, each.name.text, first, stop)
        guards.append(_guard(each))
    read = {name for monomial in value or {} for name, _ in monomial}
    if value is None or not read.isdisjoint(names | changing) or not read <= whole:
        return None
    if all(plain(bound).kind == "integer" for each in counted for bound in (each.stop,)):
        return None
    return text_of(value), " and ".join(dict.fromkeys(guards))


def _whole_names(code: Code, counted: Count) -> set[str]:
    """Names of whole numbers: those in the bounds of a range, and what loops around count with."""
    found = names_in(counted.stop)
    if counted.first is not None:
        found |= names_in(counted.first)
    around = (count_of(code, loop) for loop in code.loops(counted.name) if loop.field("left"))
    return found | {each.name.text for each in around if each is not None}


def _guard(counted: Count) -> str:
    """When a range has anything."""
    first = written(counted.first) if counted.first is not None else "0"
    behind = fill(counted.stop, "$n + 1")
    if behind is not None:
        return f"{written(one(behind, 'n'))} >= {first}"
    return f"{written(counted.stop)} > {first}"


TEMPLATE = Template("GT119", "sum-in-closed-form", ("for_statement", "call"), _make, _ASSUMES)
