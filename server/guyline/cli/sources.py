"""Files that commands read, and write again when a person asks for it."""

from __future__ import annotations

from pathlib import Path

from guyline.errors import InputError


def read_source(path: Path) -> str:
    """The text of a file, with its own line ends.

    Raises:
        InputError: It can't be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} can't be read: {error}") from error


def write_source(path: Path, old: str, new: str) -> None:
    """Put an edit into a file.

    Args:
        path: The file.
        old: Its text when the edit was made.
        new: Its text with the edit.

    Raises:
        InputError: Somebody has changed it meanwhile, or it can't be written.
    """
    if read_source(path) != old:
        raise InputError(f"{path} has changed meanwhile", "Run the command again")
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(new)
    except OSError as error:
        raise InputError(f"{path} can't be written: {error}") from error
