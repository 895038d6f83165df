"""``guyline prove``: tries to break an edit, with the old code as the oracle."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.cli.progress import Line
from guyline.errors import InputError

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands
    from guyline.proof.trials import Subject
    from guyline.proof.verdict import Proof

_GIT = 20.0


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
        "--tolerance", type=float, metavar="R", help="how far floats may lie apart, relatively"
    )
    parser.add_argument("--seconds", type=float, default=8.0, help="to look for inputs (8)")
    parser.add_argument("--no-timing", action="store_true", help="do not measure time and memory")
    parser.add_argument("--plot", metavar="FILE", type=Path, help="write times by size, as SVG")
    parser.add_argument("--seed", type=int, default=0, help="where chance begins (0)")
    parser.add_argument("--python", metavar="PATH", help="the interpreter that runs the code")
    parser.add_argument(
        "--allow-limits",
        action="store_true",
        help="run it with plain limits where no sandbox works: it can read your files then",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Try, and print the verdict; 1: it is refuted."""
    from guyline.proof.report import as_json, in_words
    from guyline.proof.verdict import Verdict

    subject, project = subject_of(arguments)
    with Line(sys.stderr) as line:
        proof = _proved(arguments, subject, project, line)
    if arguments.plot is not None and proof.speed is not None:
        from guyline.proof.plot import plot

        arguments.plot.write_text(plot(proof.speed, subject.qualname), encoding="utf-8")
    if arguments.json:
        print(json.dumps(as_json(proof), ensure_ascii=False))
    else:
        print("\n".join(in_words(proof)))
    return 1 if proof.verdict is Verdict.REFUTED else 0


def subject_of(arguments: argparse.Namespace) -> tuple[Subject, Path]:
    """What is to be tried, and the folder of its project.

    Raises:
        InputError: A file can't be read, or has no such function.
    """
    from guyline.proof.inside.instrument import definitions
    from guyline.proof.place import place_of
    from guyline.proof.trials import Subject

    place = place_of(arguments.old)
    if arguments.new is None:
        old, new = _in_head(arguments.old), _read(arguments.old)
    else:
        old, new = _read(arguments.old), _read(arguments.new)
    import ast

    for source, path in ((old, arguments.old), (new, arguments.new or arguments.old)):
        try:
            names = [name for name, _ in definitions(ast.parse(source))]
        except (SyntaxError, ValueError) as error:
            raise InputError(f"{path} can't be parsed: {error}", "Mend it first") from error
        if arguments.function not in names:
            known = ", ".join(names[:8]) or "none"
            raise InputError(f"{path} has no function {arguments.function}", f"It has: {known}")
    subject = Subject(
        qualname=arguments.function,
        old=old,
        new=new,
        module=place.module,
        path=str(arguments.old.absolute()),
        paths=(str(place.root),),
        seen=tuple(_calls(arguments.calls)) if arguments.calls else (),
        assume=arguments.assume,
        tolerance=arguments.tolerance,
    )
    return subject, place.project


def _proved(arguments: argparse.Namespace, subject: Subject, project: Path, line: Line) -> Proof:
    from guyline.analysis.environment import find_environment
    from guyline.proof.prove import Options, prove
    from guyline.proof.sandbox import Policy, best, readable_for, start

    python = find_environment(project, Path(arguments.python) if arguments.python else None)
    tier = best(consent=arguments.allow_limits)
    policy = Policy(readable=readable_for(python, project), variables=VARIABLES)
    options = Options(
        seconds=arguments.seconds,
        seed=arguments.seed,
        timing=0.0 if arguments.no_timing else Options().timing,
    )

    def progress(what: str, count: int) -> None:
        line.show(what, count, count)

    found = prove(subject, partial(start, python, policy, tier), options, progress)
    return replace(found, tier=tier.value)


VARIABLES = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Libraries that start threads by themselves are told to leave it: times are measured."""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} can't be read: {error}") from error


def _in_head(path: Path) -> str:
    command = ["git", "show", f"HEAD:./{path.name}"]
    try:
        done = subprocess.run(  # noqa: S603 - no shell; the name is git's own
            command, cwd=path.absolute().parent, capture_output=True, timeout=_GIT, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError(
            f"git has no {path.name} in HEAD", "Give the old file and the new one"
        ) from error
    return done.stdout.decode("utf-8", "replace")


def _calls(path: Path) -> list[dict[str, Any]]:
    """Calls as Python writes them, or as JSON, one a line.

    Raises:
        InputError: A line is neither.
    """
    from guyline.proof.inside.recipe import Unmade
    from guyline.proof.inside.written import input_of_json, input_of_text

    found = []
    for number, line in enumerate(_read(path).splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            given = input_of_json(json.loads(text)) if text[0] == "{" else input_of_text(text)
        except (Unmade, ValueError, AttributeError, TypeError) as error:
            raise InputError(f"{path}:{number} is no call: {error}") from error
        found.append(given.to_json())
    return found
