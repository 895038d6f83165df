"""What an interpreter's environment is made of, read from disk.

Starting the interpreter would run what ``.pth`` files and ``sitecustomize`` hold, may hang,
and takes 100 ms. Where it has its standard library and its packages stands in
``pyvenv.cfg`` and in the layout of folders (the documentation of ``sys`` and ``site``).
Only one whose layout is not known is asked, without ``site``, in bounded time, and not if
it lies in the workspace.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.analysis.asking import ask_interpreter
from guyline.analysis.environment import BadEnvironment
from guyline.analysis.sites import Sites, read_sites

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")
_NAMED = re.compile(r"(?:python|pypy)(\d+)\.(\d+)t?(?:\.exe)?$")
_LIBRARY = re.compile(r"(?:python|pypy)(\d+)\.(\d+)t?$")
_CONFIGURED = 65_536
"""Bytes of a ``pyvenv.cfg`` that are read."""

Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An interpreter and its environment.

    Attributes:
        python: The interpreter, as it was named.
        prefix: The folder of its environment.
        version: Its version.
        path: Where it finds modules, in order: its ``sys.path``.
        sites: What its folders of packages say.
        stamps: When what was read had changed, by path.
    """

    python: Path
    prefix: Path
    version: Version
    path: tuple[str, ...]
    sites: Sites
    stamps: tuple[tuple[str, float], ...]

    @property
    def is_current(self) -> bool:
        """Whether nothing has changed of what was read."""
        return all(changed(path) == stamp for path, stamp in self.stamps)


@dataclass(frozen=True, slots=True)
class _Base:
    """What an environment is based on: a version, its standard library, its own prefix."""

    version: Version
    library: Path
    prefix: Path


def read_interpreter(python: Path, workspace: Path | None = None) -> Interpreter:
    """Read an interpreter's environment.

    Args:
        python: The interpreter.
        workspace: A folder of which nothing is run.

    Raises:
        BadEnvironment: It is not there, is none, or its standard library is missing.
    """
    python = Path(os.path.abspath(python))  # noqa: PTH100 - a link is not to be followed
    if not python.is_file():
        raise BadEnvironment(python, "it is not there" + _leads(python))
    folder = _configured(python)
    settings = _settings(folder / "pyvenv.cfg") if folder is not None else {}
    base = _find_base(python, settings) or _ask_base(python, settings, workspace)
    if base.version < (3, 6, 0):
        raise BadEnvironment(python, f"Python {base.version[0]}.{base.version[1]} is too old")
    own = folder or python.parent.parent
    prefixes = [own]
    shares = settings.get("include-system-site-packages", "").lower() == "true"
    if folder is None or shares:
        prefixes.append(base.prefix)
    folders = [*_packages(prefixes, base), *(_of_user(base) if folder is None or shares else ())]
    sites = read_sites(folders)
    path = [*_given(), *_standard(base), *sites.path]
    watched = [str(python), str(base.library), *sites.read]
    if folder is not None:
        watched.append(str(folder / "pyvenv.cfg"))
    return Interpreter(
        python=python,
        prefix=own,
        version=base.version,
        path=tuple(dict.fromkeys(path)),
        sites=sites,
        stamps=tuple((each, changed(each)) for each in watched),
    )


def changed(path: str) -> float:
    """When a file or folder last changed; 0 if it is not there."""
    try:
        return os.stat(path).st_mtime  # noqa: PTH116 - asked for every question
    except (OSError, ValueError):
        return 0.0


def _leads(python: Path) -> str:
    """Where a link that leads nowhere leads."""
    try:
        return f"; it is a link to {python.readlink()}" if python.is_symlink() else ""
    except OSError:
        return ""


def _configured(python: Path) -> Path | None:
    """The folder of a virtual environment (PEP 405)."""
    for folder in (python.parent, python.parent.parent):
        if (folder / "pyvenv.cfg").is_file():
            return folder
    return None


def _settings(file: Path) -> dict[str, str]:
    try:
        with file.open("rb") as source:
            text = source.read(_CONFIGURED).decode("utf-8", "replace")
    except OSError:
        return {}
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _find_base(python: Path, settings: dict[str, str]) -> _Base | None:
    """The standard library of an interpreter, by where such libraries lie."""
    version = _version(settings.get("version") or settings.get("version_info") or "")
    for real in _real(python, settings):
        wanted = version or _version_named(real)
        for folder in (real.parent, *list(real.parents)[1:4]):
            found = _library(folder, wanted)
            if found is not None:
                return found
    return None


def _real(python: Path, settings: dict[str, str]) -> Iterator[Path]:
    """Interpreters that an environment's may stand for: its home's, then where it leads."""
    home = settings.get("home", "").replace("\0", "")
    if home and Path(home).is_dir():
        for name in (python.name, "python3", "python", "python.exe"):
            candidate = Path(home, name)
            if candidate.is_file():
                yield candidate
                yield _resolved(candidate)
                return
        yield Path(home, python.name)
    real = _resolved(python)
    if real != python:
        yield real
    if not home:
        yield python


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def _library(folder: Path, wanted: Version | None) -> _Base | None:
    """The standard library under a prefix; of the version that is wanted, or the only one."""
    if (folder / "Lib" / "os.py").is_file():
        version = wanted or _version_of_windows(folder)
        return _Base(version, folder / "Lib", folder) if version else None
    found = []
    for name in ("lib", "lib64"):
        try:
            entries = sorted((folder / name).iterdir())
        except OSError:
            continue
        for entry in entries:
            match = _LIBRARY.match(entry.name)
            if match is not None and (entry / "os.py").is_file():
                version = (int(match[1]), int(match[2]), 0)
                if wanted is None:
                    found.append(_Base(version, entry, folder))
                elif wanted[:2] == version[:2]:
                    return _Base(wanted, entry, folder)
    return found[0] if len({base.version for base in found}) == 1 else None


def _version(text: str) -> Version | None:
    match = _VERSION.match(text)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3] or 0))


def _version_named(python: Path) -> Version | None:
    match = _NAMED.match(python.name)
    return None if match is None else (int(match[1]), int(match[2]), 0)


def _version_of_windows(folder: Path) -> Version | None:
    for entry in sorted(folder.glob("python3??*.dll")):
        match = re.match(r"python3(\d+)\.dll$", entry.name)
        if match is not None:
            return 3, int(match[1]), 0
    return None


def _ask_base(python: Path, settings: dict[str, str], workspace: Path | None) -> _Base:
    """What the interpreter itself says.

    Raises:
        BadEnvironment: It says nothing, or must not be asked.
    """
    if home := settings.get("home", ""):
        said = settings.get("version") or settings.get("version_info") or ""
        library = f"the standard library of Python {said}".rstrip()
        raise BadEnvironment(python, f"its pyvenv.cfg names {home}, but {library} is not found")
    if workspace is not None and Path(os.path.abspath(workspace)) in python.parents:  # noqa: PTH100
        why = "where its standard library lies can't be told, and nothing of a workspace is run"
        raise BadEnvironment(python, why)
    version, library, prefix = ask_interpreter(python)
    return _Base(version, Path(library), Path(prefix))


def _standard(base: _Base) -> list[str]:
    """Where the standard library lies, in ``sys.path``'s order."""
    major, minor, _ = base.version
    archive = base.library.parent / f"python{major}{minor}.zip"
    folders = (archive, base.library, base.library / "lib-dynload", base.prefix / "DLLs")
    return [str(each) for each in folders if each.exists()]


def _packages(prefixes: list[Path], base: _Base) -> list[Path]:
    """The folders of packages under some prefixes, Debian's among them."""
    name = f"python{base.version[0]}.{base.version[1]}"
    found = []
    for prefix in prefixes:
        for inner in (base.library.name, name, f"{name}t"):
            found += [prefix / "lib" / inner / "site-packages"]
            found += [prefix / "lib64" / inner / "site-packages"]
            found += [prefix / "local" / "lib" / inner / "dist-packages"]
            found += [prefix / "lib" / inner / "dist-packages"]
        found += [prefix / "lib" / "python3" / "dist-packages"]
        found += [prefix / "Lib" / "site-packages"]
    real = {_resolved(folder): folder for folder in reversed(found) if folder.is_dir()}
    return [folder for folder in reversed(real.values()) if folder.is_dir()]


def _of_user(base: _Base) -> list[Path]:
    """The folder of packages of the person alone, where there is one."""
    major, minor, _ = base.version
    home = Path(os.environ.get("PYTHONUSERBASE") or Path("~/.local").expanduser())
    found = [home / "lib" / f"python{major}.{minor}" / "site-packages"]
    if sys.platform == "darwin":
        mac = Path("~/Library/Python").expanduser() / f"{major}.{minor}"
        found.append(mac / "lib" / "python" / "site-packages")
    if sys.platform == "win32" and (data := os.environ.get("APPDATA")):
        found.append(Path(data, "Python", f"Python{major}{minor}", "site-packages"))
    return [folder for folder in found if folder.is_dir()]


def _given() -> list[str]:
    """What ``PYTHONPATH`` says."""
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [os.path.abspath(each) for each in given if each]  # noqa: PTH100 - no link is followed
