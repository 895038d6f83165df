"""The function under test, in one version of its module.

Both versions are loaded under the module's own name, so what they define is named alike; which of
them stands in ``sys.modules`` is switched with each run.
"""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.machinery
import os
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .around import Around, imported_anew
from .calls import layers_of
from .instrument import Probes, definitions, instrumented, names
from .recipe import Input, World
from .registered import set_free


class Untried(Exception):  # noqa: N818 - what becomes of the attempt, and no fault
    """Something that keeps a function from being tried, in words for a person."""


@dataclass
class Version:
    """One version of the module.

    Attributes:
        module: The module.
        world: The names that inputs are made with.
        probes: What its probes saw; None: it is the code as it stands.
        around: Its own package; None: all versions share one.
    """

    module: types.ModuleType
    world: World
    probes: Probes | None = None
    around: Around | None = None

    def activate(self) -> None:
        """Makes this the module that imports find."""
        if self.around is not None:
            self.around.activate()
            return
        name = self.module.__name__
        sys.modules[name] = self.module
        parent, _, last = name.rpartition(".")
        if parent in sys.modules:
            setattr(sys.modules[parent], last, self.module)


@dataclass(frozen=True)
class Target:
    """Where the function is.

    Attributes:
        qualname: Its qualified name.
        kind: ``function``, ``method``, ``class method``, ``static method``, ``property`` or
            ``class``.
    """

    qualname: str
    kind: str

    @property
    def written(self) -> str:
        """The qualified name as it stands in the text: a class holds private ones by another."""
        owner, _, name = self.qualname.rpartition(".")
        mangled = f"_{owner.rpartition('.')[2].lstrip('_')}__"
        return (
            f"{owner}.__{name.removeprefix(mangled)}" if name.startswith(mangled) else self.qualname
        )

    @property
    def written_name(self) -> str:
        """The last part of that."""
        return self.written.rpartition(".")[2]

    @property
    def takes_receiver(self) -> bool:
        """Whether it is called on an object, which comes before the arguments."""
        return self.kind in ("method", "property")

    def call(self, version: Version) -> Callable[..., Any]:
        """What is called with the arguments; of a method, with its receiver before them."""
        owner_path, _, name = self.qualname.rpartition(".")
        if self.kind == "property":
            return lambda receiver: getattr(receiver, name)
        if self.kind == "method":
            return lambda receiver, *given, **named: getattr(receiver, name)(*given, **named)
        owner: Any = version.module
        for part in owner_path.split(".") if owner_path else ():
            owner = getattr(owner, part)
        found: Callable[..., Any] = getattr(owner, name)
        return found

    def line(self, given: Input) -> str:
        """The call, as it is written."""
        told = given.line(self.qualname)
        return told.removesuffix("()") if self.kind == "property" else told


def load(source: str, name: str, path: str, qualname: str, probed: bool = False) -> Version:
    """A module of a text.

    Args:
        source: The text.
        name: The module's dotted name.
        path: What its ``__file__`` says.
        qualname: The function that probes are put into.
        probed: Whether there are to be probes.

    Raises:
        Untried: It can't be imported.
    """
    parent = name.rpartition(".")[0]
    probes = Probes() if probed else None
    try:
        if parent:
            importlib.import_module(parent)
        if probes is not None:
            code = instrumented(source, path, qualname, probes)
        else:
            code = compile(source, path, "exec", dont_inherit=True)
        module = _empty(name, path, probes)
        around = imported_anew(module, code)
        if around is not None:
            return Version(module, World(vars(module)), probes, around)
        try:
            module = _run(code, _empty(name, path, probes))
        except Exception:
            if not set_free(name):
                raise
            module = _run(code, _empty(name, path, probes))
    except BaseException as error:
        raise Untried(f"importing it fails: {type(error).__name__}: {error}") from error
    return Version(module, World(vars(module)), probes)


def _run(code: types.CodeType, module: types.ModuleType) -> types.ModuleType:
    """The module with its code run, in its place."""
    parent, _, last = module.__name__.rpartition(".")
    sys.modules[module.__name__] = module
    if parent in sys.modules:
        setattr(sys.modules[parent], last, module)
    exec(code, vars(module))  # noqa: S102 - confined; that is what it is for
    return module


def _empty(name: str, path: str, probes: Probes | None) -> types.ModuleType:
    """A module before its code runs; a package if its file is ``__init__.py``."""
    module = types.ModuleType(name)
    module.__file__ = path
    module.__package__ = name.rpartition(".")[0]
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, origin=path)
    if os.path.basename(path) == "__init__.py":  # noqa: PTH119 - pathlib is slow to import
        module.__package__ = name
        module.__path__ = [os.path.dirname(path)]  # noqa: PTH120 - as above
        module.__spec__.submodule_search_locations = module.__path__
    vars(module).update(names(probes) if probes is not None else {})
    return module


def find(version: Version, qualname: str) -> Target:
    """The function of a name.

    Raises:
        Untried: It can't be called from outside, or is not there.
    """
    if "<locals>" in qualname:
        raise Untried("it is nested in another function, and can't be called from outside")
    owner_path, _, name = qualname.rpartition(".")
    owner: Any = version.module
    for part in owner_path.split(".") if owner_path else ():
        owner = getattr(owner, part, None)
    if isinstance(owner, type) and name.startswith("__") and not name.endswith("__"):
        name = f"_{owner.__name__.lstrip('_')}{name}"  # as the class holds it
        qualname = f"{owner_path}.{name}"
    if owner is None or not hasattr(owner, name):
        raise Untried(f"there is no {qualname} once the module is imported")
    if not isinstance(owner, type):
        found = getattr(owner, name)
        if not callable(found):
            raise Untried(f"{qualname} can't be called")
        return Target(qualname, "class" if isinstance(found, type) else "function")
    raw = next((vars(each)[name] for each in owner.__mro__ if name in vars(each)), None)
    match raw:
        case staticmethod():
            return Target(qualname, "static method")
        case classmethod():
            return Target(qualname, "class method")
        case property() | functools.cached_property():
            return Target(qualname, "property")
        case type():
            return Target(qualname, "class")
    if not callable(raw):
        raise Untried(f"{qualname} can't be called")
    return Target(qualname, "method")


def check_name(version: Version, target: Target, source: str) -> None:
    """See that a name stands for what the file defines, once it is imported.

    A file may define a function and then import another by the same name: what it says would not
    be what runs. What a decorator makes of one is not looked into.

    Raises:
        Untried: It stands for something else.
    """
    name = target.qualname.rpartition(".")[2]
    found = (node for path, node in definitions(ast.parse(source)) if path == target.written)
    if all(node.decorator_list for node in found):
        return
    owner: Any = version.module
    for part in target.qualname.split(".")[:-1]:
        owner = getattr(owner, part)
    held = vars(owner).get(name) or getattr(owner, name)

    def is_it(code: types.CodeType) -> bool:
        return code.co_filename == version.module.__file__ and code.co_name == target.written_name

    if layers_of(held, is_it) is None:
        whose = getattr(held, "__module__", None) or type(held).__module__
        raise Untried(f"{target.qualname} is that of {whose} once the module is imported")


def plain_function(version: Version, target: Target) -> tuple[Callable[..., Any], int]:
    """The function that the parameters are read from, and how many the call itself gives."""
    owner: Any = version.module
    for part in target.qualname.split(".")[:-1]:
        owner = getattr(owner, part)
    found = vars(owner).get(target.qualname.rpartition(".")[2])
    if found is None:
        found = getattr(owner, target.qualname.rpartition(".")[2])
    if isinstance(found, (staticmethod, classmethod)):
        return found.__func__, int(isinstance(found, classmethod))
    if isinstance(found, property) and found.fget is not None:
        return found.fget, 1
    if isinstance(found, functools.cached_property):
        return found.func, 1
    return found, int(target.kind == "method")


def owner_of(version: Version, target: Target) -> type | None:
    """The class whose objects it is called on; None: it needs none."""
    if not target.takes_receiver:
        return None
    owner: Any = version.module
    for part in target.qualname.split(".")[:-1]:
        owner = getattr(owner, part)
    return owner if isinstance(owner, type) else None
