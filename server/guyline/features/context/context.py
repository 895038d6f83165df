"""What a model is shown of a place: one object for a workspace."""

from __future__ import annotations

import asyncio
import logging
import textwrap
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from guyline.features.context.definitions import Ask, Definition, Definitions
from guyline.features.context.edits import Edit, Edits, key_of
from guyline.features.context.exclusion import Exclusion
from guyline.features.context.files import shown_name, stamp_of
from guyline.features.context.nearby import to_search
from guyline.features.context.problems import Problem, Problems, shown
from guyline.features.context.selection import Selection, Shares, cost, select
from guyline.features.context.similar import Similar
from guyline.features.context.window import Window, Windows, newlines, place_of
from guyline.models import Prompt, Snippet
from guyline.settings import ContextSettings
from guyline.text import Document

_log = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds without a prompt after which other snippets may be shown."""

_FRESH = 30.0
"""Seconds after which what was found for a place is looked for again."""

_REFUSED = 5.0
"""Seconds for which it is known whether a file may be sent."""

_DOCUMENTS = 16
"""Documents whose snippets are kept."""


@dataclass(slots=True)
class _Held:
    """What is known of one document.

    Attributes:
        used: What is shown now; None before anything was found.
        ready: What was found since.
        problems: The problems that are shown, the nearest first.
        place: The definition that the last prompt was made for; None before there was one.
        shown: When that was, in seconds.
        found: When something was found last.
    """

    used: Selection | None = None
    ready: Selection | None = None
    problems: tuple[Problem, ...] = ()
    place: str | None = None
    shown: float = 0.0
    found: float = float("-inf")


class Context:
    """Makes prompts for one workspace, of what is ready, and finds more in the background.

    Args:
        workspace: The folder; None: only single documents are shown.
        ask: Asks the oracle for definitions.
        settings: What the person set.
        edits: The log of changes, where there is one already.
        problems: What is known to be wrong, where somebody keeps it already.
        clock: The time, in seconds.

    Attributes:
        edits: The log of changes.
        problems: What is known to be wrong, from whoever puts it there.
        similar: The index of the workspace.
    """

    def __init__(
        self,
        workspace: Path | None,
        ask: Ask,
        settings: ContextSettings,
        *,
        edits: Edits | None = None,
        problems: Problems | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._exclusion = Exclusion(workspace, settings.exclude)
        self._definitions = Definitions(ask, self._exclusion, clock)
        self._settings = settings
        self._clock = clock
        self._windows = Windows()
        self._held: dict[Hashable, _Held] = {}
        self._refusals: dict[Hashable, tuple[float, str]] = {}
        self._refreshing: tuple[Hashable, asyncio.Task[None]] | None = None
        self._closed = False
        self.edits = edits or Edits()
        self.problems = problems or Problems()
        self.similar = Similar(self._exclusion, clock)

    def prompt(self, document: Document, offset: int, shares: Shares) -> Prompt:
        """What is shown of a place, of what is ready; nothing is read or waited for.

        The snippets stay those of the last prompt, byte for byte, until the cursor is in
        another definition, or for :data:`PAUSE` seconds no prompt was made. Only a problem
        that may not be one any more is left out at once.

        Args:
            document: The document.
            offset: The cursor.
            shares: About how many tokens it may have, and of what.
        """
        now = self._clock()
        window = self._around(document, offset, shares)
        snippets: tuple[Snippet, ...] = ()
        if self._settings.snippets and shares.snippets:
            held = self._of(document)
            place = place_of(document.text, offset)
            if held.ready is not None and held.ready.place == place:
                moved = held.used is None or held.used.place != place
                if moved or now - held.shown >= PAUSE:
                    held.used, held.ready = held.ready, None
            snippets = held.used.within(shares.snippets) if held.used else ()
            anew = held.place != place or now - held.shown >= PAUSE
            held.problems = self._problems(held, document, offset, anew=anew)
            left = shares.snippets - sum(map(cost, snippets))
            if last := shown(self._name(document), held.problems, left):
                snippets = (*snippets, last)
            held.place, held.shown = place, now
        return Prompt(window.before, window.after, self._name(document), snippets)

    def follow(self, document: Document, offset: int, shares: Shares) -> None:
        """Find in the background what the next prompts here may show; see :meth:`refresh`."""
        key = (key_of(document), place_of(document.text, offset))
        if self._closed or not self._wants(shares):
            return
        if self._refreshing is not None and not self._refreshing[1].done():
            if self._refreshing[0] == key:
                return
            self._refreshing[1].cancel()
        self._refreshing = key, asyncio.create_task(self._behind(document, offset, shares))

    async def _behind(self, document: Document, offset: int, shares: Shares) -> None:
        """The same, where nobody would hear of a failure: prompts go on with what there is."""
        try:
            await self.refresh(document, offset, shares)
        except Exception as error:  # noqa: BLE001 - whatever a workspace holds, typing goes on
            _log.warning("No context was found: %s", type(error).__name__)

    async def refresh(self, document: Document, offset: int, shares: Shares) -> None:
        """Find definitions and similar code for a place, unless what is known is fresh."""
        place, held = place_of(document.text, offset), self._of(document)
        if self._closed or not self._wants(shares) or await self._is_current(held, place):
            return
        window = self._around(document, offset, shares)
        path = None if document.path is None else document.path.absolute()
        wanted = to_search(document.text, offset)
        definitions = await self._definitions.near(document, offset, place)
        alike = await self.similar.find(wanted, path)
        selection = select(
            place,
            shares.snippets,
            [each for each in definitions if not _is_shown(each, path, document.text, window)],
            alike,
            await asyncio.to_thread(self._changes, self.edits.latest(), document, window),
        )
        held.found = self._clock()
        if held.used is None or held.used != selection:
            held.ready = selection

    async def refusal(self, document: Document) -> str:
        """Why nothing of a document may be sent; empty where it may."""
        key = key_of(document)
        known = self._refusals.get(key)
        if known is not None and self._clock() - known[0] < _REFUSED:
            return known[1]
        said = await asyncio.to_thread(self._reason, document)
        if len(self._refusals) > _DOCUMENTS:
            self._refusals.clear()
        self._refusals[key] = self._clock(), said
        return said

    async def close(self) -> None:
        """End what runs in the background."""
        self._closed = True
        if self._refreshing is not None:
            self._refreshing[1].cancel()
            await asyncio.wait([self._refreshing[1]])
        await self.similar.close()

    def _reason(self, document: Document) -> str:
        """Why nothing of a document may be sent; reads ignore files."""
        if document.path is not None:
            return self._exclusion.reason(document.path)
        name = urlsplit(document.uri).path.rpartition("/")[2]
        return self._exclusion.by_name(name) if name else ""

    def _around(self, document: Document, offset: int, shares: Shares) -> Window:
        text, head = document.text, shares.snippets > 0
        return self._windows.around(text, offset, shares.before, shares.after, head=head)

    def _wants(self, shares: Shares) -> bool:
        return self._settings.snippets and shares.snippets > 0

    def _of(self, document: Document) -> _Held:
        key = key_of(document)
        held = self._held.pop(key, None) or _Held()
        self._held[key] = held
        while len(self._held) > _DOCUMENTS:
            del self._held[next(iter(self._held))]
        return held

    async def _is_current(self, held: _Held, place: str) -> bool:
        """Whether something was found for a place a short while ago, in files as they are."""
        latest = held.ready or held.used
        if latest is None or latest.place != place or self._clock() - held.found > _FRESH:
            return False
        files = latest.files
        stamps = await asyncio.to_thread(lambda: [stamp_of(path) for path, _ in files])
        return stamps == [stamp for _, stamp in files]

    def _problems(
        self, held: _Held, document: Document, offset: int, *, anew: bool
    ) -> tuple[Problem, ...]:
        """The problems to show: others than the last ones only where these may change."""
        if not self._settings.problems:
            return ()
        if anew:
            return self.problems.near(document, document.lines.line_at(offset))
        return self.problems.current(document, held.problems)

    def _changes(
        self, latest: list[tuple[Document, Edit]], document: Document, window: Window
    ) -> list[Snippet]:
        """Recent edits that the window does not show."""
        found = []
        own = key_of(document)
        for edited, edit in latest:
            lines = edited.lines
            if edit.first >= len(lines):
                continue
            start, end = lines.start(edit.first), lines.end(min(edit.end, len(lines)) - 1)
            seen = edit.document == own and start < window.end and end > window.start
            refused = self._reason(edited)
            text = textwrap.dedent(newlines(edited.text[start:end]))
            if not (seen or refused) and text.strip():
                found.append(Snippet(f"{self._name(edited)} (changed)", f"{text.rstrip()}\n"))
        return found

    def _name(self, document: Document) -> str:
        path, root = document.path, self._exclusion.workspace
        if path is None:
            return ""
        path = path.absolute()
        inside = root is not None and path.is_relative_to(root)
        return shown_name(path.relative_to(root).as_posix() if inside and root else path.name)


def _is_shown(definition: Definition, path: Path | None, text: str, window: Window) -> bool:
    """Whether the window shows a definition already."""
    if definition.path != path:
        return False
    first = text.count("\n", 0, window.start) + 1
    last = first + text.count("\n", window.start, window.end)
    return definition.first >= first and definition.last <= last
