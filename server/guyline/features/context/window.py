"""The code around the cursor: the text before it, what stands above that, and what follows.

The beginning of the text before stays where it is from one keystroke to the next and moves
in steps, so that an endpoint's prefix cache holds. What stands above it (the imports, and
the lines that begin the blocks around) depends on that beginning alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from guyline.features.context.tokens import characters_of, tokens_of
from guyline.text import headers_above

_HEAD = 1 / 6
"""The part of the text before that what stands above it may take."""

_STEPS = 3
"""Steps in which the beginning moves, in the length of the text before."""

_IMPORT = re.compile(
    r"^(?:import[ \t]|from[ \t]+[\w.]+[ \t]+import[ \t]*)(?:\([^)#\"']*\)|[^\n(;#\\]*)",
    re.MULTILINE,
)
_REACH = 100_000
"""Characters in which scopes are looked for above a place, and imports at the top."""

_SCOPE = re.compile(r"(?:async\s+def|def|class)\s")
_LINE = 200
"""Characters of a line above the text that are shown."""


@dataclass(frozen=True, slots=True)
class Window:
    """The text around a cursor, as it is shown.

    Attributes:
        before: What stands above, and the text before, with line feeds at the ends of lines.
        after: What follows the cursor.
        start: Where in the document the text before begins.
        end: Where in the document what follows ends.
    """

    before: str
    after: str
    start: int
    end: int


class Windows:
    """Cuts windows out of documents, and keeps what stands above the last one."""

    def __init__(self) -> None:
        self._above: tuple[str, int, str] | None = None

    def around(
        self, text: str, offset: int, before: int, after: int, *, head: bool = True
    ) -> Window:
        """The text around a cursor.

        Args:
            text: The document.
            offset: The cursor.
            before: The most tokens before it.
            after: The most tokens behind it.
            head: Whether imports and scopes stand above.
        """
        steps = _STEPS if head else 2
        start = _start(text, offset, characters_of(before), steps)
        # Text of other scripts has more tokens than its length tells.
        for part in (2, 4, 8):
            if tokens_of(text[start:offset]) <= 1.25 * before:
                break
            start = _start(text, offset, characters_of(before) // part, steps)
        end = _end(text, offset, characters_of(after))
        if tokens_of(text[offset:end]) > 1.25 * after:
            end = _end(text, offset, characters_of(after) // 4)
        longest = round(characters_of(before) * _HEAD) if head else 0
        above = self._head(text, start, longest)
        return Window(above + newlines(text[start:offset]), newlines(text[offset:end]), start, end)

    def _head(self, text: str, start: int, longest: int) -> str:
        if start == 0 or longest == 0:
            return ""
        above = text[:start]
        if self._above is None or self._above[:2] != (above, longest):
            self._above = above, longest, head_of(text, start, longest)
        return self._above[2]


def head_of(text: str, start: int, longest: int) -> str:
    """The imports above a place, and the classes and functions around it, line by line.

    Args:
        text: The document.
        start: The place, at the beginning of a line.
        longest: The most characters.
    """
    scopes: list[str] = []
    low = max(0, start - _REACH)
    near = text[low : start + _REACH]  # with the line that begins there, for its indentation
    headers = [line for line in headers_above(near, start - low) if _SCOPE.match(line)]
    for depth, line in enumerate(reversed(headers)):
        scopes.append("    " * depth + line[:_LINE])
    left = longest - sum(len(line) + 1 for line in scopes)
    if left < 0:
        return ""
    lines: list[str] = []
    for match in _IMPORT.finditer(text, 0, min(start, _REACH)):
        line = newlines(match[0]).rstrip()
        if len(line) + 1 > left:
            break
        left -= len(line) + 1
        lines.append(line)
    return "".join(f"{line}\n" for line in (*lines, *scopes))


def _start(text: str, offset: int, longest: int, steps: int) -> int:
    """Where the text before begins: at a line, and at a multiple of a step."""
    step = max(1, longest // steps)
    least = longest - step
    start = max(0, offset - least) // step * step
    if start > 0:
        line_end = text.find("\n", start, offset)
        start = line_end + 1 if 0 <= line_end < offset - least // 2 else start
    return start


def _end(text: str, offset: int, longest: int) -> int:
    """Where what follows ends: with a line, where one ends in reach."""
    end = min(len(text), offset + longest)
    if end == len(text):
        return end
    line_end = text.rfind("\n", offset, end)
    return line_end + 1 if line_end >= 0 else end


def newlines(text: str) -> str:
    """The text with the line ends that models were trained on."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def place_of(text: str, offset: int) -> str:
    """The definition around a place: its first line, with the indentation; empty at the top.

    Told by the indentation of the lines above, which are looked at up to a bound.
    """
    begin = text.rfind("\n", 0, offset) + 1
    line = text[begin:offset]
    indent = _indent(line)
    for _ in range(_LOOKED):
        if begin == 0 or indent == 0:
            return ""
        end, begin = begin - 1, text.rfind("\n", 0, begin - 1) + 1
        line = text[begin:end]
        if not line.strip() or _indent(line) >= indent or line.lstrip()[0] in "#)]}":
            continue
        if _SCOPE.match(line.lstrip()):
            return line.rstrip()
        indent = _indent(line)
    return ""


_LOOKED = 500
"""Lines above a place that are looked at."""


def _indent(line: str) -> int:
    expanded = line.expandtabs()
    return len(expanded) - len(expanded.lstrip())
