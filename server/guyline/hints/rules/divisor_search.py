"""A divisor is looked for far beyond the root.

What: a loop that tries ``n % d == 0`` for each ``d`` up to ``n``, or to its half, and stops at
the first that divides; ``all`` and ``any`` over such a range.

Why: if ``n`` has a divisor at all, one is no larger than its square root.

Example::

    def is_prime(number):
        if number < 2:
            return False
        for divisor in range(2, number):
            if number % divisor == 0:
                return False
        return True

Use instead::

    from math import isqrt

    def is_prime(number):
        if number < 2:
            return False
        for divisor in range(2, isqrt(number) + 1):
            if number % divisor == 0:
                return False
        return True

When it is safe: the number is not negative, divisors are tried one by one from 2, and the loop
does nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, block_of, statement_of
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.predicates import is_dead_after
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_LEAVES = frozenset({"return_statement", "break_statement", "raise_statement"})
_RANGES = (
    "range(2, $n)",
    "range(2, $n - 1)",
    "range(2, $n // 2 + 1)",
)
_LOOSE = (
    "range(2, $n // 2)",
    "range(2, int($n / 2))",
    "range(2, int($n / 2) + 1)",
    "range(3, $n, 2)",
    "range(3, $n - 1, 2)",
    "range(3, $n // 2, 2)",
    "range(3, $n // 2 + 1, 2)",
)
"""Ranges whose ends are not quite where a fix would want them."""

_DIVIDES = ("$n % $d == 0", "not $n % $d", "0 == $n % $d")
_DIVIDES_NOT = ("$n % $d != 0", "$n % $d", "$n % $d > 0", "0 != $n % $d")
_WHILES = ("$d < $n", "$n > $d", "$d <= $n // 2", "$d <= $n - 1", "$d < $n // 2", "$d <= $n / 2")


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "while_statement":
        if _is_search(node):
            yield Found(node["condition"], _message("n"))
        return
    loop = node if node.kind == "for_statement" else _clause_of(code, node)
    if loop is None:
        return
    over, divisor = plain(loop["right"]), loop["left"]
    if divisor.kind != "identifier" or not code.calls(over, "builtins.range"):
        return
    for form in (*_RANGES, *_LOOSE):
        holes = matches(form, over)
        number = holes["n"] if holes is not None else None
        if not isinstance(number, Node) or number.kind not in ("identifier", "attribute"):
            continue
        if node.kind == "for_statement":
            if not _stops(node["body"], number, divisor):
                continue
        elif not _tells(code, node, number, divisor):
            continue
        fix = _fix(code, loop, over, number) if form in _RANGES else None
        yield Found(over, _message(number.text), fix)
        return


def _message(number: str) -> str:
    return f"divisors are tried far beyond the root of {number}: O(n); up to isqrt, O(√n)"


def _is_search(loop: Node) -> bool:
    """Whether a ``while`` counts a divisor up, and stops at one that divides."""
    for form in _WHILES:
        holes = matches(form, loop["condition"])
        if holes is None:
            continue
        number, divisor = node_in(holes, "n"), node_in(holes, "d")
        body = loop["body"].children
        if number.kind != "identifier" or divisor.kind != "identifier" or len(body) != 2:
            return False
        step = matches("$d += $_", body[1]) or matches("$d = $d + $_", body[1])
        counted = step is not None and alike(node_in(step, "d"), divisor)
        return counted and _divides(body[0], number, divisor)
    return False


def _stops(body: Node, number: Node, divisor: Node) -> bool:
    return len(body.children) == 1 and _divides(body.children[0], number, divisor)


def _divides(statement: Node, number: Node, divisor: Node) -> bool:
    """Whether a statement leaves the loop where a divisor is found, and does nothing else."""
    if statement.kind != "if_statement" or statement.field("alternative") is not None:
        return False
    then = statement["consequence"].children
    if not then or then[-1].kind not in _LEAVES:
        return False
    return _is_test(statement["condition"], _DIVIDES, number, divisor)


def _is_test(test: Node, forms: tuple[str, ...], number: Node, divisor: Node) -> bool:
    for form in forms:
        holes = matches(form, test)
        if holes is not None:
            return alike(node_in(holes, "n"), number) and alike(node_in(holes, "d"), divisor)
    return False


def _clause_of(code: Code, call: Node) -> Node | None:
    """The only ``for`` of what ``all`` or ``any`` goes through."""
    if code.qualified(call["function"]) not in ("builtins.all", "builtins.any"):
        return None
    inner = call.field("arguments")
    while inner is not None and inner.kind == "argument_list" and len(inner.children) == 1:
        inner = inner.children[0]
    if inner is None or inner.kind not in ("generator_expression", "list_comprehension"):
        return None
    clauses = [c for c in inner.children if c.kind in ("for_in_clause", "if_clause")]
    return clauses[0] if len(clauses) == 1 else None


def _tells(code: Code, call: Node, number: Node, divisor: Node) -> bool:
    around = _clause_of(code, call)
    body = around.parent.field("body") if around is not None and around.parent is not None else None
    if body is None:
        return False
    forms = _DIVIDES if code.calls(call, "builtins.any") else _DIVIDES_NOT
    return _is_test(body, forms, number, divisor)


def _fix(code: Code, loop: Node, over: Node, number: Node) -> Fix | None:
    """Go up to the root."""
    divisor = loop["left"]
    if loop.kind == "for_statement" and not is_dead_after(code, divisor, loop):
        return None
    known = _is_positive(code, loop, number)
    return Fix(
        "Stop at the square root",
        (Edit(over.start, over.end, f"range(2, isqrt({number.text}) + 1)"),),
        (("math", "isqrt"),),
        Safety.PROVED if known else Safety.OPEN,
        () if known else (f"that {number.text} is not negative",),
    )


def _is_positive(code: Code, loop: Node, number: Node) -> bool:
    """Whether a statement before the loop leaves where the number is small."""
    statement = statement_of(loop)
    if number.kind != "identifier" or len(code.bindings(number)) != 1:
        return False
    for each in block_of(statement):
        if each is statement:
            return False
        if each.kind != "if_statement" or each["consequence"].children[-1].kind not in (
            "return_statement",
            "raise_statement",
        ):
            continue
        forms = ("$n < 2", "$n <= 1", "$n < 1", "$n <= 0", "$n < 0", "2 > $n", "1 >= $n")
        tests = (matches(form, each["condition"]) for form in forms)
        if any(t is not None and alike(node_in(t, "n"), number) for t in tests):
            return True
    return False


RULE = Rule(
    "GL123",
    "divisor-search",
    ("for_statement", "while_statement", "call"),
    _check,
    Example(
        slow=(
            "def f(number):\n"
            "    for divisor in range(2, number):\n"
            "        if number % divisor == 0:\n"
            "            return False\n"
            "    return number > 1\n"
        ),
        fast=(
            "from math import isqrt\n"
            "def f(number):\n"
            "    for divisor in range(2, isqrt(number) + 1):\n"
            "        if number % divisor == 0:\n"
            "            return False\n"
            "    return number > 1\n"
        ),
        call="(100003,)",
        size="the prime 100,003",
    ),
    growth=("O(n)", "O(√n)"),
    called=frozenset({"all", "any"}),
)
