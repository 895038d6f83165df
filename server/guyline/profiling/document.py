"""The form in which a profiled test run is kept: ``.guyline/profile.json``.

::

    {"format": "guyline-profile", "version": 1,
     "taken_at": 1790000000.0,         seconds since 1970, at the end of the run
     "total": 12.5,                    seconds that the tests took, of all workers together
     "tests": 340, "lost_workers": 0, "commit": "49a4804...",
     "files": {"src/app.py": {
         "sha256": "...",              of the file's bytes at the end of the run
         "functions": [["Queue.drain", 17, 0.31, 0.52, 40]]}}}

Paths are relative to the root directory, with slashes. A function is its qualified name, its first
line (the first decorator's), the seconds it took itself with the library code it called, the
seconds until it returned, and how often it was called.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FORMAT = "guyline-profile"
VERSION = 1
FOLDER = ".guyline"
NAME = "profile.json"


def merge(into: dict[str, Any], other: Mapping[str, Any]) -> None:
    """Add what another process measured in the same run."""
    into["total"] += other["total"]
    into["tests"] += other["tests"]
    for path, functions in other["functions"].items():
        known = {(name, line): row for name, line, *row in into["functions"].get(path, ())}
        for name, line, *row in functions:
            before = known.get((name, line), (0.0, 0.0, 0))
            known[name, line] = [a + b for a, b in zip(before, row, strict=True)]
        into["functions"][path] = [[*key, *row] for key, row in known.items()]


def write(root: Path, measured: Mapping[str, Any], lost_workers: int = 0) -> Path:
    """Write what was measured below ``root``, and have git leave it alone.

    Raises:
        OSError: It can't be written.
    """
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    files = {
        path: {"sha256": digest(root / path), "functions": _rounded(functions)}
        for path, functions in sorted(measured["functions"].items())
    }
    document = {
        "format": FORMAT,
        "version": VERSION,
        "taken_at": round(time.time(), 3),
        "total": round(measured["total"], 6),
        "tests": measured["tests"],
        "lost_workers": lost_workers,
        "commit": commit(root),
        "files": files,
    }
    made, place = folder / f"{NAME}.{os.getpid()}", folder / NAME
    made.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")
    made.replace(place)
    return place


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes; empty: it can't be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def commit(root: Path) -> str:
    """The commit that is checked out, read without running git; empty: not known."""
    for folder in (root, *root.parents):
        git = folder / ".git"
        try:
            if git.is_file():  # a worktree names its own folder, and that the common one
                git = folder / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
            elif not git.is_dir():
                continue
            return _head(git)
        except (OSError, UnicodeDecodeError):
            return ""
    return ""


def _head(git: Path) -> str:
    head = (git / "HEAD").read_text(encoding="utf-8").strip()
    if not head.startswith("ref: "):
        return head
    name = head.removeprefix("ref: ")
    common = git / "commondir"
    if common.exists():
        git = git / common.read_text(encoding="utf-8").strip()
    loose, packed = git / name, git / "packed-refs"
    if loose.exists():
        return loose.read_text(encoding="utf-8").strip()
    lines = packed.read_text(encoding="utf-8").splitlines() if packed.exists() else []
    return next((each.split()[0] for each in lines if each.endswith(f" {name}")), "")


def _rounded(functions: list[list[Any]]) -> list[list[Any]]:
    return [
        [name, line, round(own, 6), round(whole, 6), calls]
        for name, line, own, whole, calls in sorted(functions, key=lambda each: (each[1], each[0]))
    ]
