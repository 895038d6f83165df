"""Each number up to n is tried to find n's divisors; those up to its root tell the others.

What: a loop, or a ``for`` of a comprehension, over ``range(1, n + 1)``, ``range(1, n)``,
``range(2, n // 2 + 1)`` and their like, all of which stands under ``n % i == 0`` and more
conditions perhaps.

Before::

    def divisors(n):
        return [i for i in range(1, n + 1) if n % i == 0]

After::

    from math import isqrt


    def divisors(n):
        found = [d for d in range(1, isqrt(max(n, 0)) + 1) if n % d == 0]
        found += [n // d for d in reversed(found) if d * d != n]
        return [i for i in found if n % i == 0]

Divisors come in the order in which they came before. Where the range began later or ended earlier,
the condition says so.

A loop that ends with the first divisor is left alone: it may be found at once.

What it takes for granted: that it is a whole number.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, statement_of
from guyline.hints.pattern import alike, plain
from guyline.hints.predicates import leaves
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import (
    Count,
    are_builtins,
    count_of,
    fill,
    is_name,
    is_own_function,
    is_simple,
    is_steady,
    one,
    proposal,
    steady_loop,
    written,
)
from guyline.search.templates.keyed import condition_of
from guyline.search.templates.template import Template
from guyline.syntax import Node

_DIVIDES = ("$n % $d == 0", "0 == $n % $d", "not $n % $d", "$n % $d < 1")
_ENDS = ("$n + 1", "1 + $n", "$n", "$n // 2 + 1", "$n // 2", "int($n / 2) + 1", "int($n / 2)")
_LEAST = ("min($n, $m) + 1", "min($n, $m)")
_ASSUMES = ("that it is a whole number",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    counted, condition = count_of(code, node), condition_of(node)
    if counted is None or condition is None or counted.first is None:
        return
    first = plain(counted.first).text
    if not first.isdecimal() or int(first) < 1 or not is_own_function(code, node):
        return
    number = _number(code, node, counted, condition)
    if number is None or _ends_early(node):
        return
    names = ("isqrt", "max", "reversed", "range")
    if not are_builtins(code, node, *names[1:]):
        return
    scope = code.function_of(node)
    found, d = free_name(code, scope, "divisors"), free_name(code, scope, "d")
    n, before = number.text, ""
    if (other := _other(counted)) is not None:
        n = free_name(code, scope, "common")
        least = f"min({number.text}, {other})"
        before = f"{n} = gcd({number.text}, {other}) if {least} > 0 else 0\n"
    lines = (
        f"{found} = [{d} for {d} in range(1, isqrt(max({n}, 0)) + 1) if {n} % {d} == 0]\n"
        f"{found} += [{n} // {d} for {d} in reversed({found}) if {d} * {d} != {n}]\n"
    )
    edits = [
        insert_before(code, statement_of(_outermost(code, node, number)), before + lines),
        Edit(node["right"].start, node["right"].end, found),
    ]
    whole = fill(counted.stop, "$n + 1", "1 + $n")
    if first != "1" or whole is None or not alike(one(whole, "n"), number):
        name = counted.name.text
        low = f"{first} <= {name}" if first != "1" else name
        high = (
            ""
            if whole is not None and alike(one(whole, "n"), number)
            else (f" < {written(counted.stop)}")
        )
        edits.append(Edit(condition.start, condition.start, f"{low}{high} and "))
    imports = (("math", "gcd"), ("math", "isqrt")) if before else (("math", "isqrt"),)
    yield from proposal(f"Find the divisors of {n} up to its root", edits, imports, _ASSUMES)


def _ends_early(loop: Node) -> bool:
    """Whether a loop ends with the first that it finds: then all are not looked for."""
    return loop.kind == "for_statement" and leaves(loop["body"])


def _other(counted: Count) -> str | None:
    """The other number, where all that divides two of them is looked for."""
    holes = fill(counted.stop, *_LEAST)
    return one(holes, "m").text if holes is not None else None


def _number(code: Code, loop: Node, counted: Count, condition: Node) -> Node | None:
    """The number whose divisors are looked for; None: the range or the condition is another."""
    tests = list(_tests(condition))
    other = _other(counted)
    for test in tests:
        holes = fill(test, *_DIVIDES)
        if holes is None or plain(one(holes, "d")).text != counted.name.text:
            continue
        number = one(holes, "n")
        if not is_name(number) or not is_steady(code, number, loop):
            continue
        if other is not None:
            both = [holes for each in tests if (holes := fill(each, *_DIVIDES)) is not None]
            numbers = {one(each, "n").text for each in both}
            return (
                number if other in numbers and len(numbers) == 2 and number.text != other else None
            )
        for form in _ENDS:
            ends = fill(counted.stop, form)
            if ends is not None and alike(one(ends, "n"), number) and is_simple(counted.stop):
                return number
    return None


def _tests(condition: Node) -> Iterator[Node]:
    condition = plain(condition)
    if condition.kind == "boolean_operator" and condition.operators == ["and"]:
        yield from _tests(condition["left"])
        yield from _tests(condition["right"])
    else:
        yield condition


def _outermost(code: Code, node: Node, number: Node) -> Node:
    """The outermost loop before which the number is known and in which it stays."""
    around = steady_loop(code, node, number)
    return around if around is not None else node


TEMPLATE = Template(
    "GT111", "divisors-by-root", ("for_statement", "for_in_clause"), _make, _ASSUMES
)
