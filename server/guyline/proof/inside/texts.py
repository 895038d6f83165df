"""Texts changed in one place."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random


def changed_text(text: str, among: Sequence[str], random: Random) -> str | None:
    """A text like this one; None: another is as good.

    Args:
        text: The text.
        among: What may be put in.
        random: The source of chance.
    """
    place = random.randint(0, len(text))
    end = min(len(text), place + random.choice((1, 1, 2, 4)))
    what = random.randrange(9)
    if what == 0:
        return text[:place] + text[end:]
    if what in (1, 2):
        return text[:place] + random.choice(among) + text[place:]
    if what in (3, 4):
        return text[:place] + random.choice(among) + text[end:]
    if what == 5:
        return text[:place] + text[place:end] * 2 + text[end:]
    if what == 6:
        return random.choice((text.upper(), text.lower(), text.swapcase(), text.title()))
    if what == 7:
        return random.choice((text + text, text[::-1], text[:place], text[place:]))
    digits = [place for place, letter in enumerate(text) if letter.isdigit()]
    if not digits:
        return None
    chosen = random.choice(digits)
    return text[:chosen] + random.choice("0123456789") + text[chosen + 1 :]
