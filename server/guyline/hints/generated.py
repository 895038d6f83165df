"""Files that a program wrote: nobody edits them, so that a hint there has no reader.

Such files say so in a comment before their first line of code. Django's migrations say it too, and
are kept and edited by people afterwards.
"""

from __future__ import annotations

import re

_HEAD = 60
"""Lines that are looked through at most: licences come first, and are long."""

_SAID = re.compile(
    r"\b(?:auto|automatically|machine)[- ]?generated\b"
    r"|\bgenerated (?:automatically|by (?!django\b)|from\b)"
    r"|@generated\b"
    r"|\bdo not (?:edit|modify)\b",
    re.IGNORECASE,
)


def is_generated(text: str) -> bool:
    """Whether a file's first comment says that a program wrote it.

    Args:
        text: The file's text; only its beginning is read.
    """
    start = 0
    for _ in range(_HEAD):
        end = text.find("\n", start)
        line = (text[start:] if end < 0 else text[start:end]).strip()
        if line and not line.startswith("#"):
            return False
        if _SAID.search(line):
            return True
        if end < 0:
            return False
        start = end + 1
    return False
