"""``guyline check``: what is slow in files, folders and stdin."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.cli import heat
from guyline.errors import InputError
from guyline.hints import Hint, Report, Rule, all_rules, check_code
from guyline.hints.apply import edits_of
from guyline.hints.code import Code
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands

_LEFT_OUT = frozenset(
    {".git", ".hg", ".tox", ".nox", ".venv", "venv", "__pycache__", "node_modules", "build"}
)
_STDIN = Path("-")
_WORTH = 16
"""Files from which on further processes are worth their start."""


@dataclass(frozen=True, slots=True)
class _Checked:
    """What came of one file.

    Attributes:
        path: The file.
        hints: Its hints, as they are printed.
        trouble: What went wrong, for a person.
    """

    path: Path
    hints: tuple[dict[str, Any], ...] = ()
    trouble: tuple[str, ...] = ()


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "check",
        help="what is slow in files and folders, and what is faster",
        description="Prints efficiency hints. Exit status: 0 none, 1 some, 2 bad input.",
    )
    parser.add_argument(
        "paths", metavar="PATH", type=Path, nargs="*", default=[Path()], help="(.); - for stdin"
    )
    parser.add_argument("--select", metavar="CODES", help="only these rules: GL101,GL2")
    parser.add_argument("--ignore", metavar="CODES", help="not these rules")
    parser.add_argument("--python-version", metavar="X.Y", default="3.10", help="(3.10)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--jobs", type=int, default=0, help="processes (as many as cores)")
    heat.add_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check everything; exit 1 if there is something to say."""
    rules = _chosen(arguments.select, arguments.ignore)
    version = _version(arguments.python_version)
    files = list(_files(arguments.paths))
    checked = list(_all(files, [rule.code for rule in rules], version, arguments.jobs))
    for one in checked:
        for line in one.trouble:
            print(f"guyline: {one.path}: {line}", file=sys.stderr)
    rows = [hint for one in checked for hint in one.hints]
    hints = heat.with_heat(rows, arguments, version)
    if arguments.json:
        print(json.dumps({"hints": hints, "files": len(files)}, ensure_ascii=False))
    else:
        for hint in hints:
            place = f"{hint['path']}:{hint['line']}:{hint['column']}"
            print(f"{place}: {hint['code']} {hint['message']}")
        print(f"{_plural(len(hints), 'hint')} in {_plural(len(files), 'file')}.", file=sys.stderr)
    return 1 if hints else 0


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _chosen(select: str | None, ignore: str | None) -> list[Rule]:
    """The rules that are wanted.

    Raises:
        InputError: Nothing is called so.
    """
    rules = list(all_rules())
    for asked in (select, ignore):
        for code in _codes(asked):
            if not any(rule.code.startswith(code) for rule in rules):
                raise InputError(
                    f"There is no rule {code}", "Rules are called GL101, and all of a group GL1"
                )
    wanted, unwanted = _codes(select), _codes(ignore)
    return [
        rule
        for rule in rules
        if (not wanted or rule.code.startswith(wanted))
        and not (unwanted and rule.code.startswith(unwanted))
    ]


def _codes(given: str | None) -> tuple[str, ...]:
    return tuple(part.strip().upper() for part in (given or "").split(",") if part.strip())


def _version(given: str) -> tuple[int, int]:
    parts = given.split(".")
    if len(parts) < 2 or not all(part.isdigit() for part in parts[:2]):
        raise InputError(f"--python-version is {given} but must be like 3.11")
    return int(parts[0]), int(parts[1])


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The Python files that are named, and those in folders.

    Raises:
        InputError: There is no such path.
    """
    for path in paths:
        if path == _STDIN or path.is_file():
            yield path
        elif path.is_dir():
            yield from sorted(
                each
                for ending in ("*.py", "*.pyi")
                for each in path.rglob(ending)
                if not _LEFT_OUT & set(each.relative_to(path).parts[:-1])
            )
        else:
            raise InputError(f"There is no {path}", "Name files or folders, or - for stdin")


def _all(
    files: Sequence[Path], codes: Sequence[str], version: tuple[int, int], jobs: int
) -> Iterator[_Checked]:
    one = partial(_check, codes=frozenset(codes), version=version)
    if len(files) < _WORTH or jobs == 1:
        yield from map(one, files)
        return
    with ProcessPoolExecutor(jobs or None) as pool:
        yield from pool.map(one, files, chunksize=8)


def _check(path: Path, codes: frozenset[str], version: tuple[int, int]) -> _Checked:
    """Check one file; one that can't be read is told of, and the others go on."""
    try:
        document = Document(sys.stdin.read()) if path == _STDIN else Document.read(path)
    except InputError as error:
        return _Checked(path, trouble=(str(error),))
    code = Code(document.text, version)
    report = check_code(code, [rule for rule in all_rules() if rule.code in codes])
    failed = tuple(f"{code} failed ({error}) and was left out" for code, error in report.failed)
    return _Checked(path, tuple(_rows(path, document, code, report)), failed)


def _rows(path: Path, document: Document, code: Code, report: Report) -> Iterator[dict[str, Any]]:
    for hint in report.hints:
        line, column = document.lines.place(hint.start)
        end_line, end_column = document.lines.place(hint.end)
        row = {
            "path": str(path),
            "line": line + 1,
            "column": column + 1,
            "end_line": end_line + 1,
            "end_column": end_column + 1,
            "code": hint.rule.code,
            "name": hint.rule.name,
            "message": hint.message,
            "depth": hint.depth,
        }
        if (fix := _fix(code, document, hint)) is not None:
            row["fix"] = fix
        yield row


def _fix(code: Code, document: Document, hint: Hint) -> dict[str, Any] | None:
    edits = edits_of(code, hint.fix) if hint.fix is not None else ()
    if hint.fix is None or not edits:
        return None
    return {
        "title": hint.fix.title,
        "safety": hint.fix.safety.value,
        "unproved": list(hint.fix.unproved),
        "edits": [
            {
                "start": [n + 1 for n in document.lines.place(edit.start)],
                "end": [n + 1 for n in document.lines.place(edit.end)],
                "text": edit.text,
            }
            for edit in edits
        ],
    }
