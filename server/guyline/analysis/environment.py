"""Which interpreter's packages are analysed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_FOLDERS = (".venv", "venv", "env", ".env")


class BadEnvironment(Exception):  # noqa: N818 - what is wrong, not an error in the code
    """The environment can't be read; the message says why."""

    def __init__(self, python: Path, why: str) -> None:
        super().__init__(f"the interpreter {python} can't be used: {why}")


def find_environment(workspace: Path | None, explicit: Path | None = None) -> Path:
    """The interpreter: the one set, ``VIRTUAL_ENV``'s, the workspace's own, or this one.

    Args:
        workspace: The folder that is analysed.
        explicit: What the person set: an interpreter, or the folder of an environment.
    """
    if explicit is not None:
        return _interpreter(explicit) or explicit
    if named := os.environ.get("VIRTUAL_ENV"):
        found = _interpreter(Path(named))
        if found is not None:
            return found
    if workspace is not None:
        for folder in _FOLDERS:
            if (workspace / folder / "pyvenv.cfg").is_file():
                found = _interpreter(workspace / folder)
                if found is not None:
                    return found
    return Path(sys.executable)


def _interpreter(path: Path) -> Path | None:
    """The interpreter that ``path`` is, or that lies in the environment it is."""
    for candidate in (path, path / "bin" / "python", path / "Scripts" / "python.exe"):
        if candidate.is_file():
            return candidate
    return None
