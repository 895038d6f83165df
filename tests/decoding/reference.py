"""Masking every token: the decoder that optimistic decoding must equal.

It knows nothing of streams, watches or cutting back. It writes a token at a time, the
best that leaves every watched word possible. A token that goes past a trigger into a
wrong word is kept up to the trigger, as one that ends there would have been.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

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


Words = frozenset[str] | None
"""What may stand at a place; None: anything."""


@dataclass(frozen=True)
class Language:
    """What may stand where in the language of ``toy_monitors``.

    Attributes:
        dot: The words after a dot.
        name: The words that begin an expression.
        keyword: The names of keyword arguments.
        text: What may stand in strings.
    """

    dot: Words
    name: Words
    keyword: Words
    text: Words

    def masked(self, script: Callable[[str], Sequence[str]], before: str, limit: int) -> str:
        """What greedy decoding writes after ``before`` when every token is masked."""
        text = ""
        while len(text) < limit and (ranked := script(text)):
            text += next(
                token for token in ranked if self.possible(before + text + token, len(before))
            )
        return text

    def possible(self, text: str, place: int) -> bool:
        """Whether something may follow that makes right what ends behind a place."""
        places = (one for one in _places(text) if one[2] >= place)
        return all(self._may_stand(text, *one) for one in places)

    def _may_stand(self, text: str, mark: str, start: int, end: int) -> bool:
        word, after = text[start:end], text[end:]
        holds = _is_in if after else _begins_one_of
        if mark in ('"', "."):
            return holds(word, self.text if mark == '"' else self.dot) or not (word or mark == '"')
        if not mark:  # no argument
            return holds(word, self.name)
        if re.fullmatch(r"[ ]*=?", after):
            return holds(word, self.name) or holds(word, self.keyword)
        return _is_in(word, self.keyword if re.match(r"[ ]*=(?!=)", after) else self.name)


def _is_in(word: str, words: Words) -> bool:
    return words is None or word in words


def _begins_one_of(word: str, words: Words) -> bool:
    return words is None or any(one.startswith(word) for one in words)


def _places(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text: what marks each, and where it begins and ends."""
    at = 0
    while (match := re.compile(r'"[^"]*|[a-z_]+|\.(?![a-z_])').search(text, at)) is not None:
        start, at = match.span()
        if match[0][0] == '"':
            yield '"', start + 1, at
            at += 1
        elif match[0] != ".":
            before = text[:start].rstrip(" ")[-1:]
            yield (
                "." if text[start - 1 : start] == "." else before if before in "(," else "",
                start,
                at,
            )
