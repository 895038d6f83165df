"""The draft, and the words in it that are watched."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from guyline.decoding.composition import Choice, choices, disagree
from guyline.decoding.guard import Guarded
from guyline.decoding.outcome import Action, Decision
from guyline.decoding.ruling import Ruling, form_of, rule_on, untold
from guyline.decoding.watch import Watch, Word, word_at
from guyline.monitors import Form, Monitor, Settled, Site
from guyline.text import word_start


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


@dataclass(frozen=True, slots=True)
class Violation:
    """A word known to be wrong.

    Attributes:
        watch: The first watch that says so.
        group: All watches of the word.
        choices: What they leave; nothing: no word is known to be right.
        decision: What the trace says of it, should it be corrected.
    """

    watch: Watch
    group: tuple[Watch, ...]
    choices: tuple[Choice, ...]
    decision: Decision

    @property
    def optional(self) -> bool:
        """Whether something else than a word may stand there."""
        return all(watch.monitor.optional for watch in self.group)

    @property
    def held(self) -> list[Watch]:
        """The watches that a correction holds the model to."""
        return [w for w in self.group if w is self.watch or w.allowed.names is not None]


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
    _guarded: list[Guarded] = field(default_factory=list)
    _refused: dict[tuple[int, Form], frozenset[str]] = field(default_factory=dict)
    """The words that were forbidden at a place, so that they are not written there again."""

    def __post_init__(self) -> None:
        self._guarded = [Guarded(monitor) for monitor in self.monitors]
        self._scanned = [self._first(monitor.form) for monitor in self._guarded]

    def _first(self, form: Form) -> int:
        """Where the word at the cursor may begin, and the blanks before it."""
        before = self.around.before
        if form is Form.STRING:
            line = max(before.rfind("\n"), before.rfind("\r"))
            quote = max(before.rfind('"'), before.rfind("'"))
            return quote + 1 if quote > line else len(before)
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
        whole, typed = self.whole, len(self.around.before)
        begun = []
        for index, monitor in enumerate(self._guarded):
            while site := monitor.find(whole, self._scanned[index]):
                self._scanned[index] = site.asked + 1
                word = word_at(monitor, site, whole)
                # What ended before is the person's; a word may go on, a mark does not.
                if not word.ended or word.end >= typed + (monitor.form is Form.MARK):
                    begun.append(self._watch(monitor, site, whole))
            self._scanned[index] = max(self._scanned[index], len(whole))
        self.watches += begun
        self.watches.sort(key=lambda watch: (watch.site.start, watch.monitor.name))
        return begun

    def _watch(self, monitor: Monitor, site: Site, whole: str) -> Watch:
        asked = monitor.allowed(whole[: site.asked], site, self.around.after, self.around.path)
        return Watch(monitor, site, asyncio.ensure_future(asked))

    def cut(self, length: int) -> None:
        """Keep the first ``length`` characters, and the watches whose triggers they hold."""
        self.text = self.text[:length]
        whole = self.whole
        for watch in self.watches:
            if watch.site.asked > len(whole):
                watch.answer.cancel()
            elif watch.seen > len(whole):
                watch.judged, watch.rejected = False, ()
            elif _touches(watch.word(whole), len(whole)):
                watch.judged = False
        self.watches = [watch for watch in self.watches if watch.site.asked <= len(whole)]
        self._scanned = [min(scanned, len(whole) + 1) for scanned in self._scanned]
        self._refused = {key: words for key, words in self._refused.items() if key[0] <= len(whole)}

    def judge(self, *, complete: bool) -> tuple[list[Decision], Violation | None]:
        """Judge words in order, as far as what is known goes.

        Args:
            complete: Whether no more text will come.

        Returns:
            The decisions made, and the first word known to be wrong, if one was met.
        """
        decisions: list[Decision] = []
        for word, group in self._words(complete=complete):
            if all(watch.judged for watch in group):
                continue
            ruling = self._rule(word, group, complete=complete)
            if ruling is None:
                break
            if isinstance(ruling, Violation):
                return decisions, ruling
            for watch in group:
                watch.judged = True
            decisions += ruling
        return decisions, None

    def unjudged(self) -> list[Watch]:
        """The watches still waiting, in order."""
        return [watch for watch in self.watches if not watch.judged]

    def drop_unanswered(self) -> None:
        """Wait for no answer any more: whoever has not answered abstains."""
        for watch in self.watches:
            watch.dropped = not watch.answer.done()

    def _words(self, *, complete: bool) -> Iterator[tuple[Word, tuple[Watch, ...]]]:
        """The watched words in order, each with all its watches."""
        placed = sorted(
            ((self._word(watch, complete=complete), watch) for watch in self.watches),
            key=_place,
        )
        for _, pairs in groupby(placed, key=_place):
            words, group = zip(*pairs, strict=True)
            yield words[0], tuple(sorted(group, key=lambda watch: watch.monitor.name))

    def _word(self, watch: Watch, *, complete: bool) -> Word:
        """The word of a watch; a string at the cursor may end in the text after it."""
        whole = self.whole
        word = watch.word(whole)
        if word.ended or not complete or watch.monitor.form is not Form.STRING:
            return word
        quote = whole[watch.site.start - 1]
        rest = re.match(rf"[^\\\r\n{quote}]*{quote}", self.around.after)
        begun_before = watch.site.start <= len(self.around.before)
        return replace(word, ended=rest is not None and begun_before)

    def _written(self, word: Word, quote: str) -> str:
        """A word as it stands, a string's with what the text after the cursor adds to it."""
        written = self.whole[word.start : word.end]
        if quote and word.ended and word.end == len(self.whole):
            written += self.around.after[: self.around.after.index(quote)]
        return written

    def _rule(
        self, word: Word, group: tuple[Watch, ...], *, complete: bool
    ) -> list[Decision] | Violation | None:
        """Rule on one word: decisions (none for no word), a violation, or None to wait."""
        if not word.ended and not complete:
            return None
        if not word.judged:
            return []
        if not all(watch.answered for watch in group):
            return None
        whole = self.whole
        quote = whole[word.start - 1] if group[0].monitor.form is Form.STRING else ""
        written = self._written(word, quote)
        rulings = [rule_on(watch, whole, word, written, complete=complete) for watch in group]
        if any(ruling.unclear for ruling in rulings):
            return None
        form = form_of(rulings)
        if disagree(group, form):
            rulings = [ruling.stepped_aside(group, written) for ruling in rulings]
        wrong = [ruling for ruling in rulings if ruling.action is Action.CORRECTED]
        if wrong:
            refused = self._refuse(word.start, form, written, wrong)
            left = choices(group, [ruling.watch for ruling in wrong], refused, quote)
            decision = wrong[0].decision(word.start, written)
            return Violation(wrong[0].watch, group, tuple(left), decision)
        if any(ruling.settled is Settled.WAIT for ruling in rulings):
            return None
        return untold(rulings, word.start, written, len(whole))

    def _refuse(
        self, start: int, form: Form, word: str, wrong: Sequence[Ruling]
    ) -> dict[Form, frozenset[str]]:
        """Note a word that is forbidden at a place; returns all that were, by their form."""
        if any(word in ruling.watch.allowed.forbidden for ruling in wrong):
            self._refused[start, form] = self._refused.get((start, form), frozenset()) | {word}
        return {key[1]: words for key, words in self._refused.items() if key[0] == start}

    def open_string(self) -> int | None:
        """Where a string begins that is not ended, and is not known to be right as it stands."""
        for watch in self.watches:
            if watch.monitor.form is Form.STRING and watch.allowed.names is not None:
                word = self._word(watch, complete=True)
                written = self.whole[word.start : word.end]
                if not word.ended and not watch.allowed.takes(written):
                    return word.start - 1
        return None

    def failed(self) -> str:
        """The name of a monitor that failed; empty if none did."""
        failed = [monitor.name for monitor in self._guarded if monitor.trouble]
        failed += [watch.monitor.name for watch in self.watches if watch.failure is not None]
        return failed[0] if failed else ""

    def close(self) -> None:
        """Drop the questions still open."""
        for watch in self.watches:
            watch.answer.cancel()


def _place(pair: tuple[Word, Watch]) -> tuple[int, str]:
    return pair[0].start, pair[1].monitor.form.family.value


def _touches(word: Word, end: int) -> bool:
    return not word.ended or word.end >= end
