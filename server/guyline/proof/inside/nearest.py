"""Which test files are run first: those that speak of the functions whose calls are wanted.

A run ends when its time is over, and what was called until then is kept. A large project's tests
would often not have come to the function.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from .record import Target

_WORD = re.compile(r"\w+")
_LONGEST = 1_000_000
_BY_NAME, _BY_CLASS, _BY_MODULE = 4, 2, 1
"""What it tells of a file that it has the name of a function, of its class, of its module."""


def nearest_first(files: Sequence[Path], targets: Sequence[Target]) -> list[Path]:
    """Files in the order in which they are best run.

    Args:
        files: Test files, in the order in which they would be run.
        targets: Whose calls are wanted.

    Returns:
        The same files. Each function has its nearest file before any has its second nearest;
        files that speak of none keep their order, at the end.
    """
    words = {file: _words(file) for file in files}
    rank = dict.fromkeys(files, len(files))
    for target in targets:
        told = {file: _score(words[file], target) for file in files}
        spoken = sorted((file for file in files if told[file]), key=lambda file: -told[file])
        for place, file in enumerate(spoken):
            rank[file] = min(rank[file], place)
    return sorted(files, key=lambda file: rank[file])


def _words(file: Path) -> set[str]:
    """The words of a file and of its name: ``test_cycles.py`` is about ``cycles``."""
    try:
        text = file.read_bytes()[:_LONGEST].decode("utf-8", "replace")
    except OSError:
        return set()
    return {file.stem.removeprefix("test_").removesuffix("_test"), *_WORD.findall(text)}


def _score(words: set[str], target: Target) -> int:
    """How much a file speaks of a function: of it, of its class, of its module."""
    *owners, name = target.qualname.split(".")
    module = target.module.rpartition(".")[2] or Path(target.file).stem
    is_special = name.startswith("__")  # which any file may have
    return (
        _BY_NAME * (name in words and not is_special)
        + _BY_CLASS * any(each in words for each in owners)
        + _BY_MODULE * (module.strip("_") in words)
    )
