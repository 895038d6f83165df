"""Two versions of a function, loaded and ready to be run."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import FunctionType
from typing import Any

from .captured import recipe_of_part
from .recipe import Input, Source, Unmade, World
from .signature import Signature, signature_of
from .target import Target, Untried, Version, examples_in, find, load, owner_of, plain_function
from .written import input_of_json, input_of_text

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
    """

    qualname: str
    sources: dict[str, str]
    versions: dict[str, Version]
    probed: dict[str, Version]
    target: Target
    signature: Signature
    seen: list[Input] = field(default_factory=list)
    strict: bool = True

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
        if owner is not None:
            last = qualname.rpartition(".")[2]
            others = _others(owner, names)
            others.append((last, replace(signature, receiver=None)))
            signature = replace(signature, others=tuple(others))
        strict = all(each.known != "nothing" for each in signature.parameters)
        return cls(qualname, sources, versions, probed, target, signature, seen, strict)

    def told(self) -> dict[str, Any]:
        """What is known of it, as JSON."""
        return {
            "kind": self.target.kind,
            "domain": self.signature.told(),
            "seen": [each.to_json() for each in self.seen],
            "strict": self.strict,
            "finite": self.signature.is_finite,
        }


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
