"""``guyline check``: what is slow in files, folders and stdin. docs/check.md is its manual."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.cli import heat
from guyline.cli.check_files import Wanted, files_in
from guyline.cli.check_fix import Rewritten, diff_of, replace_file, rewritten
from guyline.cli.checking import Checked, Task, Workers, checked
from guyline.cli.formats import FORMATS
from guyline.errors import InputError
from guyline.hints import Safety
from guyline.hints.baseline import Baseline, Known
from guyline.hints.configuration import Choice, Configuration, codes_named, configuration_for
from guyline.hints.kept import Kept
from guyline.hints.rows import Row
from guyline.hints.versions import OLDEST, Version, version_in

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands

_STDIN = Path("-")
_PIECE = 16_384
"""Characters that are written at a time."""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "check",
        help="what is slow in files and folders, and what is faster",
        description="Prints efficiency hints. Exit status: 0 none, 1 some, 2 bad input.",
    )
    add = parser.add_argument
    add("paths", metavar="PATH", type=Path, nargs="*", default=[Path()], help="(.); - for stdin")
    add("--select", metavar="RULES", help="only these: GL101, a group GL2, a name (all)")
    add("--ignore", metavar="RULES", help="not these, beside what is set")
    add("--python-version", metavar="X.Y", help="the oldest Python it is for (as the project says)")
    add("--all", action="store_true", help="those too that nothing says are worth it")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--format", choices=list(FORMATS), default="text", help="(text)")
    form.add_argument("--json", action="store_const", const="json", dest="format")
    form.add_argument("--sarif", action="store_const", const="sarif", dest="format")
    edits = parser.add_mutually_exclusive_group()
    edits.add_argument("--fix", action="store_true", help="make the proved fixes")
    edits.add_argument("--diff", action="store_true", help="show the proved fixes as a diff")
    edits.add_argument(
        "--write-baseline", metavar="FILE", type=Path, help="write all hints there are now"
    )
    add("--baseline", metavar="FILE", type=Path, help="hints that are not told (as set)")
    add("--stdin-filename", metavar="PATH", type=Path, help="what stdin is called")
    add("--exit-zero", action="store_true", help="exit with 0 even if there are hints")
    add("--no-cache", action="store_true", help="keep no results, and use none")
    add("--jobs", metavar="N", type=int, default=0, help="processes (as many as cores)")
    heat.add_arguments(parser)
    parser.set_defaults(run=run)


@dataclass(frozen=True, slots=True)
class _Options:
    """What the command line has over the settings of projects."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    version: Version | None
    all: bool
    baseline: Baseline | None
    writes_baseline: bool
    stdin: Path

    def task(self, wanted: Wanted) -> Task:
        """What is to be done with a file."""
        set_here = wanted.configuration.choice_for(wanted.path)
        ignore = (*set_here.ignore, *self.ignore)
        choice = Choice(self.select or set_here.select, ignore, self.all or set_here.all)
        version = self.version or wanted.configuration.version
        task = Task(wanted.path, None, choice, version, wanted.named)
        try:
            data = _stdin() if wanted.path == self.stdin else wanted.path.read_bytes()
        except OSError as error:
            return replace(task, trouble=f"It can't be read: {error.strerror or error}.")
        return replace(task, data=data)

    def baseline_of(self, configuration: Configuration) -> Baseline | None:
        """The hints that are not told in a project's files."""
        if self.writes_baseline:
            return None
        return self.baseline or _baseline(configuration.baseline)


@cache
def _baseline(path: Path | None) -> Baseline | None:
    """The baseline that is set; one that can't be read is told of, and none is used."""
    try:
        return Baseline.read(path) if path is not None else None
    except InputError as error:
        _say(str(error))
        return None


def run(arguments: argparse.Namespace) -> int:
    """Check everything; exit 1 if there is something to say, 2 if a file that is named is none."""
    _baseline.cache_clear()
    options = _options(arguments)
    wanted = list(_wanted(arguments.paths, options))
    for message in dict.fromkeys(m for each in wanted for m in each.configuration.trouble):
        _say(message)
    done = _checked(wanted, options, arguments)
    if arguments.write_baseline is not None:
        return _write_baseline(arguments.write_baseline, done)
    if arguments.fix or arguments.diff:
        done, shown = _fixed(done, wanted, options, arguments)
    else:
        shown = None
    found = [row for one in done for row in one.rows]
    all_of = {str(one.task.path) for one in done if one.task.choice.all}
    warmed = heat.with_heat(found, arguments, options.version or OLDEST)
    rows = [row for row in warmed if heat.is_worth_it(row) or row["path"] in all_of]
    _print(FORMATS[arguments.format](rows, len(done)) if shown is None else shown)
    if arguments.format == "text":
        more = len(warmed) - len(rows)
        hidden = f" ({more} more with --all)" if more else ""
        told = f"{_plural(len(rows), 'hint')} in {_plural(len(done), 'file')}{hidden}."
        print(told, file=sys.stderr)
    if any(one.error and one.task.named for one in done):
        return 2
    return 1 if rows and not arguments.exit_zero else 0


def _options(arguments: argparse.Namespace) -> _Options:
    version = None
    if arguments.python_version is not None:
        version = version_in(arguments.python_version)
        if version is None:
            raise InputError(
                f"--python-version is {arguments.python_version} but must be like 3.11",
                "3.10 is the oldest",
            )
    if arguments.jobs < 0:
        raise InputError(f"--jobs is {arguments.jobs} but must be 0 or more")
    return _Options(
        _codes(arguments.select),
        _codes(arguments.ignore),
        version,
        arguments.all,
        Baseline.read(arguments.baseline) if arguments.baseline is not None else None,
        arguments.write_baseline is not None,
        arguments.stdin_filename or _STDIN,
    )


def _codes(given: str | None) -> tuple[str, ...]:
    """The rules that an argument names.

    Raises:
        InputError: Nothing is called so.
    """
    names = [part.strip() for part in (given or "").split(",") if part.strip()]
    codes, unknown = codes_named(names) if names else ((), ())
    if unknown:
        raise InputError(
            f"There is no rule {unknown[0]}", "Rules are called GL101, and all of a group GL1"
        )
    return codes


def _wanted(paths: Sequence[Path], options: _Options) -> Iterator[Wanted]:
    if _STDIN in paths:
        yield Wanted(options.stdin, configuration_for(options.stdin), named=True)
    yield from files_in(path for path in paths if path != _STDIN)


def _stdin() -> bytes:
    """Stdin as it is."""
    stream = getattr(sys.stdin, "buffer", None)
    data: bytes = stream.read() if stream is not None else sys.stdin.read().encode()
    return data


def _checked(
    wanted: Sequence[Wanted], options: _Options, arguments: argparse.Namespace
) -> list[Checked]:
    kept = None if arguments.no_cache else Kept()
    done = list[Checked]()
    try:
        found = checked(map(options.task, wanted), arguments.jobs, kept)
        for each, one in zip(wanted, found, strict=True):
            for line in (one.error, *one.failed):
                if line:
                    _say(f"{one.task.path}: {line}")
            baseline = options.baseline_of(each.configuration)
            rows = baseline.new_by(one.task.path, one.rows, _known) if baseline else one.rows
            held = one.task.data if any(map(_is_proved, rows)) or one.task.named else None
            done.append(replace(one, task=replace(one.task, data=held), rows=tuple(rows)))
    finally:
        if kept is not None:
            kept.close()
    return done


def _known(row: Row) -> Known:
    return row["code"], row["lines"]


def _write_baseline(path: Path, done: Iterable[Checked]) -> int:
    found = [(one.task.path, _known(row)) for one in done for row in one.rows]
    Baseline.of(path.parent, found).write(path)
    print(f"{_plural(len(found), 'hint')} written to {path}.", file=sys.stderr)
    return 0


def _fixed(
    done: list[Checked],
    wanted: Sequence[Wanted],
    options: _Options,
    arguments: argparse.Namespace,
) -> tuple[list[Checked], str | bytes | None]:
    """Make or show the proved fixes: what is left then, and what is printed in place of hints."""
    baselines = [options.baseline_of(each.configuration) for each in wanted]
    worth = [i for i, one in enumerate(done) if any(map(_is_proved, one.rows))]
    shown, count, files = list[str](), 0, 0
    with Workers(arguments.jobs) as workers:
        results = workers.map(_rewritten, [(done[i].task, baselines[i]) for i in worth])
        for i, new in zip(worth, results, strict=True):
            task, baseline = done[i].task, baselines[i]
            if new is None or not new.count:
                continue
            if arguments.diff:
                shown += diff_of(task.path, new.old, new.new)
            elif _written(task, new, options.stdin):
                rows = baseline.new_by(task.path, new.rows, _known) if baseline else new.rows
                done[i] = Checked(replace(task, data=new.data), tuple(rows), done[i].failed)
            else:
                continue
            count, files = count + new.count, files + 1
    what = "could be made" if arguments.diff else "made"
    print(f"{_plural(count, 'fix', 'fixes')} {what} in {_plural(files, 'file')}.", file=sys.stderr)
    if arguments.diff:
        return done, "".join(shown)
    stdin = next((one.task for one in done if one.task.path == options.stdin), None)
    return done, stdin.data if stdin is not None else None


def _is_proved(row: Row) -> bool:
    return "fix" in row and row["fix"]["safety"] == Safety.PROVED.value


def _rewritten(given: tuple[Task, Baseline | None]) -> Rewritten | None:
    return rewritten(*given)


def _written(task: Task, new: Rewritten, stdin: Path) -> bool:
    """Whether a file holds its fixes now; why it does not is told."""
    if task.path == stdin:
        return True
    try:
        replace_file(task.path, task.data or b"", new.data)
    except InputError as error:
        _say(str(error))
        return False
    return True


def _print(shown: str | bytes) -> None:
    """Print to the end, what the terminal can't show spelt out; bytes as they are.

    In pieces: without a buffer (``PYTHONUNBUFFERED``) Python drops the rest of a write that the
    reader's end cut short, and says nothing.
    """
    encoding = sys.stdout.encoding or "utf-8"
    for start in range(0, len(shown), _PIECE):
        piece = shown[start : start + _PIECE]
        if isinstance(piece, bytes):
            sys.stdout.buffer.write(piece)
        else:
            sys.stdout.write(piece.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()  # a reader that is gone is noticed now, and not when Python ends


def _say(message: str) -> None:
    print(f"guyline: {message}", file=sys.stderr)


def _plural(count: int, noun: str, several: str = "") -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {several or f'{noun}s'}"
