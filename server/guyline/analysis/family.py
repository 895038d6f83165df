"""The classes of a package that a class may be mixed with: its subclasses and their bases.

A base class may use what only its subclasses define, and a mixin what its siblings do.
Which these are, inference from the class itself can't tell, so the package's files are
searched for class statements, by the names of the bases as written.
"""

from __future__ import annotations

import builtins
import math
import os
import stat
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.analysis.outline import Definition, Outline, heads, imported_in, outline

if TYPE_CHECKING:
    from guyline.analysis.typed import Value

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


@dataclass(frozen=True, slots=True)
class File:
    """One file.

    Attributes:
        stamp: When it was changed.
        size: How many bytes it has.
        classes: Its class statements, without their members.
        imported: The top-level modules it imports.
    """

    stamp: float
    size: int
    classes: tuple[Definition, ...]
    imported: frozenset[str]


@dataclass(frozen=True, slots=True)
class Statements:
    """What the files of a package say.

    Attributes:
        classes: Every class statement, by the class's name.
        below: The names of the classes that name a class as their base, by its name.
    """

    classes: dict[str, list[Definition]]
    below: dict[str, set[str]]

    def subclasses(self, name: str) -> set[str]:
        """The names of a class's subclasses, and of theirs; its own is one of them."""
        found, waiting = {name}, [name]
        while waiting:
            new = self.below.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found


@dataclass(frozen=True, slots=True)
class Foreign:
    """A base that lies outside its class's package.

    Attributes:
        base: The last part of its name, as the class statement has it.
        path: The file of the class that has it.
        line: The line of that class, from 1.
    """

    base: str
    path: Path
    line: int


@dataclass(slots=True)
class Package:
    """The statements of the files under a folder; a file is read again when it has changed."""

    folder: Path
    files: dict[Path, File] = field(default_factory=dict)
    _looked: float = -math.inf
    _last: dict[Path, File] | None = None
    _outlines: dict[Path, tuple[float, Outline]] = field(default_factory=dict)
    _assigned: tuple[Statements, frozenset[str]] | None = None
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
            found = self._look()
            if found != self._last:  # else what rests on them holds on
                self._last = found
            self._looked = time.monotonic()
        return self._last

    @property
    def modules(self) -> frozenset[str]:
        """The names of its top-level modules; a package's own, and those of loose files."""
        loose = {path.stem for path in self.files if path.parent == self.folder}
        return frozenset({self.folder.name} | loose)

    def outline(self, path: Path) -> Outline:
        """What a file's text says of its classes: read when that is asked for."""
        file = self.files.get(path)
        stamp = file.stamp if file is not None else 0.0
        kept = self._outlines.get(path)
        if kept is None or kept[0] != stamp:
            try:
                text = path.read_text(encoding="utf-8", errors="replace")
            except OSError:
                text = ""
            kept = self._outlines[path] = stamp, outline(path, text)
        return kept[1]

    def members(self, family: set[Definition]) -> set[str]:
        """What the classes of a family define."""
        named: dict[Path, set[str]] = defaultdict(set)
        for each in family:
            named[each.path].add(each.name)
        return {
            member
            for path, names in named.items()
            for each in self.outline(path).classes
            if each.name in names
            for member in each.members
        }

    def assigned(self, statements: Statements) -> frozenset[str]:
        """Every attribute that is assigned on what may be an object of any class."""
        if self._assigned is None or self._assigned[0] is not statements:
            files = [self.outline(path) for path in self.each() or ()]
            found = {name for file in files for name in file.assigned}
            below = statements.below
            bases = [base for base in below if base == "type" or base.endswith("Meta")]
            makers = {name for base in bases for name in statements.subclasses(base)}
            for definition in (each for file in files for each in file.classes):
                if definition.makes or definition.name in makers:
                    found |= definition.members  # of the classes it makes
            self._assigned = statements, frozenset(found)
        return self._assigned[1]

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
                kept = self.files[path] = File(
                    stamp, status.st_size, heads(path, text), imported_in(text)
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
    return Statements(dict(classes), dict(below))


@dataclass(slots=True)
class Families:
    """The families of classes, package by package."""

    packages: dict[Path, Package] = field(default_factory=dict)

    def names(self, cls: Value) -> tuple[frozenset[str], str]:
        """What a class's relatives define, what its package assigns on what may be its instance.

        Also why that is not known.
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
        family, outside = _family(statements, name, package.modules)
        names = package.assigned(statements) | package.members(family)
        foreign = {each.base for each in outside}
        foreign -= {str(base.py__name__()) for base in cls.py__mro__()} | _ROOTS
        foreign = {base for base in foreign if not hasattr(builtins, base)}
        if foreign:
            doubt = f"a relative of {name} has the base {min(foreign)} from elsewhere"
        return names, doubt if foreign else ""

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

    def below(self, document: str, cls: Value) -> tuple[frozenset[str], list[Foreign]]:
        """What the subclasses of a class have, in the package that the document is in.

        Where a value is declared to be of a class, it may be of any of these. A subclass with
        a base from elsewhere has more than the package's texts tell: these are named, too.
        """
        path = cls.get_root_context().py__file__()
        if path is None or not document:
            return frozenset(), []
        folder = _package_folder(Path(path))
        if folder != _package_folder(Path(document)):
            return frozenset(), []
        package = self.packages.setdefault(folder, Package(folder))
        statements = package.read()
        name = str(cls.py__name__())
        if statements is None or statements.subclasses(name) == {name}:
            return frozenset(), []
        family, outside = _family(statements, name, package.modules)
        known = {str(base.py__name__()) for base in cls.py__mro__()} | _ROOTS
        names = package.members(family)
        foreign = []
        for each in sorted(outside, key=lambda each: (each.base, str(each.path), each.line)):
            if each.base in known:
                continue
            builtin = getattr(builtins, each.base, None)
            if builtin is None:
                foreign.append(each)
            else:
                names.update(dir(builtin))
        return frozenset(names), foreign

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


def _family(
    statements: Statements, name: str, own: frozenset[str]
) -> tuple[set[Definition], set[Foreign]]:
    """The subclasses of a class, all their bases, and the bases that lie outside.

    A base that is imported from none of the package's ``own`` modules lies outside, though a
    class of its own may have the same name.
    """
    definitions = statements.classes
    below = statements.subclasses(name)
    family: set[Definition] = set()
    outside: set[Foreign] = set()
    waiting = list(below)
    seen = set(below)
    while waiting:
        known = definitions.get(waiting.pop())
        for definition in known or ():
            family.add(definition)
            for base, origin in zip_longest(definition.bases, definition.origins, fillvalue=""):
                if base not in definitions or (origin and origin not in own):
                    outside.add(Foreign(base, definition.path, definition.line))
                elif base not in seen:
                    seen.add(base)
                    waiting.append(base)
    return family, outside
