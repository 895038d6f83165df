"""The words around a cursor: what may be worth a definition, and what to search for."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterator

from guyline.features.context.chunks import words

_BEFORE = 1500
"""Characters before the cursor that are looked through."""

_AFTER = 400
"""Characters behind it."""

_CHAIN = re.compile(r"(?<![\w.\"'])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_COMMENT = re.compile(r"#[^\n]*")
_OWN = frozenset({"self", "cls"})
_PLAIN = frozenset(keyword.kwlist) | frozenset(dir(builtins)) | {"_", "match", "case", "type"}


def chains(text: str, offset: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """Dotted names near a cursor, the nearest first, and where each begins.

    ``self`` and ``cls`` alone are left out, as is what is being written at the cursor.
    """
    low, high = max(0, offset - _BEFORE), min(len(text), offset + _AFTER)
    low = text.rfind("\n", 0, low) + 1 if low else 0
    near = _COMMENT.sub(lambda match: " " * len(match[0]), text[low:high])
    found = []
    for match in _CHAIN.finditer(near):
        begin, end = low + match.start(), low + match.end()
        parts = tuple(match[0].split("."))
        if begin <= offset <= end:
            parts = parts[:-1]
        if not parts or parts[0] in _PLAIN or (len(parts) == 1 and parts[0] in _OWN):
            continue
        found.append((abs(offset - end) + (_AFTER if begin > offset else 0), parts, begin))
    seen = set()
    for _, parts, begin in sorted(found):
        if parts not in seen:
            seen.add(parts)
            yield parts, begin


def to_search(text: str, offset: int) -> list[str]:
    """The words to search similar code for, those nearest to the cursor first."""
    before = text[max(0, offset - _BEFORE) : offset]
    after = text[offset : offset + _AFTER]
    lines = [*reversed(before.split("\n")), *after.split("\n")]
    return list(dict.fromkeys(word for line in lines for word in words(line)))
