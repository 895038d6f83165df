"""A call each of whose values is made by itself: what tells of them one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .recipe import Input, Recipe, Source

_LARGEST = 50_000
"""How much there may be to a value: one that is shared by many would be made as often."""


def apart(given: Input) -> Input:
    """The same call, where nothing is shared any more."""
    if not given.shared:
        return given
    made: dict[str, Recipe] = {}
    for name, recipe in given.shared:
        alone = _alone(recipe, made)
        if alone.size <= _LARGEST:
            made[name] = alone
    parts = tuple(_alone(each, made) for each in given.parts[len(given.shared) :])
    return replace(given, shared=()).with_parts(parts)


def _alone(recipe: Recipe, made: Mapping[str, Recipe]) -> Recipe:
    """A recipe with what is shared in the places of its names."""
    if isinstance(recipe, Source):
        name, bracket, rest = recipe.code.partition("[")
        shared = made.get(name)
        if shared is None:
            return recipe
        return Source(f"{shared.text}[{rest}") if bracket else shared
    parts = recipe.parts
    return recipe.with_parts(tuple(_alone(each, made) for each in parts)) if parts else recipe
