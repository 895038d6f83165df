"""What the rules were measured to be worth (``guyline bench hints``)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from guyline.hints.rule import Gain, Rule


@cache
def _table() -> dict[str, dict[str, float]]:
    text = files("guyline.hints").joinpath("effects.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, float]] = json.loads(text)
    return table


def effect_of(rule: Rule, version: tuple[int, int]) -> float | None:
    """How many times faster a rule's fast form is; None: it was not measured.

    By the Python nearest to ``version`` of those that were measured.
    """
    measured = _table().get(rule.code, {})
    by_distance = {abs(int(name.partition(".")[2]) - version[1]): name for name in measured}
    return measured[by_distance[min(by_distance)]] if by_distance else None


def effects_of(rule: Rule) -> list[tuple[str, float]]:
    """How many times faster a rule's fast form is, by Python version, as far as measured."""
    return sorted(
        _table().get(rule.code, {}).items(), key=lambda each: int(each[0].partition(".")[2])
    )


def in_words(rule: Rule, version: tuple[int, int]) -> str:
    """The effect as it is shown: ``340x at 2,000 in 4,000``; empty: not measured.

    What a rule about memory is worth is no time.
    """
    if rule.gain is Gain.MEMORY:
        return ""
    times = effect_of(rule, version)
    return f"{times:g}x at {rule.example.size}" if times is not None else ""
