"""What profiles say of the hints that ``guyline check`` prints."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from guyline.errors import InputError
from guyline.hints.heat import FileHeat, Heat, nearest_recorded, read_profile
from guyline.hints.ranking import Level, Spot, in_words, level_of, rank
from guyline.text import Document

_Row = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``check`` takes for it."""
    parser.add_argument(
        "--profile", metavar="FILE", type=Path, help="a profile of any kind (.guyline/profile.json)"
    )
    parser.add_argument("--rank", action="store_true", help="what matters most first")


def with_heat(
    rows: Sequence[_Row], arguments: argparse.Namespace, version: tuple[int, int]
) -> list[_Row]:
    """The hints with ``level`` and ``seconds``, and with the seconds in their messages.

    Args:
        rows: The hints as they are printed, those of a file together.
        arguments: ``paths``, ``profile`` and ``rank``, as the command was given them.
        version: The Python whose measured effects count.

    Raises:
        InputError: ``--profile`` can't be read.
    """
    heats = _heats(arguments.paths, arguments.profile)
    spots: list[tuple[Spot, _Row]] = []
    for path, found in groupby(rows, key=lambda row: str(row["path"])):
        document, file = _file(Path(path), heats)
        spots += [_warmed(row, document, file) for row in found]
    if arguments.rank:
        by_spot = {id(spot): row for spot, row in spots}
        return [by_spot[id(spot)] for spot in rank((spot for spot, _ in spots), version)]
    return [row for _, row in spots]


def is_worth_it(row: _Row) -> bool:
    """Whether there is reason to show a hint: in the code, or in a profile."""
    return bool(row["likely"]) or row["level"] == Level.WARNING.value


def _heats(paths: Iterable[Path], given: Path | None) -> list[Heat]:
    """The profiles that count, each with the workspace it is held to."""
    roots = [Path.cwd()]
    for path in paths:
        folder = path.resolve() if path.is_dir() else path.resolve().parent
        roots += [each for each in (folder, *folder.parents) if _is_root(each)][:1] or [folder]
    roots = list(dict.fromkeys(roots))
    if given is not None:
        return [Heat(read_profile(given), roots)]
    recorded = dict.fromkeys(found for root in roots if (found := nearest_recorded(root)))
    heats = []
    for each in recorded:
        try:
            heats.append(Heat(read_profile(each), roots))
        except InputError as error:
            print(f"guyline: {error}", file=sys.stderr)
    return heats


def _is_root(folder: Path) -> bool:
    return any((folder / name).exists() for name in (".guyline", ".git", "pyproject.toml"))


def _file(path: Path, heats: Iterable[Heat]) -> tuple[Document, FileHeat | None]:
    """A file, and what the first profile that saw it says of it."""
    if heats and path.is_file():
        try:
            document = Document.read(path)
        except InputError:
            return Document(""), None
        for heat in heats:
            if (file := heat.file(path, document.text)) is not None:
                return document, file
    return Document(""), None


def _warmed(row: _Row, document: Document, file: FileHeat | None) -> tuple[Spot, _Row]:
    warmth = None
    if file is not None and "cell" not in row:  # a line of a cell is no line of the file
        lines = document.lines
        start = lines.start(row["line"] - 1) + row["column"] - 1
        end = lines.start(row["end_line"] - 1) + row["end_column"] - 1
        warmth = file.of(start, end)
    message, said = row["message"], in_words(warmth)
    told = {
        **row,
        "message": f"{message}; {said}" if said else message,
        "level": level_of(warmth).value,
        "seconds": round(warmth.seconds, 6) if warmth is not None else None,
    }
    return Spot(row["code"], row["depth"], row["path"], row["line"], warmth), told
