"""Which files of a workspace the paths in a profile mean.

A path is taken as it stands where there is such a file. What was profiled elsewhere (in a
container, by another person, in CI) stood below another root: the one prefix is found with which
the most paths have their files below a root of the workspace. Two such prefixes are never mixed.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from guyline.profiling.attribution import is_library

_SEPARATORS = re.compile(r"[/\\]+")
_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:[/\\]")
_MOST_PARTS = 64


def match(paths: Iterable[str], roots: Sequence[str]) -> dict[str, list[str]]:
    """The paths of a profile that mean a file, by the file's real path.

    A bare name that stands below no root is under itself: it may be any file of that name.

    Args:
        paths: As the profile has them.
        roots: Folders of the workspace, absolute, the nearest first.
    """
    found = defaultdict[str, list[str]](list)
    moved: dict[str, tuple[str, str, str]] = {}
    for path in sorted(set(paths)):
        parts = _SEPARATORS.split(path)
        if is_library(path) or ".." in parts or "\0" in path or len(parts) > _MOST_PARTS:
            continue
        if not _ABSOLUTE.match(path):
            file = _below(roots, parts)
            found[file[0] if file is not None else path].append(path)
        elif (real := _existing(path)) is not None:
            found[real].append(path)
        elif (place := _moved(parts, roots)) is not None:
            moved[path] = place
    votes = Counter((prefix, root) for prefix, root, _ in moved.values())
    if votes:
        chosen = max(votes, key=lambda each: (votes[each], each))
        for path, (prefix, root, real) in moved.items():
            if (prefix, root) == chosen:
                found[real].append(path)
    return dict(found)


def _existing(path: str) -> str | None:
    if path.startswith(("//", "\\\\")):  # a host's name: nothing is asked of it
        return None
    return os.path.realpath(path) if _is_file(Path(path)) else None


def _below(roots: Sequence[str], parts: Sequence[str]) -> tuple[str, str] | None:
    """The real path of the file that stands so below a root, and the root."""
    for root in roots:
        path = Path(root, *parts)
        if _is_file(path):
            return os.path.realpath(path), root
    return None


def _moved(parts: Sequence[str], roots: Sequence[str]) -> tuple[str, str, str] | None:
    """The prefix, the root and the file of the longest end of a path that there is."""
    for cut in range(1, len(parts)):
        if (file := _below(roots, parts[cut:])) is not None:
            return "/".join(parts[:cut]), file[1], file[0]
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long, or one that no file can have
        return False
