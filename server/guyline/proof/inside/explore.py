"""Looks for an input on which two versions differ.

First the inputs that are known (recorded calls, examples), then values drawn from the domain, and
those kept because they went where none had gone, changed a little. Both versions run in this
process, one after the other; what is found is run again elsewhere, each version alone.
"""

from __future__ import annotations

import ast
import json
import re
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import Random
from types import ModuleType
from typing import Any

from .board import Board, Emit
from .draw import Draw, replaced
from .instrument import reachable
from .matching import matching
from .observe import Observation, difference
from .pools import Pools
from .recipe import Input, Made, Plain, Recipe, Unmade
from .shrink import shrunk
from .signature import Signature
from .steady import Steady
from .trial import TooLarge, Trial

_REPORT = 0.1
_AGAIN = 2
_HISTORY = 400
_MOST_KEPT = 400
_MOST_OUTCOMES = 30
_MOST_FINITE = 4000
_PATTERNS = 12
_MATCHING = 8
_TWINS = {
    "True": Plain(1),
    "False": Plain(0),
    "0": Plain(0.0),
    "1": Plain(1.0),
    "2": Plain(2.0),
    "0.0": Plain(0),
    "1.0": Plain(1),
    "-0.0": Plain(0.0),
}
_UNFIT = frozenset({"TypeError", "AttributeError", "NameError"})
"""What old code raises where it was given something that it is not meant for."""


@dataclass
class Counts:
    """What was done.

    Attributes:
        runs: Inputs that were tried in both versions.
        unmade: Inputs that could not be made.
        unfit: Inputs that tell nothing: too long, too deep, too large, or not meant for it.
        slow: Of these, those that the old version took too long for.
        strange: Inputs on which the old version raised what tells of a wrong type.
        unmeant: Of the runs, those on which it raised what no ``raise`` of its own module said.
        outcomes: How often the old version ended how: ``returned``, or what it raised.
    """

    runs: int = 0
    unmade: int = 0
    unfit: int = 0
    slow: int = 0
    strange: int = 0
    unmeant: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)

    def ended(self, how: str) -> None:
        """Counts how the old version ended; what is rare and late is counted together."""
        if how not in self.outcomes and len(self.outcomes) >= _MOST_OUTCOMES:
            how = "in other ways"
        self.outcomes[how] = self.outcomes.get(how, 0) + 1


@dataclass
class Explorer:
    """Tries inputs in both versions.

    Attributes:
        old: The old version, with probes.
        new: The new one.
        signature: The domain.
        draw: The source of values.
        board: Where it is written what is being run.
        seconds: The longest that one run may take.
        strict: Whether the domain is known; if not, what the old version raises for a wrong type
            is no behaviour that counts.
        tolerance: How far floats may lie apart.
        avoid: Inputs that ended the process before.
        exhausted: Whether all inputs of the domain were run.
        shrinking: Seconds for making what was found smaller.
        sample: How many of the first are kept though they went nowhere new.
        most: Inputs that are run at the most.
        fickle: Whether the old version is known to give something else each time: then what it
            has in common with further runs counts.
    """

    old: Trial
    new: Trial
    signature: Signature
    draw: Draw
    board: Board
    seconds: float = 0.25
    strict: bool = True
    tolerance: float | None = None
    avoid: set[Input] = field(default_factory=set)
    counts: Counts = field(default_factory=Counts)
    corpus: list[Input] = field(default_factory=list)
    history: deque[Input] = field(default_factory=lambda: deque(maxlen=_HISTORY))
    exhausted: bool = False
    shrinking: float = 1.0
    sample: int = 0
    most: int = 1 << 60
    fickle: bool = False

    def __post_init__(self) -> None:
        self._features: set[object] = set()
        self._compared: list[tuple[object, object]] = []

    def explore(self, seen: Sequence[Input], seconds: float, emit: Emit) -> None:
        """Tries inputs until one tells the versions apart, or the time is over."""
        end = time.monotonic() + seconds
        told = 0.0
        for given in self._inputs(seen):
            now = time.monotonic()
            if now >= end or self.exhausted or self.counts.runs >= self.most:
                break
            if given in self.avoid:
                continue
            if now - told > _REPORT:
                told = now
                emit({"event": "progress", "runs": self.counts.runs, "kept": len(self.corpus)})
            aspects = self.aspects(given)
            if aspects:
                self._report(given, aspects, emit)
                return
            if aspects is not None:
                self.history.append(given)
                self._keep(given, emit)
        self.exhausted = self.exhausted and not self.counts.unfit + self.counts.unmade
        done = {**vars(self.counts), "kept": len(self.corpus), "exhausted": self.exhausted}
        emit({"event": "explored", **done})

    def aspects(self, given: Input) -> tuple[str, ...] | None:
        """What differs on an input; None: it tells nothing."""
        self.board.begin("old", json.dumps(given.to_json()).encode())
        try:
            old = self.old.run(given, self.seconds)
            if old is None or old.aspects["outcome"] == "unfit":
                self.counts.unfit += 1
                if old is None:
                    self.counts.slow += 1
                    self.draw.atoms.took_too_long()
                return None
            raised = _raised(old)
            # A generator refuses what it was given only when it is asked for an item.
            ended = raised or old.broken.rpartition(".")[2]
            is_unmeant = bool(ended) and not old.deliberate
            if is_unmeant and raised in _UNFIT and not self.strict:
                self.counts.strange += 1
                return None
            self.board.side("new")
            new = self.new.run(given, max(self.seconds, 20e-9 * self.old.nanoseconds))
        except Unmade as error:
            self.counts.unmade += 1
            if isinstance(error, TooLarge):
                self.draw.atoms.took_too_long()
            return None
        self.counts.runs += 1
        self.counts.unmeant += is_unmeant
        self.counts.ended(ended or "returned")
        if new is None:
            return ("time",)
        if new.aspects["outcome"] == "unfit":
            self.counts.unfit += 1
            return None
        self._outcome = (ended, old.kind)
        aspects = difference(old, new, self.tolerance)
        return self._steadily(given, old, new) if aspects and self.fickle else aspects

    def _steadily(self, given: Input, old: Observation, new: Observation) -> tuple[str, ...]:
        """What differs of what is the same in further runs of the old version."""
        self.board.side("old")
        again = [self.old.run(given, self.seconds) for _ in range(_AGAIN)]
        runs = [each for each in again if each is not None and each.aspects["outcome"] != "unfit"]
        if len(runs) < _AGAIN:
            return ()
        return Steady([old, *runs]).difference(new, self.tolerance)

    def _report(self, given: Input, aspects: tuple[str, ...], emit: Emit) -> None:
        def shows(other: Input) -> bool:
            return bool(self.aspects(other))

        runs = self.counts.runs
        least = given
        if aspects != ("time",) and self.shrinking:
            least = shrunk(given, shows, self.signature.fits, self.shrinking)
        emit(
            {
                "event": "differs",
                "input": least.to_json(),
                "first": given.to_json(),
                "aspects": list(aspects),
                "history": [each.to_json() for each in self.history],
                "runs": runs,
            }
        )

    def _keep(self, given: Input, emit: Emit) -> None:
        found: set[object] = {("outcome", self._outcome)}
        for side, trial in enumerate((self.old, self.new)):
            probes = trial.version.probes
            if probes is not None:
                found.update((side, each) for each in probes.features())
                self._compared += probes.compared
        del self._compared[:-200]
        if found <= self._features or len(self.corpus) >= _MOST_KEPT:
            if self.counts.runs <= self.sample:
                emit({"event": "kept", "input": given.to_json()})
            return
        self._features |= found
        self.corpus.append(given)
        emit({"event": "kept", "input": given.to_json()})

    def _inputs(self, seen: Sequence[Input]) -> Iterator[Input]:
        random = self.draw.random
        yield from seen
        if seen:
            # What others were seen to call it with takes long to make: it is kept if it is new.
            told = [each for each in seen if not _is_caught(each)]
            self.corpus += [each for each in told if each not in self.corpus]
        if self.signature.is_finite:
            yield from self.signature.all_inputs(_MOST_FINITE)
            self.exhausted = self.signature.count <= _MOST_FINITE
        for _ in range(60):
            yield self.signature.fresh(self.draw)
        last = self.signature.fresh(self.draw)
        while True:
            where = random.random()
            if where < 0.3 or not self.corpus:
                last = self.signature.fresh(self.draw)
            elif where < 0.4 and self._compared:
                one, other = random.choice(self._compared)
                last = self._met(self._kept(), one, other)
            elif where < 0.45:
                # A second call may give something else: after what is equal but of another
                # type, or after the caller has changed what it was given.
                yield replace(last, spoiled=True)
                yield last
                twin = last.with_parts(tuple(_twin(part) for part in last.parts))
                last = twin if self.signature.fits(twin) else last
            else:
                last = self._kept()
                for _ in range(random.choice((1, 1, 1, 2, 3))):
                    last = self.signature.varied(last, self.draw)
            yield last

    def _kept(self) -> Input:
        """One that was kept: often one of the last, which nobody has gone on from yet."""
        last = self.corpus[-8:] if self.draw.random.random() < 0.4 else self.corpus
        return self.draw.random.choice(last)

    def _met(self, given: Input, one: object, other: object) -> Input:
        """An input with one side of a comparison in place of the other."""
        if self.draw.random.random() < 0.5:
            one, other = other, one
        self.draw.pools.add(other)
        if isinstance(one, str) and isinstance(other, str) and self.draw.random.random() < 0.3:
            met = replaced(
                given, Plain(one), Plain(self.draw.random.choice((other + one, one + other)))
            )
        else:
            met = replaced(given, Plain(one), Plain(other))
        if met == given and isinstance(one, str) and isinstance(other, str) and one:
            met = given.with_parts(tuple(_within(part, one, other) for part in given.parts))
        return met if met != given else self.signature.varied(given, self.draw)


def _is_caught(given: Input) -> bool:
    return any(isinstance(each, Made) and each.callee == "caught" for _, each in given.shared)


def _twin(recipe: Recipe) -> Recipe:
    """What is equal to a value, and another thing: 1 for True, 1.0 for 1."""
    if recipe.parts:
        return recipe.with_parts(tuple(_twin(part) for part in recipe.parts))
    return _TWINS.get(recipe.text, recipe)


def _within(recipe: Recipe, one: str, other: str) -> Recipe:
    if isinstance(recipe, Plain) and isinstance(recipe.value, str):
        return Plain(recipe.value.replace(one, other, 1))
    if not recipe.parts:
        return recipe
    return recipe.with_parts(tuple(_within(part, one, other) for part in recipe.parts))


def _raised(found: Observation) -> str:
    return found.aspects.get("raised", "").rpartition(".")[2]


def pools_of(
    sources: Sequence[str],
    qualname: str,
    seen: Sequence[Input],
    names: Mapping[str, object] | None = None,
) -> Pools:
    """What the code under test speaks of, and what it was called with.

    Args:
        sources: The texts of its versions.
        qualname: The function's qualified name.
        seen: Inputs that are known.
        names: The names of the module, for the patterns that the function uses.
    """
    pools = Pools()
    patterns: dict[str, re.Pattern[Any]] = {}
    for source in sources:
        tree = ast.parse(source)
        functions = reachable(tree, qualname)
        for function in functions:
            pools.read(function)
        mentioned = {
            node.id for each in functions for node in ast.walk(each) if isinstance(node, ast.Name)
        }
        for statement in tree.body:
            if isinstance(statement, (ast.Assign, ast.AnnAssign)) and mentioned & {
                node.id for node in ast.walk(statement) if isinstance(node, ast.Name)
            }:
                pools.read(statement)
        for function in functions:
            patterns.update(_patterns(function, names or {}))
    for pattern in list(patterns.values())[:_PATTERNS]:
        pools.add_matching(matching(pattern, Random(0), _MATCHING))  # noqa: S311 - no secret
    stack = [part for given in seen for part in given.parts]
    while stack:
        part = stack.pop()
        stack += part.parts
        if isinstance(part, Plain):
            pools.add(part.value)
    return pools


def _patterns(
    function: ast.AST, names: Mapping[str, object]
) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The regular expressions that a function uses: the module's, and those it writes itself."""
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            held = names.get(node.id)
            if isinstance(held, re.Pattern):
                yield node.id, held
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re")),
                args=[ast.Constant(value=str() | bytes() as text), *_],
            ):
                with suppress(re.error, RecursionError, OverflowError):
                    yield repr(text), re.compile(text)
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                held = names.get(owner)
                inner = vars(held).get(name) if isinstance(held, (type, ModuleType)) else None
                if isinstance(inner, re.Pattern):
                    yield f"{owner}.{name}", inner


def draw_of(pools: Pools, seed: int) -> Draw:
    """A source of values."""
    return Draw(Random(seed), pools)  # noqa: S311 - no secret
