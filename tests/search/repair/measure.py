"""Measures repairs by the bugs of ``bugs``: how many, how fast, and how many are right.

``python -m tests.search.repair.measure --python PATH [--file held_back] [--budget 30]`` prints a
line for each bug and a table; the interpreter needs pytest, and is quicker without other plugins.
A repair is right where it is not refuted against the true text.
"""
# ruff: noqa: T201 - it prints a table

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from guyline.errors import GuylineError
from guyline.features.refine.asked import Asked
from guyline.features.refine.refine import refine
from guyline.proof.attempt import Means, attempt, subject_of
from guyline.proof.callsites import examples_elsewhere
from guyline.proof.prove import Options
from guyline.proof.verdict import Verdict
from tests.search.repair.bugs import Bug, bugs

_HARD = Options(seconds=3.0, mutants=0, timing=0, symbolic=0)


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one bug: the verdict on the fix, ``none`` or ``error``; seconds; the fix."""

    bug: Bug
    verdict: str
    seconds: float
    said: str


def measured(bug: Bug, python: Path, budget: float) -> Row:
    """Repairs one bug, and tries the repair against the true text."""
    with tempfile.TemporaryDirectory(prefix="bug-") as folder:
        path = bug.write(Path(folder))
        means = Means(path.parent, python)
        begun = time.monotonic()
        try:
            found = refine(Asked(path, bug.function, "pytest -q", means, seconds=budget))
        except GuylineError as error:
            return Row(bug, "error", 0.0, str(error))
        seconds = time.monotonic() - begun
        if found.fix is None:
            return Row(bug, "none", seconds, found.reason)
        subject, _ = subject_of(path, bug.function, bug.true, found.fix.text)
        known = examples_elsewhere(bug.true, bug.function, bug.tests, "tests")
        seen = (*subject.seen, *(each.input.to_json() for each in known))
        proof = attempt(replace(subject, seen=seen), means, _HARD)
        return Row(bug, proof.verdict.value, seconds, "; ".join(found.fix.said))


def main() -> None:
    """Measures what is asked for, and prints it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--file", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--budget", type=float, default=30.0)
    given = parser.parse_args()
    wanted = [each for each in bugs() if each.file.startswith(given.file)]
    names = given.only.split(",") if given.only else [each.name for each in wanted]
    rows = []
    for bug in wanted:
        if bug.name in names:
            rows.append(measured(bug, given.python, given.budget))
            row = rows[-1]
            print(
                f"{bug.file} {bug.name}: {row.verdict}, {row.seconds:.1f} s; {row.said}", flush=True
            )
    for file in sorted({row.bug.file for row in rows}):
        own = [row for row in rows if row.bug.file == file]
        fixed = [row for row in own if row.verdict not in ("none", "error")]
        right = [row for row in fixed if row.verdict != Verdict.REFUTED.value]
        took = statistics.median(row.seconds for row in fixed) if fixed else 0.0
        print(f"{file}: {len(own)} bugs, {len(fixed)} fixed, {len(right)} right, {took:.1f} s")


if __name__ == "__main__":
    main()
