"""Whether values are of a shape, and a shape that what was seen tells more of."""

from __future__ import annotations

from dataclasses import replace

from .recipe import Group, Made, Pairs, Plain, Recipe, Source
from .shapes import (
    Anything,
    Array,
    Atom,
    Built,
    Either,
    Fixed,
    Frame,
    Keyed,
    Many,
    Mapped,
    OneOf,
    Shape,
    is_nested,
)
from .tensor import Tensor


def refined(shape: Shape, seen: Shape) -> Shape:
    """A shape, with what was seen in place of what it leaves open."""
    match shape, seen:
        case Anything(), _:
            return seen
        case Many(kind=kind, item=item), Many(item=inner):
            return Many(kind, refined(item, inner))
        case Mapped(kind=kind, key=key, value=value), Mapped(key=other, value=held):
            return Mapped(kind, refined(key, other), refined(value, held))
        case Mapped(key=Anything(), value=Anything()), Keyed():
            return seen
        case Fixed(items=items), Fixed(items=others) if len(items) == len(others):
            return Fixed(tuple(refined(a, b) for a, b in zip(items, others, strict=True)))
        case Either(options=options), _:
            inner_shapes = seen.options if isinstance(seen, Either) else (seen,)
            return Either(
                tuple(
                    next(
                        (refined(each, other) for other in inner_shapes if _alike(each, other)),
                        each,
                    )
                    for each in options
                )
            )
    return shape


def _alike(one: Shape, other: Shape) -> bool:
    if isinstance(one, (Many, Mapped)):
        return type(one) is type(other) and one.kind == getattr(other, "kind", "")
    return type(one) is type(other)


def fits(recipe: Recipe, shape: Shape) -> bool:
    """Whether a value is of a shape."""
    match recipe, shape:
        case _, Anything():
            return True
        case _, Either(options=options):
            return any(fits(recipe, each) for each in options)
        case _, OneOf(values=values):
            return recipe in values
        case Plain(value=value), Atom(kind=kind):
            return ("None" if value is None else type(value).__name__) == kind
        case Group(kind=kind, items=items), Many(kind=same, item=item):
            again = is_nested(shape)
            return kind == same and all(
                fits(each, item) or (again and fits(each, shape)) for each in items
            )
        case Made(callee=callee, arguments=(Group(items=items),)), Many(kind=same, item=item):
            return callee == same and all(fits(each, item) for each in items)
        case Group(kind="tuple", items=items), Fixed(items=shapes):
            pairs = zip(items, shapes, strict=False)
            return len(items) == len(shapes) and all(fits(a, b) for a, b in pairs)
        case Pairs(items=pairs), Mapped(kind="dict", key=key, value=value):
            again = is_nested(shape)
            return all(
                fits(a, key) and (fits(b, value) or (again and fits(b, shape))) for a, b in pairs
            )
        case Made(callee=callee, arguments=(Pairs() as inner,)), Mapped(kind=kind):
            return callee == kind and fits(inner, replace(shape, kind="dict"))
        case Pairs(items=pairs), Keyed(items=shapes):
            held = dict(pairs)
            known = {key for key, _, _ in shapes}
            again = is_nested(shape)
            return held.keys() <= known and all(
                fits(held[key], each) or (again and fits(held[key], shape))
                if key in held
                else not needed
                for key, each, needed in shapes
            )
        case Tensor(items=items, dtype=dtype, lengths=lengths), Array(item=item):
            alike = (dtype, len(lengths)) == (shape.dtype, shape.axes)
            return alike and all(fits(each, item) for each in items)
        case Made(callee="pandas.DataFrame", arguments=(Pairs(items=pairs),)), Frame(
            columns=columns
        ):
            held, by_name = dict(pairs), dict(columns)
            return held.keys() == by_name.keys() and all(
                fits(item, by_name[label]) for label, column in pairs for item in column.parts
            )
        case Made(), Built():
            return _fits_built(recipe, shape)
        case Source(), _:
            return True
    return False


def _fits_built(made: Made, shape: Built) -> bool:
    if made.callee != shape.callee:
        return False
    if not shape.arguments and 0 < len(made.arguments) <= len(shape.keywords):
        names = [name for name, _, _ in shape.keywords]  # by position, what goes by name too
        given_by_name = tuple(zip(names, made.arguments, strict=False))
        made = Made(made.callee, (), given_by_name + made.keywords)
    if len(made.arguments) != len(shape.arguments):
        return False
    if not all(fits(a, b) for a, b in zip(made.arguments, shape.arguments, strict=True)):
        return False
    given = dict(made.keywords)
    return all(
        fits(given[name], each) if name in given else not needed
        for name, each, needed in shape.keywords
    ) and given.keys() <= {name for name, _, _ in shape.keywords}
