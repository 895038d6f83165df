"""Which files hold a project's settings of hints: found, read and parsed, not yet judged."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

PROJECT = "pyproject.toml"
_KEPT = 256
_LONGEST = 1_000_000
"""Bytes of a file of settings; a longer one is none."""

Reader = Callable[[Path], str | None]
"""Reads a file; None: there is none. Raises OSError, or ValueError where it is not UTF-8."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of settings.

    Attributes:
        path: The file.
        text: Its text.
        fault: Why it can't be read, or may not be used; empty: it can.
    """

    path: Path
    text: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """The files of settings that count for one folder.

    Attributes:
        folder: What patterns are relative to.
        sources: Those with settings of hints; one has the last word over those behind it.
        python: The one whose ``[project]`` says for which Python the code is.
    """

    folder: Path
    sources: tuple[Source, ...] = ()
    python: Source | None = None


def project_of(folder: Path, reader: Reader | None = None) -> Project:
    """The project that a folder belongs to.

    The search goes up, and ends at the first ``pyproject.toml`` with a ``[tool.guyline]`` table,
    or at a folder that holds ``.git``.

    Args:
        folder: The folder, absolute.
        reader: Reads files; None: from the disk, where one that has not changed is not read again.
    """
    read = _from_disk if reader is None else reader
    nearest: Source | None = None
    for each in (folder, *folder.parents):
        source = _source(each / PROJECT, read)
        if source is not None:
            data, fault = parsed(source)
            if nearest is None and "project" in data:
                nearest = source
            if fault or "guyline" in table_in(data, "tool"):
                return Project(each, (source, *_extended(source, read)), nearest)
        if os.path.exists(each / ".git"):  # noqa: PTH110 - Path.exists raises where it may not look
            return Project(each, (), nearest)
    return Project(nearest.path.parent if nearest is not None else folder, (), nearest)


def parsed(source: Source) -> tuple[Mapping[str, Any], str]:
    """What a file says, and why it can't be used; the latter is empty where it can."""
    if source.fault:
        return {}, source.fault
    return _parsed(source.text)


def settings_in(source: Source) -> object:
    """The table ``[tool.guyline.hints]`` of a file, whatever it is; empty: there is none."""
    tool = table_in(parsed(source)[0], "tool")
    return table_in(tool, "guyline").get("hints", {})


def table_in(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A table within another; empty where there is none."""
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}


def _extended(source: Source, read: Reader) -> Iterator[Source]:
    """The files that a file extends, one after the other; a cycle is told of, and ends it."""
    seen = {_real(source.path)}
    while True:
        table = settings_in(source)
        named = table.get("extend") if isinstance(table, Mapping) else None
        if not isinstance(named, str):
            return
        path = source.path.parent / named
        if _real(path) in seen:
            yield Source(path, fault="extends itself")
            return
        seen.add(_real(path))
        source = _source(path, read) or Source(path, fault="is not there")
        yield source


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links; a NUL in the name
        return path


def _source(path: Path, read: Reader) -> Source | None:
    try:
        text = read(path)
    except OSError as error:
        return Source(path, fault=f"can't be read ({error.strerror or error})")
    except ValueError as error:
        return Source(path, fault=f"can't be read ({error})")
    return Source(path, text) if text is not None else None


@lru_cache(_KEPT)
def _parsed(text: str) -> tuple[Mapping[str, Any], str]:
    try:
        return tomllib.loads(text), ""
    except tomllib.TOMLDecodeError as error:
        return {}, f"is not TOML ({error})"
    except RecursionError:
        return {}, "is not TOML (too many brackets)"


_read: dict[Path, tuple[tuple[int, int], str]] = {}
"""Files as they were read, each with its time and size then."""


def _from_disk(path: Path) -> str | None:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    stamp = (status.st_mtime_ns, status.st_size)
    known = _read.get(path)
    if known is not None and known[0] == stamp:
        return known[1]
    if status.st_size > _LONGEST:
        raise ValueError("too large")
    text = path.read_text(encoding="utf-8")
    if len(_read) >= _KEPT:
        _read.clear()
    _read[path] = (stamp, text)
    return text
