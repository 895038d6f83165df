"""``guyline prove`` without a function: a module in two versions, part by part."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from guyline.cli.progress import Line
from guyline.cli.prove import options_of, outcome_of, texts_of, with_recorded
from guyline.errors import InputError
from guyline.proof.whole import IMPORTING, Names, importing, offered, together, touched

if TYPE_CHECKING:
    from pathlib import Path

    from guyline.features.proof import Outcome
    from guyline.proof.trials import Subject

_ONE = ("assume", "calls", "plot")


def run(arguments: argparse.Namespace) -> int:
    """Try importing and each function that may do something else; 1: one part is refuted."""
    from guyline.proof.verdict import Verdict

    for name in _ONE:
        if getattr(arguments, name):
            raise InputError(f"--{name} is for one function", "Name it with --function")
    module, functions, project = _subjects(arguments)
    with Line(sys.stderr) as line:
        found = dict(_tried(arguments, module, functions, project, line))
    whole = together(Verdict(each.verdict) for each in found.values())
    if arguments.json:
        parts = {name: outcome.report for name, outcome in found.items()}
        print(json.dumps({"verdict": whole.value, "parts": parts}, ensure_ascii=False))
    else:
        for name, outcome in found.items():
            print("\n".join([f"{name}: {outcome.words[0]}", *outcome.words[1:], ""]))
        counts = f"importing and {len(functions)} functions that may do something else"
        print(f"{module.module}: {whole.value.replace('_', ' ')} ({counts})")
    return 1 if whole is Verdict.REFUTED else 0


def _subjects(arguments: argparse.Namespace) -> tuple[Subject, list[Subject], Path]:
    """The module, what tries each function of it, and the project.

    Raises:
        InputError: A file can't be read, or parsed.
    """
    from guyline.proof import attempt

    old, new = texts_of(arguments)
    functions = []
    module, project = attempt.subject_of(arguments.old, IMPORTING, old, new)
    for name in touched(old, new):
        subject, _ = attempt.subject_of(arguments.old, name, old, new)
        functions.append(replace(subject, tolerance=arguments.tolerance))
    if arguments.record:
        functions = with_recorded(arguments, functions, project)
    return module, functions, project


def _tried(
    arguments: argparse.Namespace,
    module: Subject,
    functions: list[Subject],
    project: Path,
    line: Line,
) -> Iterator[tuple[str, Outcome]]:
    options = options_of(arguments)
    at_once = replace(options, mutants=0, timing=0.0, symbolic=0.0)

    def imported(names: Names) -> Outcome:
        return outcome_of(arguments, importing(module, names), project, line, at_once)

    first = _narrowed(offered(module.old), imported)
    yield "importing", first
    if first.verdict == "not_tried":
        return
    for subject in functions:
        yield subject.qualname, outcome_of(arguments, subject, project, line, options)


def _narrowed(names: Names, imported: Callable[[Names], Outcome]) -> Outcome:
    """What came of importing; where more differs than can be shown, of one of the names."""
    outcome = imported(names)
    while len(names) > 1 and outcome.is_refuted and _hides_names(outcome):
        some = dict(list(names.items())[: len(names) // 2])
        half = imported(some)
        if half.is_refuted:
            names, outcome = some, half
        else:
            names = {name: of for name, of in names.items() if name not in some}
            outcome = imported(names)
    return outcome


def _hides_names(outcome: Outcome) -> bool:
    return (outcome.report.get("counterexample") or {}).get("aspects") == ["value"]
