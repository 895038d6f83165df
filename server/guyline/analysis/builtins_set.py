"""Builtins that a project sets in the files that run first, for all of its modules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from guyline.analysis.builtin_names import GETTEXT
from guyline.analysis.runtime import builtins_set, builtins_set_by_name
from guyline.analysis.typed import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.members import Members

_FIRST = ("__init__.py", "__main__.py", "conftest.py")
_DEPTH = 6
"""Folders gone up from the document."""


def installed(path: Path | None, members: Members) -> Names:
    """The builtins that the packages around a document set, and whether others may be."""
    known: frozenset[str] = frozenset()
    doubt = ""
    for file in _first_files(path) if path is not None else ():
        names = _in_file(file, members)
        known |= names.known
        doubt = doubt or names.doubt
    return Names(known, doubt)


def _first_files(path: Path) -> Iterator[Path]:
    folder = path.parent
    for _ in range(_DEPTH):
        yield from (folder / name for name in _FIRST if folder / name != path)
        if not (folder / "__init__.py").is_file():
            return
        folder = folder.parent


def _in_file(file: Path, members: Members) -> Names:
    key = ("installed", str(file))
    if (kept := members.kept.get(key)) is not None:
        return cast("Names", kept)
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    by_name = builtins_set_by_name(text)
    names = Names(
        frozenset(builtins_set(text)) | (GETTEXT if ".install(" in text else frozenset()),
        f"{file.name} sets builtins by name" if by_name else "",
    )
    members.kept.keep(key, names, frozenset({str(file)}))
    return names
