"""Which pieces of the workspace are like a text: BM25 over an inverted index.

The index is SQLite's FTS5, in memory: BM25 is built in, inserting and searching let go of
Python's lock, and it comes with Python. Of the libraries for it, bm25s and rank-bm25 stand
on numpy and can't take a changed document. Where Python's SQLite lacks FTS5, nothing is
ever found.

A search costs the same in every workspace: only the rarest words of the text are looked
for, together in no more than a bounded number of pieces.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
(2009); k1 = 1.2 and b = 0.75 are SQLite's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

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
        self._pieces: list[Piece | None] = []
        self._of_file: dict[str, tuple[Found, range]] = {}
        self._frequency: dict[str, int] = {}
        self._counted = 0
        self.pieces = 0
        self.lines = 0
        self.terms: tuple[str, ...] = ()
        self._data: sqlite3.Connection | None = None
        with suppress(sqlite3.Error):
            self._data = sqlite3.connect(":memory:", check_same_thread=False)
            # Without its own copy of the text: that is in the files.
            self._data.execute("create virtual table pieces using fts5(text, content='')")

    def stamp(self, below: str) -> tuple[int, int] | None:
        """The stamp of a file as it was indexed; None for one that was not."""
        known = self._of_file.get(below)
        return None if known is None else known[0].stamp

    def files(self) -> list[str]:
        """The files that are indexed, as paths below the workspace."""
        return list(self._of_file)

    def put(self, file: Found, text: str) -> None:
        """Index a file, in place of what it was before."""
        self.remove(file.below)
        if self._data is None:
            return
        lines = text.split("\n")
        first = len(self._pieces)
        cut = chunks(text)
        rows = [
            (first + number, spread("\n".join(lines[begin:end])))
            for number, (begin, end) in enumerate(cut)
        ]
        with suppress(sqlite3.Error):
            self._data.executemany("insert into pieces(rowid, text) values (?, ?)", rows)
        self._pieces += [Piece(file, begin, end) for begin, end in cut]
        self._of_file[file.below] = file, range(first, first + len(cut))
        self.pieces += len(cut)
        self.lines += len(lines)

    def remove(self, below: str) -> None:
        """Forget a file. Its words stay in the table until the next index is made."""
        known = self._of_file.pop(below, None)
        if known is None:
            return
        for number in known[1]:
            if (piece := self._pieces[number]) is not None:
                self.lines -= piece.end - piece.first
            self._pieces[number] = None
        self.pieces -= len(known[1])

    @property
    def is_worn(self) -> bool:
        """Whether more than half of the table is about what is no longer so."""
        return len(self._pieces) > 2 * self.pieces + 1000

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
        try:
            rows = self._data.execute(
                "select rowid from pieces where pieces match ? order by rank limit ?",
                (query, 8 * most),
            ).fetchall()
        except sqlite3.Error:
            return []
        found = (self._pieces[number] for (number,) in rows)
        return [p for p in found if p is not None and p.file.below != without][:most]

    def close(self) -> None:
        """Let go of the memory."""
        data, self._data = self._data, None
        self._pieces.clear()
        self._of_file.clear()
        self.pieces = self.lines = 0
        if data is not None:
            data.close()

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
        if self._data is None:
            return 0
        if len(self._pieces) > 1.5 * self._counted or len(self._frequency) > _KEPT:
            self._frequency.clear()
            self._counted = len(self._pieces)
        if word not in self._frequency:
            try:
                row: Sequence[int] = self._data.execute(
                    _COUNT, (f'"{word}"', _POSTINGS + 1)
                ).fetchone()
            except sqlite3.Error:
                row = (0,)
            self._frequency[word] = row[0]
        return self._frequency[word]


_KEPT = 20_000
"""Words whose counts are kept."""

_COUNT = "select count(*) from (select rowid from pieces where pieces match ? limit ?)"
