"""The one constraint: one of these words, then what must follow it, then anything.

Mostly a character that ends a word follows. Where the name of a keyword argument may
stand as well as a name, there are two alternatives, which a ``=`` tells apart; the words
of a string are followed by its quote. Where a word need not stand, a text that begins
with none is free as well.

It is small, and the same for every server; each of the ``dialects`` is a function from it
to what the server takes. A grammar that allowed only the word would force the text past its end;
this one lets the model write on in the same request.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from guyline.text.words import begins_word, ends_word, word_end

_VALUE = re.compile(r"[ \t]*=(?!=)")
_EQUAL_SIGN = re.compile(r"[ \t]*=")
_BLANKS = re.compile(r"[ \t]*")


class Follow(Enum):
    """What must follow a word."""

    END = "end"
    """The end of the text, or a character that ends a word."""
    NO_VALUE = "no value"
    """The same, but no single ``=``, with or without blanks before it."""
    VALUE = "value"
    """A single ``=``; blanks may stand before it."""
    SINGLE = "'"
    """The quote that ends a string."""
    DOUBLE = '"'
    """The quote that ends a string."""
    ANYTHING = "anything"
    """Nothing must: the word is whole text, which may end within a word."""

    def accepts(self, rest: str) -> bool:
        """Whether ``rest`` as a whole may follow a word."""
        match self:
            case Follow.VALUE:
                return _VALUE.match(rest) is not None
            case Follow.SINGLE | Follow.DOUBLE:
                return rest.startswith(self.value)
            case Follow.ANYTHING:
                return True
        if self is Follow.NO_VALUE and _VALUE.match(rest):
            return False
        return not rest or ends_word(rest[0])

    def viable(self, rest: str) -> bool:
        """Whether ``rest`` is the beginning of what may follow a word."""
        match self:
            case Follow.VALUE if _BLANKS.fullmatch(rest):
                return True
            case Follow.NO_VALUE if _EQUAL_SIGN.fullmatch(rest):
                return True
        return not rest or self.accepts(rest)

    @property
    def spelled(self) -> str:
        """What to write where nothing that was wanted may follow."""
        return self.value if self in (Follow.SINGLE, Follow.DOUBLE) else "="


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of ``words``, then what must follow.

    Attributes:
        words: The words, sorted, each once; None: any word. An empty word means that
            what stands before is already whole. There is at least one.
        follow: What must follow.
    """

    words: tuple[str, ...] | None
    follow: Follow = Follow.END

    def __post_init__(self) -> None:
        if self.words is not None and not self.words:
            raise ValueError("an empty constraint never reaches a model")


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text that begins as one of ``alternatives`` does; then anything.

    Attributes:
        alternatives: At least one.
        or_other: Whether a text that does not begin with a word is free: a bracket, a
            number, nothing at all. But not an equals sign: no expression begins with one,
            and behind another it would change what stands before.
        begun: Whether part of the word stands already: then any character of a word
            goes on with it, and a digit too.
    """

    alternatives: tuple[Alternative, ...]
    or_other: bool = False
    begun: bool = False

    def __post_init__(self) -> None:
        if not self.alternatives:
            raise ValueError("an empty constraint never reaches a model")

    @staticmethod
    def of(words: frozenset[str], *, or_other: bool = False) -> OneOf:
        """The constraint to a set of words, each followed by its end."""
        return OneOf((Alternative(tuple(sorted(words))),), or_other)

    def accepts(self, text: str) -> bool:
        """Whether ``text`` as a whole satisfies the constraint."""
        if self.or_other and not (text and (begins_word(text[0]) or text[0] == "=")):
            return True
        return self._after_a_word(text, Follow.accepts)

    def viable(self, text: str) -> bool:
        """Whether some continuation of ``text`` satisfies the constraint."""
        return (
            self.accepts(text)
            or self._after_a_word(text, Follow.viable)
            or any(
                not text if words is None else any(word.startswith(text) for word in words)
                for words in (alternative.words for alternative in self.alternatives)
            )
        )

    def spelled(self, text: str) -> str:
        """A character that leads on from a viable text, where no other wish is left."""
        for alternative in self.alternatives:
            for word in alternative.words or ():
                if word.startswith(text) and word != text:
                    return word[len(text)]
        for alternative in self.alternatives:
            if self.viable(text + alternative.follow.spelled):
                return alternative.follow.spelled
        return "_"

    def _after_a_word(self, text: str, holds: Callable[[Follow, str], bool]) -> bool:
        """Whether ``holds`` of what follows one of the words in ``text``."""
        for alternative in self.alternatives:
            if alternative.words is None:
                end = word_end(text, 0)
                if (self.begun or (text and begins_word(text[0]))) and holds(
                    alternative.follow, text[end:]
                ):
                    return True
            elif any(
                text.startswith(word) and holds(alternative.follow, text[len(word) :])
                for word in alternative.words
            ):
                return True
        return False
