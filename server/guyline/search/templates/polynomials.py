"""Polynomials with whole coefficients, read from expressions, summed and written (Faulhaber)."""

from __future__ import annotations

from fractions import Fraction
from math import comb, lcm

from guyline.hints.pattern import plain
from guyline.syntax import Node

Polynomial = dict[tuple[tuple[str, int], ...], Fraction]
"""Coefficients by monomials: ``{(("n", 2),): 3, (): 1}`` is ``3 * n**2 + 1``."""

_HIGHEST = 8
"""The highest power that is read or written."""


def polynomial_of(node: Node, known: dict[str, Polynomial] | None = None) -> Polynomial | None:
    """What an expression is as a polynomial of its names; None: it is none.

    Args:
        node: The expression.
        known: What some names stand for.
    """
    node = plain(node)
    match node.kind:
        case "integer" if node.text.isdecimal():
            return constant(int(node.text))
        case "identifier":
            return (known or {}).get(node.text) or {((node.text, 1),): Fraction(1)}
        case "unary_operator" if node.text.startswith("-"):
            inner = polynomial_of(node["argument"], known)
            return times(inner, constant(-1)) if inner is not None else None
        case "binary_operator":
            return _binary(node, known)
    return None


def _binary(node: Node, known: dict[str, Polynomial] | None) -> Polynomial | None:
    left = polynomial_of(node["left"], known)
    right = polynomial_of(node["right"], known)
    if left is None or right is None:
        return None
    match node.operators[0]:
        case "+":
            found = plus(left, right)
        case "-":
            found = plus(left, times(right, constant(-1)))
        case "*":
            found = times(left, right)
        case "**" if set(right) <= {()}:
            exponent = right.get((), Fraction(0))
            if not 0 <= exponent <= _HIGHEST:
                return None
            found = power(left, int(exponent))
        case _:
            return None
    return found if degree(found) <= _HIGHEST else None


def constant(value: int) -> Polynomial:
    """A number."""
    return {(): Fraction(value)} if value else {}


def plus(one: Polynomial, other: Polynomial) -> Polynomial:
    """The sum of two."""
    found = dict(one)
    for monomial, factor in other.items():
        found[monomial] = found.get(monomial, Fraction(0)) + factor
    return {monomial: factor for monomial, factor in found.items() if factor}


def times(one: Polynomial, other: Polynomial) -> Polynomial:
    """The product of two."""
    found: Polynomial = {}
    for first, factor in one.items():
        for second, more in other.items():
            powers = dict(first)
            for name, exponent in second:
                powers[name] = powers.get(name, 0) + exponent
            term = {tuple(sorted(powers.items())): factor * more}
            found = plus(found, term)
    return found


def power(one: Polynomial, exponent: int) -> Polynomial:
    """A polynomial to a power."""
    found = constant(1)
    for _ in range(exponent):
        found = times(found, one)
    return found


def degree(one: Polynomial) -> int:
    """The highest sum of exponents."""
    return max((sum(exponent for _, exponent in monomial) for monomial in one), default=0)


def summed(one: Polynomial, name: str, first: Polynomial, stop: Polynomial) -> Polynomial:
    """The sum over a name from ``first`` to before ``stop``, where there is anything between."""
    found: Polynomial = {}
    for monomial, factor in one.items():
        powers = dict(monomial)
        exponent = powers.pop(name, 0)
        rest = {tuple(sorted(powers.items())): factor}
        span = plus(_sums(exponent, stop), times(_sums(exponent, first), constant(-1)))
        found = plus(found, times(rest, span))
    return found


def _sums(exponent: int, stop: Polynomial) -> Polynomial:
    """The sum of powers of 0 up to before ``stop`` (Pascal's recurrence)."""
    found: list[Polynomial] = []
    for k in range(exponent + 1):
        total = power(stop, k + 1)
        for j in range(k):
            total = plus(total, times(found[j], constant(-comb(k + 1, j))))
        found.append(times(total, {(): Fraction(1, k + 1)}))
    return found[exponent]


def text_of(one: Polynomial) -> str:
    """A polynomial as an expression of whole numbers, which divides last."""
    below = lcm(*(factor.denominator for factor in one.values())) if one else 1
    terms = sorted(one.items(), key=lambda each: (-sum(e for _, e in each[0]), each[0]))
    text = ""
    for monomial, factor in terms:
        number = int(factor * below)
        parts = [name if exponent == 1 else f"{name}**{exponent}" for name, exponent in monomial]
        if abs(number) != 1 or not parts:
            parts.insert(0, str(abs(number)))
        sign = ("-" if number < 0 else "") if not text else (" - " if number < 0 else " + ")
        text += sign + " * ".join(parts)
    text = text or "0"
    return f"({text}) // {below}" if below > 1 else text
