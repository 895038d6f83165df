"""What guidance says of a text that stands already: it is judged as a draft that is whole."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guyline.decoding.draft import Draft, Surroundings
from guyline.monitors import Monitor


@dataclass(frozen=True, slots=True)
class WrongWord:
    """A word that is known to be wrong where it stands.

    Attributes:
        start: Where it begins in the document.
        word: The word.
        receiver: What it belongs to, as written; may be empty.
        reason: Why it is known, for people to read.
        names: The words that may stand there; empty: none is known to be right.
    """

    start: int
    word: str
    receiver: str
    reason: str
    names: frozenset[str]


async def wrong_words(
    around: Surroundings, text: str, monitors: Sequence[Monitor], seconds: float
) -> tuple[WrongWord, ...]:
    """The words of a text that are known to be wrong, in order.

    Args:
        around: What stands before and after the text.
        text: The text.
        monitors: Who watches.
        seconds: How long answers are waited for; what is not known by then is not judged.
    """
    draft = Draft(around, monitors)
    try:
        if asked := [watch.answer for watch in draft.grow(text)]:
            await asyncio.wait(asked, timeout=seconds)
        draft.drop_unanswered()
        return tuple(_judged(draft))
    finally:
        draft.close()


def _judged(draft: Draft) -> Iterator[WrongWord]:
    while True:
        _, violation = draft.judge(complete=True)
        if violation is None:
            return
        for watch in violation.group:
            watch.judged = True
        said = violation.decision
        names = frozenset[str]().union(*(each.words or () for each in violation.choices))
        yield WrongWord(said.offset, said.proposed, said.receiver, said.reason, names)
