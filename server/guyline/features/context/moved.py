"""Where the lines of a document are in its next version."""

from __future__ import annotations

from dataclasses import dataclass

from guyline.features.context.tokens import same_end
from guyline.text import Document, LineIndex


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of the lines of a text; those that were not changed were moved at most.

    Attributes:
        first: Lines before this one, from 0, are where they were.
        end: From this one on, in the numbers of the text before, lines are as they were.
        grown: By how many lines these have moved down.
    """

    first: int
    end: int
    grown: int

    @staticmethod
    def between(before: Document, after: Document, start: int, tail: int) -> Moved:
        """What became of the lines of ``before`` in ``after``.

        Args:
            before: The version before.
            after: The next one.
            start: How many characters the two share at their beginning.
            tail: How many they share at their end, without these.
        """
        old, new = before.lines, after.lines
        first = min(old.line_at(start), new.line_at(start))
        if old.end(first) == start == new.end(first):
            first += 1
        if first < min(len(old), len(new)):
            # A line that begins as another one put in above it does is still the same.
            left = before.text[old.start(first) : len(before.text) - tail]
            tail += same_end(left, after.text[new.start(first) : len(after.text) - tail])
        behind = min(_behind(old, len(before.text) - tail), _behind(new, len(after.text) - tail))
        behind = min(behind, len(old) - first, len(new) - first)
        return Moved(first, len(old) - behind, len(new) - len(old))

    def line(self, line: int) -> int | None:
        """Where a line of the text before is now; None where it was changed or is gone."""
        if line < self.first:
            return line
        return line + self.grown if line >= self.end else None


def _behind(lines: LineIndex, offset: int) -> int:
    """How many lines begin at an offset or behind it."""
    line = lines.line_at(offset)
    return len(lines) - line - (lines.start(line) < offset)
