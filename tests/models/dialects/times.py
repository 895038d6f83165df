"""How long 5,000 names take: to be written in a dialect, and to be read by its engines.

``python -m tests.models.dialects.times`` prints it, as ``make dialects`` does. The engines
know single bytes only; a real vocabulary costs outlines-core and xgrammar more.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

from guyline.models import Dialect, OneOf, compile_constraint
from tests.models.dialects.test_equal import READERS, compiled

PARTS = "get set add load file path name type node item key value index data is has to from max"


def names(count: int) -> frozenset[str]:
    """Names like those of a large module."""
    chance = random.Random(1)  # noqa: S311 - a test's
    found: set[str] = set()
    while len(found) < count:
        words = chance.choices(PARTS.split(), k=chance.randint(1, 4))
        found.add("_".join(words) + chance.choice(["", "s", "2", "ed"]))
    return frozenset(found)


def best(function: Callable[[], object], count: int) -> float:
    """The shortest of ``count`` runs, in milliseconds of the processor."""
    taken = []
    for _ in range(count):
        began = time.process_time()
        function()
        taken.append(1000 * (time.process_time() - began))
    return min(taken)


def main() -> None:
    """Print a line for each dialect, and for each engine that reads it."""
    constraint = OneOf.of(names(5000))
    for dialect in Dialect:
        took = best(lambda dialect=dialect: compile_constraint(constraint, dialect), 20)  # type: ignore[misc]
        sys.stdout.write(f"{took:8.1f} ms  {dialect.value} written\n")
    for reader, (dialect, engine) in READERS.items():
        source = compiled(constraint, dialect)
        took = best(lambda engine=engine, source=source: engine(source), 2)  # type: ignore[misc]
        sys.stdout.write(f"{took:8.1f} ms  {reader}\n")


if __name__ == "__main__":
    main()
