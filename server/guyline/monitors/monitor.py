"""What a monitor is.

A monitor watches for a *trigger* in the text, says where the word it watches begins (a
*site*), asks what may stand there, and judges the finished word. It holds no text and no
state between calls: everything is a function of the text it is given, which is why a
draft can be cut back without telling any monitor.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Site:
    """Where a watched word may begin, as an offset into the text: after its trigger."""

    start: int


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may stand at a site.

    Attributes:
        names: The words that may; None: the monitor abstains.
        reason: Why these are all, or why it abstains.
        receiver: What the words belong to, as written.
        ms: How long finding out took, in milliseconds.
    """

    names: frozenset[str] | None
    reason: str
    receiver: str = ""
    ms: float = 0.0


class Settled(Enum):
    """Whether a word is used, defined, or can't be told yet."""

    USE = "use"
    DEFINITION = "definition"
    WAIT = "wait"


class Monitor(Protocol):
    """One static property."""

    name: str

    def find(self, text: str, start: int) -> Site | None:
        """The first site at ``start`` or later, once its trigger stands.

        A site is found as soon as the trigger is complete, before the word begins, so
        that the question is asked while the model is still writing the word.
        """
        ...

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """What may stand at ``site``.

        Args:
            text: The document up to and with the trigger, the draft included.
            site: The site; its start is the end of ``text``.
            after: The document after the cursor.
            path: Where the document is saved.
        """
        ...

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """Whether the word that begins at ``start`` is used or defined there.

        Args:
            text: The text so far; the word has ended in it.
            start: Where the word begins; blanks may lie between the site and it.
            complete: Whether no more text will come; then never ``WAIT``.
        """
        ...
