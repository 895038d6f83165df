"""Which of the shapes that a parameter may have the old version takes: they are tried.

What the code shows (:mod:`.used`) leaves several shapes for a parameter, or none. Those are tried
on the old version, as it stands, in a child of its own and in bounded time. A shape is kept if the
function returns on it, or raises what does not tell of a wrong type; of several, the one that gets
furthest into the code comes first.
"""

from __future__ import annotations

import ast
import inspect
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from .draw import Draw
from .explore import draw_of, pools_of
from .fitting import refined
from .forked import in_a_child
from .likely import NONE, UNIVERSE, by_name
from .recipe import Unmade
from .settled import filled, holes
from .shapes import Anything, Atom, Built, Either, Fixed, Keyed, Many, Mapped, Shape
from .signature import Parameter, Signature
from .target import Target, Version
from .trial import Terms, Trial
from .used import Reader, settled_of

UNFIT = frozenset({"TypeError", "AttributeError", "NameError", "UnboundLocalError"})
"""What code raises where it was given something that it is not meant for."""

Kind = inspect.Parameter

_SECONDS = 0.5
"""How long is looked, in processor time; no longer than three times that by the clock."""
_EACH = 0.05
_RUNS = 6
_MOST = 3
_ENOUGH = 0.5
_FEW = 0.25
_FILLINGS: tuple[Shape, ...] = (Atom("int"), Atom("str"))
_OTHERS: tuple[Shape, ...] = (
    Many("list", Atom("int")),
    Many("list", Atom("str")),
    Fixed((Atom("str"), Atom("int"))),
    Mapped("dict", Atom("str"), Atom("int")),
)


@dataclass(frozen=True)
class Open:
    """A parameter whose shape is open.

    Attributes:
        parameter: The parameter.
        told: Shapes that its use tells, the likeliest first.
        guessed: Others.
    """

    parameter: Parameter
    told: tuple[Shape, ...]
    guessed: tuple[Shape, ...]

    @property
    def all(self) -> tuple[Shape, ...]:
        """All of them."""
        return (*self.told, *self.guessed)

    @property
    def telling(self) -> tuple[Shape, ...]:
        """All but None, which alone would tell nothing."""
        return tuple(each for each in self.all if each != NONE)


def opened(parameter: Parameter, settled: list[Shape]) -> Open:
    """What may be tried for a parameter.

    Args:
        parameter: The parameter.
        settled: What its use tells, with holes.
    """
    kind = parameter.kind
    if kind is kind.VAR_POSITIONAL:
        items = [each.item if isinstance(each, Many) else Anything() for each in settled[:1]]
        settled = [Many("tuple", each) for each in items]
    elif kind is kind.VAR_KEYWORD:
        any_name = [Mapped("dict", Atom("str"), Atom("int")), Keyed(())]
        settled = [each for each in settled if isinstance(each, Keyed) and each.items] or any_name
    told = [made for each in settled for made in _filled(each, _first(each))]
    guessed = [made for each in settled if holes(each) for made in _filled(each, _FILLINGS)]
    guessed += [made for each in settled if holes(each) for made in _filled(each, _OTHERS)]
    if kind is kind.VAR_POSITIONAL:
        guessed.append(Fixed(()))
    elif kind is not kind.VAR_KEYWORD:
        named = by_name(parameter.name)
        if not told:
            told = [named, *_FILLINGS] if named is not None else list(_FILLINGS)
        guessed += UNIVERSE
    told = list(dict.fromkeys(told))
    return Open(
        parameter,
        tuple(told),
        tuple(each for each in dict.fromkeys(guessed) if each not in told),
    )


def _first(shape: Shape) -> tuple[Shape, ...]:
    """What holes are filled with: objects are told by their class, so one of each is enough."""
    return _FILLINGS[:1] if isinstance(shape, Built) else _FILLINGS


def _filled(shape: Shape, fillings: tuple[Shape, ...]) -> list[Shape]:
    return [filled(shape, each) for each in fillings] if holes(shape) else [shape]


@dataclass
class Found:
    """What became of inputs of some shapes.

    Attributes:
        runs: How many were run.
        returned: On how many of them it returned.
        fitting: On how many it returned, or raised what is behaviour.
        reached: Where it went on these.
    """

    runs: int = 0
    returned: int = 0
    fitting: int = 0
    reached: set[int] = field(default_factory=set)

    @property
    def share(self) -> float:
        """The share of inputs on which it returned."""
        return self.returned / self.runs if self.runs else 0.0

    @property
    def worth(self) -> tuple[bool, float]:
        """What is more is better."""
        fit = self.fitting / self.runs if self.runs else 0.0
        share = 2 * min(self.share, _ENOUGH) + 0.2 * fit + 0.08 * len(self.reached)
        return self.fitting > 0, share


class Search:
    """Looks for shapes that a function takes.

    Args:
        trial: The old version, with probes.
        signature: The domain, as far as it is known.
        draw: The source of values.
        open: The parameters that are open.
        tell: Is told the best so far, whenever there is better.
    """

    def __init__(
        self,
        trial: Trial,
        signature: Signature,
        draw: Draw,
        open: list[Open],  # noqa: A002 - what they are
        tell: Callable[[Mapping[str, Shape]], None],
    ) -> None:
        self.trial = trial
        self.signature = signature
        self.draw = draw
        self.open = open
        self.tell = tell
        self.end = time.process_time() + _SECONDS
        self._known: dict[tuple[tuple[str, Shape], ...], Found] = {}

    def search(self) -> None:
        """Tells the shapes of the parameters; nothing where none was found that it takes."""
        needed = [each for each in self.open if each.parameter.needed]
        base = {each.parameter.name: each.telling[0] for each in needed}
        for told in (True, False, False):
            if self.tried(base).share >= (_ENOUGH if told else 1e-9):
                break
            base = self._climbed(needed, base, told=told)
        if not self.tried(base).fitting:
            base = self._by_chance(needed, base)
        if not self.tried(base).fitting:
            return
        self.tell(base)
        result: dict[str, Shape] = {}
        for each in needed:
            result[each.parameter.name] = self._kept(each, base)
            self.tell({**base, **result})
        for each in self.open:
            if not each.parameter.needed:
                result[each.parameter.name] = self._kept(each, base)
                self.tell({**base, **result})

    def tried(self, shapes: Mapping[str, Shape]) -> Found:
        """What became of a few inputs of these shapes."""
        key = tuple(shapes.items())
        if key not in self._known:
            found = self._known[key] = Found()
            for _ in range(_RUNS):
                if time.process_time() > self.end:
                    break
                self._run(shapes, found)
        return self._known[key]

    def _run(self, shapes: Mapping[str, Shape], found: Found) -> None:
        self.draw.begin()
        named = {
            each.name: self.draw.fresh(shapes.get(each.name, each.shape))
            for each in self.signature.parameters
            if each.needed or each.name in shapes
        }
        mine = self.signature.receiver
        receiver = self.draw.fresh(mine) if mine is not None else None
        found.runs += 1
        try:
            seen = self.trial.run(self.signature.input_of(named, receiver), _EACH)
        except (Unmade, RecursionError):
            return
        if seen is None or seen.aspects["outcome"] == "unfit":
            return
        raised = (seen.aspects.get("raised") or seen.broken).rpartition(".")[2]
        if raised in UNFIT:
            return
        found.fitting += 1
        found.returned += not raised
        if self.trial.version.probes is not None:
            found.reached |= self.trial.version.probes.features()

    def _climbed(
        self, needed: list[Open], base: dict[str, Shape], told: bool = False
    ) -> dict[str, Shape]:
        """One parameter after the other, the best for it."""
        for each in needed:
            name = each.parameter.name
            for shape in each.told if told else each.all:
                if shape == NONE:
                    continue
                if time.process_time() > self.end:
                    return base
                other = {**base, name: shape}
                if self.tried(other).worth > self.tried(base).worth:
                    base = other
        return base

    def _by_chance(self, needed: list[Open], base: dict[str, Shape]) -> dict[str, Shape]:
        """Shapes for all parameters at once, those that are told more often."""
        random = self.draw.random
        while needed and time.process_time() < self.end:
            other = {}
            for each in needed:
                among = each.told if random.random() < 0.4 else each.all
                chosen = random.choice(among)
                other[each.parameter.name] = chosen if chosen != NONE else each.telling[0]
            if self.tried(other).fitting:
                return self._climbed(needed, other)
        return base

    def _kept(self, each: Open, base: dict[str, Shape]) -> Shape:
        """All that is told and works; if none of it does, the first guess that does."""
        name = each.parameter.name
        kept: list[Shape] = []
        first = base.get(name)
        if first is not None and first not in each.told:
            return first
        least = min(_ENOUGH, self.tried(base).share) / 2
        for shape in each.told:
            tried = self.tried({**base, name: shape})
            if shape == first or (tried.fitting and tried.share >= max(least, 1e-9)):
                kept.append(shape)
        if not kept and not each.parameter.needed:
            for shape in each.guessed:
                if self.tried({**base, name: shape}).share >= max(least, _FEW):
                    kept.append(shape)
                    break
        if not kept:
            kind = each.parameter.kind
            return Keyed(()) if kind is kind.VAR_KEYWORD else Atom("None")
        if first in kept:
            kept.remove(first)
            kept.insert(0, first)
        return merged_apart(kept[:_MOST])


def merged_apart(shapes: list[Shape]) -> Shape:
    """Any of these shapes: a list of numbers or one of texts, not one of both."""
    return shapes[0] if len(shapes) == 1 else Either(tuple(shapes))


def with_use(
    signature: Signature, source: str, version: Version, target: Target, function: object
) -> Signature:
    """A signature with what use tells of the parameters that nothing else does.

    Args:
        signature: What is known.
        source: The text of the module.
        version: The old version, with probes.
        target: Where the function is.
        function: The function itself, without what decorates it.
    """
    receiver = signature.receiver
    if not any(map(_is_open, signature.parameters)) and (receiver is None or not holes(receiver)):
        return signature

    def work(tell: Callable[[Signature], None]) -> None:
        tell_use(signature, source, version, target, function, tell)

    told = in_a_child(work, 3 * _SECONDS)
    return told if told is not None else signature


def tell_use(
    signature: Signature,
    source: str,
    version: Version,
    target: Target,
    function: object,
    tell: Callable[[Signature], None],
) -> None:
    """The same, here, with each signature that is better than the last told."""
    version.activate()
    reader = Reader(source, version.world.names)
    settled, mine = settled_of(reader, target.written, function)
    if signature.receiver is not None and mine is not None and holes(signature.receiver):
        signature = replace(signature, receiver=filled(mine, Atom("int")))
        tell(signature)
    trial = Trial(version, target, Terms())
    draw = draw_of(pools_of((source,), target.written, (), version.world.names), 0)
    tried = declared(signature, reader.defined(target.written))
    unknown = [
        opened(each, _refined(each, settled.get(each.name, [])))
        for each in tried.parameters
        if _is_open(each)
    ]

    def better(found: Mapping[str, Shape]) -> None:
        parameters = tuple(
            replace(each, shape=found[each.name], known="use") if each.name in found else each
            for each in tried.parameters
        )
        tell(replace(tried, parameters=parameters))

    if unknown:
        Search(trial, tried, draw, unknown, better).search()


def declared(
    signature: Signature, defined: ast.FunctionDef | ast.AsyncFunctionDef | None
) -> Signature:
    """The parameters as the text declares them, where a decorator takes whatever is given.

    Args:
        signature: That of what the decorator made.
        defined: The text of the function.
    """
    names = {each.name for each in signature.parameters}
    kinds = {each.kind for each in signature.parameters}
    if defined is None or Kind.VAR_POSITIONAL not in kinds or signature.receiver is not None:
        return signature
    places = [*defined.args.posonlyargs, *defined.args.args]
    own = [each.arg for each in (*places, *defined.args.kwonlyargs)]
    if defined.args.vararg is not None or names & {*own}:
        return signature
    needed = len(places) - len(defined.args.defaults)
    made = [
        Parameter(each.arg, Anything(), Kind.POSITIONAL_OR_KEYWORD, place < needed, "nothing")
        for place, each in enumerate(places)
    ]
    for each, default in zip(defined.args.kwonlyargs, defined.args.kw_defaults, strict=True):
        given = Parameter(each.arg, Anything(), Kind.KEYWORD_ONLY, default is None, "nothing")
        made.append(given)
    return replace(signature, parameters=tuple(made))


def _is_open(parameter: Parameter) -> bool:
    return parameter.known == "nothing" or holes(parameter.shape) > 0


def _refined(parameter: Parameter, settled: list[Shape]) -> list[Shape]:
    """What is known of it, with what use tells where that leaves something open."""
    if isinstance(parameter.shape, Anything) or parameter.kind in (
        parameter.kind.VAR_POSITIONAL,
        parameter.kind.VAR_KEYWORD,
    ):
        return settled
    made = [refined(parameter.shape, each) for each in settled]
    return made or [parameter.shape]
