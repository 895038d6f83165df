"""``guyline prove``: tries to break an edit, with the old code as the oracle."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.cli.arguments import add_consent_argument, python_of
from guyline.cli.progress import Line
from guyline.cli.sources import read_source
from guyline.errors import InputError

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands
    from guyline.features.proof import Outcome
    from guyline.proof.trials import Subject


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("prove", help="try to break an edit: the old code is the oracle")
    parser.add_argument("old", metavar="OLD.py", type=Path, help="the file as it was")
    parser.add_argument(
        "new", metavar="NEW.py", type=Path, nargs="?", help="as it is now; without: OLD.py in HEAD"
    )
    parser.add_argument("--function", metavar="NAME", required=True, help="Class.method is one too")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--assume", metavar="EXPR", default="", help="what holds of all inputs")
    parser.add_argument("--calls", metavar="FILE", type=Path, help="known calls, one a line")
    parser.add_argument(
        "--record", metavar="COMMAND", help="run it, and keep its calls: 'pytest tests/test_x.py'"
    )
    parser.add_argument(
        "--tolerance", type=float, metavar="R", help="how far floats may lie apart, relatively"
    )
    parser.add_argument("--seconds", type=float, default=8.0, help="to look for inputs (8)")
    parser.add_argument("--no-timing", action="store_true", help="do not measure time and memory")
    parser.add_argument("--plot", metavar="FILE", type=Path, help="write times by size, as SVG")
    parser.add_argument("--seed", type=int, default=0, help="where chance begins (0)")
    parser.add_argument("--no-cache", action="store_true", help="neither use nor keep results")
    parser.add_argument("--python", metavar="PATH", help="the interpreter that runs the code")
    add_consent_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Try, and print the verdict; 1: it is refuted."""
    subject, project = subject_of(arguments)
    if arguments.record:
        subject = _with_recorded(arguments, subject, project)
    with Line(sys.stderr) as line:
        outcome = _outcome(arguments, subject, project, line)
    if arguments.plot is not None and outcome.plot:
        arguments.plot.write_text(outcome.plot, encoding="utf-8")
    if arguments.json:
        print(json.dumps(outcome.report, ensure_ascii=False))
    else:
        print("\n".join(outcome.words))
        if outcome.day:
            print(f"tried on {outcome.day}, and kept; --no-cache tries again")
    return 1 if outcome.is_refuted else 0


def subject_of(arguments: argparse.Namespace) -> tuple[Subject, Path]:
    """What is to be tried, and the folder of its project.

    Raises:
        InputError: A file can't be read, or has no such function.
    """
    from guyline.proof import attempt
    from guyline.proof.functions import functions_of
    from guyline.proof.head import in_head

    if arguments.new is None:
        old, new = in_head(arguments.old), read_source(arguments.old)
    else:
        old, new = read_source(arguments.old), read_source(arguments.new)
    for source, path in ((old, arguments.old), (new, arguments.new or arguments.old)):
        try:
            names = [each.name for each in functions_of(source)]
        except InputError as error:
            raise InputError(f"{path}: {error.message}", error.fix) from error
        if arguments.function not in names:
            known = ", ".join(names[:8]) or "none"
            raise InputError(f"{path} has no function {arguments.function}", f"It has: {known}")
    subject, project = attempt.subject_of(arguments.old, arguments.function, old, new)
    calls = _calls(arguments.calls) if arguments.calls else ()
    return (
        replace(
            subject,
            seen=(*calls, *subject.seen),
            assume=arguments.assume,
            tolerance=arguments.tolerance,
        ),
        project,
    )


def _with_recorded(arguments: argparse.Namespace, subject: Subject, project: Path) -> Subject:
    """The same, with the calls that a run makes."""
    from guyline.proof.attempt import Means
    from guyline.proof.known import order_of, recorded

    order = order_of(arguments.record, subject, arguments.old, project)
    found = recorded(order, Means(project, python_of(arguments), consent=arguments.allow_limits))
    calls = found.calls.get(subject.qualname, ())
    counts = found.counts.get(subject.qualname)
    made = counts.calls if counts is not None else len(calls)
    print(f"guyline: {made} calls recorded, {len(calls)} kept", file=sys.stderr)
    if found.problem and not calls:
        print(f"guyline: {found.problem}", file=sys.stderr)
    return replace(subject, seen=(*subject.seen, *(each.to_json() for each in calls)))


def _outcome(arguments: argparse.Namespace, subject: Subject, project: Path, line: Line) -> Outcome:
    """What came of it: kept from an earlier time, or tried now."""
    from guyline.features.proof.kept import KeptOutcomes, key_of
    from guyline.features.proof.outcome import Outcome
    from guyline.features.proof.ruled import ruled
    from guyline.hints.versions import OLDEST
    from guyline.proof.attempt import Means, attempt
    from guyline.proof.prove import Options

    means = Means(project, python_of(arguments), consent=arguments.allow_limits)
    options = Options(
        seconds=arguments.seconds,
        seed=arguments.seed,
        timing=0.0 if arguments.no_timing else Options().timing,
    )
    kept = KeptOutcomes()
    key = None if arguments.no_cache else key_of(subject, means, options)
    if (known := kept.get(key)) is not None:
        return known

    def progress(what: str, count: int) -> None:
        line.show(what, count, count)

    proof = ruled(attempt(subject, means, options, progress), subject, OLDEST)
    outcome = Outcome.of(subject.qualname, proof)
    kept.put(key, outcome)
    return outcome


def _calls(path: Path) -> list[dict[str, Any]]:
    """Calls as Python writes them, or as JSON, one a line.

    Raises:
        InputError: A line is neither.
    """
    from guyline.proof.inside.recipe import Unmade
    from guyline.proof.inside.written import input_of_json, input_of_text

    found = []
    for number, line in enumerate(read_source(path).splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            given = input_of_json(json.loads(text)) if text[0] == "{" else input_of_text(text)
        except (Unmade, ValueError, AttributeError, TypeError) as error:
            raise InputError(f"{path}:{number} is no call: {error}") from error
        found.append(given.to_json())
    return found
