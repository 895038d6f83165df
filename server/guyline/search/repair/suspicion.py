"""Which lines of a function are suspicious: those that failing tests run, and others do not.

Ochiai's coefficient (Abreu, Zoeteweij and van Gemund, "On the accuracy of spectrum-based fault
localization", TAIC PART 2007): of a line, the failing tests that run it, over the root of all
failing tests times all tests that run it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt

from guyline.proof.outcomes import Test

_DEEPEST = 1.25
"""How much more suspicious the line is where the function raises."""


def ochiai(tests: Iterable[Test], first: int, last: int) -> dict[int, float]:
    """How suspicious each line between two is, from 0 to 1; lines that never run are left out."""
    tests = [each for each in tests if each.outcome != "skipped"]
    failing = sum(each.is_bad for each in tests)
    found: dict[int, float] = {}
    for line in range(first, last + 1):
        bad = sum(line in each.lines for each in tests if each.is_bad)
        every = sum(line in each.lines for each in tests)
        if every:
            found[line] = bad / sqrt(failing * every) if failing else 0.0
    return found


def sharpened(found: Mapping[int, float], deepest: int) -> dict[int, float]:
    """The same, with the line where the function raises ahead of others."""
    top = max(found.values(), default=1.0)
    return {
        **found,
        **({deepest: _DEEPEST * top} if deepest in found else {}),
    }
