"""What one monitor says of one finished word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from guyline.decoding.outcome import Action, Decision
from guyline.decoding.watch import Watch, Word
from guyline.monitors import Form, Settled


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one watch says of its word.

    Attributes:
        watch: The watch.
        action: What it wants done; ``CORRECTED``: the word is known to be wrong; None: it
            has nothing to say.
        settled: What its monitor says of the word; None: it was not asked, as what
            follows the word would change nothing.
        reason: Why, in place of the answer's own reason.
    """

    watch: Watch
    action: Action | None
    settled: Settled | None = None
    reason: str = ""

    @property
    def unclear(self) -> bool:
        """Whether not even the form of the word is known yet."""
        return self.watch.monitor.form is Form.KEYWORD and self.settled is Settled.WAIT

    def stepped_aside(self, group: Sequence[Watch], word: str) -> Ruling:
        """The same where the lists of the monitors contradict each other."""
        if self.action is not Action.CORRECTED or word in self.watch.allowed.forbidden:
            return self
        monitors = [w.monitor.name for w in group if w.allowed.names is not None]
        reason = f"the lists of {' and '.join(monitors)} have no word in common"
        return replace(self, action=Action.ABSTAINED, reason=reason)

    def decision(self, start: int, word: str) -> Decision:
        """The entry in the trace."""
        allowed = self.watch.allowed
        note = allowed.notes.get(word, "")
        assert self.action is not None  # noqa: S101  # callers leave those out
        return Decision(
            monitor=self.watch.monitor.name,
            offset=start,
            receiver=allowed.receiver,
            proposed=word,
            allowed=None if allowed.names is None else len(allowed.names),
            action=self.action,
            reason=self.reason or "; ".join(filter(None, (allowed.reason, note))),
            ms=allowed.ms,
        )


def rule_on(watch: Watch, text: str, place: Word, word: str, *, complete: bool) -> Ruling:
    """Rule on a word by its own list, and by what follows where that matters.

    Args:
        watch: The watch; its answer is there.
        text: The text so far.
        place: Where the word stands in it.
        word: The word as it is written.
        complete: Whether no more text will come.
    """
    allowed = watch.allowed
    if place.ended or watch.monitor.form is not Form.STRING:
        right = allowed.takes(word)
    else:
        right = allowed.names is None or any(name.startswith(word) for name in allowed.names)
    action = Action.CORRECTED
    if right:
        if allowed.is_silent:
            return Ruling(watch, None)
        action = Action.ABSTAINED if allowed.names is None else Action.ALLOWED
        if not watch.monitor.shared:
            return Ruling(watch, action)
    settled = watch.monitor.settle(text, place.start, complete=complete)
    match settled:
        case Settled.USE:
            return Ruling(watch, action, settled)
        case Settled.DEFINITION:
            return Ruling(watch, Action.DEFINITION, settled)
    return Ruling(watch, None, settled)


def form_of(rulings: Sequence[Ruling]) -> Form:
    """The form that a word turned out to have."""
    for ruling in rulings:
        form = ruling.watch.monitor.form
        if form in (Form.STRING, Form.MARK) or (
            form is Form.KEYWORD and ruling.settled is Settled.USE
        ):
            return form
    return Form.WORD


def untold(rulings: Sequence[Ruling], start: int, word: str, seen: int) -> list[Decision]:
    """The decisions that rulings come to, but for those that were told before.

    Args:
        rulings: What the watches of a word say, none of them that it is wrong.
        start: Where the word begins.
        word: The word.
        seen: How much of the text there was.
    """
    decisions = []
    for ruling in rulings:
        rests_on_text = ruling.settled in (Settled.DEFINITION, Settled.OTHER)
        ruling.watch.seen = seen if rests_on_text else 0
        if ruling.action is None:
            continue
        decision = ruling.decision(start, word)
        if decision != ruling.watch.told:
            decisions.append(decision)
        ruling.watch.told = decision
    return decisions
