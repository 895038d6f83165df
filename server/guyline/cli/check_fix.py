"""What ``guyline check --fix`` writes and ``--diff`` shows."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from guyline.cli.checking import Task
from guyline.errors import InputError
from guyline.hints.baseline import Baseline
from guyline.hints.configuration import chosen_rules
from guyline.hints.encoded import decoded
from guyline.hints.fixing import fixed, told
from guyline.hints.notebook import SUFFIX
from guyline.hints.rows import Row, rows_of


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file with its proved fixes made.

    Attributes:
        old: Its text.
        new: Its new text.
        data: The bytes of the new text.
        count: How many fixes were made.
        rows: The hints that are left.
    """

    old: str
    new: str
    data: bytes
    count: int
    rows: tuple[Row, ...]


def rewritten(task: Task, baseline: Baseline | None) -> Rewritten | None:
    """Make the proved fixes of a file; None: there is none, or it can't be written as it was.

    Args:
        task: The file.
        baseline: Hints that are left as they are.
    """
    if task.data is None or task.path.suffix == SUFFIX:
        return None
    before = decoded(task.data)
    if before.encode(before.text) != task.data:
        return None
    wanted = told(task.path, baseline, unlikely=task.choice.all)
    done = fixed(before.text, chosen_rules(task.choice), task.version, wanted)
    try:
        data = before.encode(done.text)
    except UnicodeEncodeError:
        return None
    rows = ({"path": str(task.path), **row} for row in rows_of(done.code, done.report.hints))
    return Rewritten(before.text, done.text, data, done.count, tuple(rows))


def diff_of(path: Path, old: str, new: str) -> Iterator[str]:
    """The lines of a unified diff."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, str(path), str(path)):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def replace_file(path: Path, old: bytes, new: bytes) -> None:
    """Put other bytes into a file, at once: nobody sees half of it. A link stays one.

    Raises:
        InputError: It is not as it was read any more, or can't be written.
    """
    path = Path(os.path.realpath(path))
    try:
        if path.read_bytes() != old:
            raise InputError(f"{path} has changed meanwhile", "Run it again")
        if not os.access(path, os.W_OK):
            raise InputError(f"{path} may not be written", "Check its permissions")
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(new)
            Path(name).chmod(path.stat().st_mode & 0o7777)
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"Cannot write {path}: {reason}", "Check its permissions") from error
