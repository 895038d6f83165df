"""A value as canonical text: what `observe` compares.

Texts are equal if and only if the values can't be told apart by exact types, values (NaN
is NaN, ``-0.0`` is not ``0.0``), the order of dicts, what is shared within and what
attributes hold. A text means the same in any process and for any hash seed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .scribe import NODES, Scribe, flat, folded

__all__ = ["Description", "close", "close_numbers", "describe", "examine"]

MOST = 20_000


@dataclass(frozen=True, slots=True)
class Description:
    """What is to be said of a value.

    Attributes:
        text: Its canonical text.
        notes: What could not be looked into, each in words; empty if the text is complete.
        numbers: Its floats in order, where a tolerance is allowed; the text has ``~`` there.
        looked: How many values were looked at.
    """

    text: str
    notes: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    looked: int = 0


def describe(value: object, *, most: int = MOST) -> str:
    """The canonical text of a value.

    Args:
        value: Anything; no code of its class runs.
        most: Characters after which the rest goes on as a hash.
    """
    text = flat(value)
    return Scribe(most).whole(value) if text is None else folded(text, most)


def examine(
    value: object,
    *,
    most: int = MOST,
    ignored: frozenset[str] = frozenset(),
    tolerant: bool = False,
    nodes: int = NODES,
) -> Description:
    """As `describe`, with what the text leaves open.

    Args:
        value: Anything.
        most: Characters after which the rest goes on as a hash.
        ignored: Names of attributes that do not count.
        tolerant: Whether floats are set aside, to be compared with `close_numbers`.
        nodes: How many values are looked at, all together.
    """
    numbers: list[float] | None = [] if tolerant else None
    scribe = Scribe(most, ignored, numbers)
    scribe.left = nodes
    text = scribe.whole(value)
    return Description(text, tuple(scribe.notes), tuple(numbers or ()), nodes - scribe.left)


def close(one: object, other: object, relative: float) -> bool:
    """Whether two values differ at most in floats that are nearly equal.

    Args:
        one: A value.
        other: Another.
        relative: How far two floats may lie apart, as a share of the larger.
    """
    first, second = examine(one, tolerant=True), examine(other, tolerant=True)
    return first.text == second.text and close_numbers(first.numbers, second.numbers, relative)


def close_numbers(one: tuple[float, ...], other: tuple[float, ...], relative: float) -> bool:
    """Whether floats are nearly equal, each to its own; NaN is close to NaN."""
    return len(one) == len(other) and all(
        math.isclose(a, b, rel_tol=relative) or (math.isnan(a) and math.isnan(b))
        for a, b in zip(one, other, strict=True)
    )
