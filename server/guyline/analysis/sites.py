"""What folders of packages say beyond what lies in them: ``.pth`` files, editable installs.

Lines of ``.pth`` files that begin with ``import`` are run by Python as it starts. Here they
are read: setuptools' finders spell out in a table which modules they know. Of another
finder it can't be told.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 1_000_000
"""Bytes of a file that are read: setuptools' tables hold a line for each module at most."""

_TABLE = re.compile(
    r"^(?P<name>MAPPING|NAMESPACES)\b[^=\n]*= *(?P<table>\{.*\})[ \t]*$", re.MULTILINE
)
_FINDER = re.compile(r"^import\s+(?P<module>\w*(?:editable|loader)\w*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sites:
    """What folders of packages say.

    Attributes:
        path: The folders, and those that their ``.pth`` files add.
        mapped: Where modules of editable installs lie, by their full names: a file or a
            folder.
        spread: The folders of namespace packages of editable installs, by full names.
        doubt: How there may be other modules; empty: in no way.
        read: The folders that were read.
    """

    path: tuple[str, ...] = ()
    mapped: Mapping[str, Path] = field(default_factory=dict)
    spread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubt: str = ""
    read: tuple[str, ...] = ()


def read_sites(folders: list[Path]) -> Sites:
    """Read folders of packages, in the order of lookup; nothing in them is run."""
    path: list[str] = []
    mapped: dict[str, Path] = {}
    spread: dict[str, tuple[str, ...]] = {}
    doubt = ""
    for folder in folders:
        path.append(str(folder))
        for line in _lines(folder):
            if not line.startswith(("import ", "import\t")):
                path += _added(folder, line)
                continue
            finder = _FINDER.match(line)
            if finder is None:
                continue
            tables = _tables(folder / f"{finder['module']}.py")
            if tables is None:
                doubt = doubt or f"{finder['module']} finds modules in its own way"
            else:
                mapped |= tables[0]
                spread |= tables[1]
    return Sites(tuple(path), mapped, spread, doubt, tuple(map(str, folders)))


def _lines(folder: Path) -> list[str]:
    """The lines of the ``.pth`` files of a folder that say something."""
    try:
        files = sorted(each for each in folder.iterdir() if each.name.endswith(".pth"))
    except OSError:
        return []
    lines: list[str] = []
    for file in files:
        if not file.name.startswith("."):
            lines += (line.strip() for line in (_text(file) or "").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _added(folder: Path, line: str) -> list[str]:
    """The folder or archive that a line of a ``.pth`` file names, if it is there."""
    try:
        entry = folder / line
        return [str(entry.resolve())] if entry.exists() else []
    except (OSError, ValueError, RuntimeError):
        return []


def _tables(
    finder: Path,
) -> tuple[dict[str, Path], dict[str, tuple[str, ...]]] | None:
    """What setuptools' finder of an editable install knows; None if it is no such finder."""
    text = _text(finder)
    if text is None:
        return None
    found: dict[str, dict[object, object]] = {}
    for match in _TABLE.finditer(text):
        try:
            table = ast.literal_eval(match["table"])
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
        if not isinstance(table, dict):
            return None
        found[match["name"]] = table
    if "MAPPING" not in found:
        return None
    mapped = {str(name): Path(str(where)) for name, where in found["MAPPING"].items()}
    spread = {
        str(name): tuple(map(str, where))
        for name, where in found.get("NAMESPACES", {}).items()
        if isinstance(where, list | tuple)
    }
    return mapped, spread


def _text(file: Path) -> str | None:
    try:
        if not file.is_file():
            return None
        with file.open("rb") as source:
            return source.read(_LONGEST).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return None
