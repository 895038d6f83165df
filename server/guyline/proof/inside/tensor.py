"""Arrays of numpy's, as recipes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .recipe import Plain, Recipe, Unmade, World, compiled

_INTEGER = re.compile(r"(u?)int(\d+)")
_LARGEST_FLOAT = {"float16": 65504.0, "float32": 3e38}


@dataclass(frozen=True)
class Tensor(Recipe):
    """An array: ``numpy.array([1, 2], dtype='int64')``, with ``.reshape(...)`` behind it.

    Attributes:
        items: What is in it, row by row.
        dtype: Its type, as numpy writes it.
        lengths: Of each dimension; their product is the number of items.
    """

    items: tuple[Recipe, ...]
    dtype: str
    lengths: tuple[int, ...]

    def build(self, world: World) -> Any:
        """An array of its own."""
        numpy = world.evaluate(compiled("numpy"))
        try:
            flat = numpy.array([item.build(world) for item in self.items], dtype=self.dtype)
            return flat.reshape(self.lengths)
        except (ValueError, TypeError, OverflowError) as error:
            raise Unmade(str(error)) from error

    @cached_property
    def text(self) -> str:
        """As numpy would be told it."""
        flat = ", ".join(item.text for item in self.items)
        made = f"numpy.array([{flat}], dtype={self.dtype!r})"
        if len(self.lengths) == 1:
            return made
        return f"{made}.reshape({', '.join(map(str, self.lengths))})"

    @property
    def parts(self) -> tuple[Recipe, ...]:
        """Its items."""
        return self.items

    def with_parts(self, parts: tuple[Recipe, ...]) -> Recipe:
        """Other items, as many."""
        return replace(self, items=parts)

    def without(self, axis: int, start: int, width: int) -> Tensor:
        """Without some of what lies along a dimension."""
        behind = math.prod(self.lengths[axis + 1 :])
        length = self.lengths[axis]
        left = tuple(
            item
            for place, item in enumerate(self.items)
            if not start <= place // behind % length < start + width
        )
        stop = min(length, start + width)
        lengths = (*self.lengths[:axis], length - (stop - start), *self.lengths[axis + 1 :])
        return Tensor(left, self.dtype, lengths)


def held(item: Recipe, dtype: str) -> Recipe:
    """A number so that an array of a type can hold it: wrapped around, or cut off."""
    if not isinstance(item, Plain):
        return item
    value, integer = item.value, _INTEGER.fullmatch(dtype)
    if integer and type(value) is int:
        count = 1 << int(integer[2])
        least = 0 if integer[1] else -count // 2
        return Plain((value - least) % count + least)
    most = _LARGEST_FLOAT.get(dtype)
    if most is not None and type(value) is float and math.isfinite(value) and abs(value) > most:
        return Plain(math.copysign(most, value))
    return item
