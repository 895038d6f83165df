"""Each number up to a limit is tried for divisors; a sieve tells all primes up to it at once.

What: ``for x in range(2, n)`` with a loop that looks for a divisor of ``x`` and an ``else``, with
``all(x % d for d in range(2, ...))``, or with a call of a function that is named for primes.

Before::

    def primes(limit):
        return [x for x in range(2, limit) if all(x % d for d in range(2, x))]

After::

    from math import isqrt


    def primes(limit):
        is_prime = [False, False] + [True] * (limit - 2)
        for p in range(2, isqrt(max(limit, 0)) + 1):
            if is_prime[p]:
                is_prime[p * p :: p] = [False] * len(range(p * p, limit, p))
        return [x for x in range(2, limit) if is_prime[x]]

What it takes for granted: that divisors are tried far enough, and that a function that is named for
primes tells them.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, statement_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import free_name, indent_of, insert_before
from guyline.hints.rounds import is_async
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import (
    Count,
    are_builtins,
    count_of,
    fill,
    is_name,
    is_own_function,
    is_simple,
    mentions,
    one,
    operand,
    proposal,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_DIVIDES = ("$x % $d == 0", "not $x % $d", "0 == $x % $d")
_ALL = (
    "all($x % $d != 0 for $d in $over)",
    "all($x % $d for $d in $over)",
    "not any($x % $d == 0 for $d in $over)",
    "all([$x % $d != 0 for $d in $over])",
)
_ASSUMES = ("that divisors are tried far enough",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    counted = count_of(code, node)
    if counted is None or counted.first is None or not is_own_function(code, node):
        return
    first = plain(counted.first).text
    if not first.isdecimal() or not is_simple(counted.stop):
        return
    edit = _edit(code, node, counted, int(first))
    names = ("max", "len", "range")
    if edit is None or not are_builtins(code, node, *names):
        return
    scope = code.function_of(node)
    table, p = free_name(code, scope, "is_prime"), free_name(code, scope, "p")
    stop = written(counted.stop)
    lines = (
        f"{table} = [False, False] + [True] * ({stop} - 2)\n"
        f"for {p} in range(2, isqrt(max({stop}, 0)) + 1):\n"
        f"    if {table}[{p}]:\n"
        f"        {table}[{p} * {p} :: {p}] = [False] * len(range({p} * {p}, {stop}, {p}))\n"
    )
    there = f"{table}[{counted.name.text}]"
    start, end, text = edit
    yield from proposal(
        f"Find all primes below {operand(counted.stop)} with a sieve",
        (
            insert_before(code, statement_of(node), lines),
            Edit(start, end, text.replace("?", there)),
        ),
        (("math", "isqrt"),),
        _ASSUMES,
    )


def _edit(code: Code, loop: Node, counted: Count, first: int) -> tuple[int, int, str] | None:
    """Where it is asked for primes, and what is asked instead, with ``?`` for the question."""
    x = counted.name.text
    if loop.kind == "for_in_clause":
        around = loop.parent
        tests = [c.children[0] for c in around.children if c.kind == "if_clause"] if around else []
    else:
        body = loop["body"].children
        if body[0].kind == "for_statement" and first > 1 and len(body) == 1:
            return _of_loop(code, body[0], x)
        tests = [each["condition"] for each in body if each.kind == "if_statement"]
    for test in tests:
        if _is_question(code, plain(test), x, first):
            return test.start, test.end, "?"
    return None


def _is_question(code: Code, test: Node, x: str, first: int) -> bool:
    holes = fill(test, *_ALL)
    if holes is not None:
        fine = one(holes, "x").text == x and _tries_all(code, one(holes, "over"), x)
        return fine and first > 1
    asked = fill(test, "$f($x)")
    if asked is None or not is_name(one(asked, "f")) or one(asked, "x").text != x:
        return False
    name = one(asked, "f").text.lower().replace("_", "")
    return name in ("isprime", "prime", "checkprime", "primecheck", "isprimenumber")


def _of_loop(code: Code, inner: Node, x: str) -> tuple[int, int, str] | None:
    """``for d in range(2, x): if x % d == 0: break`` with an ``else``, which stays."""
    after, body = inner.field("alternative"), inner["body"].children
    if after is None or len(body) != 1 or body[0].kind != "if_statement" or is_async(inner):
        return None
    test, then = body[0], body[0]["consequence"].children
    holes = fill(test["condition"], *_DIVIDES)
    if holes is None or len(then) != 1 or then[0].kind != "break_statement":
        return None
    if test.field("alternative") is not None or one(holes, "x").text != x:
        return None
    d = inner["left"]
    if one(holes, "d").text != d.text or not _tries_all(code, inner["right"], x):
        return None
    rest = after["body"].children
    indent = indent_of(code, rest[0])
    if indent is None or any(mentions(each, [d.text]) for each in rest):
        return None
    return inner.start, rest[0].start, f"if ?:\n{indent}"


def _tries_all(code: Code, over: Node, x: str) -> bool:
    """Whether divisors are tried from 2 up to something of the number."""
    holes = fill(over, "range(2, $stop)")
    return holes is not None and mentions(one(holes, "stop"), [x])


TEMPLATE = Template("GT112", "primes-by-sieve", ("for_statement", "for_in_clause"), _make, _ASSUMES)
