"""Calls of a function that the other code of its package makes, as inputs.

What a function takes is often known to its callers alone: objects that only a parser makes, states
in which a method is called. So other functions of the package are called with values drawn by
chance, and it is looked at what they call the function with (test carving: Elbaum, Chin, Dwyer and
Dokulil, Carving differential unit test cases from system test cases, FSE 2006).
"""

from __future__ import annotations

import ast
import inspect
import time
import types
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from random import Random
from types import CodeType, FrameType
from typing import Any

from .apart import apart
from .calls import Skipped, call_of_frame
from .captured import recipe_of_value
from .caught import code_of, given_to, watched
from .draw import Draw
from .forked import in_a_child
from .near import Caller, callers_of, held_by
from .pools import Pools
from .recipe import Input, Made, Plain, Recipe, Source, Unmade
from .shapes import Anything, Built, Either, Many, Shape, merged, shape_of
from .signature import Signature
from .target import Target, Version
from .trial import Overtime, bounded
from .variety import shape_of as variety_of

__all__ = ["calls_by_others", "seconds_for", "with_calls"]

SECONDS = 0.8
"""Processor time for all of it."""

_LESS = 0.3
_EACH = 0.1
_MOST = 24
_OF_ONE = 8
_ROUNDS = 100
_RECENT = 20
_PATIENCE = 40
_SLOW = 0.02
_PLACES = 3
_FEW = 5
_BARE = (types.FunctionType, staticmethod, classmethod, property)
_TRIES = 8
_MAKING = 2.0
_SHAPES = 12
_OPEN = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_PLAIN = (int, float, complex, str, bytes, bool, type(None))


@dataclass
class _Search:
    """Looks for calls.

    Attributes:
        version: The old version.
        target: The function.
        tell: Is told what was found so far, whenever there is more.
        draw: The source of values.
        seconds: Processor time for all of it.
        found: The inputs, and of what kinds they are.
        codes: All functions that were called.
        corpus: Inputs of callers that called one that none had called.
    """

    version: Version
    target: Target
    tell: Callable[[list[dict[str, object]]], None]
    draw: Draw
    seconds: float
    found: list[dict[str, object]] = field(default_factory=list)
    kinds: dict[object, int] = field(default_factory=dict)
    codes: set[CodeType] = field(default_factory=set)
    corpus: list[tuple[Caller, Input]] = field(default_factory=list)

    def run(self, callers: Sequence[Caller]) -> None:
        """Calls them in turn, those more often that call the function or go where none had gone."""
        begun = time.process_time()
        end = begun + self.seconds
        random = self.draw.random
        for turn in range(_ROUNDS):
            for each in callers:
                now = time.process_time()
                if now > end or len(self.found) >= _MOST:
                    return
                if now > begun + self.seconds / 2 and not any(each.reached for each in callers):
                    return
                good = [other for other in callers if other.is_good]
                if each.fixed and turn:
                    continue
                with suppress(Unmade, RecursionError):
                    if self.corpus and random.random() < 0.5:
                        chosen, given = random.choice(self.corpus[-_RECENT:])
                        self._call(chosen, chosen.signature.varied(given, self.draw))
                    elif good and random.random() < 0.5:
                        self._call(random.choice(good))
                    else:
                        self._call(each)
            if turn > 1 and not any(each.reached for each in callers) and len(callers) < _FEW:
                return
            if not any(not each.fixed for each in callers):
                return

    def _call(self, caller: Caller, given: Input | None = None) -> None:
        given = caller.signature.fresh(self.draw) if given is None else given
        given = replace(given, prior=(), spoiled=False)
        receiver, arguments, keywords = given.build(self.version.world)
        if caller.signature.receiver is not None:
            arguments = (receiver, *arguments)
        known, before, codes = len(self.found), caller.reached, len(self.codes)

        def see(frame: FrameType, place: int) -> None:
            if place < (_OF_ONE if caller.fixed else _PLACES):
                caller.reached = before + 1
                with suppress(Unmade, Skipped):
                    self._keep(frame, caller, given, place)

        code = code_of(held_by(self.version.module, self.target.qualname))
        begun = time.perf_counter()
        with suppress(Overtime), bounded(_EACH), redirect_stdout(None):
            watched(code, see, lambda: caller.function(*arguments, **keywords), self.codes.add)
        if time.perf_counter() - begun > _SLOW:
            caller.idle += _PATIENCE
        caller.idle = 0 if len(self.found) > known else caller.idle + 1
        if len(self.found) > known:
            self.tell(self.found)
        if len(self.codes) > codes and not caller.fixed:
            self.corpus.append((caller, given))

    def _keep(self, frame: FrameType, caller: Caller, given: Input, place: int) -> None:
        positional, by_name_ = given_to(frame)
        held = held_by(self.version.module, self.target.qualname)
        if not isinstance(held, _BARE):
            call_of_frame(frame, self.target.qualname)  # a decorator may change what it is given
        name = self.target.qualname.rpartition(".")[2]
        owner = type(positional[0]) if self.target.takes_receiver else None
        if owner is not None and inspect.getattr_static(owner, name, None) is not held:
            return  # another method would be called in its place
        values = [*positional, *by_name_.values()]
        kind = (caller.text, variety_of(tuple(values)))
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if self.kinds[kind] > _OF_ONE:
            return
        lead = (given.receiver,) if given.receiver is not None else ()
        made = Made(
            "caught",
            (_source(self.target), Plain(place), Source(caller.text), *lead, *given.arguments),
            given.keywords,
        )
        home = self.version.module.__name__
        parts = [_part(value, number, home) for number, value in enumerate(values)]
        first = self.target.kind in ("method", "property", "class method")
        receiver = parts[0] if self.target.takes_receiver else None
        names = list(by_name_)
        count = len(positional)
        found = Input(
            tuple(parts[int(first) : count]),
            tuple(zip(names, parts[count:], strict=True)),
            receiver,
            (("call", made),),
        )
        if not any(isinstance(each, Source) for each in found.parts[1:]):
            found = replace(found, shared=())
        told = found.to_json()
        if told not in self.found:
            self.found.append(told)


def _part(value: Any, number: int, home: str) -> Recipe:
    """A value of a call: as it is written, where that is plain, or by its place."""
    with suppress(Unmade):
        if _is_plain(value, 0):
            return recipe_of_value(value, home)
    return Source(f"call[{number}]")


def _is_plain(value: Any, depth: int) -> bool:
    kind = type(value)
    if kind in _PLAIN:
        return True
    if depth > 3 or kind not in (list, tuple, dict, set) or len(value) > 50:
        return False
    inner = [*value, *value.values()] if kind is dict else value
    return all(_is_plain(each, depth + 1) for each in inner)


def _source(target: Target) -> Source:
    if target.kind == "property":
        owner, _, name = target.qualname.rpartition(".")
        return Source(f"vars({owner})[{name!r}]")
    return Source(target.qualname)


def calls_by_others(
    version: Version,
    target: Target,
    source: str,
    tell: Callable[[list[dict[str, object]]], None],
    seconds: float = SECONDS,
) -> None:
    """Looks for calls that the package's other code makes of a function.

    Args:
        version: The old version, as it stands.
        target: The function.
        source: The text of its module.
        tell: Is told the inputs as JSON, all of them again whenever there are more.
        seconds: Processor time for all of it.
    """
    version.activate()
    pools = Pools()
    pools.read(ast.parse(source))
    callers = callers_of(version, target, source, pools)
    draw = Draw(Random(0), pools)  # noqa: S311 - no secret
    _Search(version, target, tell, draw, seconds).run(callers)


def with_calls(signature: Signature, inputs: Sequence[Input], version: Version) -> Signature:
    """A domain with what others call the function with, where little else tells of it.

    Args:
        signature: The domain.
        inputs: The calls.
        version: The old version.
    """
    given: dict[str, list[Shape]] = {}
    receivers: list[Shape] = []
    for each in map(apart, inputs):
        for name, value in signature.by_name(each).items():
            given.setdefault(name, []).append(shape_of(value))
        if each.receiver is not None:
            receivers.append(shape_of(each.receiver))
    parameters = []
    for parameter in signature.parameters:
        shapes = given.get(parameter.name, [])
        if shapes and parameter.known in ("nothing", "use") and parameter.kind not in _OPEN:
            shapes = shapes[:_SHAPES]
            known = parameter.known == "use"
            shape = merged([*shapes, parameter.shape] if known else shapes)
            parameter = replace(parameter, shape=shape, known="use")
        parameters.append(parameter)
    receiver = signature.receiver
    if receivers and receiver is not None:
        receiver = receiver if _is_made(receiver, version) else merged(receivers[:_SHAPES])
    return replace(signature, parameters=tuple(parameters), receiver=receiver)


def seconds_for(signature: Signature, version: Version) -> float:
    """How long it is worth to look for calls of a function: the longer, the less is known.

    Args:
        signature: Its domain.
        version: The old version.
    """
    receiver = signature.receiver
    vague = any(
        each.known == "nothing" or (each.known == "use" and _is_vague(each.shape))
        for each in signature.parameters
    )
    if receiver is not None and not vague:
        vague = not _is_made(receiver, version)
        if not vague:
            return SECONDS * _LESS
    alone = version.around is None
    return (SECONDS * _LESS if alone else SECONDS) if vague else 0.0


def _is_vague(shape: Shape) -> bool:
    """Whether a shape is of objects, which are known by what is read of them alone."""
    if isinstance(shape, Either):
        return any(map(_is_vague, shape.options))
    if isinstance(shape, Many):
        return _is_vague(shape.item)
    return isinstance(shape, (Anything, Built))


def _is_made(shape: Shape, version: Version) -> bool:
    """Whether values of a shape can be made, at least now and then; tried in a child."""

    def work(tell: Callable[[bool], None]) -> None:
        draw = Draw(Random(0), Pools())  # noqa: S311 - no secret
        version.activate()
        for _ in range(_TRIES):
            with suppress(Unmade, RecursionError):
                draw.begin()
                draw.fresh(shape).build(version.world)
                tell(True)
                return

    return bool(in_a_child(work, _MAKING))
