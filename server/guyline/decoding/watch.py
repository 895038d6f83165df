"""One watched word, from its trigger to its judgement."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from guyline.decoding.outcome import Decision
from guyline.monitors import Allowed, Form, Monitor, Site
from guyline.text import word_end

_BLANKS = " \t\r\n\\"


@dataclass(frozen=True, slots=True)
class Word:
    """Where a watched word stands.

    Attributes:
        start: Where it begins.
        end: Where it ends, or what there is of it does.
        ended: Whether what follows shows that it has ended.
        judged: Whether it is a word at all: not a number, not a string with a backslash.
    """

    start: int
    end: int
    ended: bool
    judged: bool = True


@dataclass(slots=True, eq=False)
class Watch:
    """One watched word.

    Attributes:
        monitor: Who watches.
        site: Where its word may begin.
        answer: What may stand there, once it is known.
        rejected: The words that were written there, known to be wrong, and asked for again.
        judged: Whether its word was.
        seen: How much of the text that judgement rests on; 0: on the word alone.
        told: The last decision about it.
        dropped: Whether its answer is waited for no longer.
    """

    monitor: Monitor
    site: Site
    answer: asyncio.Task[Allowed]
    rejected: tuple[str, ...] = ()
    judged: bool = False
    seen: int = 0
    told: Decision | None = None
    dropped: bool = False

    @property
    def answered(self) -> bool:
        """Whether there is an answer, or there will be none."""
        return self.dropped or self.answer.done()

    @property
    def allowed(self) -> Allowed:
        """Its answer; a monitor that failed, or knows of no word at all, abstains."""
        if self.answer.cancelled() or not self.answer.done():
            return Allowed(None, "the question was dropped")
        if (error := self.answer.exception()) is not None:
            return Allowed(None, f"the {self.monitor.name} monitor failed: {type(error).__name__}")
        allowed = self.answer.result()
        if allowed.names is not None and not allowed.names:
            return replace(allowed, names=None, reason=allowed.reason or "no word is known")
        return allowed

    @property
    def failure(self) -> BaseException | None:
        """What its monitor raised, if it is done and did."""
        if not self.answer.done() or self.answer.cancelled():
            return None
        return self.answer.exception()

    def word(self, text: str) -> Word:
        """The word of this watch in ``text``."""
        return word_at(self.monitor, self.site, text)


def word_at(monitor: Monitor, site: Site, text: str) -> Word:
    """The word at a site."""
    if monitor.form is Form.STRING:
        return _string(text, site.start)
    if monitor.form is Form.MARK:
        return Word(site.start, site.asked, ended=True)
    start = site.start
    # Where a word need not stand, blanks are something else than a word.
    while not monitor.optional and start < len(text) and text[start] in _BLANKS:
        start += 1
    end = word_end(text, start)
    return Word(start, end, end < len(text), start < end and not text[start].isdigit())


def _string(text: str, start: int) -> Word:
    """What stands in a string from behind its quote on."""
    quote, end = text[start - 1], start
    while end < len(text) and text[end] not in (quote, "\\", "\r", "\n"):
        end += 1
    ended = end < len(text)
    return Word(start, end, ended, not ended or text[end] == quote)
