"""What a function may be called with: its domain, and where that is known from."""

from __future__ import annotations

import inspect
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from keyword import iskeyword
from typing import Any

from .annotated import shape_of_class, shapes_of_signature
from .apart import apart
from .draw import Draw
from .fitting import fits, refined
from .rebuilt import rebuilt
from .recipe import Group, Input, Pairs, Plain, Recipe
from .shapes import (
    Anything,
    Atom,
    Many,
    Mapped,
    OneOf,
    Shape,
    is_finite,
    merged,
    shape_of,
    values_of,
)

_KINDS = inspect.Parameter
_BY_POSITION = (_KINDS.POSITIONAL_ONLY, _KINDS.POSITIONAL_OR_KEYWORD)
_OPEN = (_KINDS.VAR_POSITIONAL, _KINDS.VAR_KEYWORD)
_GIVEN = 0.35
"""How often an argument that need not be given is."""

_TOLD = 400
"""Characters of a domain that are shown of a parameter."""


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
        if given.shared and draw.random.random() < 0.5:
            return _with_other_shared(given, draw)
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
        named = self.by_name(given)
        if any(each.needed and each.name not in named for each in self.parameters):
            return False
        if given.shared:
            return True
        mine, shape = given.receiver, self.receiver
        if mine is not None and shape is not None and not fits(mine, shape):
            return False
        shapes = {each.name: each.shape for each in self.parameters}
        return all(fits(value, shapes.get(name, Anything())) for name, value in named.items())

    def by_name(self, given: Input) -> dict[str, Recipe]:
        """The arguments by the names of their parameters, in order."""
        named: dict[str, Recipe] = {}
        places = [each for each in self.parameters if each.kind in _BY_POSITION]
        rest = [each for each in self.parameters if each.kind is _KINDS.VAR_POSITIONAL]
        others = [each for each in self.parameters if each.kind is _KINDS.VAR_KEYWORD]
        for parameter, value in zip(places, given.arguments, strict=False):
            named[parameter.name] = value
        if rest and len(given.arguments) > len(places):
            named[rest[0].name] = Group("tuple", given.arguments[len(places) :])
        known = {each.name for each in self.parameters if each.kind not in _OPEN}
        more = tuple((Plain(name), each) for name, each in given.keywords if name not in known)
        if others and more:
            named[others[0].name] = Pairs(more)
        named.update((name, each) for name, each in given.keywords if name in known or not others)
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
                known = {each.name for each in self.parameters if each.kind not in _OPEN}
                keywords += [
                    (key.value, each)
                    for key, each in (value.items if isinstance(value, Pairs) else ())
                    if isinstance(key, Plain) and _is_free(key.value, known)
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
            {"name": each.name, "shape": _short(each.shape.told()), "known": each.known}
            for each in self.parameters
        ]
        if self.receiver is not None:
            rows.insert(
                0, {"name": "self", "shape": _short(self.receiver.told()), "known": "class"}
            )
        return rows


def signature_of(
    function: Callable[..., Any],
    names: dict[str, Any],
    owner: type | None,
    seen: Sequence[Input],
    skip: int,
    home: dict[str, Any] | None = None,
) -> Signature:
    """The domain of a function, as far as it can be told.

    Args:
        function: The function itself, without what decorates it where it tells.
        names: The module's names.
        owner: The class whose objects it is called on; None: none.
        seen: Inputs that were seen: recorded calls, examples.
        skip: How many parameters are given by the call itself (``self``, ``cls``).
        home: The names of the function's own module, if that is another.
    """
    shapes = shapes_of_signature(function, names, home)
    try:
        found = list(inspect.signature(function).parameters.values())[skip:]
    except (TypeError, ValueError):
        found = []
    bare = Signature(
        tuple(Parameter(each.name, Anything(), each.kind, _needed(each), "") for each in found)
    )
    given: dict[str, list[Shape]] = {}
    known_calls = [apart(each) for each in seen]
    for each in known_calls:
        for name, value in bare.by_name(each).items():
            given.setdefault(name, []).append(shape_of(value))
    parameters = []
    for parameter in found:
        shape, known = _known(parameter, shapes, given.get(parameter.name, []))
        needed = _needed(parameter)
        parameters.append(Parameter(parameter.name, shape, parameter.kind, needed, known))
    receiver = None
    if owner is not None:
        mine = [each.receiver for each in known_calls if each.receiver is not None]
        receiver = _receiver(owner, mine, names)
    return Signature(tuple(parameters), receiver)


def _receiver(owner: type, recorded: Sequence[Recipe], names: dict[str, Any]) -> Shape:
    """What a method is called on: by what was seen, or else by the constructor."""
    if not recorded:
        return shape_of_class(owner, names)
    seen = merged(shape_of(each) for each in recorded)
    again = rebuilt(owner, recorded, names) if isinstance(seen, OneOf) else None
    return merged((seen, again)) if again is not None else seen


def _short(told: str) -> str:
    return told if len(told) <= _TOLD else told[:_TOLD] + "…"


def _with_other_shared(given: Input, draw: Draw) -> Input:
    """An input with one of its shared values changed."""
    place = draw.random.randrange(len(given.shared))
    name, made = given.shared[place]
    other = (name, draw.varied(made, shape_of(made)))
    return replace(given, shared=(*given.shared[:place], other, *given.shared[place + 1 :]))


def _is_free(name: object, known: set[str]) -> bool:
    """Whether an argument may be given by a name that no parameter has."""
    if not isinstance(name, str) or name in known:
        return False
    return name.isidentifier() and name.isascii() and not iskeyword(name)


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
