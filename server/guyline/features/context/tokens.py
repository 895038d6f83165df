"""How long a text is for a model, estimated from its characters."""

from __future__ import annotations

CHARACTERS = 3.2
"""Characters of code in one token, in the mean; prose has about four."""

_WIDE = 0.8
"""Characters outside ASCII in one token: vocabularies hold few of them whole."""


def tokens_of(text: str) -> int:
    """About how many tokens a text is, without a tokenizer.

    Code in ASCII has some 3.2 characters a token in the vocabularies of today's models; of
    characters outside of it, most take a token each or more.
    """
    if text.isascii():
        return round(len(text) / CHARACTERS)
    plain = len(text.encode("ascii", "ignore"))
    return round(plain / CHARACTERS + (len(text) - plain) / _WIDE)


def characters_of(tokens: int) -> int:
    """About how many characters of code a number of tokens is."""
    return round(tokens * CHARACTERS)


def cached_share(previous: str, current: str) -> float:
    """The share of a prompt that an endpoint has read already with the one before.

    Endpoints keep what they read from the beginning up to the first difference.

    Args:
        previous: The prompt before, as one text.
        current: The prompt now.

    Returns:
        From 0 (nothing is the same) to 1; 1 for an empty prompt.
    """
    return same_length(previous, current) / len(current) if current else 1.0


def same_length(one: str, other: str) -> int:
    """How many characters two texts share at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def same_end(one: str, other: str) -> int:
    """How many characters two texts share at their end."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle :] == other[len(other) - middle :]:
            low = middle
        else:
            high = middle - 1
    return low
