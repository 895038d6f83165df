"""Calls as a scanner sees them: a statement that is only a call, a word that is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.syntax import Kind, statement_start, tokens_from
from guyline.text import begins_word, word_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.syntax import Token

_OPEN = frozenset({"(", "[", "{", "{f"})
_CLOSE = frozenset({")", "]", "}", "}f"})


@dataclass(frozen=True, slots=True)
class Call:
    """A statement that begins with the call of a name, or of a dotted one.

    Attributes:
        start: Where its first word begins.
        word: Where its last word before the bracket begins.
        end: Behind its closing bracket; None while that is missing.
        alone: Whether nothing follows it; None while that can't be told.
    """

    start: int
    word: int
    end: int | None
    alone: bool | None


def call_at(text: str, offset: int) -> Call | None:
    """The call that the statement around ``offset`` begins with."""
    begun = statement_start(text, offset)
    if begun is None:
        return None
    source = tokens_from(text, begun)
    words: list[int] = []
    for index, token in enumerate(source):
        if token.text == "(" and index % 2 == 1:
            return _call(source, words)
        if token.kind is not (Kind.OP if index % 2 else Kind.WORD):
            return None
        if index % 2 == 0:
            words.append(token.start)
        elif token.text != ".":
            return None
    return None


def _call(rest: Iterator[Token], words: list[int]) -> Call:
    """The call whose bracket has just opened."""
    depth = 1
    for token in rest:
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if depth == 0:
            after = next(rest, None)
            alone = None if after is None else after.kind is Kind.NEWLINE or after.text == ";"
            return Call(words[0], words[-1], token.start + 1, alone)
    return Call(words[0], words[-1], None, None)


def called_word(text: str, bracket: int) -> int | None:
    """Where the word begins that an opening bracket calls; None where it calls none."""
    start = word_start(text, bracket)
    if start == bracket or not begins_word(text[start]):
        return None
    before = text[:start].rstrip(" \t")
    return None if _ends_with_word(before, "def") or _ends_with_word(before, "class") else start


def _ends_with_word(text: str, word: str) -> bool:
    return text.endswith(word) and word_start(text, len(text)) == len(text) - len(word)
