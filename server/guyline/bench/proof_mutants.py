"""Mutants of functions of real packages: how many the proof's inputs tell apart.

Each function is tried against itself, so that all that is found are inputs. The same mutants are
given inputs drawn by type alone, as many as a property test has by default. Functions of which
nothing is known but the names of their parameters are counted apart. A mutant that no input tells
apart may be equivalent, which only a reader can say: ``proof_survivors.toml`` keeps what was said,
and the share is told with and without it. One that nobody read counts as not equivalent.
"""

from __future__ import annotations

import ast
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from guyline.bench.proof import Attempt, Place, share, tried
from guyline.bench.subjects import OF_TESTS
from guyline.errors import GuylineError, InputError
from guyline.proof.attempt import subject_of
from guyline.proof.inside.instrument import definitions
from guyline.proof.mutants import mutants, sample
from guyline.proof.place import place_of
from guyline.proof.prove import Options
from guyline.proof.trials import Subject, Trials
from guyline.proof.worth import Measured

TYPED_INPUTS = 100
"""Inputs by type alone: what a property test tries by default."""

_ENTRIES = Path(__file__).parent / "proof_entries"
_READ = Path(__file__).with_name("proof_survivors.toml")
_PATIENCE = 60.0
_TRIED = ("not_refuted", "exhausted")
_SHORTEST = 3
_NOT_ITS_OWN = OF_TESTS | {"_vendor", "vendored", "examples"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A function of a package.

    Attributes:
        path: Its file.
        qualname: Its qualified name.
        annotated: Whether all its parameters are annotated.
    """

    path: Path
    qualname: str
    annotated: bool

    @property
    def name(self) -> str:
        """The module and the function."""
        return f"{place_of(self.path).module}:{self.qualname}"


def choose(paths: Sequence[Path], count: int, seed: int) -> list[Chosen]:
    """Functions by chance, of those that have a body of some lines and mutants.

    Args:
        paths: Files, and folders of packages.
        count: How many.
        seed: Which.

    Raises:
        InputError: There are fewer.
    """
    there = [each for path in paths for each in _functions_in(path)]
    Random(seed).shuffle(there)  # noqa: S311 - no secret
    found = list[Chosen]()
    for each in there:
        if mutants(_text(each.path), each.qualname):
            found.append(each)
        if len(found) == count:
            return found
    raise InputError(f"There are only {len(found)} functions", "Name more packages, or fewer")


def _functions_in(path: Path) -> Iterator[Chosen]:
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    for file in files:
        within = file.relative_to(path).parts if path.is_dir() else ()
        if _NOT_ITS_OWN & set(within):
            continue
        try:
            tree = ast.parse(_text(file))
        except (SyntaxError, ValueError, InputError):
            continue
        for name, node in definitions(tree):
            lines = (node.end_lineno or node.lineno) - node.lineno
            if "<locals>" in name or lines < _SHORTEST or _is_overload(node):
                continue
            yield Chosen(file, name, _is_annotated(node))


def _is_overload(node: ast.AST) -> bool:
    decorators = getattr(node, "decorator_list", [])
    return any("overload" in ast.unparse(each) for each in decorators)


def _is_annotated(node: ast.AST) -> bool:
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))  # noqa: S101
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return all(each.annotation is not None for each in given if each.arg not in ("self", "cls"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} can't be read: {error}") from error


@dataclass(frozen=True, slots=True)
class Work:
    """A function to be measured.

    Attributes:
        chosen: Which.
        place: Where its code runs.
        calls: Calls of it that were recorded, as data.
    """

    chosen: Chosen
    place: Place
    calls: tuple[dict[str, Any], ...] = ()


def measured(work: Work, options: Options) -> dict[str, Any]:
    """What the proof's inputs and those by type alone are worth for one function, as a row."""
    chosen, place = work.chosen, work.place
    source = _text(chosen.path)
    subject, _ = subject_of(chosen.path, chosen.qualname, source, source)
    subject = replace(subject, seen=(*subject.seen, *work.calls))
    group = "annotated" if chosen.annotated else "not annotated"
    row = tried(Attempt(chosen.name, group, subject), place, options)
    if row["verdict"] not in _TRIED:
        return row
    try:
        return row | {"typed": _typed(subject, place, options)}
    except (GuylineError, TimeoutError) as error:
        return row | {"typed": {"untried": str(error)}}


def _typed(subject: Subject, place: Place, options: Options) -> dict[str, Any]:
    """The same mutants with inputs by type alone."""
    asked = {
        **replace(subject, seen=()).to_json(),
        "count": TYPED_INPUTS,
        "seed": options.seed,
    }
    with place.start("typed", within=_ENTRIES) as channel:
        channel.send(asked)
        answer: dict[str, Any] = channel.receive(_PATIENCE)
    if "untried" in answer:
        return {"untried": answer["untried"]}
    chosen = sample(
        mutants(subject.old, subject.qualname),
        options.mutants,
        Random(options.seed),  # noqa: S311 - no secret
    )
    with place.started() as channel:
        trials = Trials(lambda: channel)
        trials.load(subject)
        found = Measured(trials, chosen, options.each / 2)
        end = time.monotonic() + 2 * options.worth
        left = found.survivors(range(len(chosen)), answer["inputs"], end)
    known = [place for place in left if place not in found.untried]
    count = len(chosen) - len(found.untried)
    return {"mutants": count, "told_apart": count - len(known)}


@cache
def said_of_survivors() -> list[dict[str, Any]]:
    """What a reader said of survivors: ``function``, ``mutant``, ``equivalent``, ``because``."""
    if not _READ.is_file():
        return []
    read: list[dict[str, Any]] = tomllib.loads(_READ.read_text(encoding="utf-8"))["survivor"]
    return read


def _equivalent() -> dict[tuple[str, str], bool]:
    """Of each function and mutant that was read: whether all of its places are equivalent."""
    found: dict[tuple[str, str], bool] = {}
    for each in said_of_survivors():
        key = each["function"], each["mutant"]
        found[key] = found.get(key, True) and bool(each["equivalent"])
    return found


def figures_of(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The shares that are told apart, of all mutants and of those not said to be equivalent."""
    there = [row for row in rows if row["verdict"] in _TRIED and row.get("mutants")]
    reasons = Counter(_reason(row) for row in rows if row not in there)
    return {
        "functions": len(rows),
        "measured": len(there),
        "not_measured": dict(reasons.most_common()),
        "refuted_against_itself": [row["name"] for row in rows if row["verdict"] == "refuted"],
        "with_known_calls": _shares([row for row in there if row["recorded"]]),
        "groups": {
            group: _shares([row for row in there if row["group"] == group])
            for group in sorted({row["group"] for row in there})
        },
        "all": _shares(there),
    }


def _reason(row: dict[str, Any]) -> str:
    if row["verdict"] in _TRIED:
        return "no mutant could be tried in time"
    return f"{row['verdict']}: {row['reason'][:80]}" if row["reason"] else str(row["verdict"])


def _shares(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    count = sum(row["mutants"] for row in rows)
    told = sum(row["told_apart"] for row in rows)
    both = [row["typed"] for row in rows if row.get("typed", {}).get("mutants")]
    typed = sum(each["mutants"] for each in both)
    said = _equivalent()
    left = [(row["name"], each) for row in rows for each in row["survivors"]]
    read = sum(each in said for each in left)
    equivalent = sum(said.get(each, False) for each in left)
    return {
        "functions": len(rows),
        "mutants": count,
        "told_apart": share(told, count),
        "survivors_read": read,
        "equivalent_of_these": equivalent,
        "told_apart_of_not_equivalent": share(told, count - equivalent) if read else None,
        "by_type_alone": share(sum(each["told_apart"] for each in both), typed),
    }
