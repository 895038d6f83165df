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
    from collections.abc import Sequence

    from guyline.cli.arguments import Commands
    from guyline.features.proof import Outcome
    from guyline.proof.prove import Options
    from guyline.proof.trials import Subject


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("prove", help="try to break an edit: the old code is the oracle")
    parser.add_argument("old", metavar="OLD.py", type=Path, help="the file as it was")
    parser.add_argument(
        "new", metavar="NEW.py", type=Path, nargs="?", help="as it is now; without: OLD.py in HEAD"
    )
    parser.add_argument(
        "--function", metavar="NAME", help="Class.method is one too (all of the module)"
    )
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
    from guyline.cli import prove_whole

    if arguments.function is None:
        return prove_whole.run(arguments)
    subject, project = subject_of(arguments)
    if arguments.record:
        [subject] = with_recorded(arguments, [subject], project)
    with Line(sys.stderr) as line:
        outcome = outcome_of(arguments, subject, project, line, options_of(arguments))
    if arguments.plot is not None and outcome.plot:
        arguments.plot.write_text(outcome.plot, encoding="utf-8")
    if arguments.json:
        print(json.dumps(outcome.report, ensure_ascii=False))
    else:
        print("\n".join(outcome.words))
        if outcome.day:
            print(f"tried on {outcome.day}, and kept; --no-cache tries again")
    return 1 if outcome.is_refuted else 0


def texts_of(arguments: argparse.Namespace) -> tuple[str, str]:
    """Both versions of the file.

    Raises:
        InputError: One can't be read.
    """
    from guyline.proof.head import in_head

    if arguments.new is None:
        return in_head(arguments.old), read_source(arguments.old)
    return read_source(arguments.old), read_source(arguments.new)


def subject_of(arguments: argparse.Namespace) -> tuple[Subject, Path]:
    """What is to be tried, and the folder of its project.

    Raises:
        InputError: A file can't be read, or has no such function.
    """
    from guyline.proof import attempt
    from guyline.proof.functions import functions_of

    old, new = texts_of(arguments)
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


def with_recorded(
    arguments: argparse.Namespace, subjects: Sequence[Subject], project: Path
) -> list[Subject]:
    """Functions of one file, with the calls that a run makes of them."""
    from guyline.proof.attempt import Means
    from guyline.proof.known import order_of, recorded
    from guyline.proof.recorder import Target

    if not subjects:
        return []
    order = order_of(arguments.record, subjects[0], arguments.old, project)
    path = arguments.old.absolute()
    order = replace(order, targets=tuple(Target(each.qualname, path) for each in subjects))
    found = recorded(order, Means(project, python_of(arguments), consent=arguments.allow_limits))
    kept = {each.qualname: found.calls.get(each.qualname, ()) for each in subjects}
    count = sum(map(len, kept.values()))
    made = sum(of.calls for of in found.counts.values()) if found.counts else count
    print(f"guyline: {made} calls recorded, {count} kept", file=sys.stderr)
    if found.problem and not count:
        print(f"guyline: {found.problem}", file=sys.stderr)
    return [
        replace(each, seen=(*each.seen, *(call.to_json() for call in kept[each.qualname])))
        for each in subjects
    ]


def options_of(arguments: argparse.Namespace) -> Options:
    """How hard is tried."""
    from guyline.proof.prove import Options

    return Options(
        seconds=arguments.seconds,
        seed=arguments.seed,
        timing=0.0 if arguments.no_timing else Options().timing,
    )


def outcome_of(
    arguments: argparse.Namespace, subject: Subject, project: Path, line: Line, options: Options
) -> Outcome:
    """What came of it: kept from an earlier time, or tried now."""
    from guyline.features.proof.kept import KeptOutcomes, key_of
    from guyline.features.proof.outcome import Outcome
    from guyline.features.proof.ruled import ruled
    from guyline.hints.versions import OLDEST
    from guyline.proof.attempt import Means, attempt
    from guyline.proof.whole import IMPORTING, in_names

    means = Means(project, python_of(arguments), consent=arguments.allow_limits)
    kept = KeptOutcomes()
    key = None if arguments.no_cache else key_of(subject, means, options)
    if (known := kept.get(key)) is not None:
        return known

    def progress(what: str, count: int) -> None:
        line.show(what, count, count)

    proof = attempt(subject, means, options, progress)
    if subject.qualname == IMPORTING:
        proof = in_names(proof, subject.module)
    else:
        proof = ruled(proof, subject, OLDEST)
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
