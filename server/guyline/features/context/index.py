"""Which pieces of the workspace are like a text: BM25 over an inverted index.

The index is SQLite's FTS5: BM25 is built in, inserting and searching let go of Python's
lock, and it comes with Python. Of the libraries for it, bm25s and rank-bm25 stand on numpy
and can't take a changed document. It lies in a file that SQLite makes in the folder for
temporary files and that nobody else can open, so that a large workspace takes no memory.
Where Python's SQLite lacks FTS5, or the disk is full, nothing is found.

A search costs the same in every workspace: only the rarest words of the text are looked
for, together in no more than a bounded number of pieces.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
(2009); k1 = 1.2 and b = 0.75 are SQLite's.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guyline.features.context.chunks import chunks, spread
from guyline.features.context.files import Found

_POSTINGS = 800
"""Pieces that are looked at for one search; also what makes a word too common."""

_TERMS = 12
"""Words that are searched for."""

_ASKED = 24
"""Words of a text that are looked up to find the rarest."""

_SHARE = 0.1
"""A word that stands in more of the pieces says nothing, where there are many."""

_FEW = 50
"""Pieces below which every word counts."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a file.

    Attributes:
        file: The file, as it was when it was indexed.
        first: Its first line, from 0.
        end: The line behind its last.
    """

    file: Found
    first: int
    end: int


class Index:
    """Pieces of files by their words. Not for several threads at once.

    Attributes:
        pieces: How many pieces there are.
        lines: How many lines they have together.
        terms: The words of the last search.
    """

    def __init__(self) -> None:
        self._rows = 0
        self._frequency: dict[str, int] = {}
        self._counted = 0
        self.pieces = 0
        self.lines = 0
        self.terms: tuple[str, ...] = ()
        self._data: sqlite3.Connection | None = None
        with suppress(sqlite3.Error):
            self._data = sqlite3.connect("", check_same_thread=False)
            self._data.executescript(_TABLES)

    def stamp(self, below: str) -> tuple[int, int] | None:
        """The stamp of a file as it was indexed; None for one that was not."""
        rows = self._ask("select changed, size from files where below = ?", os.fsencode(below))
        return rows[0] if rows else None

    def files(self) -> list[str]:
        """The files that are indexed, as paths below the workspace."""
        return [os.fsdecode(below) for (below,) in self._ask("select below from files")]

    def put(self, file: Found, text: str) -> None:
        """Index a file, in place of what it was before."""
        self.remove(file.below)
        if self._data is None:
            return
        lines = text.split("\n")
        cut = list(enumerate(chunks(text), self._rows))
        self._rows += len(cut)
        names = os.fsencode(file.path), os.fsencode(file.below)
        try:
            added = self._data.execute(
                "insert into files(path, below, changed, size, lines, pieces)"
                " values (?, ?, ?, ?, ?, ?)",
                (*names, *file.stamp, len(lines), len(cut)),
            )
            self._data.executemany(
                "insert into places values (?, ?, ?, ?)",
                [(row, added.lastrowid, begin, end) for row, (begin, end) in cut],
            )
            self._data.executemany(
                "insert into pieces(rowid, text) values (?, ?)",
                [(row, spread("\n".join(lines[begin:end]))) for row, (begin, end) in cut],
            )
        except sqlite3.Error:
            self._ask("delete from files where below = ?", names[1])  # half of it is none of it
            return
        self.pieces += len(cut)
        self.lines += len(lines)

    def remove(self, below: str) -> None:
        """Forget a file. Its words stay in the table until the next index is made."""
        name = os.fsencode(below)
        for number, lines, pieces in self._ask(
            "select id, lines, pieces from files where below = ?", name
        ):
            self._ask("delete from places where file = ?", number)
            self._ask("delete from files where id = ?", number)
            self.lines -= lines
            self.pieces -= pieces

    @property
    def is_worn(self) -> bool:
        """Whether more than half of the table is about what is no longer so."""
        return self._rows > 2 * self.pieces + 1000

    def search(self, words: Iterable[str], without: str, most: int) -> list[Piece]:
        """The pieces most like a text, best first.

        Args:
            words: The text's words, those that count most first.
            without: A file whose pieces are not wanted, as a path below the workspace.
            most: How many.
        """
        if self._data is None or not self.pieces:
            return []
        self.terms = tuple(self._rarest(words))
        if not self.terms:
            return []
        query = " OR ".join(f'"{word}"' for word in self.terms)
        return [
            Piece(Found(Path(os.fsdecode(path)), os.fsdecode(below), (changed, size)), first, end)
            for path, below, changed, size, first, end in self._ask(
                _FOUND, query, 8 * most, os.fsencode(without)
            )[:most]
        ]

    def close(self) -> None:
        """Let go of the file."""
        data, self._data = self._data, None
        self.pieces = self.lines = 0
        if data is not None:
            data.close()

    def _ask(self, statement: str, *values: object) -> list[Any]:
        """The rows of a statement; none where it fails."""
        if self._data is None:
            return []
        try:
            return self._data.execute(statement, values).fetchall()
        except sqlite3.Error:
            return []

    def _rarest(self, words: Iterable[str]) -> list[str]:
        """The words to search for: those in the fewest pieces, as many as are cheap."""
        asked: list[str] = [w for w, _ in zip(words, range(_ASKED), strict=False)]
        common = _POSTINGS if self.pieces < _FEW else min(_POSTINGS, _SHARE * self.pieces)
        counts = [(self._count(word), place, word) for place, word in enumerate(asked)]
        chosen: list[str] = []
        left = _POSTINGS
        for count, _, word in sorted(each for each in counts if 0 < each[0] <= common):
            if count > left or len(chosen) == _TERMS:
                break
            chosen.append(word)
            left -= count
        return chosen

    def _count(self, word: str) -> int:
        """In how many pieces a word stands; no more than are looked at are counted."""
        if self._rows > 1.5 * self._counted or len(self._frequency) > _KEPT:
            self._frequency.clear()
            self._counted = self._rows
        if word not in self._frequency:
            rows = self._ask(_COUNT, f'"{word}"', _POSTINGS + 1)
            self._frequency[word] = rows[0][0] if rows else 0
        return self._frequency[word]


_KEPT = 20_000
"""Words whose counts are kept."""

_TABLES = """
pragma journal_mode = off;
pragma cache_size = -4000;
create virtual table pieces using fts5(text, content='');  -- without its own copy of the text
create table places(id integer primary key, file integer, first integer, end integer);
create index of_file on places(file);
create table files(
    id integer primary key, path blob, below blob unique,
    changed integer, size integer, lines integer, pieces integer
);
"""
"""The names of files are bytes: they need not be text. Four megabytes of it are in memory."""

_COUNT = "select count(*) from (select rowid from pieces where pieces match ? limit ?)"

_FOUND = """
select path, below, changed, size, first, end
from (select rowid as row, rank as worth from pieces where pieces match ? order by rank limit ?)
join places on places.id = row join files on files.id = file
where below != ? order by worth
"""
