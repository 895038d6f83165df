"""The draft, and the words in it that are watched."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from guyline.decoding.outcome import Action, Decision
from guyline.monitors import Allowed, Monitor, Settled, Site
from guyline.text import word_end, word_start


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the draft.

    Attributes:
        before: The document up to the cursor.
        after: The document from the cursor on.
        path: Where the document is saved.
    """

    before: str
    after: str = ""
    path: Path | None = None


@dataclass(slots=True)
class Watch:
    """One watched word, from its trigger to its judgement."""

    monitor: Monitor
    site: Site
    answer: asyncio.Task[Allowed]
    constrained: bool = False
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Violation:
    """A word known to be wrong.

    Attributes:
        watch: The word's watch.
        allowed: What may stand there.
        decision: What the trace says of it, should it be corrected.
    """

    watch: Watch
    allowed: frozenset[str]
    decision: Decision


@dataclass(slots=True)
class Draft:
    """A text that grows and is cut back, with its watches.

    The watches are a function of the text: after any cut and growth they are those that
    the text as a whole would have got at once.
    """

    around: Surroundings
    monitors: Sequence[Monitor]
    text: str = ""
    watches: list[Watch] = field(default_factory=list)
    _scanned: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._scanned = [self._first()] * len(self.monitors)

    def _first(self) -> int:
        """Where the word at the cursor begins, and the blanks before it."""
        before = self.around.before
        start = word_start(before, len(before))
        while start > 0 and before[start - 1] in " \t":
            start -= 1
        return start

    @property
    def whole(self) -> str:
        """The document up to the end of the draft."""
        return self.around.before + self.text

    def grow(self, text: str = "") -> list[Watch]:
        """Add to the draft; returns the watches that its new triggers began."""
        self.text += text
        whole = self.whole
        begun = []
        for index, monitor in enumerate(self.monitors):
            while site := monitor.find(whole, self._scanned[index]):
                self._scanned[index] = site.start + 1
                begun.append(self._watch(monitor, site, whole))
            self._scanned[index] = max(self._scanned[index], len(whole))
        self.watches += begun
        self.watches.sort(key=lambda watch: watch.site.start)
        return begun

    def _watch(self, monitor: Monitor, site: Site, whole: str) -> Watch:
        asked = monitor.allowed(whole[: site.start], site, self.around.after, self.around.path)
        return Watch(monitor, site, asyncio.ensure_future(asked))

    def cut(self, length: int) -> None:
        """Keep the first ``length`` characters, and the watches whose triggers they hold."""
        self.text = self.text[:length]
        end = len(self.around.before) + len(self.text)
        kept = [watch for watch in self.watches if watch.site.start <= end]
        for watch in self.watches:
            if watch.site.start > end:
                watch.answer.cancel()
            elif watch.judged and self._touches(watch, end):
                watch.judged = False
        self.watches = kept
        self._scanned = [min(scanned, end + 1) for scanned in self._scanned]

    def _touches(self, watch: Watch, end: int) -> bool:
        return word_end(self.whole, self._word(watch)) >= end

    def _word(self, watch: Watch) -> int:
        """Where the word of a watch begins: behind blanks after its trigger.

        Where a word need not stand, blanks are something else than a word.
        """
        start, whole = watch.site.start, self.whole
        if watch.monitor.optional:
            return start
        while start < len(whole) and whole[start] in " \t\r\n\\":
            start += 1
        return start

    def judge(self, *, complete: bool) -> tuple[list[Decision], Violation | None]:
        """Judge words in order, as far as what is known goes.

        Args:
            complete: Whether no more text will come.

        Returns:
            The decisions made, and the first word known to be wrong, if one was met.
        """
        decisions: list[Decision] = []
        for watch in self.watches:
            if watch.judged:
                continue
            ruling = self._rule(watch, complete=complete)
            if ruling is None:
                break
            if isinstance(ruling, Violation):
                return decisions, ruling
            watch.judged = True
            decisions += ruling
        return decisions, None

    def unjudged(self) -> list[Watch]:
        """The watches still waiting, in order."""
        return [watch for watch in self.watches if not watch.judged]

    def _rule(self, watch: Watch, *, complete: bool) -> list[Decision] | Violation | None:
        """Rule on one word: decisions (none for no word), a violation, or None to wait."""
        whole = self.whole
        start = self._word(watch)
        end = word_end(whole, start)
        if end == len(whole) and not complete:
            return None
        word = whole[start:end]
        if not word or word[0].isdigit():
            return []
        if not watch.answer.done():
            return None
        allowed = _result(watch.answer, watch.monitor)
        known = _known(allowed, word)
        if known is None or watch.monitor.shared:
            match watch.monitor.settle(whole, start, complete=complete):
                case Settled.WAIT:
                    return None
                case Settled.OTHER:
                    return []
                case Settled.DEFINITION:
                    known = Action.DEFINITION
        if known is not None:
            return [_decision(watch, start, word, allowed, known)]
        decision = _decision(watch, start, word, allowed, Action.CORRECTED)
        return Violation(watch, allowed.names or frozenset(), decision)

    def close(self) -> None:
        """Drop the questions still open."""
        for watch in self.watches:
            watch.answer.cancel()


def failure(watch: Watch) -> BaseException | None:
    """What a watch's monitor raised, if it is done and did."""
    if not watch.answer.done() or watch.answer.cancelled():
        return None
    return watch.answer.exception()


def _result(answer: asyncio.Task[Allowed], monitor: Monitor) -> Allowed:
    """A finished answer; a monitor that failed abstains."""
    if answer.cancelled():
        return Allowed(None, "the question was dropped")
    if (error := answer.exception()) is not None:
        return Allowed(None, f"the {monitor.name} monitor failed: {type(error).__name__}")
    return answer.result()


def _known(allowed: Allowed, word: str) -> Action | None:
    """What can be said of a word that is used; None: it is known to be wrong."""
    if allowed.names is None:
        return Action.ABSTAINED
    return Action.ALLOWED if word in allowed.names else None


def _decision(watch: Watch, start: int, word: str, allowed: Allowed, action: Action) -> Decision:
    return Decision(
        monitor=watch.monitor.name,
        offset=start,
        receiver=allowed.receiver,
        proposed=word,
        allowed=None if allowed.names is None else len(allowed.names),
        action=action,
        reason=allowed.reason,
        ms=allowed.ms,
    )
