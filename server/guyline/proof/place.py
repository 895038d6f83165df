"""Where a file stands in its project: its module's name, and where its imports are found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git", ".hg")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file stands.

    Attributes:
        module: The dotted name that it is imported by.
        root: The folder that imports begin at.
        project: The folder of the project.
    """

    module: str
    root: Path
    project: Path


def place_of(path: Path) -> Place:
    """Where a file stands: packages are the folders around it that have an ``__init__.py``.

    Args:
        path: The file; it need not be there.
    """
    path = path.absolute()
    parts = [] if path.stem == "__init__" else [path.stem]
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        parts.insert(0, folder.name)
        folder = folder.parent
    project = next(
        (each for each in (folder, *folder.parents) if any((each / m).exists() for m in _MARKS)),
        folder,
    )
    return Place(".".join(part for part in parts) or "module", folder, project)
