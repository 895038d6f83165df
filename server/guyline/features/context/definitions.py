"""Definitions of what is used near the cursor, from the oracle.

They are asked for one name at a time, so that a question a completion waits for is never
behind many, and kept for a while by the file they lie in.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from guyline.analysis import Answer, Kind, Question
from guyline.features.context.exclusion import Exclusion
from guyline.features.context.files import stamp_of
from guyline.features.context.nearby import chains
from guyline.text import Document

Ask = Callable[[Question, float], Awaitable[Answer]]
"""Asks the oracle, with the seconds after which an answer is late."""

_NAMES = 12
"""Names around a cursor that are asked for."""

_LIMIT = 1.0
"""Seconds for an answer."""

_TOGETHER = 3.0
"""Seconds for all the answers about one place."""

_FRESH = 30.0
"""Seconds for which an answer is kept: what a name stands for may change with the document."""

_KEPT = 400
"""Answers that are kept."""

_FACTS = 4
"""Facts of one definition: file, first line, last line, text."""

_LIBRARY = frozenset({"site-packages", "dist-packages"})
"""Folders of installed packages: no matter what the workspace ignores, nobody's secrets."""


@dataclass(frozen=True, slots=True)
class Definition:
    """How something is defined, in short.

    Attributes:
        path: The file.
        name: The file, as a person would say it.
        first: Its first line there, from 1.
        last: Its last.
        text: Its header, the first line of its docstring, its members.
        stamp: When the file was changed, and its size; None where it can't be told.
    """

    path: Path
    name: str
    first: int
    last: int
    text: str
    stamp: tuple[int, int] | None


class Definitions:
    """Finds and keeps definitions.

    Args:
        ask: Asks the oracle.
        exclusion: Which files' definitions are left out.
        clock: The time, in seconds.
    """

    def __init__(
        self, ask: Ask, exclusion: Exclusion, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask = ask
        self._exclusion = exclusion
        self._clock = clock
        self._kept: dict[tuple[object, ...], tuple[float, tuple[Definition, ...]]] = {}

    async def near(self, document: Document, offset: int, place: str) -> list[Definition]:
        """The definitions of names near a cursor, those used nearest first.

        Args:
            document: The document.
            offset: The cursor.
            place: The definition around it, by which answers are kept.
        """
        found: dict[tuple[Path, int], Definition] = {}
        end = self._clock() + _TOGETHER
        for parts, begin in islice(chains(document.text, offset), _NAMES):
            if self._clock() > end:
                break
            for definition in await self._of_chain(document, parts, begin, place):
                found.setdefault((definition.path, definition.first), definition)
        return list(found.values())

    async def _of_chain(
        self, document: Document, parts: tuple[str, ...], begin: int, place: str
    ) -> tuple[Definition, ...]:
        """The definitions of the first name of a chain that has any: of two at most."""
        start = 1 if parts[0] in ("self", "cls") else 0
        for count in range(start + 1, min(len(parts), start + 2) + 1):
            key = (document.path, document.uri, place, parts[:count])
            found = await self._current(key)
            if found is None:
                at = begin + len(".".join(parts[:count])) - 1
                found = await self._asked(document, at)
                self._kept[key] = self._clock(), found
                while len(self._kept) > _KEPT:
                    del self._kept[next(iter(self._kept))]
            if found:
                return found
        return ()

    async def _current(self, key: tuple[object, ...]) -> tuple[Definition, ...] | None:
        """A kept answer, if it is fresh and its files are as they were."""
        since, found = self._kept.pop(key, (0.0, None))
        if found is None or self._clock() - since > _FRESH:
            return None
        stamps = await asyncio.to_thread(lambda: [stamp_of(each.path) for each in found])
        if stamps != [each.stamp for each in found]:
            return None
        self._kept[key] = since, found
        return found

    async def _asked(self, document: Document, offset: int) -> tuple[Definition, ...]:
        question = Question(document.text, offset, document.path, Kind.DEFINITION)
        answer = await self._ask(question, _LIMIT)
        facts = answer.facts
        told = [facts[at : at + _FACTS] for at in range(0, len(facts) - _FACTS + 1, _FACTS)]
        return await asyncio.to_thread(lambda: tuple(filter(None, map(self._read, told))))

    def _read(self, facts: tuple[str, ...]) -> Definition | None:
        path, first, last, text = facts
        file = Path(path)
        inside = set(file.parts).isdisjoint(_LIBRARY)
        if not (first.isdecimal() and last.isdecimal()) or (
            inside and self._exclusion.reason(file)
        ):
            return None
        name = self._name(file)
        return Definition(file, name, int(first), int(last), text, stamp_of(file))

    def _name(self, file: Path) -> str:
        root = self._exclusion.workspace
        for number, part in enumerate(file.parts):
            if part in _LIBRARY:
                return "/".join(file.parts[number + 1 :])
        return (
            file.relative_to(root).as_posix() if root and file.is_relative_to(root) else file.name
        )
