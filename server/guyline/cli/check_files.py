"""Which files ``guyline check`` looks at: those that are named, and those in folders."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guyline.errors import InputError
from guyline.hints.configuration import LEFT_OUT, Configuration, configuration_for
from guyline.hints.notebook import SUFFIX
from guyline.hints.project import PROJECT
from guyline.text.patterns import IgnoreFile, ignored_by, path_patterns

SUFFIXES = (".py", ".pyi", ".pyw", SUFFIX)
_IGNORE = ".gitignore"
_ENVIRONMENT = "pyvenv.cfg"
_DECIDING = (PROJECT, ".git")
"""Where one of these lies, other settings may count than in the folder above."""

_LINES = 5000
"""Lines of an ignore file that are read."""

_DEEPEST = 100
"""Folders within folders."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to check.

    Attributes:
        path: The file, as it was named or found.
        configuration: What is set for it.
        named: Whether it was named itself.
    """

    path: Path
    configuration: Configuration
    named: bool = False


def files_in(paths: Iterable[Path]) -> Iterator[Wanted]:
    """The files to check, each once.

    What ``exclude`` names is left out everywhere. In folders so is what ``.gitignore`` names, and
    folders that hold others' code; links to folders are not followed.

    Raises:
        InputError: There is no such path.
    """
    seen = set[str]()
    for path in paths:
        if path.is_dir():
            found = _below(path)
        elif path.exists():
            configuration = configuration_for(path)
            found = iter((Wanted(path, configuration, named=True),))
            if configuration.excludes(path):
                continue
        else:
            raise InputError(f"There is no {path}", "Name files or folders, or - for stdin")
        for each in found:
            whole = os.path.abspath(each.path)  # noqa: PTH100 - links are not followed
            if whole not in seen:
                seen.add(whole)
                yield each


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to look through.

    Attributes:
        path: The folder.
        prefix: Its path within the repository, with a slash behind it.
        ignored: The ignore files above it.
        configuration: What is set for the folder above; None: it is the top.
        depth: How many folders are above it.
    """

    path: Path
    prefix: str
    ignored: list[IgnoreFile]
    configuration: Configuration | None = None
    depth: int = 0


def _below(top: Path) -> Iterator[Wanted]:
    """The files in a folder, by name, a folder's own before those of the folders in it."""
    root, ignored = _above(top)
    waiting = [_Folder(top, _prefix(top, root), ignored)]
    while waiting:
        folder = waiting.pop()
        entries = _entries(folder.path)
        names = {entry.name for entry in entries}
        if folder.depth and _ENVIRONMENT in names:
            continue
        ignored = list(folder.ignored)
        if _IGNORE in names:
            ignored += _ignore_file(folder.path, folder.prefix)
        configuration = folder.configuration
        if configuration is None or not names.isdisjoint(_DECIDING):
            configuration = configuration_for(folder.path / "_.py")
        inner = list[_Folder]()
        for entry in entries:
            path, below = folder.path / entry.name, f"{folder.prefix}{entry.name}"
            if _is_folder(entry):
                if not _is_left_out(path, below, configuration, ignored):
                    inner.append(
                        _Folder(path, f"{below}/", ignored, configuration, folder.depth + 1)
                    )
            elif (
                entry.name.endswith(SUFFIXES)
                and _is_file(entry)
                and not ignored_by(below, ignored)
                and not configuration.excludes(path)
            ):
                yield Wanted(path, configuration)
        waiting += reversed(inner) if folder.depth < _DEEPEST else ()


def _is_left_out(
    path: Path, below: str, configuration: Configuration, ignored: list[IgnoreFile]
) -> bool:
    return (
        path.name in LEFT_OUT
        or bool(ignored_by(f"{below}/", ignored))
        or configuration.excludes(path, folder=True)
    )


def _above(top: Path) -> tuple[Path, list[IgnoreFile]]:
    """The repository that a folder lies in, and the ignore files above the folder.

    Those count for none of it where they leave out the folder itself, as it was named.
    """
    whole = Path(os.path.abspath(top))  # noqa: PTH100 - links are not followed
    root = next((each for each in (whole, *whole.parents) if (each / ".git").exists()), whole)
    files = list[IgnoreFile]()
    for each in reversed((whole, *whole.parents)):
        if each.is_relative_to(root):
            if ignored_by(_prefix(each, root), files):
                return root, []
            if each != whole:
                files += _ignore_file(each, _prefix(each, root))
    return root, files


def _prefix(folder: Path, root: Path) -> str:
    below = Path(os.path.abspath(folder)).relative_to(root).as_posix()  # noqa: PTH100
    return "" if below == "." else f"{below}/"


def _ignore_file(folder: Path, prefix: str) -> Iterator[IgnoreFile]:
    try:
        text = (folder / _IGNORE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    yield IgnoreFile(f"{prefix}{_IGNORE}", prefix, path_patterns(text.splitlines()[:_LINES]))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to itself
        return False
