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
    shown: bool

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
        self._made.appendleft(_Made(document, completion, shown))

    def find(self, document: Document, cursor: int) -> Completion | None:
        """What is left of a completion that ``document`` follows; None if there is none.

        A completion without a text stands for just its own place: there is nothing to offer.
        One that was shown, and holds what the analysis could not judge then, does not answer
        for its own place again: the analysis may know by now.
        """
        for made in self._made:
            left = _left(made.document, made.completion, document, cursor)
            if left is made.completion and made.shown and not made.settled:
                continue
            if left is not None:
                made.shown = True
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
        # The editor closed what the person opened: what would close it again must go.
        fitted = fit(document, cursor, rest)
        if not fitted.parses or not fitted.text:
            return None
        rest = fitted.text
    return replace(completion, text=rest, offset=cursor)
