"""What the model is shown of a document."""

from __future__ import annotations

_STEP = 600
"""Characters by which the beginning of the prompt moves.

It stays where it is while the text grows at its end, so that the server's prefix cache
holds from one keystroke to the next, and moves on in steps.
"""


def prompt_before(before: str, *, least: int = _STEP) -> str:
    """The end of the text before the cursor, whole lines, between one and two steps long.

    Args:
        before: The document up to the cursor.
        least: The fewest characters shown, where there are as many.
    """
    start = max(0, len(before) - least) // _STEP * _STEP
    if start > 0:
        line_end = before.find("\n", start)
        start = line_end + 1 if 0 <= line_end < len(before) - least // 2 else start
    return _newlines(before[start:])


def _newlines(text: str) -> str:
    """The text with the line ends that models were trained on."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
