"""The workspace's files: which there are, and what they hold. Nothing here may fail or wait.

Workspaces are untrusted: a name may be a link, a pipe, or a file without end.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guyline.features.context.exclusion import Exclusion

LARGEST = 1_000_000
"""Bytes; a longer file is data or generated."""

SUFFIXES = (".py", ".pyi")
"""What is looked for similar code in."""

_FOLDERS = frozenset(
    {
        *(".git", ".hg", ".svn", ".tox", ".nox", ".eggs", ".idea", ".vscode"),
        *("__pycache__", "node_modules", "site-packages", ".venv", "venv"),
        *(".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints"),
    }
)
"""Folders that hold nobody's own code."""

_DEEPEST = 40
"""Folders within folders."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the workspace.

    Attributes:
        path: Where it is.
        below: The same below the workspace, with slashes.
        stamp: When it was changed, in nanoseconds, and its size in bytes.
    """

    path: Path
    below: str
    stamp: tuple[int, int]


def walk(exclusion: Exclusion) -> Iterator[Found]:
    """The Python files of a workspace that may be read, folder by folder.

    Links are not followed: what they lead to within the workspace is found there.
    """
    root = exclusion.workspace
    if root is None:
        return
    waiting = [(root, "", exclusion.rules_in(root, ""))]
    while waiting:
        folder, prefix, rules = waiting.pop()
        folders = []
        for entry in _entries(folder):
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif entry.is_file(follow_symlinks=False) and entry.name.endswith(SUFFIXES):
                    below = prefix + entry.name
                    if not (exclusion.by_name(below) or exclusion.by_rules(below, rules)):
                        status = entry.stat(follow_symlinks=False)
                        if status.st_size <= LARGEST:
                            stamp = (status.st_mtime_ns, status.st_size)
                            yield Found(Path(entry.path), below, stamp)
            except OSError:
                continue
        for name in sorted(folders, reverse=True):
            below = f"{prefix}{name}/"
            if _is_own(folder / name, below) and not (
                exclusion.by_name(below) or exclusion.by_rules(below, rules)
            ):
                inner = [*rules, *exclusion.rules_in(folder / name, below)]
                waiting.append((folder / name, below, inner))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _is_own(folder: Path, below: str) -> bool:
    if folder.name in _FOLDERS or below.count("/") > _DEEPEST:
        return False
    return not (folder / "pyvenv.cfg").exists()


def stamp_of(path: Path) -> tuple[int, int] | None:
    """When a file was changed, and its size; None if it is not there. Links are not followed."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size) if stat.S_ISREG(status.st_mode) else None


def shown_name(name: str) -> str:
    """A file's name on one line, of characters that can be sent."""
    sent = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(char if char.isprintable() else "?" for char in sent)[:_NAME]


_NAME = 200
"""Characters of a name that are shown."""


def read_text(path: Path, largest: int = LARGEST) -> str | None:
    """What a plain file holds, with line feeds at the ends of lines; None if it can't be had.

    Bytes that are no UTF-8 are replaced. A link, a pipe or a device is not read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        number = os.open(path, flags)
        with os.fdopen(number, "rb") as file:
            status = os.fstat(number)
            if not stat.S_ISREG(status.st_mode) or status.st_size > largest:
                return None
            data = file.read(largest + 1)
    except (OSError, ValueError):
        return None
    if len(data) > largest or b"\0" in data:
        return None
    text = data.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
