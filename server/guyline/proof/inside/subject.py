"""Two versions of a function, loaded and ready to be run."""

from __future__ import annotations

import ast
import inspect
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from random import Random
from types import FunctionType
from typing import Any

from .apart import apart
from .assumption import Assumption
from .callers import calls_by_others, seconds_for, with_calls
from .draw import Draw
from .examples import examples_in, of_package
from .forked import in_a_child
from .instrument import definitions
from .parts import recipe_of_part
from .pools import Pools
from .private import added_private
from .probe import with_use
from .recipe import SET, Input, Source, Unmade, World
from .shapes import Built, Shape
from .signature import Parameter, Signature, signature_of
from .target import (
    Target,
    Untried,
    Version,
    check_name,
    find,
    load,
    owner_of,
    plain_function,
)
from .trial import Terms
from .written import input_of_json, input_of_text

_CHANGING = frozenset(
    {"append", "extend", "add", "update", "clear", "pop", "remove", "insert", "setdefault"}
)
_MOST_SEEN = 200
_LARGE = 200
_FEW = 6
_PATIENCE = 3
_MAKING = 2.0
_SMALLING = 1.0
"""Seconds to make smaller inputs of those that were seen."""


@dataclass
class Subject:
    """What is under test.

    Attributes:
        qualname: The function.
        sources: The module's text in both versions, by side.
        versions: The code as it stands, by side.
        probed: The same with probes, by side; one without where probes do not go.
        target: Where the function is.
        signature: Its domain.
        seen: Inputs that are known: recorded calls, examples of docstrings.
        strict: Whether the domain is known.
        terms: What counts, and what is an input. Private names that only the new version binds
            do not count: nobody relies on them.
        recorded: How many of the known inputs were told, or stand in examples; the others are
            what the package's other code was seen to call it with.
    """

    qualname: str
    sources: dict[str, str]
    versions: dict[str, Version]
    probed: dict[str, Version]
    target: Target
    signature: Signature
    seen: list[Input] = field(default_factory=list)
    strict: bool = True
    terms: Terms = field(default_factory=Terms)
    recorded: int = 0

    @classmethod
    def load(cls, request: dict[str, Any]) -> Subject:
        """The old version, and what is known of it.

        Args:
            request: ``name`` and ``path`` of the module, ``old`` and ``new`` text, ``function``,
                ``paths`` to import from, ``seen`` inputs as JSON, ``assume``, ``tolerance``.

        Raises:
            Untried: One of them can't be.
        """
        for path in reversed(request.get("paths", ())):
            if path not in sys.path:
                sys.path.insert(0, path)
        name, path, qualname = request["name"], request["path"], request["function"]
        sources = {side: request[side] for side in ("old", "new")}
        try:
            old = load(sources["old"], name, path, qualname)
            target = find(old, qualname)
            check_name(old, target, sources["old"])
            probed = load(sources["old"], name, path, qualname, probed=True)
        except Untried as error:
            raise Untried(f"the old version can't be tried: {error}") from error
        old.activate()
        seen = _seen(request.get("seen", ()), sources["old"], qualname, old.world)
        signature, seen = _domain(old, probed, target, sources["old"], seen)
        recorded = len(seen)
        signature, seen = _with_callers(signature, seen, old, target, sources["old"])
        strict = all(each.known not in ("nothing", "use") for each in signature.parameters)
        function, _ = plain_function(old, target)
        assumption = Assumption(request.get("assume", ""), function, old.world.names)
        terms = Terms(_added(sources), request.get("tolerance"), assumption)
        return cls(
            qualname,
            sources,
            {"old": old},
            {"old": probed},
            target,
            signature,
            seen,
            strict,
            terms,
            recorded,
        )

    def add(self, request: dict[str, Any]) -> None:
        """The new version.

        Raises:
            Untried: It can't be.
        """
        name, path, source = request["name"], request["path"], self.sources["new"]
        new = load(source, name, path, self.qualname)
        if find(new, self.qualname).kind != self.target.kind:
            raise Untried(f"it is no longer a {self.target.kind}")
        self.versions["new"] = new
        self.probed["new"] = load(source, name, path, self.qualname, probed=True)

    def told(self) -> dict[str, Any]:
        """What is known of it, as JSON."""
        return {
            "kind": self.target.kind,
            "domain": self.signature.told(),
            "seen": [each.to_json() for each in self.seen[: self.recorded]],
            "strict": self.strict,
            "finite": self.signature.is_finite,
        }


def _added(sources: Mapping[str, str]) -> frozenset[str]:
    try:
        return added_private(sources["old"], sources["new"])
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()  # it is told of when the version is loaded


def _domain(
    version: Version, probed: Version, target: Target, source: str, seen: list[Input]
) -> tuple[Signature, list[Input]]:
    """What the function may be called with, and the inputs that are known, smaller ones too."""
    names = version.world.names
    function, skip = plain_function(version, target)
    owner = owner_of(version, target)
    seen = [*seen, *_small(seen, version.world, version.module.__name__)]
    signature = signature_of(function, names, owner, seen, skip)
    signature = with_use(signature, source, probed, target, function)
    last = target.qualname.rpartition(".")[2]
    if owner is None:
        signature = replace(signature, name=last if "." not in target.qualname else "")
        return replace(signature, others=tuple(_writers(source, target.qualname, names))), seen
    others = [*_others(owner, names, signature.receiver), (last, replace(signature, receiver=None))]
    others += _attributes(owner, signature, version.world, seen)
    return replace(signature, others=tuple(others), name=last), seen


def _with_callers(
    signature: Signature, seen: list[Input], old: Version, target: Target, source: str
) -> tuple[Signature, list[Input]]:
    """What the package's other code calls it with, where nothing tells all of its domain."""
    seconds = seconds_for(signature, old)
    if not seconds:
        return signature, seen

    def work(tell: Callable[[list[dict[str, object]]], None]) -> None:
        calls_by_others(old, target, source, tell, seconds)

    told = in_a_child(work, _PATIENCE * seconds)
    found = [input_of_json(each) for each in told or ()]
    return with_calls(signature, found, old), [*seen, *found]


def _small(seen: Sequence[Input], world: World, home: str) -> list[Input]:
    """Smaller inputs of the same kinds, for those that are large or not spelled out."""
    found = []
    end = time.monotonic() + _SMALLING
    for given in map(apart, seen):
        if time.monotonic() > end:
            break
        sources = [part.text for part in given.parts if isinstance(part, Source)]
        if any(each.startswith("pickle.") for each in sources):
            continue  # which can't be cut
        if given.size < _LARGE and not sources:
            continue
        try:
            parts = [recipe_of_part(part.build(world), _FEW, home) for part in given.parts]
            found.append(given.with_parts(tuple(parts)))
        except Unmade:
            continue
    return found


def _writers(source: str, qualname: str, names: dict[str, Any]) -> list[tuple[str, Signature]]:
    """Functions of a module that write what it keeps, by name: they may be called before."""
    tree = ast.parse(source)
    kept = {
        node.id
        for each in tree.body
        if isinstance(each, (ast.Assign, ast.AnnAssign, ast.AugAssign))
        for node in ast.walk(each)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    found = []
    for name, function in definitions(tree):
        if "." in name or name == qualname or not isinstance(names.get(name), FunctionType):
            continue
        if not any(_writes(node, kept) for node in ast.walk(function)):
            continue
        signature = signature_of(names[name], names, None, (), 0)
        found.append((name, signature))
    return found[:6]


def _writes(node: ast.AST, kept: set[str]) -> bool:
    if isinstance(node, ast.Global):
        return True
    if isinstance(node, (ast.Subscript, ast.Attribute)):
        stored = isinstance(node.ctx, (ast.Store, ast.Del))
        called = isinstance(node, ast.Attribute) and node.attr in _CHANGING
        return (stored or called) and isinstance(node.value, ast.Name) and node.value.id in kept
    return False


def _attributes(
    owner: type, signature: Signature, world: World, seen: Sequence[Input]
) -> list[tuple[str, Signature]]:
    """The attributes of an object that its constructor is told, and that can be set."""
    if not isinstance(signature.receiver, Built):
        return []
    try:
        draw = Draw(Random(0), Pools())  # noqa: S311 - no secret
        found = next((each.receiver for each in seen if each.receiver is not None), None)
        recipe = found or draw.fresh(signature.receiver)
    except RecursionError:
        return []

    def work(tell: Callable[[list[str]], None]) -> None:
        with suppress(Unmade):
            tell([str(name) for name in getattr(recipe.build(world), "__dict__", {})])

    # in a child: making an object may change what the package keeps, in one version alone
    held = in_a_child(work, _MAKING) or []
    kept = []
    for name, shape in _told_by_constructor(owner, signature.receiver).items():
        if not name.startswith("_") and name in held:
            value = Parameter("value", shape, inspect.Parameter.POSITIONAL_ONLY, True, "class")
            kept.append((SET + name, Signature((value,))))
    return kept


def _told_by_constructor(owner: type, receiver: Shape | None) -> dict[str, Shape]:
    """The shapes of what a constructor takes, by name."""
    if not isinstance(receiver, Built):
        return {}
    try:
        names = list(inspect.signature(owner).parameters)
    except (TypeError, ValueError):
        names = []
    found = dict(zip(names, receiver.arguments, strict=False))
    return found | {name: shape for name, shape, _ in receiver.keywords}


def _others(
    owner: type, names: dict[str, Any], receiver: Shape | None
) -> list[tuple[str, Signature]]:
    """The methods that may be called on an object of a class, by name.

    A parameter that nothing tells of is as the constructor's of the same name.
    """
    found = []
    told = _told_by_constructor(owner, receiver)
    for name, value in vars(owner).items():
        if name.startswith("_") or not isinstance(value, FunctionType):
            continue
        signature = signature_of(value, names, None, (), 1)
        parameters = tuple(
            replace(each, shape=told[each.name], known="class")
            if each.known == "nothing" and each.name in told
            else each
            for each in signature.parameters
        )
        signature = replace(signature, parameters=parameters)
        if all(each.known != "nothing" for each in signature.parameters if each.needed):
            found.append((name, signature))
    return found


def _seen(told: Sequence[dict[str, Any]], source: str, qualname: str, world: World) -> list[Input]:
    found: list[Input] = []
    for each in told:
        try:
            found.append(input_of_json(each))
        except Unmade:
            continue
    known = len(found)
    for line in examples_in(source, qualname):
        try:
            found.append(input_of_text(of_package(line, world.names)))
        except Unmade:
            continue
    return _that_can_be_made(found[:_MOST_SEEN], known, world)


def _that_can_be_made(found: list[Input], told: int, world: World) -> list[Input]:
    """Without the examples whose values can't be made here; they are made in a child."""
    if len(found) <= told:
        return found

    def work(tell: Callable[[list[int]], None]) -> None:
        made = []
        for place in range(told, len(found)):
            with suppress(Unmade):
                found[place].build(world)
                made.append(place)
                tell(made)

    kept = in_a_child(work, _MAKING)
    return [*found[:told], *(found[place] for place in kept or ())]
