"""Smaller inputs that show the same.

Greedy: of the ways to make an input a little simpler, the first that still shows it is taken, until
none does (delta debugging: Zeller and Hildebrandt, 2002). What is simpler stays in the domain.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from .draw import replaced
from .recipe import Group, Input, Pairs, Plain, Recipe
from .tensor import Tensor

_LARGE = 120
_MOST_ALIKE = 8


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
        for simpler in _ordered(given):
            if clock() >= end:
                break
            if simpler in tried or not fits(simpler):
                continue
            tried.add(simpler)
            if shows(simpler):
                given, found = simpler, True
                break
    return given


def _ordered(given: Input) -> Iterable[Input]:
    """Simpler inputs: the simplest first, or of a large input those that leave out most first.

    Of a large input there are too many to make them all before the first is tried.
    """
    simpler = _simpler_inputs(given)
    return simpler if given.size > _LARGE else sorted(simpler, key=lambda each: each.size)


def _simpler_inputs(given: Input) -> Iterator[Input]:
    if given.spoiled:
        yield replace(given, spoiled=False)
    if given.arguments:
        yield replace(given, arguments=given.arguments[:-1])
    for place in range(len(given.prior)):
        yield replace(given, prior=(*given.prior[:place], *given.prior[place + 1 :]))
    for place in range(len(given.keywords)):
        yield replace(given, keywords=(*given.keywords[:place], *given.keywords[place + 1 :]))
    yield from _alike(given)
    for place, part in enumerate(given.parts):
        for other in _simpler(part, 0):
            if _is_less(other, part):
                parts = (*given.parts[:place], other, *given.parts[place + 1 :])
                yield given.with_parts(parts)


def _alike(given: Input) -> Iterator[Input]:
    """What stands in several places, made simpler in all of them at once."""
    counts = Counter(leaf for part in given.parts for leaf in _leaves(part))
    for leaf, count in counts.most_common(_MOST_ALIKE):
        if count > 1:
            simpler = (Plain(each) for each in _simpler_values(leaf.value))
            yield from (replaced(given, leaf, each) for each in simpler if _is_less(each, leaf))


def _leaves(recipe: Recipe) -> Iterator[Plain]:
    if isinstance(recipe, Plain):
        yield recipe
    for part in recipe.parts:
        yield from _leaves(part)


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
    return _strangeness(one) < _strangeness(other)


def _strangeness(recipe: Recipe) -> float:
    match recipe:
        case Plain(value=int() | float() as value):
            return min(abs(value), 1e18) if value == value else 1e18
        case Plain(value=str() as value):
            return sum(letter not in "a0 '" for letter in value)
        case Tensor(lengths=lengths):
            return sum(lengths) + sum(map(_strangeness, recipe.parts))
    return sum(map(_strangeness, recipe.parts))


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
        yield from {0, 1, 2, -1, abs(value), value // 2}
        for step in range(min(value.bit_length(), 64)):
            yield value - (1 << step) if value > 0 else value + (1 << step)
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
