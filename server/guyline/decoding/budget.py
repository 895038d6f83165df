"""What one completion may cost."""

from __future__ import annotations

from dataclasses import dataclass

WORD = 12
"""Tokens that are there for a corrected word, once, even when the budget is spent."""

TRIES = 2
"""How often a word is asked for again of an endpoint that takes no constraint."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one completion.

    Attributes:
        tokens: The most tokens received, thrown-away ones included.
        corrections: The most times the draft is cut back and asked for again.
        seconds: The most time it takes; what is there by then is used.
    """

    tokens: int = 64
    corrections: int = 4
    seconds: float = 10.0
