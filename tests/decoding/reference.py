"""Masking every token: the decoder that optimistic decoding must equal.

It knows nothing of streams, watches or cutting back. It writes a token at a time, the
best that leaves every watched word possible. A token that goes past a trigger into a
wrong word is kept up to the trigger, as one that ends there would have been.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

ATTRIBUTE = re.compile(r"(?<=[\w)])\s*\.\s*(\w*)")
"""A watched word: what follows a dot."""

NAME = re.compile(r"(?<!\w)(\w*)")
"""A watched word: any, where there are no dots."""


def masked(
    script: Callable[[str], Sequence[str]],
    names: frozenset[str],
    before: str,
    limit: int,
    word: re.Pattern[str] = ATTRIBUTE,
) -> str:
    """What greedy decoding writes after ``before`` when every token is masked."""
    text = ""
    while len(text) < limit:
        token = best(list(script(text)), names, before + text, word)
        if token is None:
            break
        text += token
    return text


def best(
    ranked: list[str], names: frozenset[str], text: str, word: re.Pattern[str] = ATTRIBUTE
) -> str | None:
    """The best token, or the part of it up to the trigger of a wrong word."""
    for token in ranked:
        wrong = first_wrong(text + token, names, word)
        if wrong is None:
            return token
        if wrong > len(text):
            return (text + token)[len(text) : wrong]
    partial = current_word(text, word)
    if partial is None or partial in names or not (ranked or partial):
        return None  # the model's own end
    return next(n[len(partial)] for n in sorted(names) if n.startswith(partial))


def first_wrong(
    text: str, names: frozenset[str], watched: re.Pattern[str] = ATTRIBUTE
) -> int | None:
    """Where the first watched word begins that can't become a name any more."""
    for match in watched.finditer(text):
        word = match[1]
        ended = match.end() < len(text)
        if not word and ended:
            continue
        possible = word in names if ended else any(n.startswith(word) for n in names)
        if not possible:
            return match.start(1)
    return None


def current_word(text: str, watched: re.Pattern[str] = ATTRIBUTE) -> str | None:
    """The watched word the text ends in, if it does."""
    last = None
    for match in watched.finditer(text):
        last = match
    return last[1] if last and last.end() == len(text) else None
