"""How long a new worker takes to its first answer, and how long to the next one.

Each start is a process of its own: the interpreter, the imports, the environment, the
trees of the standard library's stubs, and one question on a file of a package.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from guyline.analysis import JediOracle, Question
from guyline.bench.sites import package_folder

_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Started:
    """One start.

    Attributes:
        first_ms: From the start of the worker to its first answer.
        next_ms: The same question again.
        closed: Whether the first answer was closed.
    """

    first_ms: float
    next_ms: float
    closed: bool


async def measure(package: str, file: str, after: str, rounds: int) -> AsyncIterator[Started]:
    """Start a worker ``rounds`` times, and ask behind the first ``after`` of a file.

    Args:
        package: An installed package.
        file: A file in its folder.
        after: Code with a dot at its end.
        rounds: How many starts.
    """
    folder = package_folder(package)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    question = Question(text, text.index(after) + len(after), path)
    for _ in range(rounds):
        yield await _start(folder.parent, question)


async def _start(workspace: Path, question: Question) -> Started:
    oracle = JediOracle(workspace, limit=_PATIENCE)
    try:
        begun = time.perf_counter()
        first = await oracle.ask(question)
        between = time.perf_counter()
        await oracle.ask(question)
        done = time.perf_counter()
    finally:
        await oracle.close()
    return Started(
        round((between - begun) * 1000, 1), round((done - between) * 1000, 1), first.closed
    )


def totals(rows: list[Started]) -> dict[str, Any]:
    """The figures of a run; the least is what the machine's other work adds least to."""
    return {
        "starts": len(rows),
        "first_ms_median": median(row.first_ms for row in rows),
        "first_ms_least": min(row.first_ms for row in rows),
        "next_ms_median": median(row.next_ms for row in rows),
        "closed": sum(row.closed for row in rows),
    }


def as_rows(rows: list[Started]) -> list[dict[str, Any]]:
    """The rows as they are written to a result."""
    return [asdict(row) for row in rows]
