"""Finds modules in an environment that was read from disk, and tells jedi of them.

jedi asks the environment's interpreter, in a process of its own, for each import, for each
literal and for compiled modules. Here nothing of the environment is started: modules are
looked for as ``importlib`` does (its ``FileFinder``), and compiled ones are taken from the
standard library of the interpreter that runs this.
"""

from __future__ import annotations

import os
import sys
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jedi.api.environment import _BaseEnvironment, _VersionInfo  # type: ignore[import-untyped]
from jedi.file_io import FileIO, ZipFileIO  # type: ignore[import-untyped]
from jedi.inference.compiled.subprocess import InferenceStateSameProcess  # type: ignore[import-untyped]
from jedi.inference.compiled.subprocess.functions import ImplicitNSInfo  # type: ignore[import-untyped]
from parso.grammar import load_grammar

from guyline.analysis.interpreter import changed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guyline.analysis.interpreter import Interpreter

_COMPILED = (".so", ".pyd", ".pyc")
_NEWEST = (3, 14)
"""The newest grammar the parser has; a newer Python's is close to it."""

_KEPT = 512
"""Folders of which it is kept what lies in them."""

Found = tuple[Any, bool | None]
"""A file, a namespace or None for a compiled module; whether it is a package, None: nothing."""

NOTHING: Found = (None, None)


class DiskEnvironment(_BaseEnvironment):  # type: ignore[misc]
    """An environment as jedi knows them, of which nothing is started."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.executable = str(interpreter.python)
        self.path = str(interpreter.prefix)
        self.version_info = _VersionInfo(*interpreter.version)
        self._modules = _Finder(interpreter)

    def get_grammar(self) -> Any:
        """The grammar of its version, or the nearest."""
        major, minor = min(self.interpreter.version[:2], _NEWEST)
        return load_grammar(version=f"{major}.{minor}")

    def get_sys_path(self) -> list[str]:
        """Where it finds modules."""
        return list(self.interpreter.path)

    def get_inference_state_subprocess(self, inference_state: Any) -> Any:
        """What jedi asks about modules and compiled objects."""
        return _OwnProcess(inference_state, self._modules)


class _OwnProcess(InferenceStateSameProcess):  # type: ignore[misc]
    """Answers jedi's questions about compiled objects and modules, in this process."""

    def __init__(self, inference_state: Any, modules: _Finder) -> None:
        super().__init__(inference_state)
        self._modules = modules

    def get_module_info(
        self,
        string: str,
        full_name: str,
        sys_path: list[str] | None = None,
        path: Iterable[str] | None = None,
        is_global_search: bool = True,
    ) -> Found:
        """Where a module lies."""
        folders = sys_path if is_global_search or path is None else path
        return self._modules.find(string, full_name, folders or (), top=is_global_search)


class _Finder:
    """Looks modules up; what lies in folders is kept until they change."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._sites = interpreter.sites
        self._folders: dict[str, tuple[float, frozenset[str]]] = {}

    def find(self, name: str, full_name: str, folders: Iterable[str], *, top: bool) -> Found:
        """Find a module by its last name in folders; then among editable installs."""
        if top and name in sys.builtin_module_names:
            return None, False
        portions: list[str] = []
        for folder in folders:
            found = self._in_folder(name, folder, portions)
            if found is not NOTHING:
                return found
        placed = self._sites.mapped.get(full_name)
        if placed is not None:
            found = self._placed(placed, portions)
            if found is not NOTHING:
                return found
        portions += filter(os.path.isdir, self._sites.spread.get(full_name, ()))
        return (ImplicitNSInfo(full_name, portions), True) if portions else NOTHING

    def _in_folder(self, name: str, folder: str, portions: list[str]) -> Found:
        entries = self._entries(folder)
        if name in entries:
            inner = f"{folder}{os.sep}{name}"
            found = self._package(inner)
            if found is not NOTHING:
                return found
            if os.path.isdir(inner):  # noqa: PTH112 - asked for each import
                portions.append(inner)
        if f"{name}.py" in entries and _is_readable(path := f"{folder}{os.sep}{name}.py"):
            return FileIO(path), False
        if _has_compiled(name, entries):
            return None, False
        return NOTHING if entries else _in_archive(name, folder)

    def _package(self, folder: str) -> Found:
        entries = self._entries(folder)
        if "__init__.py" in entries and _is_readable(path := f"{folder}{os.sep}__init__.py"):
            return FileIO(path), True
        return (None, True) if _has_compiled("__init__", entries) else NOTHING

    def _placed(self, place: Path, portions: list[str]) -> Found:
        """A module of an editable install: its folder, or its file without the suffix."""
        found = self._package(str(place))
        if found is not NOTHING:
            return found
        if place.is_dir():
            portions.append(str(place))
        for path in (str(place), f"{place}.py"):
            if path.endswith(".py") and _is_readable(path):
                return FileIO(path), False
        return NOTHING

    def _entries(self, folder: str) -> frozenset[str]:
        stamp = changed(folder)
        kept = self._folders.get(folder)
        if kept is None or kept[0] != stamp:
            while len(self._folders) >= _KEPT:
                del self._folders[next(iter(self._folders))]
            kept = self._folders[folder] = stamp, _listed(folder)
        return kept[1]


def _in_archive(name: str, folder: str) -> Found:
    """A module in an archive, or in a folder of one."""
    archive = next((each for each in (Path(folder), *Path(folder).parents) if each.exists()), None)
    if archive is None or not archive.is_file():
        return NOTHING
    inner = Path(folder).relative_to(archive)
    try:
        with zipfile.ZipFile(archive) as opened:
            for tail in (f"{name}/__init__.py", f"{name}.py"):
                member = (inner / tail).as_posix()
                if member in opened.namelist():
                    file = ZipFileIO(str(archive / member), opened.read(member), archive)
                    return file, tail.endswith("__init__.py")
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        pass  # what can't be read is not there
    return NOTHING


def _listed(folder: str) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))  # noqa: PTH208 - a few names of thousands are used
    except (OSError, ValueError):
        return frozenset()


def _has_compiled(name: str, entries: frozenset[str]) -> bool:
    if f"{name}.so" in entries or f"{name}.pyd" in entries or f"{name}.pyc" in entries:
        return True
    start = f"{name}."
    return any(each.startswith(start) and each.endswith(_COMPILED) for each in entries)


def _is_readable(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.R_OK)  # noqa: PTH113 - for each import
