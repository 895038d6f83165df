"""When open files are checked, and what is known of each.

A file is checked when it is opened and when it is saved; where the person wants it, also
after each pause in typing. What was found is shown only of the text it was found in: where
that has changed meanwhile, the file is checked again after a pause.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from guyline.features.ghost import Timer
from guyline.features.hints.checker import Checked, Checker
from guyline.hints import Finding
from guyline.settings import HintSettings, Settings
from guyline.text import Document

_log = logging.getLogger(__name__)

_PAUSE = 0.3
"""Seconds without a change after which a file that is being typed in is checked."""

_SAID = 200
"""Messages that are kept, so as to say each once."""


class Hints:
    """The hints of one session's open files.

    Args:
        show: Shows what was found in a document; nothing where it is closed or not checked.
        say: Tells the person something, once.
        start: Runs work beside everything else.
        timer: Tells the time.
        checker: Checks texts; None: a process of its own.
    """

    def __init__(
        self,
        show: Callable[[Document, tuple[Finding, ...]], None],
        say: Callable[[str], None],
        start: Callable[[Coroutine[Any, Any, object]], None],
        timer: Timer,
        checker: Checker | None = None,
    ) -> None:
        self._show = show
        self._say = say
        self._start = start
        self._timer = timer
        self._checker = checker or Checker()
        self._settings: HintSettings | None = None
        self._open: dict[str, Document] = {}
        self._known: dict[str, tuple[str, Checked]] = {}
        self._due: dict[str, float] = {}
        self._busy: set[str] = set()
        self._said: dict[str, None] = {}

    def configure(self, settings: Settings) -> None:
        """Take new settings, and check what is open by them."""
        wanted = settings.enable and settings.hints.run != "off"
        hints = settings.hints if wanted else None
        if hints == self._settings:
            return
        self._settings = hints
        self._known.clear()
        self._due.clear()
        for uri, document in self._open.items():
            if hints is None:
                self._show(document, ())
            else:
                self._want(uri, 0.0)

    def opened(self, document: Document) -> None:
        """Check a document that was opened."""
        self._open[document.uri] = document
        self._want(document.uri, 0.0)

    def saved(self, uri: str) -> None:
        """Check a document that was saved."""
        if uri in self._open:
            self._known.pop(uri, None)  # what the project sets may have changed
            self._want(uri, 0.0)

    def changed(self, document: Document) -> None:
        """Take a document's new text; check it after a pause where that is wanted."""
        uri = document.uri
        if uri not in self._open:
            return
        self._open[uri] = document
        typing = self._settings is not None and self._settings.run == "onType"
        if typing or uri in self._due:
            self._want(uri, _PAUSE)

    def closed(self, document: Document) -> None:
        """Forget a document, and show nothing of it."""
        for kept in (self._open, self._known, self._due):
            kept.pop(document.uri, None)
        self._show(document, ())

    async def of(self, document: Document) -> tuple[Finding, ...]:
        """What there is in a document's text as it is, checked or not before."""
        if self._settings is None:
            return ()
        return (await self._check(document, self._settings)).findings

    async def fix(self, document: Document, rule: str = "") -> tuple[str, int]:
        """The text with all proved fixes made, and how many they are.

        Args:
            document: The document.
            rule: The only rule whose fixes are made; empty: all.
        """
        if self._settings is None:
            return document.text, 0
        return await self._checker.fix(document, self._settings, rule)

    async def close(self) -> None:
        """End all checks."""
        self._open.clear()
        await self._checker.close()

    def _want(self, uri: str, after: float) -> None:
        """Have a document checked after some seconds, as it is then."""
        if self._settings is None:
            return
        self._due[uri] = self._timer.now() + after
        if uri not in self._busy:
            self._busy.add(uri)
            self._start(self._run(uri))

    async def _run(self, uri: str) -> None:
        """Check a document until nothing more is wanted of it."""
        try:
            while (due := self._due.get(uri)) is not None:
                if (wait := due - self._timer.now()) > 0:
                    await self._pause(wait)
                else:
                    del self._due[uri]
                    await self._check_and_show(uri)
        finally:
            self._busy.discard(uri)

    async def _pause(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._timer.later(seconds, woken.set)
        await woken.wait()

    async def _check_and_show(self, uri: str) -> None:
        settings, document = self._settings, self._open.get(uri)
        if settings is None or document is None:
            return
        checked = await self._check(document, settings)
        now = self._open.get(uri)
        if now is None or settings != self._settings:
            return
        if now.text == document.text:
            self._show(now, checked.findings)
        else:
            self._due.setdefault(uri, self._timer.now() + _PAUSE)

    async def _check(self, document: Document, settings: HintSettings) -> Checked:
        known = self._known.get(document.uri)
        if known is not None and known[0] == document.text:
            return known[1]
        checked = await self._checker.check(document, settings)
        for note in checked.notes:
            self._once(note, self._say)
        if checked.trouble:
            self._once(f"{document.path or document.uri}: {checked.trouble}", _log.warning)
        elif document.uri in self._open and settings == self._settings:
            self._known[document.uri] = document.text, checked
        for rule, error in checked.failed:
            what = f"{rule} failed on {document.path or document.uri} and was left out: {error}"
            self._once(what, _log.warning)
        return checked

    def _once(self, message: str, say: Callable[[str], None]) -> None:
        if message in self._said:
            return
        self._said[message] = None
        while len(self._said) > _SAID:
            del self._said[next(iter(self._said))]
        say(message)
