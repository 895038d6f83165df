"""The white space that a line begins with, left for the model to write itself.

Tokenizers put the white space before a word into one token with the line end before it, or with
the word. A text that ends behind the margin of an empty line therefore ends in a token that a
model has hardly ever seen there, and a small one then ends at once, or goes on with anything. So
that space is taken off the prompt, and has to be what the answer begins with. An answer that
begins in another way is asked for once more, behind the text as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST = 80
"""Characters of white space, besides the margin, after which a line is not waited for."""


def without_margin(text: str) -> tuple[str, str]:
    """A text up to an empty line's margin at its end, and the margin; empty: it ends otherwise."""
    before = text.rstrip()
    line_end = text.rfind("\n", len(before))
    margin = text[line_end + 1 :]
    if not before or line_end < 0 or margin.strip(" \t"):
        return text, ""
    return (before, margin) if margin else (text, "")


@dataclass(slots=True)
class Margin:
    """The beginning of an answer, from which a margin is taken as it comes.

    Attributes:
        text: The margin.
        missed: Whether the answer is known to begin in another way.
    """

    text: str
    missed: bool = False
    _begun: str = ""
    _passed: bool = False

    def feed(self, text: str, *, complete: bool = False) -> str:
        """What ``text`` adds behind the margin; ``complete``: no more will come."""
        if self._passed or self.missed:
            return text if self._passed else ""
        self._begun += text
        rest = self._begun.lstrip()
        blanks = self._begun[: len(self._begun) - len(rest)]
        is_long = len(blanks) > _LONGEST + len(self.text)
        if not rest and not complete and not is_long:
            return ""
        begins = blanks[blanks.rfind("\n") :] == f"\n{self.text}"
        self._passed = bool(rest) and begins and not is_long
        self.missed = not self._passed
        return rest if self._passed else ""
