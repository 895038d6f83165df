"""Results kept from one run to the next, by what was checked and with what.

One SQLite file: processes may use it side by side, and what is broken in it costs time only.
A result is known by a hash of the file's bytes, of what was asked, and of the program that
answered; so nothing in it can be out of date.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import metadata
from pathlib import Path

import guyline
from guyline.settings import cache_folder

_MOST = 200_000
"""Results of checks that are kept; the longest unused go first."""

_DAY = 86_400
_PATIENCE = 5.0
"""Seconds that another process is waited for."""

_TABLE = """
CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, result TEXT NOT NULL, day INTEGER NOT NULL)
WITHOUT ROWID
"""


@cache
def program() -> bytes:
    """A hash of what a result depends on beside file and request: rules, parser, Python."""
    parsers = [metadata.version(name) for name in ("tree-sitter", "tree-sitter-python")]
    return hash_of(("hints", "syntax", "text"), repr(parsers))


def hash_of(packages: Iterable[str], more: str = "") -> bytes:
    """A hash of some of Guyline's packages, of its version and of this Python.

    The files of the packages themselves are read: in development they change between releases.

    Args:
        packages: The packages, as folders.
        more: What else is to be told apart.
    """
    hashed = hashlib.blake2b(digest_size=16)
    hashed.update(repr((guyline.__version__, sys.version_info[:3], more)).encode())
    top = Path(guyline.__file__).parent
    for package in packages:
        for path in sorted((top / package).rglob("*")):
            if path.suffix in (".py", ".json", ".toml"):
                hashed.update(path.relative_to(top).as_posix().encode())
                hashed.update(path.read_bytes())
    return hashed.digest()


def key_of(data: bytes, asked: str) -> bytes:
    """What a result is kept by.

    Args:
        data: The file's bytes.
        asked: What else the result depends on: rules, version, kind of file.
    """
    hashed = hashlib.blake2b(program(), digest_size=16)
    hashed.update(asked.encode("utf-8", "surrogatepass"))
    hashed.update(b"\0")
    hashed.update(data)
    return hashed.digest()


class Kept:
    """The kept results.

    Where the file can't be had, is locked for long or is broken, nothing is found in it and
    nothing is kept; it never raises.

    Args:
        folder: Where they are kept; None: in the person's cache.
        today: The day, as a number.
        most: How many results are kept.
        what: Whose results they are; each has a file of its own.
    """

    def __init__(
        self,
        folder: Path | None = None,
        today: int | None = None,
        most: int = _MOST,
        what: str = "hints",
    ) -> None:
        self._path = (folder or cache_folder()) / what / "kept.sqlite"
        self._today = int(time.time() // _DAY) if today is None else today
        self._most = most
        self._open: sqlite3.Connection | None = None
        with self._guarded():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._open = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
            self._open.execute(_TABLE)

    def get(self, keys: Iterable[bytes]) -> dict[bytes, str]:
        """The results that are kept, by key."""
        found: dict[bytes, str] = {}
        old: list[tuple[int, bytes]] = []
        if (connection := self._open) is None:
            return found
        with self._guarded():
            for key in keys:
                row = connection.execute(
                    "SELECT result, day FROM kept WHERE key = ?", (key,)
                ).fetchone()
                if row is not None:
                    found[key] = row[0]
                    if row[1] != self._today:
                        old.append((self._today, key))
            if old:
                with _transaction(connection):
                    connection.executemany("UPDATE kept SET day = ? WHERE key = ?", old)
        return found

    def put(self, results: Iterable[tuple[bytes, str]]) -> None:
        """Keep results, at once or none."""
        if (connection := self._open) is None:
            return
        with self._guarded(), _transaction(connection):
            connection.executemany(
                "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)",
                [(key, result, self._today) for key, result in results],
            )

    def close(self) -> None:
        """Leave out what is too much, and let go of the file."""
        if (connection := self._open) is None:
            return
        with self._guarded():
            (count,) = connection.execute("SELECT count(*) FROM kept").fetchone()
            if count > self._most:
                with _transaction(connection):
                    connection.execute(
                        "DELETE FROM kept WHERE key IN (SELECT key FROM kept ORDER BY day LIMIT ?)",
                        (count - self._most * 3 // 4,),
                    )
        self._give_up()

    def _give_up(self) -> None:
        if self._open is not None:
            with suppress(sqlite3.Error):
                self._open.close()
        self._open = None

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """What goes wrong ends the file's use, and one that is broken is thrown away."""
        try:
            yield
        except (sqlite3.OperationalError, OSError, UnicodeError):
            self._give_up()
        except sqlite3.DatabaseError:
            self._give_up()
            with suppress(OSError):
                self._path.unlink()


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
