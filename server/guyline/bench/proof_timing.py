"""False claims: two copies of the same code under load, and who calls one of them faster.

A round is one kind of function, loaded twice. The pairs of the proof and the ways people use
get the same seconds each. Busy neighbours compute or come in bursts meanwhile. Rounds are kept
as they end, so that a measurement can go on later.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from guyline.bench.timing_beside import WAYS, runs
from guyline.proof.inside.calling import Arguments
from guyline.proof.inside.interval import is_enough, is_faster, is_slower, ratio
from guyline.proof.inside.timing import Timer, pairs, timer_for

OURS = "interleaved pairs, lower bound"
_TENTH = 1.1

_SHORT = 0.2
_LONG = 0.6
"""Seconds for a function of milliseconds; other functions get ``_SHORT``."""

_NEIGHBOUR = """
import os, random, sys, time
parent, bursts, held = os.getppid(), sys.argv[1] == "bursts", list(range(100_000))
while os.getppid() == parent:
    end = time.monotonic() + random.random() * 0.1
    while time.monotonic() < end:
        sum(held)
    if bursts:
        time.sleep(random.random() * 0.05)
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A function of some kind, ``f``, and an argument for it.

    Attributes:
        source: Its source.
        argument: Python that gives its only argument.
        seconds: How long each way may measure.
    """

    source: str
    argument: str
    seconds: float = _SHORT


CASES: Mapping[str, Case] = {
    "arithmetic, 0.1 µs": Case("def f(n):\n    return n * 3 + 1 if n < 9 else n - 4\n", "7"),
    "branches, 1 µs": Case(
        "def f(s):\n    if s.startswith('a'):\n        s = s[1:]\n"
        "    return [c for c in s if c > 'k'] or None\n",
        "'a word of some length'",
    ),
    "loop, 50 µs": Case(
        "def f(n):\n    t = 0\n    for i in range(n):\n        t += i * i\n    return t\n", "1000"
    ),
    "loop, 2 ms": Case(
        "def f(n):\n    t = 0\n    for i in range(n):\n        t += i * i\n    return t\n",
        "30_000",
        _LONG,
    ),
    "allocation, 100 µs": Case("def f(n):\n    return [[i, str(i)] for i in range(n)]\n", "1000"),
    "strings, 20 µs": Case(
        "def f(s):\n    return '-'.join(w.upper() for w in s.split())\n",
        "' '.join(f'word{i}' for i in range(200))",
    ),
    "dict, 100 µs": Case(
        "def f(xs):\n    d = {}\n    for x in xs:\n        d[x] = d.get(x, 0) + 1\n    return d\n",
        "[i % 97 for i in range(2000)]",
    ),
}
"""What is timed, by name."""


def false_claims(
    rounds: int,
    neighbours: int,
    progress: Callable[[int, int], None] | None = None,
    *,
    kept: Path | None = None,
    on_wall: bool = False,
    seed: int = 1,
) -> dict[str, object]:
    """Count who calls one of two copies faster.

    Args:
        rounds: How many rounds there are in all; the functions take turns.
        neighbours: How many busy processes run meanwhile.
        progress: Told how many rounds are done, of how many.
        kept: A file of rounds, a line each: those in it are not measured again.
        on_wall: Whether ours goes by the wall's clock, as on systems that have no other.
        seed: Draws orders.

    Returns:
        ``rounds``, ``neighbours``; ``claims``: for each way the number of false claims, of each
        kind of function and in all (``faster``: of the one fixed copy, as an edit would be
        judged); ``slower``: false claims the other way, of ours; ``tenth``: in how many rounds
        our way would have found a version faster that takes a tenth less, by the same times;
        ``pairs``: the median number of our pairs.
    """
    rows = _read(kept, neighbours, on_wall)
    names = list(CASES)
    with _busy(neighbours if len(rows) < rounds else 0):
        while len(rows) < rounds:
            number = len(rows)
            row = _round(names[number % len(names)], Random(f"{seed}:{number}"), on_wall)  # noqa: S311 - no secret
            row |= {"neighbours": neighbours, "on_wall": on_wall}
            rows.append(row)
            if kept is not None:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
            if progress is not None:
                progress(len(rows), rounds)
    return _told(rows[:rounds], neighbours)


def _told(rows: Sequence[Mapping[str, Any]], neighbours: int) -> dict[str, object]:
    claims: dict[str, dict[str, int]] = {}
    for way in (OURS, *WAYS):
        said = [str(row["case"]) for row in rows if row.get(way)]
        claims[way] = {"all": len(said)} | {name: said.count(name) for name in CASES}
    return {
        "rounds": len(rows),
        "neighbours": neighbours,
        "claims": claims,
        "slower": sum(bool(row["slower"]) for row in rows),
        "tenth": sum(bool(row["tenth"]) for row in rows),
        "pairs": median(row["pairs"] for row in rows) if rows else 0,
    }


def _read(kept: Path | None, neighbours: int, on_wall: bool) -> list[dict[str, Any]]:
    if kept is None or not kept.is_file():
        return []
    rows = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if (row["neighbours"], row["on_wall"]) == (neighbours, on_wall)]


def _round(name: str, random: Random, on_wall: bool) -> dict[str, Any]:
    case = CASES[name]
    old, new = _loaded(case.source), _loaded(case.source)

    def make() -> Arguments:
        return (eval(case.argument),), {}  # noqa: S307 - written above

    timer = Timer() if on_wall else timer_for(old, make)
    ours = pairs(
        old,
        new,
        make,
        make,
        seconds=case.seconds,
        mutates=False,
        random=random,
        clock=timer.clock,
        resolution=timer.resolution,
        enough=is_enough,
    )
    found = ratio(ours)
    row: dict[str, Any] = {
        "case": name,
        OURS: is_faster(found),
        "slower": is_slower(found),
        "tenth": is_faster(ratio([(_TENTH * first, second) for first, second in ours])),
        "pairs": found.pairs,
        "bounds": [found.low, found.high if found.low else None],
    }
    argument = make()[0][0]
    first = runs(lambda: old(argument), case.seconds / 2)
    second = runs(lambda: new(argument), case.seconds / 2)
    return row | {way: claims(first, second) for way, claims in WAYS.items()}


def _loaded(source: str) -> Callable[..., object]:
    space: dict[str, object] = {"__name__": "timed"}
    exec(compile(source, "timed.py", "exec"), space)  # noqa: S102 - written above
    function = space["f"]
    assert callable(function)  # noqa: S101 - every source defines f
    return function


@contextmanager
def _busy(count: int) -> Iterator[None]:
    """Busy processes, every second one in bursts; they end with this one at the latest."""
    started = [
        subprocess.Popen(  # noqa: S603 - the text above
            [sys.executable, "-c", _NEIGHBOUR, ("steady", "bursts")[number % 2]]
        )
        for number in range(count)
    ]
    if started:
        time.sleep(0.2)
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()
