"""How far a draft goes: one line, or a block; and where it stops being of use."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANK = 48
"""White-space characters with nothing else after which a draft is given up."""

_PERIOD = re.compile(r"(?P<unit>[^\n]{2,40}?|[^\n]{3,80}\n)(?P=unit){3,}\Z")
"""Four times the same in a row: a model that is going round in circles."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a draft ends.

    Attributes:
        lines: The most lines.
        floor: The columns of white space a further line begins with at the least; a line
            with less is outside the block.
        block: Whether the draft may go on over several lines from the start.
        opens: Whether a line ending in a colon may go on into its block.
        head: The cursor's line up to the cursor.
        below: The line that already stands below, without white space around it.
    """

    lines: int = 1
    floor: int = 0
    block: bool = False
    opens: bool = False
    head: str = ""
    below: str = ""

    def stop(self, draft: str) -> int | None:
        """Where ``draft`` ends; None while it may go on."""
        if not draft.strip():
            return 0 if len(draft) > _BLANK or draft.count("\n") > 2 else None
        if circling := _PERIOD.search(draft[-400:]):
            start = max(0, len(draft) - 400) + circling.start()
            return start + len(circling["unit"])
        return self._end_of_lines(draft)

    def _end_of_lines(self, draft: str) -> int | None:
        floor = self.floor
        begun = 0
        for number, end in enumerate(_LINE_END.finditer(draft), start=1):
            line = (self.head if begun == 0 else "") + draft[begun : end.start()]
            if begun and self._is_outside(line, floor):
                return _before_line_end(draft, begun)
            if not begun and not self.head.strip() and line.strip() == self.below:
                return 0  # nothing but the line that stands below already
            more = self.block or (self.opens and (begun > 0 or _opens_block(line)))
            if not more or number >= self.lines:
                return end.start()
            if begun == 0 and not self.block:
                floor = _columns(line) + 1
            begun = end.end()
        line = draft[begun:]
        if begun and line.strip() and self._is_outside(line, floor):
            return _before_line_end(draft, begun)
        return None

    def _is_outside(self, line: str, floor: int) -> bool:
        if not line.strip():
            return False
        return _columns(line) < floor or line.strip() == self.below


def _opens_block(line: str) -> bool:
    return line.rstrip().endswith(":") and not line.lstrip().startswith("#")


def _before_line_end(draft: str, begun: int) -> int:
    """The end of the line before the one that begins at ``begun``."""
    ends = [m.start() for m in _LINE_END.finditer(draft, 0, begun) if m.end() == begun]
    return ends[-1] if ends else begun


def _columns(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
