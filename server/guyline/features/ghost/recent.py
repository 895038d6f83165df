"""Completions that were made lately, and what is left of them once a person has typed on."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from guyline.decoding import Action
from guyline.features.completion import Completion
from guyline.features.ghost.typed import typed_since
from guyline.syntax import fit
from guyline.text import Document

_KEPT = 12
"""Completions that are remembered. Each holds on to the text of its document."""


@dataclass(slots=True)
class _Made:
    document: Document
    completion: Completion
    shown_at: set[int]

    @property
    def settled(self) -> bool:
        """Whether asking again would only give the same: nothing in it was left unjudged."""
        return not any(d.action is Action.ABSTAINED for d in self.completion.outcome.trace)


class Recent:
    """The last completions, newest first."""

    def __init__(self) -> None:
        self._made: deque[_Made] = deque(maxlen=_KEPT)

    def keep(self, document: Document, completion: Completion, *, shown: bool) -> None:
        """Remember a completion of ``document``, also one without a text."""
        self._made.appendleft(_Made(document, completion, {completion.offset} if shown else set()))

    def find(self, document: Document, cursor: int) -> Completion | None:
        """What is left of a completion that ``document`` follows; None if there is none.

        A completion without a text stands for just its own place: there is nothing to offer.
        One that holds what the analysis could not judge then does not answer twice for the
        same place: the analysis may know by now.
        """
        for made in self._made:
            left = _left(made.document, made.completion, document, cursor)
            if left is None or (cursor in made.shown_at and not made.settled):
                continue
            made.shown_at.add(cursor)
            return left
        return None

    def forget(self, uri: str) -> None:
        """Forget those of one document."""
        others = [made for made in self._made if made.document.uri != uri]
        self._made = deque(others, maxlen=_KEPT)

    def clear(self) -> None:
        """Forget all."""
        self._made.clear()


def left_of(
    completion: Completion, base: Document, document: Document, cursor: int
) -> Completion | None:
    """What is left of ``completion`` of ``base`` at ``cursor``; None where it does not follow."""
    return _left(base, completion, document, cursor)


def _left(
    base: Document, completion: Completion, document: Document, cursor: int
) -> Completion | None:
    typed = typed_since(base, completion.offset, document, cursor)
    if typed is None:
        return None
    if not typed.text and not typed.closers:
        return completion
    if not completion.text.startswith(typed.text) or completion.text == typed.text:
        return None
    rest = completion.text[len(typed.text) :]
    if typed.closers:
        # The editor closed what the person opened: what would close it again must go, and
        # what stands there already must be what the model would have written next.
        fitted = fit(document, cursor, rest)
        if not fitted.parses or not fitted.text or not rest.startswith(fitted.text + typed.closers):
            return None
        rest = fitted.text
    return replace(completion, text=rest, offset=cursor)
