"""Two versions of a function, loaded and ready to be run."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import FunctionType
from typing import Any

from .captured import recipe_of_part
from .instrument import definitions
from .probe import with_use
from .recipe import Input, Source, Unmade, World
from .signature import Signature, signature_of
from .target import Target, Untried, Version, examples_in, find, load, owner_of, plain_function
from .written import input_of_json, input_of_text

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_CHANGING = frozenset(
    {"append", "extend", "add", "update", "clear", "pop", "remove", "insert", "setdefault"}
)
_MOST_SEEN = 200
_LARGE = 200
_FEW = 6


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
        ignored: Names that only the new version binds: nobody can rely on what they hold.
    """

    qualname: str
    sources: dict[str, str]
    versions: dict[str, Version]
    probed: dict[str, Version]
    target: Target
    signature: Signature
    seen: list[Input] = field(default_factory=list)
    strict: bool = True
    ignored: frozenset[str] = frozenset()

    @classmethod
    def load(cls, request: dict[str, Any]) -> Subject:
        """Both versions, and what is known of them.

        Args:
            request: ``name`` and ``path`` of the module, ``old`` and ``new`` text, ``function``,
                ``paths`` to import from, ``seen`` inputs as JSON, ``directory``.

        Raises:
            Untried: One of them can't be.
        """
        for path in reversed(request.get("paths", ())):
            if path not in sys.path:
                sys.path.insert(0, path)
        if request.get("directory"):
            os.chdir(request["directory"])
        name, path, qualname = request["name"], request["path"], request["function"]
        sources = {side: request[side] for side in ("old", "new")}
        versions, probed = {}, {}
        for side, source in sources.items():
            try:
                versions[side] = load(source, name, path, qualname)
                find(versions[side], qualname)
                probed[side] = load(source, name, path, qualname, probed=True)
            except Untried as error:
                raise Untried(f"the {side} version can't be tried: {error}") from error
        target = find(versions["old"], qualname)
        if find(versions["new"], qualname).kind != target.kind:
            raise Untried(f"it is no longer a {target.kind} in the new version")
        seen = _seen(request.get("seen", ()), sources["old"], qualname)
        function, skip = plain_function(versions["old"], target)
        owner = owner_of(versions["old"], target)
        names = versions["old"].world.names
        seen = [*seen, *_small(seen, versions["old"].world, name)]
        signature = signature_of(function, names, owner, seen, skip)
        signature = with_use(signature, sources["old"], probed["old"], target, function)
        if owner is not None:
            last = qualname.rpartition(".")[2]
            others = _others(owner, names)
            others.append((last, replace(signature, receiver=None)))
            signature = replace(signature, others=tuple(others))
        else:
            others = _writers(sources["old"], qualname, names)
            signature = replace(signature, others=tuple(others))
        strict = all(each.known not in ("nothing", "use") for each in signature.parameters)
        ignored = _bound(sources["new"]) - _bound(sources["old"])
        return cls(qualname, sources, versions, probed, target, signature, seen, strict, ignored)

    def told(self) -> dict[str, Any]:
        """What is known of it, as JSON."""
        return {
            "kind": self.target.kind,
            "domain": self.signature.told(),
            "seen": [each.to_json() for each in self.seen],
            "strict": self.strict,
            "finite": self.signature.is_finite,
        }


def _bound(source: str) -> frozenset[str]:
    """The names of a module and of attributes that its code binds."""
    tree = ast.parse(source)
    found = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(tree)
        if isinstance(node, (ast.Attribute, ast.Name)) and isinstance(node.ctx, ast.Store)
    }
    found |= {each.name for each in ast.walk(tree) if isinstance(each, _DEFINITIONS)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {each.asname or each.name.partition(".")[0] for each in node.names}
    return frozenset(found)


def _small(seen: Sequence[Input], world: World, home: str) -> list[Input]:
    """Smaller inputs of the same kinds, for those that are large or not spelled out."""
    found = []
    for given in seen:
        if given.size < _LARGE and not any(isinstance(part, Source) for part in given.parts):
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


def _others(owner: type, names: dict[str, Any]) -> list[tuple[str, Signature]]:
    """The methods that may be called on an object of a class, by name."""
    found = []
    for name, value in vars(owner).items():
        if name.startswith("_") or not isinstance(value, FunctionType):
            continue
        signature = signature_of(value, names, None, (), 1)
        if all(each.known != "nothing" for each in signature.parameters if each.needed):
            found.append((name, signature))
    return found


def _seen(told: Sequence[dict[str, Any]], source: str, qualname: str) -> list[Input]:
    found: list[Input] = []
    for each in told:
        try:
            found.append(input_of_json(each))
        except Unmade:
            continue
    for line in examples_in(source, qualname):
        try:
            found.append(input_of_text(line))
        except Unmade:
            continue
    return found[:_MOST_SEEN]
