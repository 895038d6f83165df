"""Places in real code where somebody may stop and wait for a completion."""

from __future__ import annotations

import ast
import io
import keyword
import random
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from guyline.bench.lexical import names_in
from guyline.errors import InputError
from guyline.text import Document

KINDS = ("attribute", "line", "inside")
"""Behind an attribute's dot; where a line begins; behind ``(``, ``=`` or ``return``."""

_LONGEST = 200_000
"""Characters; longer files are data or generated."""

_FILES = 200
"""Files of one path that are looked through."""

_BEGINS = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
"""Tokens that a statement begins behind."""

_STRINGS = {
    getattr(tokenize, name): step
    for name, step in (("FSTRING_START", 1), ("FSTRING_END", -1))
    if hasattr(tokenize, name)
}
"""What begins and ends an f-string, in the Pythons that look into them."""

_HEADS = frozenset(
    {
        *("async", "class", "def", "elif", "else", "except", "finally"),
        *("for", "if", "match", "try", "while", "with"),
    }
)
"""What begins a block; without its head, the block below would hang in the air."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a file, from which on the rest of the line is taken away.

    Attributes:
        path: The file.
        root: The folder that its imports start from.
        line: The line, from 1.
        offset: The cursor.
        kind: What kind of place; one of :data:`KINDS`.
        author: What the author wrote there, to the line's end.
    """

    path: Path
    root: Path
    line: int
    offset: int
    kind: str
    author: str

    def taken(self, text: str) -> Document:
        """The file without what the author wrote there."""
        cut = text[: self.offset] + text[self.offset + len(self.author) :]
        return Document(cut, self.path)

    def written(self, text: str, instead: str) -> str:
        """The file with something else than what the author wrote there."""
        return text[: self.offset] + instead + text[self.offset + len(self.author) :]


def choose(paths: Sequence[Path], count: int, seed: int) -> list[Cursor]:
    """A seeded sample of about ``count`` cursors, as even over paths and kinds as they allow.

    Raises:
        InputError: A path is not there, or holds no Python.
    """
    chosen = []
    for index, path in enumerate(paths):
        if not path.exists():
            raise InputError(f"There is no {path}", "Name files or folders")
        share = count // len(paths) + (index < count % len(paths))
        chosen += _choose_in(path.absolute(), share, seed)
    return chosen


def _choose_in(path: Path, count: int, seed: int) -> list[Cursor]:
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    if not files:
        raise InputError(f"There is no Python in {path}", "Name files or folders")
    root = import_root(path)
    chance = random.Random(f"{seed} {path.name}")  # noqa: S311 - a sample, no secret
    chance.shuffle(files)
    found: dict[str, list[Cursor]] = {kind: [] for kind in KINDS}
    for file in files[:_FILES]:
        for cursor in cursors(file, root):
            found[cursor.kind].append(cursor)
    chosen: list[Cursor] = []
    for rank, kind in enumerate(sorted(KINDS, key=lambda kind: len(found[kind]))):
        quota = (count - len(chosen)) // (len(KINDS) - rank)
        chosen += chance.sample(found[kind], min(quota, len(found[kind])))
    return sorted(chosen, key=lambda cursor: (cursor.path, cursor.offset))


def import_root(path: Path) -> Path:
    """The folder that imports of the code under ``path`` start from."""
    folder = path if path.is_dir() else path.parent
    while (folder / "__init__.py").is_file():
        folder = folder.parent
    return folder


def cursors(path: Path, root: Path, longest: int = _LONGEST) -> Iterator[Cursor]:
    """Every cursor of a file; none where it does not parse.

    Taken are lines that end a statement, or the head of a block: on others, what is left
    behind the cursor's line would be the rest of a broken one.
    """
    try:
        document = Document.read(path)
        if len(document.text) > longest or "\r" in document.text:
            return
        ast.parse(document.text)
        tokens = list(tokenize.generate_tokens(io.StringIO(document.text).readline))
    except (InputError, SyntaxError, ValueError, RecursionError, tokenize.TokenError):
        return
    ends = {token.start[0] for token in tokens if token.type == tokenize.NEWLINE}
    for token, kind in _kinds(tokens):
        row, column = token.start
        if row not in ends:
            continue
        offset = document.lines.offset(row - 1, column)
        author = document.text[offset : document.lines.end(row - 1)]
        if names_in(author):
            yield Cursor(path, root, row, offset, kind, author)


def _kinds(tokens: Sequence[tokenize.TokenInfo]) -> Iterator[tuple[tokenize.TokenInfo, str]]:
    """The tokens that a cursor may stand before, and what kind of place that is."""
    words = [token for token in tokens if token.type not in (tokenize.NL, tokenize.COMMENT)]
    inside_string = 0
    for index, token in enumerate(words):
        if token.type in _STRINGS:
            inside_string += _STRINGS[token.type]
        if token.type != tokenize.NAME or inside_string:
            continue
        before = words[index - 1] if index else None
        if before is None or before.type in _BEGINS:
            if token.string not in _HEADS:
                yield token, "line"
        elif keyword.iskeyword(token.string) or before.end[0] != token.start[0]:
            continue
        elif before.string == ".":
            yield token, "attribute"
        elif before.string in ("(", "=", "return") and words[max(0, index - 3)].string != "def":
            yield token, "inside"
