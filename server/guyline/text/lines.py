r"""Where lines begin, and how places are counted.

A place inside Guyline is an *offset*: a number of code points from the start of the
text. Protocols and libraries count otherwise, and each way is converted here, once:
lines and code points (command line, jedi), lines and code units (LSP), UTF-8 bytes
(tree-sitter).

A line ends at ``\n``, ``\r\n`` or ``\r``, as in LSP and in Python's own tokenizer.
``str.splitlines`` also breaks at form feeds and at U+2028, which stand *inside* lines of
real Python files, so it is not used.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from itertools import accumulate

_LINE_END = re.compile(r"\r\n|\r|\n")


class LineIndex:
    """Line starts of one text, as offsets.

    Args:
        text: The text; the index stays valid only for it.
    """

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        if "\r" in text:
            self._starts = [0, *(m.end() for m in _LINE_END.finditer(text))]
        else:  # as nearly always, and three times as fast
            lengths = (len(line) + 1 for line in text.split("\n"))
            self._starts = list(accumulate(lengths, initial=0))[:-1]

    def __len__(self) -> int:
        """The number of lines; an empty text has one."""
        return len(self._starts)

    def start(self, line: int) -> int:
        """The offset at which ``line`` (from 0) begins."""
        return self._starts[line]

    def end(self, line: int) -> int:
        """The offset at which ``line`` ends, before its line end."""
        if line + 1 >= len(self._starts):
            return len(self._text)
        stop = self._starts[line + 1] - 1
        if stop > self._starts[line] and self._text[stop - 1 : stop + 1] == "\r\n":
            stop -= 1
        return stop

    def line_at(self, offset: int) -> int:
        """The line (from 0) that holds ``offset``."""
        return bisect_right(self._starts, offset) - 1

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 0, the column in code points."""
        line = self.line_at(offset)
        return line, offset - self._starts[line]

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column (from 0, code points).

        Raises:
            IndexError: There is no such place.
        """
        if not 0 <= line < len(self._starts):
            raise IndexError(f"line {line} of {len(self._starts)}")
        at = self._starts[line] + column
        if column < 0 or at > self.end(line):
            raise IndexError(f"column {column} of {self.end(line) - self._starts[line]}")
        return at

    def offset_in(self, encoding: str, line: int, character: int) -> int:
        """The offset of an LSP position; places past an end fall on that end.

        LSP: "if the character value is greater than the line length it defaults back to
        the line length". A line past the last is the end of the text. A position inside
        a character falls before it.

        Args:
            encoding: What ``character`` counts: ``utf-16``, ``utf-8`` or ``utf-32``.
            line: The line, from 0.
            character: Code units from the start of the line.
        """
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self._text)
        at, end = self._starts[line], self.end(line)
        width = _WIDTHS[encoding]
        units = 0
        while at < end:
            units += width(self._text[at])
            if units > character:
                break
            at += 1
        return at

    def place_in(self, encoding: str, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 0, the column in code units."""
        line, column = self.place(offset)
        width = _WIDTHS[encoding]
        return line, sum(width(char) for char in self._text[offset - column : offset])


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 0, as :meth:`LineIndex.place` gives them.

    For one place it takes a tenth of the time that an index of the whole text does.
    """
    if text.find("\r", 0, offset) >= 0:
        return LineIndex(text).place(offset)
    return text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset) - 1


_WIDTHS: Mapping[str, Callable[[str], int]] = {
    "utf-8": lambda char: len(char.encode("utf-8", "surrogatepass")),
    "utf-16": lambda char: 2 if ord(char) > 0xFFFF else 1,
    "utf-32": lambda _: 1,
}
