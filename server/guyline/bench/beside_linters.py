"""What linters say of patterns that were measured, and how fast they are, in the same run.

The patterns are a file of the person's own: each a slow form whose cost was measured. Whether a
linter *names the cause* of one is not for a program to say: what it says was read, and
``linters.toml`` keeps which of its codes speak of what is slow, and why. Here each is run, and
a pattern counts for it where one of these codes comes.

For a placebo, whose fast form is no faster, the codes kept are those that advise it all the
same. Of Guyline any hint about speed counts there.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from guyline.errors import InputError
from guyline.hints import Gain, all_rules

EFFECT = 2.0
"""Times faster from which a pattern counts as one with an effect."""

PLACEBO = 1.15
"""Times faster below which it is none."""

_PATIENCE = 3600.0
_TABLE = Path(__file__).with_name("linters.toml")
_GAVE_UP = re.compile(r"^\S+\.py: error: .*", re.MULTILINE)
"""What mypy, which refurb runs, says of a file that ends it."""

_REFURB = re.compile(r"^(?P<file>.+?):\d+:\d+ \[(?P<code>[A-Z]+\d+)\]", re.MULTILINE)
_PERFLINT = "W8101,W8102,W8201,W8202,W8204,W8205,W8301,W8401,W8402,W8403"

_Command = Callable[[Sequence[Path], int, Path], list[str]]
"""The command for paths, jobs and a folder for its cache."""

Said = Mapping[str, frozenset[str]]
"""For the name of each file, the codes of what is said of it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A slow form.

    Attributes:
        id: What it is called.
        source: Its source, with what has to run before.
        times: How many times faster its fast form was measured.
    """

    id: str
    source: str
    times: float


@dataclass(frozen=True, slots=True)
class Linter:
    """A linter that can be run.

    Attributes:
        name: What it is called in the table.
        command: What is run.
        read: Reads what it prints.
    """

    name: str
    command: _Command
    read: Callable[[str], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Speed:
    """Lines a second.

    Attributes:
        lines: How many lines were read.
        cold: Without a cache; 0: it took too long.
        cached: With the cache of the first run; 0: the same.
    """

    lines: int
    cold: float
    cached: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What linters say of one pattern.

    Attributes:
        pattern: The pattern.
        said: The codes that each said.
        named: Those that name the cause.
        partly: Those that say something near it.
        flagged: Those that advise a placebo's fast form.
    """

    pattern: Pattern
    said: dict[str, list[str]] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)
    partly: list[str] = field(default_factory=list)
    flagged: list[str] = field(default_factory=list)


def read_patterns(path: Path, measured: Path) -> list[Pattern]:
    """The patterns of a file, which is run, with what was measured.

    Args:
        path: A module with a list ``C`` of dicts: ``id``, ``slow`` and ``setup``.
        measured: A list of ``id`` and ``speedup``, as JSON.

    Raises:
        InputError: They are not there, or are something else.
    """
    try:
        given = runpy.run_path(str(path))["C"]
        times = {each["id"]: each["speedup"] for each in json.loads(measured.read_text())}
        return [Pattern(each["id"], _source(each), times[each["id"]]) for each in given]
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path} and {measured} hold no patterns: {type(error).__name__}: {error}",
            "Name a module with a list C, and the JSON of what was measured",
        ) from error


def _source(given: Mapping[str, str]) -> str:
    return f"{given['setup'].strip()}\n{given['slow'].strip()}\n".lstrip()


@cache
def table() -> dict[str, Any]:
    """What is kept of the linters' codes, for each pattern."""
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def installed(folder: Path | None = None) -> list[Linter]:
    """The linters that are there: in a folder, or beside this interpreter."""
    own = Path(sys.executable).parent
    folders = [own] if folder is None else [folder.absolute(), own]
    found = [Linter("guyline", _guyline, _read_guyline)]
    for name, (program, command, read) in _OTHERS.items():
        places = (each / f"{program}{suffix}" for each in folders for suffix in ("", ".exe"))
        place = next((each for each in places if each.is_file()), None)
        if place is not None:
            found.append(Linter(name, _with(place, command), read))
    return found


def _with(program: Path, command: _Command) -> _Command:
    return lambda paths, jobs, kept: [str(program), *command(paths, jobs, kept)]


def _guyline(paths: Sequence[Path], jobs: int, _: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "guyline", "check", "--json", "--jobs", str(jobs)),
        *map(str, paths),
    ]


def _read_guyline(printed: str) -> Iterable[tuple[str, str]]:
    return [(each["path"], each["code"]) for each in json.loads(printed)["hints"]]


def _ruff(paths: Sequence[Path], _: int, kept: Path) -> list[str]:
    told = ["check", "--isolated", "--select", "ALL", "--preview", "--exit-zero"]
    return [*told, "--output-format", "json", "--cache-dir", str(kept / "ruff"), *map(str, paths)]


def _read_ruff(printed: str) -> Iterable[tuple[str, str]]:
    return [(each["filename"], each["code"] or "") for each in json.loads(printed)]


def _refurb(paths: Sequence[Path], _: int, kept: Path) -> list[str]:
    own = ["--", "--cache-dir", str(kept / "mypy")]  # mypy's, which it stands on
    return ["--enable-all", "--quiet", *map(str, paths), *own]


def _read_refurb(printed: str) -> Iterable[tuple[str, str]]:
    return [(match["file"], match["code"]) for match in _REFURB.finditer(printed)]


def _perflint(paths: Sequence[Path], jobs: int, _: Path) -> list[str]:
    told = ["--load-plugins=perflint", "--disable=all", f"--enable={_PERFLINT}", "--exit-zero"]
    return [*told, "--output-format=json", "--recursive=y", f"--jobs={jobs}", *map(str, paths)]


def _read_perflint(printed: str) -> Iterable[tuple[str, str]]:
    return [(each["path"], each["message-id"]) for each in json.loads(printed or "[]")]


_OTHERS: dict[str, tuple[str, _Command, Callable[[str], Iterable[tuple[str, str]]]]] = {
    "ruff": ("ruff", _ruff, _read_ruff),
    "refurb": ("refurb", _refurb, _read_refurb),
    "perflint": ("pylint", _perflint, _read_perflint),
}


def say(linter: Linter, paths: Sequence[Path], jobs: int, kept: Path) -> Said:
    """What a linter says of files.

    Raises:
        InputError: It does not run.
    """
    found: dict[str, set[str]] = {}
    printed = _run(linter.command(paths, jobs, kept), kept)
    try:
        for file, code in linter.read(printed or ""):
            found.setdefault(Path(file).name, set()).add(code)
    except (ValueError, KeyError) as error:
        raise InputError(f"What {linter.name} prints can't be read: {error}") from error
    return {name: frozenset(codes) for name, codes in found.items()}


def _run(command: Sequence[str], kept: Path) -> str | None:
    """What a command prints; None: it takes too long.

    Raises:
        InputError: It can't be started, or fails.
    """
    own = os.environ | {"GUYLINE_CACHE": str(kept / "guyline")}
    try:
        done = subprocess.run(  # noqa: S603 - the linters that were named
            command,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
            cwd=kept,
            env=own,
        )
    except OSError as error:
        raise InputError(f"{command[0]} does not run: {error}") from error
    except subprocess.TimeoutExpired:
        return None
    if done.returncode not in (0, 1):
        raise InputError(f"{command[0]} fails: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def judge(
    patterns: Sequence[Pattern], linters: Sequence[Linter], folder: Path, jobs: int = 2
) -> list[Verdict]:
    """What each linter names of each pattern.

    Args:
        patterns: The patterns; each is written to a file.
        linters: The linters.
        folder: An empty folder for the files and caches.
        jobs: Processes of each.
    """
    files = folder / "patterns"
    kept = folder / "kept"
    files.mkdir(parents=True)
    kept.mkdir()
    for pattern in patterns:
        (files / f"{pattern.id}.py").write_text(pattern.source, encoding="utf-8")
    verdicts = [Verdict(pattern) for pattern in patterns]
    for linter in linters:
        said = say(linter, [files], jobs, kept)
        for verdict in verdicts:
            _add(verdict, linter.name, said.get(f"{verdict.pattern.id}.py", frozenset()))
    return verdicts


def _add(verdict: Verdict, linter: str, codes: frozenset[str]) -> None:
    known = table().get(verdict.pattern.id, {})
    placebo = verdict.pattern.times < PLACEBO
    speaking = codes & set(known.get(linter, ()))
    verdict.said[linter] = sorted(speaking if linter != "guyline" else codes)
    if placebo:
        about_speed = linter == "guyline" and any(each in codes for each in _of_speed())
        if speaking or about_speed:
            verdict.flagged.append(linter)
    elif speaking:
        verdict.named.append(linter)
    elif codes & set(known.get("partly", ())):
        verdict.partly.append(linter)


@cache
def _of_speed() -> frozenset[str]:
    return frozenset(rule.code for rule in all_rules() if rule.gain is Gain.SPEED)


def time_tree(linter: Linter, tree: Path, folder: Path, jobs: int = 2) -> Speed:
    """How fast a linter is on a tree, first without a cache and then with its own.

    Args:
        linter: The linter.
        tree: The tree.
        folder: An empty folder for its cache.
        jobs: Processes, where it takes more than one.

    Raises:
        InputError: It can't be started, fails, or gives up on the tree.
    """
    lines = sum(each.read_bytes().count(b"\n") for each in tree.rglob("*.py"))
    rates = []
    for _ in ("cold", "cached"):
        begun = time.perf_counter()
        printed = _run(linter.command([tree.resolve()], jobs, folder), folder)
        took = time.perf_counter() - begun
        if printed is not None and (gave_up := _GAVE_UP.search(printed)):
            raise InputError(f"{linter.name} gives up on {tree}: {gave_up[0]}", "Name another tree")
        rates.append(round(lines / took) if printed is not None else 0)
    return Speed(lines, *rates)


def figures(verdicts: Sequence[Verdict], speeds: Mapping[str, Speed]) -> dict[str, Any]:
    """The table's figures."""
    effect = [each for each in verdicts if each.pattern.times >= EFFECT]
    placebo = [each for each in verdicts if each.pattern.times < PLACEBO]
    names = list(dict.fromkeys(name for each in verdicts for name in each.said))
    others = [each for each in effect if set(each.named) - {"guyline"}]
    return {
        "patterns": len(verdicts),
        "effect": len(effect),
        "placebo": len(placebo),
        "linters": {
            name: {
                "named": sum(name in each.named for each in effect),
                "partly": sum(name in each.partly for each in effect),
                "placebo": sum(name in each.flagged for each in placebo),
            }
            | ({"cold": speeds[name].cold, "cached": speeds[name].cached} if name in speeds else {})
            for name in names
        },
        "others together": len(others),
        "unnamed": [each.pattern.id for each in effect if "guyline" not in each.named],
        "lines": max((each.lines for each in speeds.values()), default=0),
    }
