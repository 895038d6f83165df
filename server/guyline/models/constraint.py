"""The one constraint: one of these words, then a character that ends a word, then anything.

Where a word need not stand, a text that begins with none is free as well.

It is small, and the same for every server; each dialect is a function from it to what
the server takes. A grammar that allowed only the word would force the text past its end;
this one lets the model write on in the same request.
"""

from __future__ import annotations

from dataclasses import dataclass

from guyline.text.words import begins_word, ends_word


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of ``words``, then the end or a character that ends a word, then anything.

    Attributes:
        words: The words, sorted, each once. An empty word means that what stands before
            is already whole. There is at least one.
        or_other: Whether a text that does not begin with a word is free: a bracket, a
            number, nothing at all.
    """

    words: tuple[str, ...]
    or_other: bool = False

    def __post_init__(self) -> None:
        if not self.words:
            raise ValueError("an empty constraint never reaches a model")

    @staticmethod
    def of(words: frozenset[str], *, or_other: bool = False) -> OneOf:
        """The constraint to a set of words."""
        return OneOf(tuple(sorted(words)), or_other)

    def accepts(self, text: str) -> bool:
        """Whether ``text`` as a whole satisfies the constraint."""
        if self.or_other and not (text and begins_word(text[0])):
            return True
        return any(
            text.startswith(word) and (len(text) == len(word) or ends_word(text[len(word)]))
            for word in self.words
        )

    def viable(self, text: str) -> bool:
        """Whether some continuation of ``text`` satisfies the constraint."""
        return self.accepts(text) or any(word.startswith(text) for word in self.words)


# ASCII without letters, digits, the underscore and NUL: what `ends_word` means, as a class.
_ENDS_WORD = r"[\x01-/:-@\[-^`{-\x7f]"
_BEGINS_OTHER = r"[\x01-@\[-^`{-\x7f]"


def to_gbnf(constraint: OneOf) -> str:
    """The constraint in llama.cpp's grammar format (grammars/README.md there).

    The words are written as a tree of their beginnings. Side by side, llama.cpp would
    follow each of 800 words apart from the others at every token it considers.
    """
    word = f"{_tree(constraint.words)} ({_ENDS_WORD} [^\\x00]*)?"
    if constraint.or_other:
        return f"root ::= ({word} | {_BEGINS_OTHER} [^\\x00]*)?\n"
    return f"root ::= {word}\n"


def _tree(words: tuple[str, ...]) -> str:
    """An expression for a sorted set of words, their common beginnings written once."""
    branches = []
    if words[0] == "":
        branches.append('""')
        words = words[1:]
    while words:
        first = words[0][0]
        count = sum(1 for word in words if word[0] == first)
        group, words = words[:count], words[count:]
        shared = _shared_prefix(group[0], group[-1])
        rest = tuple(word[len(shared) :] for word in group)
        branches.append(_quote(shared) + ("" if rest == ("",) else f" {_tree(rest)}"))
    return branches[0] if len(branches) == 1 else f"({' | '.join(branches)})"


def _shared_prefix(first: str, last: str) -> str:
    """What two words begin with; for sorted words, what all between them begin with."""
    count = 0
    while count < min(len(first), len(last)) and first[count] == last[count]:
        count += 1
    return first[:count]


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
