"""Similar code in the workspace: the index, built and searched behind everything else.

One thread does all of it, a slice of time at once, so that a search never waits long for
the building. Files are read again where their time or size has changed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from guyline.features.context.chunks import words
from guyline.features.context.exclusion import Exclusion
from guyline.features.context.files import Found, read_text, stamp_of, walk
from guyline.features.context.index import Index, Piece

_FILES = 20_000
_BYTES = 150_000_000
_SECONDS = 60.0
"""What is indexed at most: files, their bytes, and the time that it takes together."""

_SLICE = 0.02
"""Seconds of building at once."""

_AGAIN = 30.0
"""Seconds after which the folders are looked through again, at the next search."""

_ALIKE = 0.2
"""The share of the words looked for that a piece must have."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Alike:
    """A piece of another file.

    Attributes:
        path: The file.
        name: The same below the workspace.
        first: The piece's first line there, from 1.
        last: Its last.
        text: The piece.
        stamp: When the file was changed, and its size.
    """

    path: Path
    name: str
    first: int
    last: int
    text: str
    stamp: tuple[int, int]


class Similar:
    """Finds similar code in one workspace; building begins with the first search.

    Args:
        exclusion: The workspace, and which of its files are left out.
        clock: The time, in seconds.
    """

    def __init__(self, exclusion: Exclusion, clock: Callable[[], float] = time.monotonic) -> None:
        self.index = Index()
        self._exclusion = exclusion
        self._clock = clock
        self._thread: ThreadPoolExecutor | None = None
        self._building: asyncio.Task[None] | None = None
        self._looked: float | None = None
        self._closed = False

    def begin(self) -> None:
        """Begin to look through the workspace, unless that was done a short while ago."""
        fresh = self._looked is not None and self._clock() - self._looked < _AGAIN
        busy = self._building is not None and not self._building.done()
        if self._closed or fresh or busy or self._exclusion.workspace is None:
            return
        self._looked = self._clock()
        self._building = asyncio.create_task(self._build())

    async def built(self) -> None:
        """Wait until the workspace was looked through."""
        self.begin()
        if self._building is not None:
            await asyncio.wait([self._building])

    async def find(self, wanted: list[str], without: Path | None, most: int = 3) -> list[Alike]:
        """Pieces of other files that have many of some words, best first.

        Args:
            wanted: The words, those that count most first.
            without: The document itself: its file is not looked at.
            most: How many pieces.
        """
        self.begin()
        if self._closed or self._exclusion.workspace is None or not wanted:
            return []
        return await self._run(lambda: self._find(wanted, without, most))

    async def close(self) -> None:
        """End the building, and let go of the index."""
        self._closed = True
        if self._building is not None:
            self._building.cancel()
            await asyncio.wait([self._building])
        if self._thread is not None:
            await self._run(self.index.close)
            self._thread.shutdown(wait=False)
            self._thread = None
        else:
            self.index.close()

    async def _run(self, work: Callable[[], T]) -> T:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="guyline-similar")
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _build(self) -> None:
        """Bring the index up to date, slice by slice."""
        if self.index.is_worn:
            await self._run(self.index.close)
            self.index = Index()
        work = self._steps()
        while await self._run(lambda: self._slice(work)):
            pass

    def _slice(self, work: Iterator[None]) -> bool:
        """Some steps; says whether there are more."""
        end = time.perf_counter() + _SLICE
        while time.perf_counter() < end:
            try:
                next(work)
            except StopIteration:
                return False
        return True

    def _steps(self) -> Iterator[None]:
        files, size, end = 0, 0, self._clock() + _SECONDS
        seen: set[str] = set()
        for file in walk(self._exclusion):
            files, size = files + 1, size + file.stamp[1]
            if files > _FILES or size > _BYTES or self._clock() > end:
                return  # what was not come to stays as it was
            seen.add(file.below)
            if self.index.stamp(file.below) != file.stamp:
                self._put(file)
            yield
        for below in self.index.files():
            if below not in seen:
                self.index.remove(below)
                yield

    def _put(self, file: Found) -> None:
        text = read_text(file.path)
        if text is None:
            self.index.remove(file.below)
        else:
            self.index.put(file, text)

    def _find(self, wanted: list[str], without: Path | None, most: int) -> list[Alike]:
        root = self._exclusion.workspace
        own = ""
        if root is not None and without is not None and without.is_relative_to(root):
            own = without.relative_to(root).as_posix()
        found: list[Alike] = []
        for piece in self.index.search(wanted, own, 2 * most):
            alike = self._read(piece)
            if alike is not None and _shares(alike.text, wanted):
                found.append(alike)
            if len(found) == most:
                break
        return found

    def _read(self, piece: Piece) -> Alike | None:
        """The text of a piece, if its file is as it was and may be read."""
        file = piece.file
        if stamp_of(file.path) != file.stamp or self._exclusion.reason(file.path):
            return None
        text = read_text(file.path)
        if text is None:
            return None
        lines = text.split("\n")[piece.first : piece.end]
        whole = "\n".join(lines).strip("\n") + "\n"
        return Alike(file.path, file.below, piece.first + 1, piece.end, whole, file.stamp)


def _shares(text: str, wanted: list[str]) -> bool:
    there = words(text)
    return sum(word in there for word in wanted) >= _ALIKE * len(wanted)
