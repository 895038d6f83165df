"""Files as pieces of the length of a function, and the words they are found by."""

from __future__ import annotations

import keyword
import re
from collections import Counter

LONGEST = 40
"""Lines of a chunk at most."""

SHORTEST = 8
"""Lines below which a definition is put together with what follows it."""

_BEGINS = re.compile(r"^(?:[ ]{0,4}|\t)(?:@|(?:async )?def |class )", re.MULTILINE)
_PARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W_]+")
_NOTHING = frozenset(keyword.kwlist) | {"self", "cls", "def"}


def chunks(text: str) -> list[tuple[int, int]]:
    """The lines (from 0, the end not included) of each chunk; together, the whole text.

    A chunk begins at a definition, at the top or within a class, or where the one before
    it is long enough.
    """
    starts, line, position = set(), 0, 0
    for match in _BEGINS.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        starts.add(line)
    return _cut(starts, text.count("\n") + (not text.endswith("\n")))


def _cut(starts: set[int], lines: int) -> list[tuple[int, int]]:
    found, begin = [], 0
    for line in range(1, lines):
        long = line - begin >= LONGEST
        if long or (line in starts and line - begin >= SHORTEST):
            found.append((begin, line))
            begin = line
    if begin < lines:
        found.append((begin, lines))
    return found


def spread(text: str) -> str:
    """The text with the parts of ``CamelCase`` words set apart, as an index is to see them."""
    return _PARTS.sub(" ", text)


def words(text: str) -> Counter[str]:
    """The parts of identifiers in a text, in small letters, with how often each stands there.

    Keywords, single letters and numbers are left out: they tell nothing.
    """
    parts = (part.lower() for part in _WORD.findall(spread(text)))
    return Counter(p for p in parts if len(p) > 1 and not p.isdigit() and p not in _NOTHING)
