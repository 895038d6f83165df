"""Packages with tests of their own: fetched from the index, unpacked, and installed.

Measurements on real code take them from ``subjects.toml``, so that all speak of the same.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from guyline.errors import InputError

PATIENCE = 1800
"""Seconds that a command may take."""

OF_TESTS = frozenset({"test", "tests", "testing"})
"""Names of folders that hold a package's tests, and not its code."""

_PYTEST = "pytest>=8,<10"


@dataclass(frozen=True, slots=True)
class Subject:
    """A package with tests of its own.

    Attributes:
        name: Its name in the index.
        version: Its version.
        tests: What pytest is given, in its folder.
        path: The folder within that its modules are imported from.
        needs: What its tests import besides.
    """

    name: str
    version: str
    tests: tuple[str, ...]
    path: str = "."
    needs: tuple[str, ...] = ()


def subjects() -> tuple[Subject, ...]:
    """The packages that are tried."""
    text = files("guyline.bench").joinpath("subjects.toml").read_text(encoding="utf-8")
    return tuple(
        Subject(
            name,
            told["version"],
            tuple(told["tests"]),
            told.get("path", "."),
            tuple(told.get("needs", ())),
        )
        for name, told in tomllib.loads(text).items()
    )


def fetch(subject: Subject, folder: Path) -> Path:
    """The archive of a package's sources, fetched unless it is there.

    Raises:
        InputError: There is none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    asked = f"{subject.name}=={subject.version}"
    stem = subject.name.replace("-", "_").lower()
    found = [p for p in folder.glob("*.tar.gz") if _is_of(p, stem, subject.version)]
    if not found:
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
        command = [*pip, "--no-binary", ":all:", "--dest", str(folder), asked]
        _run(command, f"The sources of {asked} can't be fetched")
        found = [p for p in folder.glob("*.tar.gz") if _is_of(p, stem, subject.version)]
    if not found:
        raise InputError(f"{asked} has no archive of its sources", "Choose another package")
    return found[0]


def _is_of(archive: Path, stem: str, version: str) -> bool:
    return archive.name.replace("-", "_").lower() == f"{stem}_{version}.tar.gz"


def unpack(archive: Path, folder: Path) -> Path:
    """The folder of a package's sources, unpacked anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tarfile.open(archive) as held:
        held.extractall(folder, filter="data")
    [inner] = (each for each in folder.iterdir() if each.is_dir())
    return inner


def unpacked(archive: Path, folder: Path) -> Path:
    """The same, unpacked once: for what only reads it, and may be several processes."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        mine = folder.with_name(f"{folder.name}.{os.getpid()}")
        unpack(archive, mine)
        try:
            mine.rename(folder)
        except OSError:  # another was quicker
            shutil.rmtree(mine)
    [inner] = (each for each in folder.iterdir() if each.is_dir())
    return inner


def environment(subject: Subject, folder: Path) -> Path:
    """The interpreter of an environment with a package, what it needs, and pytest.

    Raises:
        InputError: It can't be installed.
    """
    made = folder / f"{subject.name}-{subject.version}"
    python, done = made / "bin" / "python", made / "whole"
    if not done.exists():
        shutil.rmtree(made, ignore_errors=True)
        venv.create(made, with_pip=True)
        needed = [_PYTEST, f"{subject.name}=={subject.version}", *subject.needs]
        _run([str(python), "-m", "pip", "install", "-q", *needed], f"{subject.name} is not there")
        done.touch()
    return python


def _run(command: list[str], what: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", b"") or b""
        detail = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise InputError(
            f"{what}: {detail or error}", "Look at the network and the name"
        ) from error
