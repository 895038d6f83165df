"""What a profile says, whatever made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Coverage(Enum):
    """What it means that a profile does not tell of a function."""

    CALLS = "calls"
    """Each call was seen: it was not called."""

    SAMPLES = "samples"
    """The program was looked at now and then: it took little."""

    CHOSEN = "chosen"
    """Nothing: only some functions are told of."""


@dataclass(frozen=True, slots=True)
class Key:
    """A function as a profile names it.

    Attributes:
        path: The file, as the profile has it.
        name: The function's name, qualified where the profile does so.
        line: Its first line, that of the first decorator, from 1; 0: not told.
    """

    path: str
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Spent:
    """Time of one function, in seconds.

    Attributes:
        own: In itself and in the library code that it called, as far as that is told.
        whole: Until it returned, with all that it called; the most it can have been.
    """

    own: float
    whole: float

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.own + other.own, self.whole + other.whole)


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile.

    Attributes:
        source: What it is to a person, after "of": ``your last test run``, ``prof.out``.
        taken_at: When it was begun or written, in seconds since 1970.
        total: Seconds in all; at least so many where the format does not tell.
        functions: The functions it saw.
        lines: Seconds by path and line, where it tells of lines.
        coverage: What it means that it tells nothing of a function.
        interval: Seconds between two looks of a sampling profiler.
        hashes: The SHA-256 of files as they were then, where it tells.
        root: The folder that relative paths start from; empty: not told.
        knows_callers: Whether it tells who called library code; else its time is in nobody's own.
    """

    source: str
    taken_at: float
    total: float
    functions: Mapping[Key, Spent]
    lines: Mapping[tuple[str, int], float] = field(default_factory=dict)
    coverage: Coverage = Coverage.CALLS
    interval: float = 0.0
    hashes: Mapping[str, str] = field(default_factory=dict)
    root: str = ""
    knows_callers: bool = True

    @property
    def paths(self) -> set[str]:
        """The files it tells of."""
        return {key.path for key in self.functions} | {path for path, _ in self.lines}


@dataclass(frozen=True, slots=True)
class Origin:
    """A profile's file.

    Attributes:
        name: The file's name, for messages.
        written_at: When it was written, in seconds since 1970.
        root: The folder that relative paths of a recorded test run start from.
    """

    name: str
    written_at: float
    root: str = ""


class BadProfileError(ValueError):
    """What was read is no profile, or not the kind it says it is."""
