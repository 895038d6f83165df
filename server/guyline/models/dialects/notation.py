r"""How a dialect writes what all of them have: text, sequences, alternatives, options.

Escapes are those that all engines of a dialect read alike. ``\xHH`` in a text is not: for
xgrammar it goes on as long as hexadecimal digits do, as in C, and ``{`` before ``2`` became
another character. Four digits behind ``\u`` are four digits everywhere.

Nothing but a class is repeated, and what may be left out is a branch beside the empty text:
llama.cpp refuses a ``?`` behind a group that has two thousand others within.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_SPECIAL = re.compile(r"[\x00-/:-@\[-^`{-\x7f]")


def is_plain(text: str) -> bool:
    """Whether no dialect has anything to escape in ``text``."""
    return _SPECIAL.search(text) is None


@dataclass(frozen=True, slots=True)
class Notation:
    """One dialect's way of writing.

    Attributes:
        quote: What stands around text.
        space: What stands between the parts of a sequence.
        group: How a group begins; a bracket ends it.
        nothing: The empty text, as a branch.
        escapes: What characters are written as, by their code points.
    """

    quote: str
    space: str
    group: str
    nothing: str
    escapes: Mapping[int, str]

    def text(self, text: str) -> str:
        """``text`` itself; it isn't empty."""
        return self.plain(text if is_plain(text) else text.translate(self.escapes))

    def plain(self, text: str) -> str:
        """The same for text without anything to escape."""
        quote = self.quote
        return f"{quote}{text}{quote}"

    def sequence(self, *parts: str) -> str:
        """One part after the other; an empty one is left out."""
        return self.space.join(filter(None, parts))

    def either(self, branches: Sequence[str]) -> str:
        """One of at least one branch."""
        if len(branches) == 1:
            return branches[0]
        return f"{self.group}{f'{self.space}|{self.space}'.join(branches)})"

    def optional(self, branches: Sequence[str]) -> str:
        """One of at least one branch, or nothing."""
        return self.either([*branches, self.nothing])


def _four_digits(codes: Iterable[int]) -> dict[int, str]:
    return {code: f"\\u{code:04x}" for code in codes}


QUOTED = Notation(
    quote='"',
    space=" ",
    group="(",
    nothing='""',
    escapes=_four_digits(range(32)) | {9: r"\t", 10: r"\n", 13: r"\r", 34: r"\"", 92: r"\\"},
)
"""The way of grammars: text in quotes, blanks between parts."""

BARE = Notation(
    quote="",
    space="",
    group="(?:",
    nothing="",
    escapes=_four_digits(code for code in range(128) if _SPECIAL.match(chr(code))),
)
"""The way of regular expressions: text as it is, so whatever could be an operator is
escaped, and groups that are not captured."""
