"""The classes of a package that a class may be mixed with: its subclasses and their bases.

A base class may use what only its subclasses define, and a mixin what its siblings do.
Which these are, inference from the class itself can't tell, so the package's files are
searched for class statements, by the names of the bases as written.
"""

from __future__ import annotations

import builtins
import math
import os
import re
import stat
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.analysis.facts import class_facts

if TYPE_CHECKING:
    from guyline.analysis.typed import Node, State, Value

_CLASS = re.compile(
    r"^[ \t]*class[ \t]+(?P<name>\w+)[ \t]*(?:\[[^\]]*\])?"
    r"\((?P<bases>[^()]*(?:\([^()]*\)[^()]*)*)\)",
    re.MULTILINE,
)
_PLAIN = re.compile(r"^[ \t]*class[ \t]+(?P<name>\w+)[ \t]*:", re.MULTILINE)
_IMPORTED = re.compile(r"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)
_ALIAS = re.compile(r"\b(\w+)[ \t]+as[ \t]+(\w+)")
_ASSIGNED = re.compile(
    r"\.([^\W\d]\w*)[ \t]*(?::[^=\n]+)?=(?!=)|\bsetattr\([^,()]+,\s*[\"']([^\W\d]\w*)[\"']"
)
_ENDS = re.compile(r"^(?:class|def|async[ \t]+def|@[^\W\d])", re.MULTILINE)
_MEMBER = re.compile(
    r"^[ \t]+(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w*)"
    r"|^[ \t]+([^\W\d]\w*)[ \t]*(?::|,|[-+*/|&^%]?=(?!=))"
    r"|[,(][ \t]*([^\W\d]\w*)[ \t]*(?=[,)=])"
    r"|\b(?:self|cls)\.([^\W\d]\w*)[ \t]*(?=[-+*/|&^%@<>]*=(?!=)|[,:\])])"
    r"|\b(?:as|for|in|=|,)[ \t]+\(?(?:self|cls)\.([^\W\d]\w*)",
    re.MULTILINE,
)
"""What may define a member: superset, as texts are not parsed here."""
_SPELLED = re.compile(r"\b(?:self|cls)\.([^\W\d]\w*)|[\"']([^\W\d]\w*)[\"']")
_AT_RUN_TIME = re.compile(r"\b(?:setattr|__slots__|__dict__|__setattr__|vars|namedtuple|_fields)\b")
"""How a class's text makes members that only its strings name."""
_ROOTS = frozenset(
    {
        "object",
        "ABC",
        "Generic",
        "Protocol",
        "Exception",
        "BaseException",
        "TypedDict",
        "NamedTuple",
    }
)
_FILES = 3000
_BYTES = 40_000_000
_FRESH = 2.0
"""Seconds for which what was seen of a folder holds."""
_FAMILY = 200
"""Relatives that are read; a class with more is the base of everything."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A class statement.

    Attributes:
        path: Its file.
        line: Its line, from 1.
        name: The class.
        bases: The last parts of its bases' names.
        members: The names its text may define: its own, and more.
    """

    path: Path
    line: int
    name: str
    bases: tuple[str, ...]
    members: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class File:
    """What one file says.

    Attributes:
        stamp: When it was changed.
        size: How many bytes it has.
        classes: Its class statements.
        assigned: The attributes it assigns on any object.
        imported: The top-level modules it imports.
    """

    stamp: float
    size: int
    classes: list[Definition]
    assigned: frozenset[str]
    imported: frozenset[str]


@dataclass(frozen=True, slots=True)
class Statements:
    """What the files of a package say.

    Attributes:
        classes: Every class statement, by the class's name.
        assigned: Every attribute that is assigned on any object.
        below: The names of the classes that name a class as their base, by its name.
    """

    classes: dict[str, list[Definition]]
    assigned: frozenset[str]
    below: dict[str, set[str]]

    def subclasses(self, name: str) -> set[str]:
        """The names of a class's subclasses, and of theirs; its own is one of them."""
        found, waiting = {name}, [name]
        while waiting:
            new = self.below.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found


@dataclass(slots=True)
class Package:
    """The statements of the files under a folder; a file is read again when it has changed."""

    folder: Path
    files: dict[Path, File] = field(default_factory=dict)
    _looked: float = -math.inf
    _last: dict[Path, File] | None = None
    _said: tuple[dict[Path, File], Statements] | None = None

    def read(self) -> Statements | None:
        """What the files say; None for a folder that is too big."""
        files = self.each()
        if files is None:
            return None
        if self._said is None or self._said[0] is not files:
            self._said = files, _statements(files)
        return self._said[1]

    def each(self) -> dict[Path, File] | None:
        """The files, by their paths; None for a folder that is too big.

        A folder that is no package is not looked through below itself: a project's holds
        environments, data and much else.
        """
        if time.monotonic() - self._looked > _FRESH:
            self._last = self._look()
            self._looked = time.monotonic()
        return self._last

    def _look(self) -> dict[Path, File] | None:
        deep = (self.folder / "__init__.py").is_file()
        found: dict[Path, File] = {}
        size = 0
        for folder, folders, names in os.walk(self.folder):
            folders[:] = [each for each in folders if deep and each.isidentifier()]
            for path in (Path(folder, name) for name in names if name.endswith(".py")):
                file = self._read(path)
                if file is None:
                    continue
                found[path] = file
                size += file.size
                if len(found) > _FILES or size > _BYTES:
                    return None
        return found

    def _read(self, path: Path) -> File | None:
        try:
            status = path.stat()
            stamp = status.st_mtime
            if not stat.S_ISREG(status.st_mode):
                return None  # a pipe would be waited for
            kept = self.files.get(path)
            if kept is None or kept.stamp != stamp:
                text = path.read_text(encoding="utf-8", errors="replace")
                names = frozenset(name for pair in _ASSIGNED.findall(text) for name in pair if name)
                imported = frozenset(_IMPORTED.findall(text))
                kept = self.files[path] = File(
                    stamp, status.st_size, _definitions(path, text), names, imported
                )
        except OSError:
            return None
        return kept


def _statements(files: dict[Path, File]) -> Statements:
    classes: dict[str, list[Definition]] = defaultdict(list)
    below: dict[str, set[str]] = defaultdict(set)
    for file in files.values():
        for definition in file.classes:
            classes[definition.name].append(definition)
            for base in definition.bases:
                below[base].add(definition.name)
    assigned = frozenset().union(*(file.assigned for file in files.values()))
    return Statements(dict(classes), assigned, dict(below))


def _definitions(path: Path, text: str) -> list[Definition]:
    found = []
    real = {alias: name for name, alias in _ALIAS.findall(text)}
    for pattern in (_CLASS, _PLAIN):
        for match in pattern.finditer(text):
            bases = match.groupdict().get("bases") or ""
            line = text.count("\n", 0, match.start("name")) + 1
            names = tuple(real.get(name, name) for name in _names(bases))
            found.append(Definition(path, line, match["name"], names, _members(text, match)))
    return found


def _members(text: str, statement: re.Match[str]) -> frozenset[str]:
    """The names that a class's text may define; what follows up to the next is read as its."""
    ends = _ENDS.search(text, statement.end())
    end = ends.start() if ends is not None else len(text)
    found = _MEMBER.findall(text, statement.end(), end)
    if _AT_RUN_TIME.search(text, statement.end(), end) is not None:
        found += _SPELLED.findall(text, statement.end(), end)
    return frozenset(name for names in found for name in names if name)


def _names(bases: str) -> tuple[str, ...]:
    without = re.sub(r"#[^\n]*", "", bases)
    without = re.sub(r"\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]", "", without)
    parts = [part.strip() for part in without.split(",")]
    return tuple(part.rpartition(".")[2] for part in parts if part and "=" not in part)


@dataclass(slots=True)
class Families:
    """The families of classes, package by package."""

    packages: dict[Path, Package] = field(default_factory=dict)

    def names(self, state: State, cls: Value, bases: set[str]) -> tuple[frozenset[str], str]:
        """What its relatives define, what its package assigns, and why that is not known.

        Of a class with many relatives, or with some that can't be told exactly, their texts
        count: a superset.

        Args:
            state: jedi's inference state.
            cls: The class.
            bases: The names of its own bases, which are known.
        """
        path = cls.get_root_context().py__file__()
        name = str(cls.py__name__())
        doubt = f"the subclasses of {name} are not known"
        if path is None:
            return frozenset(), doubt
        folder = _package_folder(Path(path))
        package = self.packages.setdefault(folder, Package(folder))
        statements = package.read()
        if statements is None:
            return frozenset(), doubt
        family, outside = _family(statements, name)
        names = set(statements.assigned)
        spelled = frozenset(names).union(*(each.members for each in family))
        if outside - bases - _ROOTS or len(family) > _FAMILY:
            return spelled, ""
        for each in family:
            facts = _facts(state, each)
            if facts is None:
                return spelled, ""
            names |= facts
        return frozenset(names), ""

    def subclasses(self, path: Path, name: str) -> set[Definition] | None:
        """The class statements of the subclasses of a class in its package, by name.

        None where the package is too big to be looked through.
        """
        folder = _package_folder(path)
        statements = self.packages.setdefault(folder, Package(folder)).read()
        if statements is None:
            return None
        names = statements.subclasses(name) - {name}
        return {each for below in names for each in statements.classes[below]}

    def below(self, document: str, cls: Value) -> tuple[frozenset[str], str]:
        """What the subclasses of a class have, in the package that the document is in.

        Where a value is declared to be of a class, it may be of any of these. A subclass with
        a base from elsewhere has more than the package's texts tell: then there is a doubt.
        """
        path = cls.get_root_context().py__file__()
        if path is None or not document:
            return frozenset(), ""
        folder = _package_folder(Path(path))
        if folder != _package_folder(Path(document)):
            return frozenset(), ""
        statements = self.packages.setdefault(folder, Package(folder)).read()
        name = str(cls.py__name__())
        if statements is None or statements.subclasses(name) == {name}:
            return frozenset(), ""
        family, outside = _family(statements, name)
        outside -= {str(base.py__name__()) for base in cls.py__mro__()} | _ROOTS
        names = {name for each in family for name in each.members}
        for base in sorted(outside):
            known = getattr(builtins, base, None)
            if known is None:
                return frozenset(names), f"a subclass of {name} has the base {base} from elsewhere"
            names.update(dir(known))
        return frozenset(names), ""

    def imported(self, path: str) -> set[str] | None:
        """The top-level modules that a document's project imports in other files.

        None where the project is too big to be looked through.
        """
        if not path:
            return set()
        folder = _package_folder(Path(path))
        package = self.packages.setdefault(folder, Package(folder))
        files = package.each()
        if files is None:
            return None
        return {name for each, file in files.items() if str(each) != path for name in file.imported}


def same_package(path: Path, other: Path) -> bool:
    """Whether two files lie in one top-level package, or in one folder that is none."""
    return _package_folder(path) == _package_folder(other)


def _package_folder(path: Path) -> Path:
    folder = path.parent
    while (folder.parent / "__init__.py").is_file():
        folder = folder.parent
    return folder


def _family(statements: Statements, name: str) -> tuple[set[Definition], set[str]]:
    """The subclasses of a class, all their bases, and the bases that lie outside."""
    definitions = statements.classes
    below = statements.subclasses(name)
    family: set[Definition] = set()
    outside: set[str] = set()
    waiting = list(below)
    seen = set(below)
    while waiting:
        known = definitions.get(waiting.pop())
        for definition in known or ():
            family.add(definition)
            for base in definition.bases:
                if base not in definitions:
                    outside.add(base)
                elif base not in seen:
                    seen.add(base)
                    waiting.append(base)
    return family, outside


def _facts(state: State, definition: Definition) -> frozenset[str] | None:
    """The names a class statement's text gives; None where it can't be read."""
    try:
        module = state.parse(path=definition.path, cache=True)
    except OSError:
        return None
    for leaf in module.get_used_names().get(definition.name, ()):
        node: Node = leaf.parent
        if node.type == "classdef" and node.name is leaf and leaf.line == definition.line:
            facts = class_facts(node, stub=False)
            return None if facts.doubt else facts.names | facts.through_self
    return None
