"""What a function may be called with: its domain, and where that is known from."""

from __future__ import annotations

import inspect
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .annotated import shape_of_class, shapes_of_signature
from .draw import Draw
from .recipe import Group, Input, Made, Pairs, Plain, Recipe, Source
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
    is_finite,
    is_nested,
    merged,
    shape_of,
    values_of,
)
from .tensor import Tensor

_KINDS = inspect.Parameter
_GIVEN = 0.35
"""How often an argument that need not be given is."""


@dataclass(frozen=True)
class Parameter:
    """One parameter.

    Attributes:
        name: Its name.
        shape: What it may be given.
        kind: ``inspect``'s kind.
        needed: Whether it has to be given.
        known: From what its shape is known: ``annotation``, ``calls``, ``default`` or ``nothing``.
    """

    name: str
    shape: Shape
    kind: Any
    needed: bool
    known: str


@dataclass(frozen=True)
class Signature:
    """The domain of a function.

    Attributes:
        parameters: In their order, the receiver aside.
        receiver: What the method is called on; None: a function.
        others: What may be called on the same object before, by name.
        name: The function's own name, by which it may be called before as well.
    """

    parameters: tuple[Parameter, ...]
    receiver: Shape | None = None
    others: tuple[tuple[str, Signature], ...] = ()
    name: str = ""

    def fresh(self, draw: Draw) -> Input:
        """An input drawn by chance."""
        draw.begin()
        given: dict[str, Recipe] = {}
        for parameter in self.parameters:
            if parameter.needed or draw.random.random() < _GIVEN:
                given[parameter.name] = draw.fresh(parameter.shape)
        receiver = draw.fresh(self.receiver) if self.receiver is not None else None
        made = self.input_of(given, receiver)
        return replace(made, prior=self._prior(draw, made))

    def _prior(self, draw: Draw, made: Input) -> tuple[tuple[str, Input], ...]:
        """What is called before, on the same object; most often nothing.

        Often that is the same call: what was kept of it may no longer be right.
        """
        if not self.others or draw.random.random() < 0.6:
            return ()
        chosen = draw.random.choices(self.others, k=draw.random.choice((1, 2, 2, 3)))
        found = [
            (name, replace(each.fresh(draw), spoiled=draw.random.random() < 0.3))
            for name, each in chosen
        ]
        if self.name and draw.random.random() < 0.5:
            spoiled = draw.random.random() < 0.3
            same = replace(made, receiver=None, prior=(), shared=(), spoiled=spoiled)
            found.insert(0, (self.name, same))
        return tuple(found)

    def varied(self, given: Input, draw: Draw) -> Input:
        """An input changed in one place."""
        draw.begin()
        named = self.by_name(given)
        if self.others and draw.random.random() < 0.2:
            return replace(given, prior=self._prior(draw, given))
        mine, shape = given.receiver, self.receiver
        if mine is not None and shape is not None and (not named or draw.random.random() < 0.4):
            return replace(given, receiver=draw.varied(mine, shape))
        left = [each for each in self.parameters if each.name not in named]
        if left and draw.random.random() < _GIVEN / 2:
            chosen = draw.random.choice(left)
            named[chosen.name] = draw.fresh(chosen.shape)
        elif len(named) > 1 and draw.random.random() < 0.12:
            self._like_another(named, draw)
        elif named:
            shapes = {each.name: each.shape for each in self.parameters}
            name = draw.random.choice(list(named))
            named[name] = draw.varied(named[name], shapes.get(name, Anything()))
        made = self.input_of(named, given.receiver)
        return replace(made, shared=given.shared, prior=given.prior)

    def _like_another(self, named: dict[str, Recipe], draw: Draw) -> None:
        """Gives one argument what another is given, or nearly that."""
        one, other = draw.random.sample(list(named), 2)
        shapes = {each.name: each.shape for each in self.parameters}
        shape = shapes.get(other, Anything())
        if fits(named[one], shape):
            named[other] = named[one]
            if draw.random.random() < 0.5:
                named[other] = draw.varied(named[one], shape)

    def fits(self, given: Input) -> bool:
        """Whether an input is in the domain."""
        if given.shared:
            return True
        named = self.by_name(given)
        if any(each.needed and each.name not in named for each in self.parameters):
            return False
        mine, shape = given.receiver, self.receiver
        if mine is not None and shape is not None and not fits(mine, shape):
            return False
        shapes = {each.name: each.shape for each in self.parameters}
        return all(fits(value, shapes.get(name, Anything())) for name, value in named.items())

    def by_name(self, given: Input) -> dict[str, Recipe]:
        """The arguments by the names of their parameters, in order."""
        named: dict[str, Recipe] = {}
        places = [each for each in self.parameters if each.kind is not _KINDS.KEYWORD_ONLY]
        rest = [each for each in places if each.kind is _KINDS.VAR_POSITIONAL]
        places = [each for each in places if each.kind is not _KINDS.VAR_POSITIONAL]
        for parameter, value in zip(places, given.arguments, strict=False):
            named[parameter.name] = value
        if rest and len(given.arguments) > len(places):
            named[rest[0].name] = Group("tuple", given.arguments[len(places) :])
        named.update(given.keywords)
        return named

    def input_of(self, named: Mapping[str, Recipe], receiver: Recipe | None) -> Input:
        """An input of arguments by name: by position as far as there is no gap."""
        arguments: list[Recipe] = []
        keywords: list[tuple[str, Recipe]] = []
        gap = False
        for parameter in self.parameters:
            value = named.get(parameter.name)
            if parameter.kind is _KINDS.VAR_POSITIONAL:
                if not gap and isinstance(value, Group):
                    arguments += value.items
            elif parameter.kind is _KINDS.VAR_KEYWORD:
                keywords += [
                    (str(key.value), each)
                    for key, each in (value.items if isinstance(value, Pairs) else ())
                    if isinstance(key, Plain)
                ]
            elif value is None:
                gap = True
            elif gap or parameter.kind is _KINDS.KEYWORD_ONLY:
                keywords.append((parameter.name, value))
            else:
                arguments.append(value)
        return Input(tuple(arguments), tuple(keywords), receiver)

    @property
    def is_finite(self) -> bool:
        """Whether all inputs can be tried."""
        return self.receiver is None and all(
            is_finite(each.shape) and each.kind not in (_KINDS.VAR_POSITIONAL, _KINDS.VAR_KEYWORD)
            for each in self.parameters
        )

    @property
    def count(self) -> int:
        """How many inputs there are, of a domain that is finite."""
        return math.prod(len(values_of(each.shape)) + (not each.needed) for each in self.parameters)

    def all_inputs(self, most: int) -> Iterator[Input]:
        """All of them, or as many as that."""
        choices = [
            [None] * (not each.needed) + list(values_of(each.shape)) for each in self.parameters
        ]
        for chosen in itertools.islice(itertools.product(*choices), most):
            named = {
                each.name: value
                for each, value in zip(self.parameters, chosen, strict=True)
                if value is not None
            }
            yield self.input_of(named, None)

    def told(self) -> list[dict[str, str]]:
        """The domain in words: name, shape, and what it is known from."""
        rows = [
            {"name": each.name, "shape": each.shape.told(), "known": each.known}
            for each in self.parameters
        ]
        if self.receiver is not None:
            rows.insert(0, {"name": "self", "shape": self.receiver.told(), "known": "class"})
        return rows


def signature_of(
    function: Callable[..., Any],
    names: dict[str, Any],
    owner: type | None,
    seen: Sequence[Input],
    skip: int,
) -> Signature:
    """The domain of a function, as far as it can be told.

    Args:
        function: The function itself, without what decorates it where it tells.
        names: The module's names.
        owner: The class whose objects it is called on; None: none.
        seen: Inputs that were seen: recorded calls, examples.
        skip: How many parameters are given by the call itself (``self``, ``cls``).
    """
    shapes = shapes_of_signature(function, names)
    try:
        found = list(inspect.signature(function).parameters.values())[skip:]
    except (TypeError, ValueError):
        found = []
    bare = Signature(
        tuple(Parameter(each.name, Anything(), each.kind, _needed(each), "") for each in found)
    )
    given: dict[str, list[Shape]] = {}
    for each in seen:
        for name, value in bare.by_name(each).items():
            given.setdefault(name, []).append(shape_of(value))
    parameters = []
    for parameter in found:
        shape, known = _known(parameter, shapes, given.get(parameter.name, []))
        needed = _needed(parameter)
        parameters.append(Parameter(parameter.name, shape, parameter.kind, needed, known))
    receiver = None
    if owner is not None:
        receivers = [shape_of(each.receiver) for each in seen if each.receiver is not None]
        receiver = merged(receivers) if receivers else shape_of_class(owner, names)
    return Signature(tuple(parameters), receiver)


def _needed(parameter: inspect.Parameter) -> bool:
    variable = parameter.kind in (_KINDS.VAR_POSITIONAL, _KINDS.VAR_KEYWORD)
    return parameter.default is parameter.empty and not variable


def _known(
    parameter: inspect.Parameter, shapes: Mapping[str, Shape], given: list[Shape]
) -> tuple[Shape, str]:
    shape = shapes.get(parameter.name, Anything())
    if parameter.kind is _KINDS.VAR_POSITIONAL:
        shape = Many("tuple", shape)
    elif parameter.kind is _KINDS.VAR_KEYWORD:
        shape = Mapped("dict", Atom("str"), shape)
    if parameter.annotation is not parameter.empty and not isinstance(shape, Anything):
        return (refined(shape, merged(_telling(given))) if given else shape), "annotation"
    if given:
        return merged(_telling(given)), "calls"
    if parameter.default is not parameter.empty and not isinstance(shape, Anything):
        return shape, "default"
    return shape, "nothing"


def _telling(given: list[Shape]) -> list[Shape]:
    """Those that tell more than which values were seen, if there are any."""
    return [each for each in given if not isinstance(each, OneOf)] or given


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
    if made.callee != shape.callee or len(made.arguments) != len(shape.arguments):
        return False
    if not all(fits(a, b) for a, b in zip(made.arguments, shape.arguments, strict=True)):
        return False
    given = dict(made.keywords)
    return all(
        fits(given[name], each) if name in given else not needed
        for name, each, needed in shape.keywords
    ) and given.keys() <= {name for name, _, _ in shape.keywords}
