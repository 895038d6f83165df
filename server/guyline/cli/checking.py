"""How ``guyline check`` looks at many files.

What is kept is not looked for again, and the rest is shared out to processes.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self, TypeVar

from guyline.errors import GuylineError, InputError
from guyline.hints.check import check_code
from guyline.hints.code import Code
from guyline.hints.configuration import Choice, chosen_rules
from guyline.hints.encoded import decoded
from guyline.hints.kept import Kept, key_of
from guyline.hints.notebook import SUFFIX, read_notebook
from guyline.hints.rows import Row, rows_of

_GROUP = 1024
"""Files whose bytes are held at a time."""

_WORTH = 16
"""Files from which on further processes are worth their start."""

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Task:
    """A file to check.

    Attributes:
        path: The file, as it is printed.
        data: Its bytes; None: they could not be read.
        choice: The rules that are wanted.
        version: The oldest Python it is for.
        named: Whether it was named itself.
        trouble: Why it could not be read.
    """

    path: Path
    data: bytes | None
    choice: Choice
    version: tuple[int, int]
    named: bool = False
    trouble: str = ""

    @property
    def asked(self) -> str:
        """What a result depends on beside the bytes."""
        return repr((self.choice.select, self.choice.ignore, self.version, self._is_notebook))

    @property
    def _is_notebook(self) -> bool:
        return self.path.suffix == SUFFIX

    def found(self) -> tuple[list[Row], list[str], str]:
        """Look for hints.

        Returns:
            The hints; the rules that failed; why the file could not be checked, or nothing.
        """
        try:
            if self._is_notebook:
                return self._in_notebook()
            code = Code(decoded(self.data or b"").text, self.version)
            report = check_code(code, chosen_rules(self.choice))
            return list(rows_of(code, report.hints)), _failures(report.failed), ""
        except InputError as error:
            return [], [], str(error)
        except Exception as error:  # noqa: BLE001 - one file's fault is not the others'
            return [], [], f"It could not be checked ({type(error).__name__})."

    def _in_notebook(self) -> tuple[list[Row], list[str], str]:
        notebook = read_notebook(self.data or b"")
        code = Code(notebook.text, self.version)
        report = check_code(code, chosen_rules(self.choice))
        rows = []
        for row in rows_of(code, report.hints):
            row.pop("fix", None)
            cell, row["line"] = notebook.place(row["line"])
            last, row["end_line"] = notebook.place(row["end_line"])
            if last == cell:
                rows.append({"cell": cell, **row})
        return rows, _failures(report.failed), ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one file.

    Attributes:
        task: The file.
        rows: Its hints.
        failed: The rules that failed, for a person.
        error: Why it could not be checked; empty: it was.
    """

    task: Task
    rows: tuple[Row, ...] = ()
    failed: tuple[str, ...] = ()
    error: str = ""


def checked(tasks: Iterable[Task], jobs: int, kept: Kept | None) -> Iterator[Checked]:
    """Check files, in their order.

    Args:
        tasks: The files.
        jobs: How many processes; 0: as many as there are cores.
        kept: Where results are kept; None: nowhere.
    """
    waiting = iter(tasks)
    with Workers(jobs) as workers:
        while group := list(islice(waiting, _GROUP)):
            keys = [b"" if t.data is None else key_of(t.data, t.asked) for t in group]
            known = {b"": ""} | (kept.get(dict.fromkeys(keys)) if kept is not None else {})
            left = {key: t for key, t in zip(keys, group, strict=True) if key not in known}
            found = dict(zip(left, workers.map(_found, list(left.values())), strict=True))
            if kept is not None and found:
                kept.put(found.items())
            known |= found
            yield from (_told(task, known[key]) for key, task in zip(keys, group, strict=True))


class Workers:
    """Further processes, once there is enough to do for them.

    Args:
        jobs: How many processes; 0: as many as there are cores; 1: none beside this one.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """A function over items, in their order.

        Raises:
            GuylineError: A process was ended from outside, or ran out of memory.
        """
        if self._pool is None and (self._jobs == 1 or len(items) < _WORTH):
            yield from map(function, items)
            return
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._jobs or None, initializer=_quiet)
        try:
            yield from self._pool.map(function, items, chunksize=4)
        except BrokenProcessPool as error:
            raise GuylineError("A process ended while it checked a file", "Try --jobs 1") from error


def _quiet() -> None:
    """An interrupted worker ends at once, and says nothing: the first process does."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _found(task: Task) -> str:
    """The result as it is kept; empty: nothing to say."""
    rows, failed, error = task.found()
    return json.dumps([rows, failed, error]) if rows or failed or error else ""


def _told(task: Task, result: str) -> Checked:
    if task.trouble:
        return Checked(task, error=task.trouble)
    if not result:
        return Checked(task)
    rows, failed, error = json.loads(result)
    told = tuple({"path": str(task.path), **row} for row in rows)
    return Checked(task, told, tuple(failed), error)


def _failures(failed: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{code} failed ({error}) and was left out." for code, error in failed]
