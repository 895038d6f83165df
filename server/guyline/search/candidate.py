"""A text that might take the place of another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Who made a candidate."""

    RULES = "rules"
    """Rewrites of the rules, and nothing else."""

    REPAIR = "repair"
    """Templates and mutations of the code that is to be mended."""

    MEMORY = "memory"
    """An edit that was accepted before, or a measured pattern."""

    MODEL = "model"
    """A model wrote it; it is marked so wherever it is shown."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A whole new text of a file.

    Attributes:
        text: The text.
        title: What it does, in a few words, beginning with a verb.
        origin: Who made it.
        steps: What was done, in order: codes of rules, or of templates.
    """

    text: str
    title: str
    origin: Origin
    steps: tuple[str, ...] = ()
