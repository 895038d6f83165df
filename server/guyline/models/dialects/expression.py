"""The constraint as an expression, which grammars and regular expressions share.

All of them have sequences, alternatives, options, classes and repetition, and that is
enough: what must not follow a word is said as what may. No class has NUL, which is in no
Python source and ends texts for some engines.
"""

from __future__ import annotations

from dataclasses import dataclass

from guyline.models.constraint import Alternative, Follow, OneOf
from guyline.models.dialects.notation import Notation
from guyline.models.dialects.tree import tree

# What `text.words` means: a character of a word, one that begins it, one that ends it.
_CONTINUES = r"[^\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]"
_BEGINS = r"[^\x00-\x40\x5b-\x5e\x60\x7b-\x7f]"
_ENDS = r"[\x01-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]"
# One that ends it, without blanks and the equals sign, which are told of apart.
_ENDS_PLAINLY = r"[\x01-\x08\x0a-\x1f\x21-\x2f\x3a-\x3c\x3e-\x40\x5b-\x5e\x60\x7b-\x7f]"
# One that begins neither a word nor a value.
_BEGINS_OTHER = r"[\x01-\x3c\x3e-\x40\x5b-\x5e\x60\x7b-\x7f]"
_BLANK = r"[\x09\x20]"
_NOT_BLANK = r"[^\x00\x09\x20\x3d]"
_NOT_EQUAL_SIGN = r"[^\x00\x3d]"
CHARACTER = r"[^\x00]"
"""Any character."""
ANYTHING = r"[^\x00]*"
"""Any text, none included."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A word, then one of ``leads`` and anything, or one of ``ends`` and no more.

    Attributes:
        word: An expression for what is not empty; empty where there is none such.
        may_be_empty: Whether the word may be left out.
        leads: What must stand behind the word before anything may; an empty one: nothing.
        ends: What may end the text behind the word; an empty one: nothing.
    """

    word: str
    may_be_empty: bool
    leads: tuple[str, ...]
    ends: tuple[str, ...] = ()

    def all(self, notation: Notation) -> list[str]:
        """Expressions for all it stands for, but for the empty text."""
        if "" in self.leads:
            found = [notation.sequence(CHARACTER, ANYTHING)] if self.may_be_empty else []
            return [*found, notation.sequence(self.word, ANYTHING)] if self.word else found
        led = notation.sequence(notation.either(self.leads), ANYTHING)
        some = [led, *filter(None, self.ends)]
        found = list(some) if self.may_be_empty else []
        if self.word:
            rest = (notation.optional if "" in self.ends else notation.either)(some)
            found.append(notation.sequence(self.word, rest))
        return found


def expression(constraint: OneOf, notation: Notation) -> str:
    """The whole constraint; a group where it has several branches."""
    found = [one for branch in branches(constraint, notation) for one in branch.all(notation)]
    return notation.optional(found) if constraint.accepts("") else notation.either(found)


def branches(constraint: OneOf, notation: Notation) -> list[Branch]:
    """What the constraint leaves, one branch for each alternative and for any other text."""
    found = []
    for alternative in constraint.alternatives:
        word, may_be_empty = _word(alternative, constraint.begun, notation)
        leads, ends = _follow(alternative.follow, notation)
        found.append(Branch(word, may_be_empty, leads, ends))
    if constraint.or_other:
        found.append(Branch("", True, (_BEGINS_OTHER,)))
    return found


def _word(alternative: Alternative, begun: bool, notation: Notation) -> tuple[str, bool]:
    """The words that are not empty, and whether the empty one is a word."""
    if alternative.words is not None:
        some = [word for word in alternative.words if word]
        return tree(some, notation) if some else "", len(some) < len(alternative.words)
    if begun:
        return f"{_CONTINUES}+", True
    return notation.sequence(_BEGINS, f"{_CONTINUES}*"), False


def _follow(follow: Follow, notation: Notation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What leads on from a word to anything, and what may end the text behind it."""
    match follow:
        case Follow.ANYTHING:
            return ("",), ()
        case Follow.SINGLE | Follow.DOUBLE:
            return (notation.text(follow.value),), ()
        case Follow.END:
            return (_ENDS,), ("",)
        case Follow.VALUE:
            sign = notation.sequence(f"{_BLANK}*", notation.text("="))
            return (notation.sequence(sign, _NOT_EQUAL_SIGN),), (sign,)
    compared = notation.text("==")
    behind_blanks = notation.sequence(f"{_BLANK}+", notation.either([_NOT_BLANK, compared]))
    return (_ENDS_PLAINLY, compared, behind_blanks), ("", f"{_BLANK}+")
