"""What one client's connection holds: documents, settings, the engine, what is running."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types

from guyline.features import Completion, Edits, Engine, Problem, Problems
from guyline.features.ghost import GhostText, LoopTimer, News
from guyline.features.hints import Hints
from guyline.features.optimise import Optimisations
from guyline.features.proof import Proofs
from guyline.features.refine import Refinements
from guyline.hints import Finding
from guyline.lsp import status
from guyline.lsp.documents import Documents
from guyline.lsp.status import Status
from guyline.settings import Settings
from guyline.text import Document

_log = logging.getLogger(__name__)

_CONFIGURATION = 3.0
"""Seconds a request waits for the first configuration before it goes on with defaults."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document and a place in it, as they were when a request came.

    Attributes:
        document: The document's text and version then.
        offset: The request's place.
    """

    document: Document
    offset: int


class Session:
    """The state behind one connection.

    Args:
        tell: Shows the client how things stand.
        show: Shows the client what is slow in a document.
        say: Tells the person something.
    """

    def __init__(
        self,
        tell: Callable[[Status], None],
        show: Callable[[Document, tuple[Finding, ...]], None],
        say: Callable[[str], None],
    ) -> None:
        self._tell = tell
        self._show = show
        self.proofs = Proofs(self._show_again, say, self.in_background)
        self.refinements = Refinements()
        self.optimisations = Optimisations()
        self.hints = Hints(show, say, self.in_background, LoopTimer())
        self.documents = Documents()
        self.edits = Edits()
        self.problems = Problems()
        self.settings = Settings()
        self.workspace: Path | None = None
        self.trusted = False
        self.shows_pages = False
        self.configured = asyncio.Event()
        self._engine: Engine | None = None
        self._ghost: GhostText | None = None
        self._background: set[asyncio.Task[Any]] = set()
        self._closed = False

    @property
    def engine(self) -> Engine:
        """The engine for the settings as they are; made at first use."""
        if self._engine is None:
            self._engine = Engine(
                self.settings,
                self.workspace,
                trusted=self.trusted,
                edits=self.edits,
                problems=self.problems,
            )
        return self._engine

    @property
    def ghost(self) -> GhostText:
        """The suggestions for the settings as they are; made at first use."""
        if self._ghost is None:
            self._ghost = GhostText(
                self._write, self.settings.completion, LoopTimer(), self._asking
            )
        return self._ghost

    def opened(self, document: Document) -> None:
        """Tell whoever keeps something of documents that one was opened."""
        self.edits.put(document)
        self.problems.opened(document)
        self.hints.opened(document)
        self.proofs.opened(document)

    def changed(self, document: Document) -> None:
        """Tell whoever is at work on a document that it has changed."""
        self.problems.follow(document, self.edits.put(document))
        self.hints.changed(document)
        self.proofs.changed(document)
        if self._ghost is not None:
            self._ghost.changed(document)

    def closed(self, document: Document) -> None:
        """Tell whoever is at work on a document that it was closed."""
        self.problems.forget(document)
        self.proofs.closed(document)
        self.hints.closed(document)
        if self._ghost is not None:
            self._ghost.forget(document)

    def told(self, document: Document, problems: Sequence[Problem], version: int | None) -> None:
        """Take what the client knows to be wrong in a document's version; None: in this one."""
        self.problems.put(document, problems, "client", version)

    def snapshot(self, uri: str, position: types.Position) -> Snapshot | None:
        """Freeze a document and a place; None if the document is not open."""
        document = self.documents.get(uri)
        if document is None:
            return None
        return Snapshot(document, self.documents.offset(document, position))

    def is_current(self, snapshot: Snapshot) -> bool:
        """Whether the document is still open and as it was."""
        now = self.documents.get(snapshot.document.uri)
        return now is not None and now.text == snapshot.document.text

    async def until_configured(self) -> None:
        """Wait for the first configuration, but not for ever."""
        try:
            async with asyncio.timeout(_CONFIGURATION):
                await self.configured.wait()
        except TimeoutError:
            _log.warning("The client sent no configuration; the defaults are used")
            self.configured.set()

    def in_background(self, work: Coroutine[Any, Any, object]) -> None:
        """Run ``work`` beside everything else; it ends with the session at the latest."""
        if self._closed:
            work.close()
            return
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._done)

    async def configure(self, settings: Settings) -> None:
        """Take new settings; what was made for the old ones is closed."""
        old, self._engine = self._engine, None
        changed = settings != self.settings
        if changed and self._ghost is not None:
            self._ghost.forget()
            self._ghost = None
        self.settings = settings
        if not settings.context.problems:
            self.problems.clear()  # a client that goes by the settings would not correct them
        self.configured.set()
        self.hints.configure(settings)
        self.proofs.configure(settings, trusted=self.trusted)
        self.optimisations.configure(settings, trusted=self.trusted)
        self.refinements.configure(settings, trusted=self.trusted)
        if old is not None and changed:
            await old.close()
        elif old is not None:
            self._engine = old

    async def close(self) -> None:
        """End everything this session started."""
        self._closed = True
        if self._ghost is not None:
            self._ghost.forget()
        for task in self._background:
            task.cancel()
        await self.proofs.close()
        await self.optimisations.close()
        await self.refinements.close()
        await self.hints.close()
        if self._engine is not None:
            await self._engine.close()
            self._engine = None

    async def _write(
        self, document: Document, offset: int, grown: Callable[[str], None]
    ) -> Completion:
        return await self.engine.complete(document, offset, grown=grown)

    def _show_again(self, document: Document) -> None:
        """Show what is known of a document once more: what is refuted of it is something else."""
        self.in_background(self._shown_again(document))

    async def _shown_again(self, document: Document) -> None:
        now: Document | None = document
        while now is not None:
            document = now
            findings = await self.hints.of(document)
            now = self.documents.get(document.uri)
            if now is not None and now.text == document.text:
                self._show(now, findings)
                return

    def _asking(self, news: News) -> None:
        slow = self.ghost.pace.slowness
        self._tell(status.of_news(news, slow))

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("Background work failed: %s: %s", type(error).__name__, error)
