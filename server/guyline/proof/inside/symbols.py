"""What symbolic search needs of shapes and of results: types to make symbols of, and comparison.

Both run under CrossHair's tracer, where ``type`` of a symbol is the type that it stands for and
``==`` takes both ways in turn. So comparison is plain code, and says of which kinds it can't tell.
"""

from __future__ import annotations

import math
import types
import typing
from typing import Any

from .recipe import Plain
from .shapes import Atom, Either, Fixed, Many, Mapped, OneOf, Shape

_ATOMS = {
    "bool": bool,
    "bytes": bytes,
    "float": float,
    "int": int,
    "str": str,
    "None": type(None),
}
_MANY: dict[str, Any] = {"list": list, "set": set, "frozenset": frozenset}
_EXACT = (int, bool, str, bytes, type(None))
_ITEMS = (list, tuple)
_SETS = (set, frozenset)
_MOST_ITEMS = 100


class Unsearched(Exception):  # noqa: N818 - what becomes of the search, and no fault
    """Something that keeps a function from being searched, in words for a person."""


class Unsure(Exception):  # noqa: N818 - the same
    """Values of which it can't be told whether they are the same."""


def type_of(shape: Shape) -> Any:
    """The type whose values a shape is of, as an annotation writes it.

    Raises:
        Unsearched: There are no symbols for such values.
    """
    match shape:
        case Atom(kind=kind) if kind in _ATOMS:
            return _ATOMS[kind]
        case Many(kind="tuple", item=item):
            return tuple[type_of(item), ...]  # type: ignore[misc]
        case Many(kind=kind, item=item) if kind in _MANY:
            return _MANY[kind][type_of(item)]
        case Mapped(kind="dict", key=key, value=value):
            return dict[type_of(key), type_of(value)]  # type: ignore[misc]
        case Fixed(items=items):
            return tuple[tuple(type_of(item) for item in items) or ((),)]  # type: ignore[misc]
        case Either(options=options):
            return typing.Union[tuple(type_of(option) for option in options)]  # noqa: UP007
        case OneOf(values=values) if all(isinstance(each, Plain) for each in values):
            kinds = {type(each.value) for each in values if isinstance(each, Plain)}
            if kinds <= set(_ATOMS.values()):
                return typing.Union[tuple(sorted(kinds, key=str))]  # noqa: UP007
    raise Unsearched(f"there are no symbols for {shape.told()}")


def drained(result: Any) -> Any:
    """A result, and of a generator its first items: what it does is done as they are taken.

    Raises:
        Unsearched: It has to be awaited.
    """
    if isinstance(result, types.GeneratorType):
        items = []
        for item in result:
            items.append(item)
            if len(items) >= _MOST_ITEMS:
                break
        return items
    if isinstance(result, (types.CoroutineType, types.AsyncGeneratorType)):
        if isinstance(result, types.CoroutineType):
            result.close()
        raise Unsearched("it is asynchronous")
    return result


def same(one: Any, other: Any) -> bool:
    """Whether two values are of the same types and contents, in the same order.

    Which of their parts are one object is not looked at.

    Raises:
        Unsure: It can't be told of values of their kind.
    """
    kind = type(one)
    if kind is not type(other):
        return False
    if kind in _EXACT:
        return bool(one == other)
    if kind is float:
        return _same_float(one, other)
    if kind in _ITEMS:
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if kind is dict:
        return len(one) == len(other) and all(
            same(a, b) and same(one[a], other[b]) for a, b in zip(one, other, strict=True)
        )
    if kind in _SETS:
        return bool(one == other)
    raise Unsure(kind.__name__)


def is_exact(value: Any) -> bool:
    """Whether all of a value is of kinds that can't change and whose equality says all."""
    if type(value) is tuple:
        return all(is_exact(each) for each in value)
    return type(value) in _EXACT


def _same_float(one: float, other: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other and math.copysign(1.0, one) == math.copysign(1.0, other)


def same_error(one: BaseException | None, other: BaseException | None) -> bool:
    """Whether two runs raised errors of classes of the same name, or none."""
    return _named(one) == _named(other)


def _named(error: BaseException | None) -> tuple[str, str]:
    kind = type(error)
    return kind.__module__, kind.__qualname__
