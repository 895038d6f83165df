"""An editing session: real files in which the authors' own statements are typed again.

At each place the rest of the line is taken away and typed again word by word, as a model or
a person would write it; then the line is written a second time below, and stays. The
session goes from file to file and comes back.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from guyline.bench.cursors import Cursor, cursors, import_root
from guyline.decoding.draft import Draft, Surroundings
from guyline.errors import InputError
from guyline.monitors import Monitor
from guyline.text import Document

STEP = re.compile(r"[ \t]*\w+|[^\w]")
"""What is typed at once: a word with the blank before it, or another character."""

_VISIT = 4
"""Edits in a file before the session goes on to the next."""

_CLASS = re.compile(r"^class[ \t]+(?P<name>\w+)", re.MULTILINE)
_STATEMENT = re.compile(r"^[^\s#)\]}]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Visit:
    """Some edits in one file, one after the other.

    Attributes:
        path: The file.
        cursors: Where its author's text is typed again.
        first: Whether the file is opened with this visit.
    """

    path: Path
    cursors: tuple[Cursor, ...]
    first: bool


def session(root: Path, files: int, edits: int, seed: int) -> list[Visit]:
    """A session over some files of a folder, or over one file.

    Args:
        root: The folder, or the file.
        files: How many files at most.
        edits: How many edits in each.
        seed: Which files and places.

    Raises:
        InputError: There is nothing to edit.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    paths = [root] if root.is_file() else sorted(root.rglob("*.py"))
    chance.shuffle(paths)
    chosen: list[list[Cursor]] = []
    for path in paths:
        found = list(cursors(path, import_root(root)))
        if len(found) >= 2 * edits and len(chosen) < files:
            chosen.append(chance.sample(found, edits))
    if not chosen:
        raise InputError(f"There are not {2 * edits} places to edit in any file of {root}")
    return [
        Visit(of_file[0].path, tuple(of_file[start : start + _VISIT]), first=start == 0)
        for start in range(0, edits, _VISIT)
        for of_file in chosen
    ]


class Editor:
    """The files as they stand, and whoever types in them.

    Args:
        texts: Texts that are not what the files hold.
    """

    def __init__(self, texts: Mapping[Path, str] | None = None) -> None:
        self._added: dict[Path, list[tuple[int, str]]] = {}
        self._texts: dict[Path, str] = dict(texts or {})

    def text(self, path: Path) -> str:
        """A file with the edits made so far."""
        if path not in self._texts:
            self._texts[path] = Document.read(path).text
        return self._texts[path]

    async def type_again(self, cursor: Cursor, monitors: Sequence[Monitor]) -> None:
        """Type what the author wrote at a cursor; the monitors ask what they would."""
        text = self.text(cursor.path)
        added = self._added.setdefault(cursor.path, [])
        offset = cursor.offset + sum(len(line) for at, line in added if at <= cursor.offset)
        end = offset + len(cursor.author)
        draft = Draft(Surroundings(text[:offset], text[end:], cursor.path), monitors)
        for step in ["", *STEP.findall(cursor.author)]:
            asked = [watch.answer for watch in draft.grow(step)]
            await asyncio.gather(*asked, return_exceptions=True)
        draft.close()
        if cursor.kind == "line" and not cursor.author.rstrip().endswith(":"):
            start = text.rfind("\n", 0, offset) + 1
            line = "\n" + text[start:end]
            if line.strip() == cursor.author.strip():
                added.append((cursor.offset + len(cursor.author), line))
                self._texts[cursor.path] = text[:end] + line + text[end:]


def grown(text: str, lines: int) -> str:
    """A module of at least so many lines: the classes of ``text`` over and over, renamed."""
    head, classes = _parts(text)
    made = [head]
    count = head.count("\n")
    for number in _counting():
        for name, source in classes:
            if count >= lines:
                return "".join(made)
            renamed = re.sub(rf"\b{name}\b", f"{name}{number or ''}", source)
            made.append(renamed)
            count += renamed.count("\n")
    return "".join(made)


def _counting() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def _parts(text: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands before a module's first class, and its classes.

    Raises:
        InputError: It has none.
    """
    found = []
    for match in _CLASS.finditer(text):
        end = _STATEMENT.search(text, match.end())
        found.append((match["name"], text[match.start() : end.start() if end else len(text)]))
    if not found:
        raise InputError("The file that is made longer has no class")
    return text[: _CLASS.search(text).start()], found  # type: ignore[union-attr] # it has one
