"""One completion under way, which outlives the request it was begun for if the next follows it.

An editor cancels its request with every keystroke and sends another. Where the keystroke
is what the model is writing anyway, the answer under way is the answer to both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from guyline.features.completion import Completion
from guyline.features.ghost.timer import Timer
from guyline.features.ghost.typed import Typed
from guyline.text import Document

_LINGER = 0.006
"""Seconds that an answer goes on without anyone waiting: the news of a keystroke and the
cancelling of the request before it come one after the other, in either order."""

_HOLD = 0.4
"""Seconds that an answer goes on once a keystroke has followed it: an editor waits a little
before it asks again."""

Write = Callable[[Document, int, Callable[[str], None]], Awaitable[Completion]]
"""Completes a document at a place, and tells of the draft whenever it has changed."""


class Flight:
    """One completion under way.

    Args:
        document: The document that is completed.
        offset: Where.
        write: Who does it.
        timer: Time.
        ahead: The end of the text before ``offset`` that does not stand in the editor yet:
            a suggestion that may be accepted.

    Attributes:
        document: As given.
        offset: As given.
        ahead: As given.
        draft: What the model has written so far; it may still be corrected.
    """

    def __init__(
        self, document: Document, offset: int, write: Write, timer: Timer, *, ahead: str = ""
    ) -> None:
        self.document = document
        self.offset = offset
        self.ahead = ahead
        self.draft = ""
        self._timer = timer
        self._waiting = 0
        self._held_until = 0.0
        self._task: asyncio.Task[Completion] = asyncio.ensure_future(self._run(write))
        self._task.add_done_callback(_retrieve)

    @property
    def under_way(self) -> bool:
        """Whether it has not ended, and was not stopped."""
        return not self._task.done() and not self._task.cancelling()

    def follows(self, typed: Typed | None) -> bool:
        """Whether the text begins, so far as it is known, with what was typed."""
        if typed is None:
            return False
        return any(
            text.startswith(typed.text) or typed.text.startswith(text)
            for text in (self.ahead + self.draft, self.ahead + self.draft.removeprefix(" "))
        )

    def hold(self) -> None:
        """Go on for a while, although nobody waits."""
        self._held_until = self._timer.now() + _HOLD

    def stop(self) -> None:
        """End it, at the endpoint too."""
        self._task.cancel()

    async def result(self) -> Completion:
        """The completion, once it is there.

        Raises:
            ModelError: There is none.
            asyncio.CancelledError: The flight was stopped, or the caller.
        """
        self._waiting += 1
        try:
            return await asyncio.shield(self._task)
        finally:
            self._waiting -= 1
            self._end_if_alone(_LINGER)

    async def _run(self, write: Write) -> Completion:
        return await write(self.document, self.offset, self._grown)

    def _grown(self, draft: str) -> None:
        self.draft = draft

    def _end_if_alone(self, wait: float) -> None:
        if self._waiting or not self.under_way:
            return
        if wait > 0:
            self._timer.later(wait, lambda: self._end_if_alone(self._left()))
        else:
            self.stop()

    def _left(self) -> float:
        return self._held_until - self._timer.now()


def _retrieve(task: asyncio.Task[Completion]) -> None:
    """Look at a failure, so that one nobody waited for is not reported as forgotten."""
    if not task.cancelled():
        task.exception()
