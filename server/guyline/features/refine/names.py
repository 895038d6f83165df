"""What the analysis knows of a function's names, asked from the thread that looks for a fix."""

from __future__ import annotations

import asyncio
import difflib
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from guyline.decoding import Surroundings, WrongWord, wrong_words
from guyline.errors import GuylineError
from guyline.features.proof.threads import waited
from guyline.features.refine.likelihood import likeliest
from guyline.search.repair.broken import Broken
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.features.engine import Engine

_MODEL = 1.5
"""Seconds for the model to say which name was meant."""

_MOST = 3
_LIKE = 0.6


class Names(Protocol):
    """Who knows which names there are."""

    def wrong(self, text: str, function: str) -> tuple[WrongWord, ...]:
        """The words of a function that are known to be wrong; of what is not known, none."""
        ...

    def meant(self, text: str, wrong: WrongWord) -> tuple[str, ...]:
        """The names that might have been meant, the likeliest first."""
        ...


def near(word: str, names: Collection[str]) -> list[str]:
    """The names that are spelled nearly as a word is, the nearest first."""
    known = sorted(each for each in names if not each.startswith("__"))
    return difflib.get_close_matches(word, known, _MOST, _LIKE)


@dataclass(frozen=True, slots=True)
class EngineNames:
    """Asks the session's monitors, and has its model say what was meant.

    Attributes:
        engine: The session's oracle and model.
        path: The file.
        loop: Where they live.
        stop: Set by whoever does not want it any more.
        by_model: Whether the model may be asked.
        seconds: How long the oracle is waited for; what it does not know by then is not known.
    """

    engine: Engine
    path: Path
    loop: asyncio.AbstractEventLoop
    stop: threading.Event
    by_model: bool = True
    seconds: float = 4.0

    def wrong(self, text: str, function: str) -> tuple[WrongWord, ...]:
        """See :class:`Names`.

        Raises:
            Cancelled: It was cancelled.
        """
        first, last = _span(text, function)
        around = Surroundings(text[:first], text[last:], self.path)
        asked = wrong_words(around, text[first:last], self.engine.monitors(), self.seconds)
        try:
            return waited(asked, self.loop, self.stop)
        except GuylineError:
            return ()

    def meant(self, text: str, wrong: WrongWord) -> tuple[str, ...]:
        """See :class:`Names`.

        Raises:
            Cancelled: It was cancelled.
        """
        names = near(wrong.word, wrong.names)
        if not self.by_model:
            return tuple(names)
        span = wrong.start, wrong.start + len(wrong.word)
        asked = likeliest(self.engine, text, span, self.path, names, _MODEL)
        return tuple(waited(asked, self.loop, self.stop))


def _span(text: str, function: str) -> tuple[int, int]:
    """Where a function's lines begin and end, in code points."""
    found, lines = Broken(text, function).function, Document(text).lines
    return lines.start(found.lineno - 1), lines.end((found.end_lineno or found.lineno) - 1)
