"""Which modules lie in the folders of a path, without importing anything."""

from __future__ import annotations

import re
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

_SUFFIXES = (".py", ".pyi", ".pyc", ".so", ".pyd", ".pyx")
_REQUIRED = re.compile(r"^(?:Requires-Dist|Name|Provides-Extra): *([\w.-]+)", re.MULTILINE)
_ELSEWHERE = frozenset({"__future__", "__main__", "_winreg", "java", "org", "msvcrt", "winreg"})
_KEPT = 512
_DEPTH = 4
"""How deep a package may lie in a folder of packages."""

Listing = tuple[frozenset[str], frozenset[str]]
"""The modules in a folder, and what the installed distributions there ask for."""


@dataclass(slots=True)
class Installed:
    """The modules in folders, read again when a folder has changed."""

    _folders: dict[str, tuple[float, Listing]] = field(default_factory=dict)
    _halves: dict[str, tuple[float, str]] = field(default_factory=dict)
    _standard: frozenset[str] = frozenset()

    def names(self, path: list[str]) -> set[str]:
        """The modules that an import may begin with.

        Those count as well that installed distributions name as optional requirements, and
        the standard library's of other versions and platforms: code may be meant for them.
        """
        found = set(self._standard_names())
        for entry in path:
            modules, required = self._listing(entry or ".")
            found |= modules | required
        return found

    def submodules(self, folders: list[str]) -> set[str]:
        """The modules in the folders of a package."""
        found: set[str] = set()
        for folder in folders:
            found |= self._listing(folder)[0]
        return found

    def half(self, folders: list[str]) -> str:
        """Why a package without an ``__init__`` is no namespace but half installed, if it is."""
        for folder in folders:
            stamp = _changed(folder)
            kept = self._halves.get(folder)
            if kept is None or kept[0] != stamp:
                while len(self._halves) >= _KEPT:
                    del self._halves[next(iter(self._halves))]
                kept = self._halves[folder] = stamp, _half(Path(folder))
            if kept[1]:
                return kept[1]
        return "" if self.submodules(folders) else "no module lies in its folder"

    def _listing(self, folder: str) -> Listing:
        stamp = _changed(folder)
        kept = self._folders.get(folder)
        if kept is None or kept[0] != stamp:
            while len(self._folders) >= _KEPT:
                del self._folders[next(iter(self._folders))]
            kept = self._folders[folder] = stamp, _list(Path(folder))
        return kept[1]

    def _standard_names(self) -> frozenset[str]:
        if not self._standard:
            names = set(sys.stdlib_module_names) | set(sys.builtin_module_names) | _ELSEWHERE
            self._standard = frozenset(names | _typeshed())
        return self._standard


def _changed(folder: str) -> float:
    try:
        return Path(folder).stat().st_mtime
    except (OSError, ValueError):
        return 0.0


def _half(folder: Path) -> str:
    """Why a folder should hold an ``__init__``: a distribution's list of files names it."""
    for above in list(folder.parents)[:_DEPTH]:
        within = folder.relative_to(above).as_posix()
        wanted = re.compile(rf"^{re.escape(within)}/__init__\.py,".encode(), re.MULTILINE)
        for record in sorted(above.glob("*.dist-info/RECORD")):
            if wanted.search(_bytes(record)):
                return f"only a part of {record.parent.name.partition('-')[0]} is installed"
    return ""


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.is_file() else b""
    except OSError:
        return b""


def _typeshed() -> set[str]:
    """The standard library's modules of all versions and platforms, from typeshed's list."""
    import jedi  # type: ignore[import-untyped]

    versions = Path(jedi.__file__).parent / "third_party" / "typeshed" / "stdlib" / "VERSIONS"
    try:
        text = versions.read_text(encoding="utf-8")
    except OSError:
        return set()
    return {line.split(":")[0].split(".")[0] for line in text.splitlines() if line[:1].isalpha()}


def _list(folder: Path) -> Listing:
    if folder.is_file():
        return frozenset(_in_zip(folder)), frozenset()
    modules: set[str] = set()
    required: set[str] = set()
    try:
        entries = list(folder.iterdir())
    except OSError:
        return frozenset(), frozenset()
    for entry in entries:
        name = entry.name
        if name.endswith(".dist-info"):
            required |= _required(entry / "METADATA") or _unnamed(entry)
        elif name.endswith(_SUFFIXES):
            modules.add(name.split(".")[0])
        elif "." not in name:
            modules.add(name.removesuffix("-stubs"))
    return frozenset(filter(str.isidentifier, modules)), frozenset(required)


def _required(metadata: Path) -> set[str]:
    """What a distribution is called and asks for, as modules may be called."""
    head = _bytes(metadata).decode("utf-8", "replace").replace("\r\n", "\n").partition("\n\n")[0]
    names = {name.lower().replace("-", "_") for name in _REQUIRED.findall(head)}
    return {part for name in names for part in (name, name.split(".")[0])}


def _unnamed(folder: Path) -> set[str]:
    """The modules of a distribution that does not say what it is called and asks for."""
    listed = _bytes(folder / "RECORD").decode("utf-8", "replace").splitlines()
    named = _bytes(folder / "top_level.txt").decode("utf-8", "replace").split()
    tops = {line.split(",")[0].split("/")[0].partition(".")[0] for line in listed}
    called = folder.name.partition("-")[0]
    return {name for name in {*tops, *named, called, called.lower()} if name.isidentifier()}


def _in_zip(path: Path) -> set[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return {name.split("/")[0].split(".")[0] for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile):
        return set()
