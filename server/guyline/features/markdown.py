"""Texts of others in Markdown: each shows as just what it is."""

from __future__ import annotations

import html
import re

_LONGEST = 4_000


def plain(text: str) -> str:
    """A text that is nothing but itself: no link, no image, no tag."""
    shown = html.escape(" ".join(text.split()), quote=False)
    return re.sub(r"([\\`*_\[\]|!<>#])", r"\\\1", shown)


def code(text: str) -> str:
    """Code in a line, that its own text can't end."""
    text = " ".join(text.split())
    longest = _longest_ticks(text)
    ticks = "`" * (longest + 1)
    return f"{ticks} {text} {ticks}" if longest else f"{ticks}{text}{ticks}"


def fenced(text: str, language: str) -> str:
    """A block of code that its own text can't end, cut off where it is very long."""
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    fence = "`" * max(3, _longest_ticks(text) + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _longest_ticks(text: str) -> int:
    return max((len(each) for each in re.findall("`+", text)), default=0)
