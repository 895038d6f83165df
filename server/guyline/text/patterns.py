"""Patterns of paths as git reads them: those that can be read, in bounded time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pathspec import GitIgnoreSpec

_STARS = re.compile(r"\*+")
_MOST_STARS = 3
"""Wildcards of a pattern: trying takes longer by a power of the path's length with each."""


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """The patterns of one ignore file.

    Attributes:
        source: The file, as a person is told of it.
        prefix: Its folder below the root, with a slash at its end; empty for the root itself.
        spec: The patterns.
    """

    source: str
    prefix: str
    spec: GitIgnoreSpec


def ignored_by(below: str, files: Sequence[IgnoreFile]) -> str:
    """The ignore file that names a path; empty if none does, or a later one takes it back.

    Args:
        below: The path below the root, with slashes; a folder's ends in one.
        files: Ignore files of the folders above, from the root down.
    """
    for each in reversed(files):
        verdict = each.spec.check_file(below.removeprefix(each.prefix)).include
        if verdict is not None:
            return each.source if verdict else ""
    return ""


def is_readable(line: str) -> bool:
    """Whether a pattern is read as it stands: one git would read, of not too many wildcards."""
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return len(_STARS.findall(line)) <= _MOST_STARS


def path_patterns(lines: Iterable[str]) -> GitIgnoreSpec:
    """The patterns that can be read; what can't is left out, line by line."""
    good = []
    for line in map(_bounded, lines):
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            continue
        good.append(line)
    return GitIgnoreSpec.from_lines(good)


def _bounded(line: str) -> str:
    """A pattern that takes no long time: one of many wildcards is cut, and matches more."""
    runs = list(_STARS.finditer(line))
    if len(runs) <= _MOST_STARS:
        return line
    if line.startswith("!"):
        return ""
    return line[: runs[_MOST_STARS - 1].end()] if "[" not in line else "*"
