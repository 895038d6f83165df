"""What a profile says of places in files: what they took, and whether they are hot or cold.

It abstains (None) where the profile does not tell: of files and functions it did not see, and of
those that it can't be sure are the same now. Names outlast a change of the file; lines do not.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from guyline.hints.heat.outline import Function, Outline
from guyline.hints.heat.places import match
from guyline.hints.heat.profile import Coverage, Key, Profile, Spent

SMALL_SHARE = 0.01
SMALL_SECONDS = 0.010
"""What is below both is cold; what reaches both is hot."""

_ENOUGH_SAMPLES = 300
"""None of so many seen: under 1 %, 19 times in 20 (the rule of three)."""

_UNSEEN = Spent(0.0, 0.0)


class Temperature(Enum):
    """How much of a run a place took."""

    HOT = "hot"
    MILD = "mild"
    COLD = "cold"


@dataclass(frozen=True, slots=True)
class Warmth:
    """What a place took.

    Attributes:
        seconds: So long, the functions of the project that it called left out.
        by_lines: Whether that is of the lines themselves; else it is of their function.
        temperature: How much that is.
        source: Of what, to a person: ``your last test run``.
        most: So long at most, where it is not known what library code took that it called.
        is_seen: Whether the profile tells of it; else it tells of others of the same file.
    """

    seconds: float
    by_lines: bool
    temperature: Temperature
    source: str
    most: float
    is_seen: bool = True


class Heat:
    """A profile, held to the files of a workspace.

    Args:
        profile: The profile.
        roots: Folders of the workspace, absolute, the nearest first.
    """

    def __init__(self, profile: Profile, roots: Sequence[Path]) -> None:
        self._profile = profile
        bases = [profile.root] if profile.root else [str(root) for root in roots]
        self._paths = match(profile.paths, bases)
        self._functions = defaultdict[str, list[tuple[Key, Spent]]](list)
        for key, spent in profile.functions.items():
            self._functions[key.path].append((key, spent))
        self._lines = defaultdict[str, dict[int, float]](dict)
        for (path, line), seconds in profile.lines.items():
            self._lines[path][line] = seconds

    def file(self, path: Path, text: str) -> FileHeat | None:
        """What the profile says of a file; None: it did not see it.

        Args:
            path: The file.
            text: What it holds now, saved or not.
        """
        real = os.path.realpath(path)
        paths, is_guess = self._paths.get(real, []), False
        if not paths:
            paths, is_guess = self._paths.get(path.name, []), True
        if not paths:
            return None
        functions = [each for name in paths for each in self._functions[name]]
        lines = defaultdict[int, float](float)
        for name in paths:
            for line, seconds in self._lines[name].items():
                lines[line] += seconds
        is_same = not is_guess and self._is_same(Path(real), text, paths)
        return FileHeat(self._profile, Outline(text), functions, lines, is_same, is_guess)

    def _is_same(self, real: Path, text: str, paths: Iterable[str]) -> bool:
        """Whether a file is as it was when the profile was taken."""
        told = [self._profile.hashes[name] for name in paths if name in self._profile.hashes]
        try:
            data, changed_at = real.read_bytes(), real.stat().st_mtime
        except OSError:
            return False
        if _plain(data.decode("utf-8", "replace")) != _plain(text):
            return False
        if told:
            return told == [hashlib.sha256(data).hexdigest()]
        return changed_at <= self._profile.taken_at


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


class FileHeat:
    """What a profile says of one file.

    Args:
        profile: The profile.
        outline: The file's functions.
        functions: What it says of functions of the file.
        lines: What it says of lines; empty: nothing.
        is_same: Whether the file is as it was then, so that lines mean the same.
        is_guess: Whether only the file's name is known to be the same.
    """

    def __init__(
        self,
        profile: Profile,
        outline: Outline,
        functions: Sequence[tuple[Key, Spent]],
        lines: dict[int, float],
        is_same: bool,
        is_guess: bool,
    ) -> None:
        self._profile = profile
        self._outline = outline
        self._functions = functions
        self._lines = lines
        self._is_same = is_same
        self._is_guess = is_guess

    def of(self, start: int, end: int) -> Warmth | None:
        """What a place took; None: the profile does not tell.

        Args:
            start: Where it begins, in code points.
            end: Where it ends.
        """
        function = self._outline.at(start)
        if function is None or self._profile.total <= 0:
            return None
        spent, is_there = self._spent(function)
        seconds = self._of_lines(function, start, end) if is_there else None
        if spent is None:
            if seconds is None:
                return None
            spent = Spent(seconds, seconds)
        own = spent.own if seconds is None else seconds
        own = min(own, self._profile.total)
        share = self._profile.total * SMALL_SHARE
        if max(spent.whole, own) < min(share, SMALL_SECONDS):
            temperature = Temperature.COLD
        elif own >= max(share, SMALL_SECONDS):
            temperature = Temperature.HOT
        else:
            temperature = Temperature.MILD
        most = own if self._profile.knows_callers else min(spent.whole, self._profile.total)
        source, is_seen = self._profile.source, spent is not _UNSEEN
        return Warmth(own, seconds is not None, temperature, source, most, is_seen)

    def _spent(self, function: Function) -> tuple[Spent | None, bool]:
        """What the profile says of a function, and whether its lines are where they were."""
        named = [each for each in self._functions if _tail(each[0].name) == function.tail]
        there = [spent for key, spent in named if key.line in (function.first, 0)]
        if there and (self._is_same or self._is_guess):
            return _sum(there), self._is_same
        if self._is_guess:
            return None, False
        fully = [each for each in named if each[0].name == function.name]
        if not fully and self._outline.is_only(function):
            fully = named
        if len({key.line for key, _ in fully}) == 1:
            return _sum(spent for _, spent in fully), False
        if not named and self._is_same:
            return self._unseen(function), True
        return None, False

    def _unseen(self, function: Function) -> Spent | None:
        """What it means that a function of an unchanged file was not seen."""
        profile = self._profile
        if not function.is_called or not self._saw_calls:
            return None
        if profile.coverage is Coverage.CHOSEN:
            return None
        if profile.coverage is Coverage.SAMPLES:
            enough = profile.total >= _ENOUGH_SAMPLES * profile.interval
            return _UNSEEN if enough else None
        return _UNSEEN

    @cached_property
    def _saw_calls(self) -> bool:
        """Whether any function of the file was seen: it was not merely imported."""
        called = self._outline.called
        return any((_tail(key.name), key.line) in called for key, _ in self._functions)

    def _of_lines(self, function: Function, start: int, end: int) -> float | None:
        """Seconds of the lines of a place; None: nothing is told of the function's lines."""
        if not any(function.first <= line <= function.last for line in self._lines):
            return None
        lines = self._outline.lines
        first, last = lines.line_at(start) + 1, lines.line_at(max(start, end - 1)) + 1
        return sum(self._lines.get(line, 0.0) for line in range(first, last + 1))


def _tail(name: str) -> str:
    return name.rpartition(".")[2]


def _sum(spent: Iterable[Spent]) -> Spent:
    return sum(spent, Spent(0.0, 0.0))
