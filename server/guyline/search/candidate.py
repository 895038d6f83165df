"""A text that might take the place of another."""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Who made a candidate."""

    RULES = "rules"
    """Rewrites of rules and templates, and nothing else."""

    REPAIR = "repair"
    """Templates and mutations of the code that is to be mended."""

    MEMORY = "memory"
    """An edit that was accepted before."""

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
        proved: Whether each step is proved to change nothing but time.
    """

    text: str
    title: str
    origin: Origin
    steps: tuple[str, ...] = ()
    proved: bool = False


def meaning_of(text: str) -> str:
    """What two texts share that differ in layout and comments only; the text where it is none."""
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text


def changed_lines(old: str, new: str) -> int:
    """How many lines were taken out and put in."""
    kinds = (line[0] for line in difflib.ndiff(old.splitlines(), new.splitlines()))
    return sum(kind in "+-" for kind in kinds)
