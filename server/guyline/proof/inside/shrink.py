"""Smaller inputs that show the same.

Greedy: of the ways to make an input a little simpler, the first that still shows it is taken, until
none does (delta debugging: Zeller and Hildebrandt, 2002). What is simpler stays in the domain.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from .recipe import Group, Input, Pairs, Plain, Recipe
from .tensor import Tensor


def shrunk(
    given: Input,
    shows: Callable[[Input], bool],
    fits: Callable[[Input], bool],
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> Input:
    """The simplest input found in time.

    Args:
        given: One that shows it.
        shows: Whether an input does.
        fits: Whether an input is in the domain.
        seconds: When to stop with what there is.
        clock: Seconds.
    """
    end = clock() + seconds
    tried = {given}
    found = True
    while found and clock() < end:
        found = False
        for simpler in sorted(_simpler_inputs(given), key=lambda each: each.size):
            if clock() >= end:
                break
            if simpler in tried or not fits(simpler):
                continue
            tried.add(simpler)
            if shows(simpler):
                given, found = simpler, True
                break
    return given


def _simpler_inputs(given: Input) -> Iterator[Input]:
    for place in range(len(given.prior)):
        yield replace(given, prior=(*given.prior[:place], *given.prior[place + 1 :]))
    for place in range(len(given.keywords)):
        yield replace(given, keywords=(*given.keywords[:place], *given.keywords[place + 1 :]))
    for place, part in enumerate(given.parts):
        for other in _simpler(part, 0):
            if _is_less(other, part):
                parts = (*given.parts[:place], other, *given.parts[place + 1 :])
                yield given.with_parts(parts)


def _simpler(recipe: Recipe, depth: int) -> Iterator[Recipe]:
    match recipe:
        case Plain(value=value):
            yield from (Plain(each) for each in _simpler_values(value))
        case Group(kind=kind, items=items):
            yield from (Group(kind, left) for left in _fewer(items))
        case Tensor(lengths=lengths):
            for axis, length in enumerate(lengths):
                for start in range(length):
                    yield recipe.without(axis, start, 1)
        case Pairs(items=items):
            yield from (Pairs(left) for left in _fewer(items))
    if depth < 6:
        for place, part in enumerate(recipe.parts):
            for other in _simpler(part, depth + 1):
                if _is_less(other, part):
                    parts = (*recipe.parts[:place], other, *recipe.parts[place + 1 :])
                    yield recipe.with_parts(parts)


def _is_less(one: Recipe, other: Recipe) -> bool:
    """Whether one is simpler: smaller, or as large and nearer to ``a`` and ``0``."""
    if one.size != other.size:
        return one.size < other.size
    return _strangeness(one.text) < _strangeness(other.text)


def _strangeness(text: str) -> int:
    return sum(letter not in "a0 '" for letter in text)


def _fewer(items: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    width = len(items)
    while width:
        for start in range(0, len(items), width):
            yield items[:start] + items[start + width :]
        width //= 2


def _simpler_values(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        if value:
            yield False
    elif isinstance(value, int):
        yield from {0, 1, 2, -1, abs(value), value // 2, value - 1 if value > 0 else value + 1}
    elif isinstance(value, float):
        yield from (0.0, 1.0, -1.0, 0.5)
        if value == value and abs(value) < 1e15:
            yield float(int(value))
            yield round(value, 1)
    elif isinstance(value, str):
        yield from _shorter(value)
        for place, letter in enumerate(value[:40]):
            if letter not in "a0 ":
                simple = "0" if letter.isdigit() else "a"
                yield value[:place] + simple + value[place + 1 :]
    elif isinstance(value, bytes):
        yield from _shorter(value)


def _shorter(value: Any) -> Iterator[Any]:
    width = len(value)
    while width:
        for start in range(0, len(value), width):
            yield value[:start] + value[start + width :]
        width //= 2
