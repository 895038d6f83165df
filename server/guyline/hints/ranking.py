"""How much a hint matters: its level, and its place among others.

The order, the first that differs counts:

1. the level: warnings, then informations, then hints;
2. where a profile tells: the seconds that the faster form would save, by the measured effect
   (all of them, where that is not known); where none tells: as if nothing were saved;
3. the growth that goes: from quadratic to linear is more than from ``n log n`` to linear;
4. how many loops run it again and again;
5. the measured effect;
6. file, line and code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache

from guyline.hints.effects import effect_of
from guyline.hints.heat import Temperature, Warmth
from guyline.hints.rule import Rule
from guyline.hints.rules import all_rules

_SUPERSCRIPTS = {"²": 2.0, "³": 3.0}
_FACTOR = re.compile(r"(?P<log>log ?\w)|(?P<root>√\w)|(?P<to>2ⁿ)|(?P<n>[a-z])(?P<power>[²³])?")
_EXPONENTIAL = 100.0
_SHORTEST = 0.001
"""Seconds below which no number is told."""


class Level(Enum):
    """How loudly a hint is told."""

    WARNING = "warning"
    """A profile says that it is hot."""

    INFORMATION = "information"
    """No profile tells, or it is neither hot nor cold."""

    HINT = "hint"
    """A profile says that it is cold."""


_LOUDNESS = {Level.WARNING: 0, Level.INFORMATION: 1, Level.HINT: 2}
_LEVELS = {
    Temperature.HOT: Level.WARNING,
    Temperature.MILD: Level.INFORMATION,
    Temperature.COLD: Level.HINT,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A hint, as far as ranking goes.

    Attributes:
        code: The rule's number.
        depth: How many loops run it again and again.
        path: The file.
        line: The line, from 1.
        warmth: What a profile says of it; None: nothing.
    """

    code: str
    depth: int
    path: str
    line: int
    warmth: Warmth | None = None


def level_of(warmth: Warmth | None) -> Level:
    """How loudly a hint at such a place is told."""
    return Level.INFORMATION if warmth is None else _LEVELS[warmth.temperature]


def rank(spots: Iterable[Spot], version: tuple[int, int] = (3, 10)) -> list[Spot]:
    """The hints in their order, those that matter most first.

    Args:
        spots: The hints.
        version: The Python whose measured effects count.
    """
    return sorted(spots, key=lambda spot: _key(spot, version))


def _key(spot: Spot, version: tuple[int, int]) -> tuple[float, float, float, int, float, object]:
    rule = _rules().get(spot.code)
    effect = effect_of(rule, version) if rule is not None else None
    seconds = spot.warmth.seconds if spot.warmth is not None else 0.0
    saved = seconds * (1 - 1 / effect) if effect is not None and effect >= 1 else seconds
    before, after = (rule.growth if rule is not None else None) or ("", "")
    return (
        _LOUDNESS[level_of(spot.warmth)],
        -saved,
        degree(after) - degree(before),
        -spot.depth,
        -(effect or 1.0),
        (spot.path, spot.line, spot.code),
    )


@cache
def _rules() -> dict[str, Rule]:
    return {rule.code: rule for rule in all_rules()}


def degree(growth: str) -> float:
    """The power that a growth is about: 2 of ``O(n²)`` and ``O(n·m)``, 1.1 of ``O(n log n)``.

    Of several (``O(1) to O(n)``) the highest counts, of a sum its largest part; nothing is 0.
    """
    inside = re.findall(r"O\(([^()]*)\)", growth)
    return max((_product(part) for each in inside for part in each.split("+")), default=0.0)


def _product(factors: str) -> float:
    found = 0.0
    for match in _FACTOR.finditer(factors):
        if match["to"]:
            found += _EXPONENTIAL
        elif match["log"]:
            found += 0.1
        elif match["root"]:
            found += 0.5
        else:
            found += _SUPERSCRIPTS.get(match["power"] or "", 1.0)
    return found


def in_words(warmth: Warmth | None) -> str:
    """What a place took, to be added to a message; empty: nothing is known."""
    if warmth is None:
        return ""
    if not warmth.is_seen:
        return f"its function was not seen in {warmth.source}"
    whose = "" if warmth.by_lines else "its function took "
    if warmth.most < _SHORTEST:
        return f"{whose}less than 1 ms of {warmth.source}"
    least, most = _time(warmth.seconds), _time(warmth.most)
    if warmth.seconds < _SHORTEST:
        return f"{whose}at most {most} of {warmth.source}"
    if least == most:
        return f"{whose}about {most} of {warmth.source}"
    return f"{whose}between {least} and {most} of {warmth.source}"


def _time(seconds: float) -> str:
    """A time by its first two digits; no profiler knows more."""
    known = float(f"{seconds:.2g}")
    for unit, size in (("h", 3600), ("min", 60), ("s", 1)):
        if known >= size * (1 if unit == "s" else 2):
            return f"{float(f'{seconds / size:.2g}'):g} {unit}"
    return f"{known * 1000:.10g} ms"
