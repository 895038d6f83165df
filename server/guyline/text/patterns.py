"""Patterns of paths as git reads them: those that can be read, in bounded time."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pathspec import GitIgnoreSpec

_STARS = re.compile(r"\*+")
_MOST_STARS = 3
"""Wildcards of a pattern: trying takes longer by a power of the path's length with each."""


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
