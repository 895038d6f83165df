"""Proved fixes on real code: a package's own tests say the same before and after.

The sources of a package are fetched and unpacked, its tests run, every proved fix of every
rule is made in all its files but the tests, and the tests run again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from guyline.bench.subjects import OF_TESTS, PATIENCE, Subject, environment, fetch, unpack
from guyline.errors import InputError
from guyline.hints import Rule, all_rules
from guyline.hints.fixing import fixed

_LEFT = OF_TESTS | {"docs", "examples"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one package.

    Attributes:
        name: Its name.
        version: Its version.
        files: How many files were changed.
        fixes: How many fixes of each rule were made.
        where: The same for each file.
        passed: How many tests passed before.
        unsteady: Tests that two runs before do not agree about; they say nothing.
        changed: Tests that say something else after, as ``test: before, after``.
    """

    name: str
    version: str
    files: int
    fixes: dict[str, int]
    where: dict[str, dict[str, int]]
    passed: int
    unsteady: tuple[str, ...]
    changed: tuple[str, ...]


def try_fixes(subject: Subject, cache: Path, rules: Sequence[Rule] | None = None) -> Verdict:
    """Run a package's tests, make all proved fixes in it, and run them again.

    Args:
        subject: The package.
        cache: Where archives and environments are kept.
        rules: Whose fixes; None: of all.

    Raises:
        InputError: It can't be fetched or installed, or its tests do not run.
    """
    archive = fetch(subject, cache / "sources")
    python = environment(subject, cache / "environments")
    folder = unpack(archive, cache / "trees" / subject.name)
    first, second = (run_tests(python, subject, folder) for _ in range(2))
    where = fix_folder(folder, rules)
    after = run_tests(python, subject, folder) if where else first
    total = Counter[str]()
    for each in where.values():
        total.update(each)
    return Verdict(
        subject.name,
        subject.version,
        len(where),
        dict(sorted(total.items())),
        where,
        sum(outcome == "passed" for outcome in first.values()),
        tuple(sorted(t for t in first.keys() | second.keys() if first.get(t) != second.get(t))),
        differing(first, second, after),
    )


def differing(
    first: Mapping[str, str], second: Mapping[str, str], after: Mapping[str, str]
) -> tuple[str, ...]:
    """Tests that two runs before agree about, and that say something else after."""
    return tuple(
        f"{test}: {first.get(test, 'absent')}, {after.get(test, 'absent')}"
        for test in sorted(first.keys() | after.keys())
        if first.get(test) == second.get(test) and first.get(test) != after.get(test)
    )


def fix_folder(folder: Path, rules: Sequence[Rule] | None = None) -> dict[str, dict[str, int]]:
    """Make all proved fixes in a folder's files: how many of each rule, for each file.

    Files of tests stay as they are: they say what is right.
    """
    where: dict[str, dict[str, int]] = {}
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        if not _LEFT.isdisjoint(part.lower() for part in inside.parts[:-1]):
            continue
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        done = fixed(text, all_rules() if rules is None else rules, sys.version_info[:2])
        if done.count:
            path.write_bytes(done.text.encode("utf-8"))
            where[inside.as_posix()] = dict(sorted(Counter(done.codes).items()))
    return where


def run_tests(python: Path, subject: Subject, folder: Path) -> dict[str, str]:
    """The outcome of each test of a package, by its name.

    Raises:
        InputError: No test ran.
    """
    told = folder / "outcomes.xml"
    told.unlink(missing_ok=True)
    path = str((folder / subject.path).resolve())
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *subject.tests]
    try:
        subprocess.run(  # noqa: S603 - the package's tests in their own environment
            [*command, f"--junitxml={told}"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}
            | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return outcomes(told.read_text(encoding="utf-8"))
    except (OSError, subprocess.TimeoutExpired, ET.ParseError) as error:
        raise InputError(
            f"The tests of {subject.name} do not run: {error}", "Run them by hand to see why"
        ) from error


def outcomes(told: str) -> dict[str, str]:
    """The outcome of each test in a report in JUnit's XML; of two with one name, the worse."""
    found: dict[str, str] = {}
    for case in ET.fromstring(told).iter("testcase"):  # noqa: S314 - pytest wrote it
        name = f"{case.get('classname')}::{case.get('name')}"
        outcome = next((e.tag for e in case if e.tag in ("failure", "error", "skipped")), "passed")
        if found.get(name, "passed") == "passed":
            found[name] = outcome
    return found
