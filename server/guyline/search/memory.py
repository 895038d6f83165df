"""Edits that were accepted, passed over or refuted: kept on this machine, and nowhere else.

They are found again by likeness, to be shown to a model beside a function that is to be changed,
and they can be exported and deleted. What a person has left out of what may be sent is not kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from guyline.errors import InputError
from guyline.search.likeness import likeness, shingles

_MOST = 20_000
"""Edits that are kept; the oldest go first."""

_LONGEST = 20_000
"""Characters of a function that is kept."""

_LOOKED_AT = 2_000
"""Accepted edits that are looked through for those that are like a function: the newest."""

_LEAST = 0.2
"""The likeness from which on an edit is worth showing."""

_TABLE = """
CREATE TABLE IF NOT EXISTS edits (
  search TEXT NOT NULL, at TEXT NOT NULL, task TEXT NOT NULL, name TEXT NOT NULL,
  origin TEXT NOT NULL, title TEXT NOT NULL, fate TEXT NOT NULL, old TEXT NOT NULL,
  new TEXT NOT NULL, why TEXT NOT NULL, gain REAL NOT NULL
)
"""


class Ending(StrEnum):
    """What became of an edit."""

    ACCEPTED = "accepted"
    OFFERED = "offered"
    PASSED_OVER = "passed over"
    REFUTED = "refuted"
    NO_BETTER = "no better"


@dataclass(frozen=True, slots=True)
class PastEdit:
    """One edit of one function.

    Attributes:
        search: The search it is of; all edits of one have the same old text.
        at: When, in ISO 8601, in UTC.
        task: ``optimise`` or ``refine``.
        name: The function's qualified name.
        origin: Who made it, as :class:`guyline.search.candidate.Origin` names it.
        title: What it does.
        fate: What became of it, one of :class:`Ending`.
        old: The function before.
        new: The function after.
        why: The counterexample or the reason, in words; empty where there is none.
        gain: How many times as fast it is; 1.0 where that is not its point.
    """

    search: str
    at: str
    task: str
    name: str
    origin: str
    title: str
    fate: str
    old: str
    new: str
    why: str = ""
    gain: float = 1.0


def now() -> str:
    """The time, as edits have it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Memory:
    """The kept edits; opened for each use, so from any thread and any process.

    Args:
        path: The file; it is made when something is kept.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, edits: Iterable[PastEdit]) -> None:
        """Keep edits, but for those that are too long.

        Raises:
            InputError: The file can't be written.
        """
        rows = [astuple(each) for each in edits if len(each.old) + len(each.new) < _LONGEST]
        if not rows:
            return
        marks = ", ".join("?" for _ in fields(PastEdit))
        with self._open() as db:
            db.executemany(f"INSERT INTO edits VALUES ({marks})", rows)  # noqa: S608 - only marks
            db.execute(
                "DELETE FROM edits WHERE rowid <= (SELECT max(rowid) FROM edits) - ?", (_MOST,)
            )

    def accept(self, search: str, new: str) -> None:
        """One of the offered edits of a search was made; the others were passed over.

        Raises:
            InputError: The file can't be written.
        """
        with self._open() as db:
            db.execute(
                "UPDATE edits SET fate = CASE new WHEN ? THEN ? ELSE ? END "
                "WHERE search = ? AND fate IN (?, ?, ?)",
                (new, Ending.ACCEPTED, Ending.PASSED_OVER, search,
                 Ending.OFFERED, Ending.ACCEPTED, Ending.PASSED_OVER),
            )  # fmt: skip

    def all(self) -> list[PastEdit]:
        """All edits, the oldest first.

        Raises:
            InputError: The file can't be read.
        """
        if not self.path.exists():
            return []
        with self._open() as db:
            return [PastEdit(*row) for row in db.execute("SELECT * FROM edits ORDER BY rowid")]

    def like(self, source: str, most: int = 2, task: str = "optimise") -> list[PastEdit]:
        """Accepted edits of functions that are like one, the most alike first.

        Args:
            source: The function.
            most: How many.
            task: Of which task.

        Raises:
            InputError: The file can't be read.
        """
        if not self.path.exists():
            return []
        with self._open() as db:
            rows = db.execute(
                "SELECT * FROM edits WHERE fate = ? AND task = ? ORDER BY rowid DESC LIMIT ?",
                (Ending.ACCEPTED, task, _LOOKED_AT),
            ).fetchall()
        wanted = shingles(source)
        found = [(likeness(wanted, shingles(each.old)), each) for each in _edits(rows)]
        found = [pair for pair in found if pair[0] >= _LEAST]
        found.sort(key=lambda pair: -pair[0])
        return [each for _, each in found[:most]]

    def delete(self, before: str = "") -> int:
        """Delete edits for good; how many they were.

        Args:
            before: Only those of before a time in ISO 8601; empty: all.

        Raises:
            InputError: The file can't be written.
        """
        if not self.path.exists():
            return 0
        with self._open() as db:
            db.execute("PRAGMA secure_delete = ON")
            where, given = ("WHERE at < ?", (before,)) if before else ("", ())
            count = db.execute(f"DELETE FROM edits {where}", given).rowcount  # noqa: S608 - no text
        with closing(sqlite3.connect(self.path)) as db:
            db.execute("VACUUM")
        return count

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with closing(sqlite3.connect(self.path, timeout=10.0)) as db, db:
                db.execute(_TABLE)
                yield db
        except (sqlite3.Error, OSError) as error:
            raise InputError(
                f"What is kept of edits can't be used: {error}", f"Look at {self.path}"
            ) from error


def _edits(rows: Iterable[tuple[object, ...]]) -> Iterator[PastEdit]:
    for row in rows:
        yield PastEdit(*row)  # type: ignore[arg-type] # the table has their types


def shown(edits: Iterable[PastEdit]) -> tuple[tuple[str, str], ...]:
    """Past edits as a model is shown them: each with a name, and both texts."""
    return tuple(
        (
            f"an edit that made a function {each.gain:.1f} times as fast",
            f"# before\n{each.old.rstrip()}\n\n# after\n{each.new.rstrip()}\n",
        )
        for each in edits
    )
