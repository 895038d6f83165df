"""A copy of a project that runs may change: made once, and put back after each of them.

What is not the project's own work is left out: version control, environments, caches, packages of
other languages, files that are huge. Nothing of the project itself is ever written.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

_SKIPPED = frozenset(
    {
        *(".git", ".hg", ".svn", ".tox", ".nox", ".mypy_cache", ".ruff_cache", ".pytest_cache"),
        *(".hypothesis", ".eggs", ".idea", ".vscode", ".cache", "__pycache__", "node_modules"),
        *("site-packages", "htmlcov"),
    }
)
_LARGEST = 8 << 20
"""Bytes of a file; a larger one is left out, and is told."""

Mark = tuple[int, int]


class TooMuch(Exception):  # noqa: N818 - what it is
    """The project is too large to be copied; the message says what was found."""


@dataclass
class Shadow:
    """The copy of a project.

    Attributes:
        project: The folder that is copied.
        place: The folder of the copy.
        most_files: Files at the most.
        most_bytes: Bytes at the most.
        own: Files of the copy whose text is not the project's, by their path within it.
        left_out: Paths that were left out for their size.
        marks: Size and time of each file of the copy, as they have to be.
    """

    project: str
    place: str
    most_files: int
    most_bytes: int
    own: dict[str, bytes] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    marks: dict[str, Mark] = field(default_factory=dict)
    _clock: int = 1_000_000_000

    def make(self) -> dict[str, Any]:
        """Copies the project.

        Returns:
            How many files and bytes, and what was left out.

        Raises:
            TooMuch: It has too many files, or is too large.
            OSError: A part of it can't be written.
        """
        files = total = 0
        for path, entry in _entries(self.project, self.left_out):
            files += 1
            total += entry.st_size if stat.S_ISREG(entry.st_mode) else 0
            if files > self.most_files or total > self.most_bytes:
                raise TooMuch(
                    f"{self.project} has more than {self.most_files:,} files or "
                    f"{self.most_bytes >> 20} MiB beside environments and caches"
                )
            self._copy(path)
        self.mark()
        return {"files": files, "bytes": total, "left_out": self.left_out[:20]}

    def write(self, path: str, data: bytes) -> None:
        """Gives a file of the copy another text, with a time that no earlier text had."""
        self.own[path] = data
        self._write(path, data)
        self.marks[path] = _mark(f"{self.place}/{path}")

    def mark(self) -> None:
        """What is there now is what has to be there."""
        self.marks = dict(self._seen())

    def put_back(self) -> list[str]:
        """Makes the copy what it was.

        Returns:
            The paths that were others, new, or gone.
        """
        now = dict(self._seen())
        changed = [each for each, mark in self.marks.items() if now.get(each) != mark]
        added = [each for each in now if each not in self.marks]
        for path in added:
            with suppress(OSError):
                os.unlink(f"{self.place}/{path}")  # noqa: PTH108
        for path in changed:
            with suppress(OSError):
                if path in self.own:
                    self._write(path, self.own[path])
                else:
                    self._copy(path)
            self.marks[path] = _mark(f"{self.place}/{path}")
        return [*changed, *added]

    def inside(self, path: str) -> str:
        """The copy's path for one of the project; other paths as they are."""
        real = os.path.realpath(path)
        for folder in (self.project, os.path.realpath(self.project)):
            if path == folder or real == folder:
                return self.place
            for each in (path, real):
                if each.startswith(folder + "/"):
                    copied = self.place + each[len(folder) :]
                    return copied if os.path.exists(copied) else path  # noqa: PTH110
        return path

    def _write(self, path: str, data: bytes) -> None:
        place = f"{self.place}/{path}"
        os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120
        with suppress(OSError):
            os.unlink(place)  # noqa: PTH108
        with open(place, "wb") as file:  # noqa: PTH123
            file.write(data)
        self._clock += 10
        os.utime(place, (self._clock, self._clock))

    def _copy(self, path: str) -> None:
        source, place = f"{self.project}/{path}", f"{self.place}/{path}"
        os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120
        with suppress(OSError):
            os.unlink(place)  # noqa: PTH108
        if os.path.islink(source):  # noqa: PTH114
            os.symlink(os.readlink(source), place)  # noqa: PTH115, PTH211
            return
        with suppress(PermissionError, FileNotFoundError):  # what can't be read is not needed
            shutil.copyfile(source, place)
            os.chmod(place, 0o700 if os.access(source, os.X_OK) else 0o600)  # noqa: PTH101

    def _seen(self) -> Iterator[tuple[str, Mark]]:
        for path, entry in _entries(self.place, []):
            yield path, (entry.st_size, entry.st_mtime_ns)


def settle(shadow: Shadow, roots: list[str]) -> None:
    """Has imports find the copy: before everything else, and in place of the project itself.

    Args:
        shadow: The copy.
        roots: Folders of the project that imports begin at.
    """
    wanted = [shadow.inside(each) for each in roots]
    rest = [shadow.inside(each) if each else shadow.place for each in sys.path]
    sys.path[:] = list(dict.fromkeys([*wanted, *rest]))
    for finder in sys.meta_path:  # the finders of editable installs hold a table of folders
        module = sys.modules.get(getattr(finder, "__module__", ""))
        for table in (getattr(finder, "known_source_files", None), _mapping(module)):
            if isinstance(table, dict):
                for name, place in table.items():
                    if isinstance(place, str):
                        table[name] = shadow.inside(place)
    sys.path_importer_cache.clear()


def _mapping(module: object) -> object:
    return getattr(module, "MAPPING", None)


def _entries(folder: str, left_out: list[str]) -> Iterator[tuple[str, os.stat_result]]:
    """The files and links below a folder, by their paths within it."""
    waiting = [""]
    while waiting:
        within = waiting.pop()
        try:
            with os.scandir(f"{folder}/{within}") as found:
                entries = sorted(found, key=lambda each: each.name)
        except OSError:
            continue
        for entry in entries:
            path = f"{within}{entry.name}"
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISDIR(status.st_mode):
                if entry.name not in _SKIPPED and not _is_environment(entry.path):
                    waiting.append(f"{path}/")
            elif stat.S_ISREG(status.st_mode) and status.st_size > _LARGEST:
                left_out.append(path)
            elif (stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode)) and not (
                entry.name.endswith((".pyc", ".pyo"))
            ):
                yield path, status


def _is_environment(folder: str) -> bool:
    return os.path.exists(f"{folder}/pyvenv.cfg") or os.path.isdir(  # noqa: PTH110, PTH112
        f"{folder}/conda-meta"
    )


def _mark(path: str) -> Mark:
    try:
        status = os.lstat(path)
    except OSError:
        return (-1, -1)
    return status.st_size, status.st_mtime_ns
