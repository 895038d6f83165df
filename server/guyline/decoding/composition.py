"""What several monitors leave of one word.

A word is of one *form*: a word of code, the name of a keyword argument, or what stands in
a string. The lists of those that judge words of one form are intersected, and what they
forbid is taken away. The forms that are possible at one place are alternatives: what
follows the word tells them apart, in the text as in the constraint.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from guyline.decoding.watch import Watch
from guyline.models import Alternative, Follow, OneOf
from guyline.monitors import Form


@dataclass(frozen=True, slots=True)
class Choice:
    """The words of one form that may stand at a place.

    Attributes:
        words: The words; None: any.
        follow: What must follow them.
    """

    words: frozenset[str] | None
    follow: Follow

    def after(self, typed: str) -> Alternative | None:
        """What may follow the part of the word that stands already; None: nothing."""
        if self.words is None:
            return Alternative(None, self.follow)
        rest = {word[len(typed) :] for word in self.words if word.startswith(typed)}
        if self.follow in (Follow.SINGLE, Follow.DOUBLE):
            rest = {word for word in rest if _can_be_written(word, self.follow.value)}
        return Alternative(tuple(sorted(rest)), self.follow) if rest else None


def choices(
    group: Sequence[Watch],
    wrong: Collection[Watch],
    refused: Mapping[Form, frozenset[str]],
    quote: str,
) -> list[Choice]:
    """What the watches of one word leave of it; nothing: no word is known to be right.

    Args:
        group: All that watch the word.
        wrong: Those that the word as it was written is wrong for.
        refused: What was forbidden at its place, by the form it had.
        quote: The quote before a string's word.
    """
    found = []
    for form, follow in _forms(group, quote).items():
        words = common(group, form)
        binding = [w for w in _judges(group, form) if _binds(w, wrong)]
        forbidden = refused.get(form, frozenset())
        forbidden = forbidden.union(*(watch.allowed.forbidden for watch in binding))
        if words is None:
            if refused.get(form):
                return []  # any word but these cannot be said
            found.append(Choice(None, follow))
        elif words - forbidden:
            found.append(Choice(words - forbidden, follow))
    return found


def common(group: Sequence[Watch], form: Form) -> frozenset[str] | None:
    """The words of a form that all allow who know them; None: nobody does, or none agree."""
    lists = _lists(group, form)
    return frozenset.intersection(*lists) or None if lists else None


def disagree(group: Sequence[Watch], form: Form) -> bool:
    """Whether the lists for words of a form leave none: then one of them is mistaken."""
    return bool(_lists(group, form)) and common(group, form) is None


def constraint(found: Sequence[Choice], typed: str, *, optional: bool) -> OneOf | None:
    """The constraint to what monitors leave; None where they leave nothing.

    Args:
        found: What they leave.
        typed: The part of the word that stands before the cursor.
        optional: Whether something else than a word may stand there.
    """
    alternatives = [left for choice in found if (left := choice.after(typed)) is not None]
    if not alternatives:
        return None
    return OneOf(tuple(alternatives), or_other=optional and not typed, begun=bool(typed))


def _forms(group: Sequence[Watch], quote: str) -> dict[Form, Follow]:
    """The forms that a word may have, and what follows each."""
    forms = {watch.monitor.form for watch in group}
    if Form.STRING in forms:
        return {Form.STRING: Follow(quote)}
    if Form.MARK in forms:
        return {Form.MARK: Follow.ANYTHING}
    if Form.KEYWORD in forms:
        return {Form.WORD: Follow.NO_VALUE, Form.KEYWORD: Follow.VALUE}
    return {Form.WORD: Follow.END}


def _judges(group: Sequence[Watch], form: Form) -> list[Watch]:
    """Those that judge words of a form."""
    return [w for w in group if w.monitor.form is form or not w.monitor.shared]


def _lists(group: Sequence[Watch], form: Form) -> list[frozenset[str]]:
    known = [watch.allowed.names for watch in _judges(group, form)]
    return [names for names in known if names is not None]


def _binds(watch: Watch, wrong: Collection[Watch]) -> bool:
    """Whether what a watch forbids is taken away before it is known how a word is used.

    For one that is shared and only forbids, what follows decides; where it did, the word
    is given up.
    """
    known = watch.allowed.names is not None
    return known or not watch.monitor.shared or watch in wrong


def _can_be_written(word: str, quote: str) -> bool:
    return "\\" not in word and quote not in word and word.isprintable()
