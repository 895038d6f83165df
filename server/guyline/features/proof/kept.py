"""Attempts kept from one to the next, by all that they depend on.

The key is a hash of both versions, of the function and the options, of the interpreter and what
is installed beside it, of the project's modules that the file imports, directly or not, and of
Guyline itself. What it can't see are other files that the code reads. What was cancelled or could
not be tried is not kept.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.errors import InputError
from guyline.features.proof.outcome import Outcome
from guyline.hints.kept import Kept, hash_of

if TYPE_CHECKING:
    from guyline.proof.attempt import Means
    from guyline.proof.prove import Options
    from guyline.proof.trials import Subject

_MOST = 1_000
"""Attempts that are kept; each has some ten thousand characters."""

_MOST_FILES = 200
"""Modules that are looked through; where there are more, nothing is kept."""


class KeptOutcomes:
    """The kept attempts; opened for each use, so from any thread.

    Args:
        folder: Where they are kept; None: in the person's cache.
        most: How many.
    """

    def __init__(self, folder: Path | None = None, most: int = _MOST) -> None:
        self._folder = folder
        self._most = most

    def get(self, key: bytes | None) -> Outcome | None:
        """What is kept by a key."""
        if key is None:
            return None
        kept = self._open()
        found = kept.get([key]).get(key)
        kept.close()
        return Outcome.of_text(found) if found is not None else None

    def put(self, key: bytes | None, outcome: Outcome) -> None:
        """Keep what came of an attempt, if it may be."""
        if key is None or not outcome.may_be_kept:
            return
        kept = self._open()
        today = datetime.now(UTC).date().isoformat()
        kept.put([(key, replace(outcome, day=today).to_text())])
        kept.close()

    def _open(self) -> Kept:
        return Kept(self._folder, most=self._most, what="proof")


def key_of(subject: Subject, means: Means, options: Options) -> bytes | None:
    """What an attempt is kept by; None where it can't be known what it depends on."""
    beside = _beside(subject)
    if beside is None:
        return None
    python = means.interpreter
    try:
        told = python.stat()
    except OSError:
        return None
    asked = (
        asdict(subject),
        asdict(options),
        means.consent,
        str(python),
        (told.st_mtime_ns, told.st_size),
        sorted(_installed(python, means.project)),
    )
    hashed = hashlib.blake2b(_program(), digest_size=16)
    hashed.update(repr(asked).encode("utf-8", "surrogatepass"))
    for path, data in beside:
        hashed.update(f"\0{path}\0{len(data)}\0".encode("utf-8", "surrogatepass"))
        hashed.update(data)
    return hashed.digest()


@cache
def _program() -> bytes:
    return hash_of(("proof",))


def _installed(python: Path, project: Path) -> Iterator[str]:
    """What is installed in an environment, by the names of its records."""
    from guyline.analysis.environment import BadEnvironment
    from guyline.analysis.interpreter import read_interpreter

    try:
        read = read_interpreter(python, project)
    except BadEnvironment:
        return
    for folder in (*read.path, *read.sites.path):
        yield from (each.name for each in Path(folder).glob("*-info"))


def _beside(subject: Subject) -> list[tuple[str, bytes]] | None:
    """The project's modules that both versions import, directly or not, and what is in them."""
    found: dict[Path, bytes] = {}
    waiting = [subject.module]  # the packages around it
    for text in (subject.old, subject.new):
        data = text.encode("utf-8", "surrogatepass")
        waiting += _imported(data, subject.module, subject.path)
    asked: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in asked:
            continue
        asked.add(name)
        for path, module in _files(name, subject.paths):
            if path in found or str(path) == subject.path:
                continue
            if len(found) >= _MOST_FILES:
                return None
            try:
                found[path] = path.read_bytes()
            except OSError:
                continue
            waiting += _imported(found[path], module, str(path))
    return sorted((str(path), data) for path, data in found.items())


def _imported(data: bytes, module: str, path: str) -> Iterator[str]:
    """The dotted names that a text may import, those of its own package made whole."""
    from guyline.proof.functions import parse

    try:
        tree = parse(data.decode("utf-8-sig"))
    except (InputError, UnicodeDecodeError):
        return
    home = module.split(".")
    if Path(path).stem != "__init__":
        home = home[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            begin = home[: len(home) - node.level + 1] if node.level else []
            base = ".".join([*begin, *((node.module or "").split("."))]).strip(".")
            yield base
            yield from (f"{base}.{each.name}".strip(".") for each in node.names)


def _files(name: str, roots: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """The files that importing a name reads: those of its packages too."""
    parts = name.split(".")
    for root in roots:
        for count in range(1, len(parts) + 1):
            base = Path(root, *parts[:count])
            for path in (base / "__init__.py", base.with_suffix(".py")):
                if all(parts[:count]) and path.is_file():
                    yield path, ".".join(parts[:count])
