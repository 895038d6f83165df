"""The words of a constraint, said in the prompt: for endpoints that take no constraint.

A model that continues text gets a comment on a line of its own above the statement that is
being written, so that what stands right before the word stays as it is. An assistant is
told in its message.
"""

from __future__ import annotations

from collections import Counter

from guyline.models.constraint import Follow, OneOf
from guyline.text.statement import statement_at
from guyline.text.words import word_start

_MOST = (60, 10)
"""Words that are said the first time, and again where that did not help: a long list hides
what it says, and what was said before would be answered as before."""


def likely(constraint: OneOf, rejected: tuple[str, ...], typed: str = "") -> list[str]:
    """The words that may stand, those like the last rejected one first.

    Args:
        constraint: What may stand.
        rejected: The words that were written, and are wrong.
        typed: The part of the word that stands already.

    Returns:
        At most 60, as they are written, what follows them included; private ones last. Words
        that share as much with the rejected one are in the order of the alphabet.
    """
    wrong = rejected[-1] if rejected else ""
    most = _MOST[0] if len(rejected) < 2 else _MOST[1]
    words: dict[str, str] = {}
    for alternative in constraint.alternatives:
        for word in alternative.words or ():
            words.setdefault(typed + word, _written(typed + word, alternative.follow))
    pairs = _pairs(wrong)

    def rank(word: str) -> tuple[bool, int, str]:
        shared = (pairs & _pairs(word)).total() * 2 - abs(len(word) - len(wrong)) // 4
        return word.startswith("_") and not wrong.startswith("_"), -shared, word

    return [words[word] for word in sorted(words, key=rank)[:most]]


def typed_part(text: str, constraint: OneOf) -> str:
    """The part of the word that stands already at the end of ``text``."""
    return text[word_start(text, len(text)) :] if constraint.begun else ""


def reminded(text: str, constraint: OneOf, rejected: tuple[str, ...]) -> str:
    """``text`` with a comment above its last statement that says the words.

    It ends as it did. Where no word is known, nothing is said.
    """
    typed = typed_part(text, constraint)
    words = likely(constraint, rejected, typed)
    if not words:
        return text
    head = statement_at(text, len(text)).head
    begin = text.rfind("\n", 0, len(text) - len(head)) + 1
    indent = text[begin : len(text) - len(text[begin:].lstrip(" \t"))]
    owner = _owner(text[: len(text) - len(typed)])
    return f"{text[:begin]}{indent}# {owner}{f', {owner}'.join(words)}\n{text[begin:]}"


def note(text: str, constraint: OneOf, rejected: tuple[str, ...]) -> str:
    """The same in a sentence for an assistant; empty where no word is known."""
    words = likely(constraint, rejected, typed_part(text, constraint))
    if not words:
        return ""
    wrong = "".join(f" `{word}` does not exist there." for word in dict.fromkeys(rejected))
    names = ", ".join(f"`{word}`" for word in words)
    if constraint.or_other:
        return f"If a name stands at the mark, it is one of these: {names}.{wrong}"
    return f"The next word is one of these, written as it is here: {names}.{wrong}"


def _owner(before: str) -> str:
    """What a name stands behind, where that is short: ``self.`` or ``os.path.``."""
    line = before[before.rfind("\n") + 1 :]
    if not line.endswith("."):
        return ""
    start = len(line) - 1
    while start > 0 and (line[start - 1].isalnum() or line[start - 1] in "._"):
        start -= 1
    owner = line[start:]
    return owner if 1 < len(owner) <= 30 else ""


def _written(word: str, follow: Follow) -> str:
    match follow:
        case Follow.VALUE:
            return f"{word}="
        case Follow.SINGLE | Follow.DOUBLE:
            return f"{follow.value}{word}{follow.value}"
    return word


def _pairs(word: str) -> Counter[str]:
    """The pairs of neighbouring letters in a word, its beginning and end as well."""
    low = f"^{word.lower()}$"
    return Counter(low[index : index + 2] for index in range(len(low) - 1))
