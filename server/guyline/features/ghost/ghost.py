"""What a person at the keyboard is shown, from one keystroke to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from guyline.errors import ModelError
from guyline.features.completion import Completion
from guyline.features.ghost.flight import Flight, Write
from guyline.features.ghost.next_state import next_state
from guyline.features.ghost.pace import Pace
from guyline.features.ghost.recent import Recent, left_of
from guyline.features.ghost.timer import Timer
from guyline.features.ghost.typed import Typed, changed_to, typed_since
from guyline.features.ghost.worth import unworthy
from guyline.settings import CompletionSettings
from guyline.text import Document

_DWELL = 0.3
"""Seconds that a suggestion is looked at before what would follow it is asked for."""


class Origin(Enum):
    """Where a suggestion comes from."""

    MODEL = "model"
    """It was asked for."""
    FLIGHT = "flight"
    """It was under way already."""
    KEPT = "kept"
    """It is what is left of one that was made before."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to show.

    Attributes:
        completion: The text, where it goes, and its evidence.
        origin: Where it comes from.
    """

    completion: Completion
    origin: Origin


class Asking(Enum):
    """What there is to say of a model that is asked, but for what came of it."""

    BEGUN = "begun"
    STOPPED = "stopped"


News = Asking | Completion | ModelError
"""What there is to say of a model that is asked."""


@dataclass(slots=True)
class Counts:
    """What a session has cost so far.

    Attributes:
        asked: Completions that the model was asked for, those ahead of the person included.
        ahead: Those of them that were asked for ahead of the person.
        thrown: Completions that were stopped before they were whole.
        kept: Suggestions that were there already.
        joined: Suggestions that were under way already.
        completions: Completions that were made to their end.
        requests: Requests to the model's endpoint for these, corrections included.
        tokens: Tokens received for these.
        discarded: Those of them that were cut away again.
    """

    asked: int = 0
    ahead: int = 0
    thrown: int = 0
    kept: int = 0
    joined: int = 0
    completions: int = 0
    requests: int = 0
    tokens: int = 0
    discarded: int = 0

    def add(self, completion: Completion) -> None:
        """Count one that was made to its end."""
        self.completions += 1
        self.requests += completion.outcome.requests
        self.tokens += completion.outcome.tokens
        self.discarded += completion.outcome.discarded


class GhostText:
    """The suggestions of one session, of which one is under way at a time.

    Args:
        write: Who completes.
        settings: How.
        timer: Time.
        on_asked: Told when the model is asked for a person who waits, and how it ended.

    Attributes:
        pace: How fast the person and the model are.
        counts: What it cost.
    """

    def __init__(
        self,
        write: Write,
        settings: CompletionSettings,
        timer: Timer,
        on_asked: Callable[[News], None] = lambda _: None,
    ) -> None:
        self.pace = Pace()
        self.counts = Counts()
        self._write = write
        self._settings = settings
        self._timer = timer
        self._on_asked = on_asked
        self._recent = Recent()
        self._flight: Flight | None = None
        self._turn = 0
        self._changes = 0

    async def suggest(
        self, document: Document, offset: int, *, asked_for: bool = False
    ) -> Suggestion | None:
        """What to show at ``offset``; None for nothing.

        What is there already costs nothing; what is under way is waited for; else the
        model is asked, a little later where the next keystroke may come first. A newer
        call ends an older one that waits to ask.

        Raises:
            ModelError: The model gave nothing.
        """
        self._turn += 1
        turn = self._turn
        if kept := self._recent.find(document, offset):
            self.counts.kept += 1
            return self._shown(document, kept, Origin.KEPT)
        joined = await self._joined(document, offset)
        if joined is not None:
            self.counts.joined += 1
            return self._shown(document, joined, Origin.FLIGHT)
        if turn != self._turn:
            return None
        if unworthy(document, offset, self._settings, asked_for=asked_for):
            self._stop()
            return None
        if not asked_for:
            await self._timer.sleep(self._held_back())
        if turn != self._turn:
            return None
        self._stop()
        self._on_asked(Asking.BEGUN)
        news: News = Asking.STOPPED
        try:
            completion = await _landed(self._begin(document, offset))
            news = completion or news
        except ModelError as error:
            news = error
            raise
        finally:
            self._on_asked(news)
        if completion is None:
            return None
        return self._shown(document, completion, Origin.MODEL)

    def changed(self, document: Document) -> None:
        """Note a new version of a document: stop what it makes worthless."""
        self._changes += 1
        self.pace.typed(self._timer.now())
        flight = self._flight
        if flight is None or flight.document.uri != document.uri:
            return
        if flight.follows(_typed_in(flight, document)):
            flight.hold()
        else:
            self._stop()

    def forget(self, document: Document | None = None) -> None:
        """Stop what is under way for a document, or everything, and forget what was made."""
        if document is None:
            self._recent.clear()
        else:
            self._recent.forget(document.uri)
        if document is None or (
            self._flight is not None and self._flight.document.uri == document.uri
        ):
            self._stop()

    async def _joined(self, document: Document, offset: int) -> Completion | None:
        """The answer under way, if it turns out to be one for this place too."""
        flight = self._flight
        if flight is None or not flight.under_way:
            return None
        typed = typed_since(*_accepted(flight), document, offset)
        if typed is None or not flight.follows(typed) or not typed.text.startswith(flight.ahead):
            return None
        try:
            completion = await _landed(flight)
        except ModelError:
            return None  # what was begun for another request failed: this one asks anew
        return left_of(completion, flight.document, document, offset) if completion else None

    def _begin(self, document: Document, offset: int, ahead: str = "") -> Flight:
        async def write(at: Document, place: int, grown: Callable[[str], None]) -> Completion:
            completion = await self._write(at, place, grown)
            self.pace.answered(completion)
            self.counts.add(completion)
            if not completion.outcome.trouble:
                self._recent.keep(at, completion, shown=not ahead)
            return completion

        self.counts.asked += 1
        self.counts.ahead += bool(ahead)
        self._flight = Flight(document, offset, write, self._timer, ahead=ahead)
        return self._flight

    def _stop(self) -> None:
        if self._flight is not None and self._flight.under_way:
            self.counts.thrown += 1
            self._flight.stop()
        self._flight = None

    def _held_back(self) -> float:
        fixed = self._settings.debounce
        return self.pace.hold() if fixed < 0 else fixed / 1000

    def _shown(
        self, document: Document, completion: Completion, origin: Origin
    ) -> Suggestion | None:
        if not completion.text:
            return None
        if self._settings.prefetch and self.pace.fast:
            self._look_ahead(document, completion)
        return Suggestion(completion, origin)

    def _look_ahead(self, document: Document, completion: Completion) -> None:
        """Ask for what would follow the suggestion, once the person has looked at it a while."""
        changes, turn = self._changes, self._turn
        accepted, cursor, ahead = next_state(document, completion)

        def ask() -> None:
            undisturbed = (changes, turn) == (self._changes, self._turn)
            busy = self._flight is not None and self._flight.under_way
            if not undisturbed or busy or self._recent.find(accepted, cursor):
                return
            if not unworthy(accepted, cursor, self._settings, asked_for=False):
                self._begin(accepted, cursor, ahead=ahead)

        self._timer.later(_DWELL, ask)


async def _landed(flight: Flight) -> Completion | None:
    """A flight's completion; None if it was stopped.

    Raises:
        ModelError: There is none.
        asyncio.CancelledError: The caller itself was cancelled.
    """
    try:
        return await flight.result()
    except asyncio.CancelledError:
        if (task := asyncio.current_task()) is not None and task.cancelling():
            raise
        return None


def _accepted(flight: Flight) -> tuple[Document, int]:
    """The document as it was before what is ahead, and the place there."""
    if not flight.ahead:
        return flight.document, flight.offset
    start = flight.offset - len(flight.ahead)
    text = flight.document.text[:start] + flight.document.text[flight.offset :]
    return replace(flight.document, text=text), start


def _typed_in(flight: Flight, document: Document) -> Typed | None:
    return changed_to(*_accepted(flight), document)
