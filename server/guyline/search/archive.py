"""Candidates that are better than what stands there, a few of each sort.

An archive of elites (Mouret and Clune, Illuminating Search Spaces by Mapping Elites, 2015): kept
are the fastest few of each cell, where a cell is how the time grows, how much memory it takes and
how large the change is. So a small change is not lost because a large one is faster.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from guyline.search.candidate import changed_lines
from guyline.search.judging import LEANER, Fate, Judged, memory_of

_ALIKE = 1.1
"""Gains within this factor are no reason to show two candidates."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A candidate that is shown, and for what.

    Attributes:
        kind: ``smallest``, ``fastest`` or ``leanest``.
        judged: The candidate, with what it was found to be.
        lines: Lines that it takes out and puts in.
    """

    kind: str
    judged: Judged
    lines: int


_KEPT = 4


class Archive:
    """What was found for one function.

    Args:
        old: The text before.
    """

    def __init__(self, old: str) -> None:
        self._old = old
        self._cells: dict[tuple[float, int, int], list[Judged]] = {}
        self._lines: dict[str, int] = {}

    def add(self, judged: Judged) -> bool:
        """Keep a candidate that is better than the old text; whether it is the best of its cell.

        A few more are kept of each cell: the best may be found to be wrong when it is tried hard.
        """
        if judged.fate is not Fate.BETTER:
            return False
        cell = self._cells.setdefault(self._cell(judged), [])
        cell.append(judged)
        cell.sort(key=lambda each: (-each.gain, self._size(each)))
        del cell[_KEPT:]
        return cell[0] is judged

    def remove(self, judged: Judged) -> None:
        """Forget a candidate."""
        for place, cell in list(self._cells.items()):
            left = [each for each in cell if each.candidate.text != judged.candidate.text]
            if left:
                self._cells[place] = left
            else:
                del self._cells[place]

    def __len__(self) -> int:
        return len(self._cells)

    def chosen(self, *, hard: bool = False) -> list[Chosen]:
        """At most three, the fastest first: the fastest, the smallest change, the leanest.

        One that is hardly faster than a smaller change, and no leaner, is not shown.

        Args:
            hard: Whether only what was tried hard counts.
        """
        kept = ([each for each in cell if each.hard >= hard] for cell in self._cells.values())
        found = [cell[0] for cell in kept if cell]
        if not found:
            return []
        fastest = max(found, key=lambda each: (each.gain, -self._size(each)))
        near = [each for each in found if each.gain * _ALIKE >= fastest.gain]
        fastest = min(near, key=self._size)
        shown = {"fastest": fastest}
        self._put(shown, "smallest", found, self._size)
        lean = [each for each in found if _memory(each) <= LEANER]
        self._put(shown, "leanest", lean, _memory)
        return [Chosen(kind, each, self._size(each)) for kind, each in shown.items()]

    def _put(
        self,
        shown: dict[str, Judged],
        kind: str,
        found: list[Judged],
        key: Callable[[Judged], float],
    ) -> None:
        if not found:
            return
        best = min(found, key=lambda each: (key(each), -each.gain))
        if all(key(best) < key(each) for each in shown.values()):
            shown[kind] = best

    def _size(self, judged: Judged) -> int:
        text = judged.candidate.text
        if text not in self._lines:
            self._lines[text] = changed_lines(self._old, text)
        return self._lines[text]

    def _cell(self, judged: Judged) -> tuple[float, int, int]:
        memory = _memory(judged)
        leaner = -1 if memory <= LEANER else int(memory > 1 / LEANER)
        return _growth(judged), leaner, int(math.log2(max(1, self._size(judged))))


def _memory(judged: Judged) -> float:
    return memory_of(judged.proof.speed)


def _growth(judged: Judged) -> float:
    """The greatest exponent of time over all kinds of input, in halves; infinite: not known."""
    speed = judged.proof.speed
    values = [kind.new.value for kind in (speed.kinds if speed else ())]
    known = [value for value in values if value is not None]
    return round(max(known) * 2) / 2 if known else math.inf
