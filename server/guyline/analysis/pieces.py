"""What is found in the lines of a text, looked for again only where the text has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_PIECE = 4_000
"""Characters above which a piece ends with its line."""


class InLines:
    """Names that are found line by line, of one text after another.

    A text that is like the last one costs a comparison of the two, which is a fraction of what
    the search does.

    Args:
        find: The names in some whole lines; no more than the names in each of them.
    """

    def __init__(self, find: Callable[[str], frozenset[str]]) -> None:
        self._find = find
        self._pieces: list[tuple[str, frozenset[str]]] = []

    def of(self, text: str) -> frozenset[str]:
        """The names in a text."""
        old = self._pieces
        start, low = 0, 0
        while low < len(old) and _goes_on(text, old[low][0], start):
            start += len(old[low][0])
            low += 1
        end, high = len(text), len(old)
        while high > low and _ends(text, old[high - 1][0], start, end):
            high -= 1
            end -= len(old[high][0])
        changed = [(piece, self._find(piece)) for piece in _cut(text, start, end)]
        self._pieces = [*old[:low], *changed, *old[high:]]
        return frozenset().union(*(names for _, names in self._pieces))


def _goes_on(text: str, piece: str, start: int) -> bool:
    """Whether a piece stands at ``start``, and a line ends where it does."""
    whole = piece.endswith("\n") or start + len(piece) == len(text)
    return whole and text.startswith(piece, start)


def _ends(text: str, piece: str, start: int, end: int) -> bool:
    """Whether a piece ends at ``end``, and a line begins where it does, not before ``start``."""
    begin = end - len(piece)
    whole = begin == start or (begin > start and text[begin - 1] == "\n")
    return whole and text.startswith(piece, begin)


def _cut(text: str, start: int, end: int) -> Iterator[str]:
    """Whole lines, some at a time."""
    while start < end:
        line = text.find("\n", min(start + _PIECE, end), end) + 1
        stop = line or end
        yield text[start:stop]
        start = stop
