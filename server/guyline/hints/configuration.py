"""What a project sets about hints, in the ``pyproject.toml`` nearest to a file.

::

    [tool.guyline.hints]
    select = ["GL1", "GL201"]        # only these: numbers, groups, names
    ignore = ["list-pop-zero"]       # not these
    exclude = ["vendored/", "*_pb2.py"]
    python-version = "3.11"          # else what [project] requires-python allows
    baseline = "hints-baseline.json"
    all = true                       # those too that nothing says are worth it
    extend = "../hints.toml"         # another file with this table, for what is not set here

    [tool.guyline.hints.per-file-ignores]
    "tests/**" = ["GL3"]

Patterns are git's, relative to the folder of the ``pyproject.toml``; ``baseline`` and ``extend``
are relative to the file they stand in. The search goes up from the file's folder and ends at the
first ``pyproject.toml`` with a ``[tool.guyline]`` table, or at the folder that holds ``.git``.

A wrong value never raises: it is told of (``Configuration.trouble``), and the default is used.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeGuard

from pathspec import GitIgnoreSpec

from guyline.hints.project import Project, Reader, Source, parsed, project_of, settings_in, table_in
from guyline.hints.rule import Rule
from guyline.hints.rules import all_rules, rule_names
from guyline.hints.versions import OLDEST, Version, lowest_allowed, version_in
from guyline.text.patterns import is_readable, path_patterns

LEFT_OUT = frozenset(
    {
        ".direnv",
        ".eggs",
        ".git",
        ".hg",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        "__pycache__",
        "__pypackages__",
        "build",
        "node_modules",
        "site-packages",
        "venv",
    }
)
"""Folders that are not looked into: what is in them is not the project's own code."""

_KEPT = 256


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rules are wanted, in numbers or beginnings of numbers (``GL1``).

    Attributes:
        select: Only these; empty: all.
        ignore: Not these.
        all: Those hints too that nothing says are worth it (:mod:`guyline.hints.scale`).
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    all: bool = False

    def takes(self, code: str) -> bool:
        """Whether a rule is wanted."""
        wanted = not self.select or code.startswith(self.select)
        return wanted and not (self.ignore and code.startswith(self.ignore))


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project sets about hints.

    Attributes:
        folder: The folder that patterns are relative to.
        choice: The rules that are wanted in all its files.
        per_file_ignores: Patterns, and the rules that are not wanted in files that match.
        exclude: Patterns of files and folders that are left out.
        version: The oldest Python the code is for.
        baseline: The file of hints that were there before.
        trouble: One message for each wrong value, with what is used instead.
    """

    folder: Path
    choice: Choice = Choice()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exclude: tuple[str, ...] = ()
    version: Version = OLDEST
    baseline: Path | None = None
    trouble: tuple[str, ...] = ()

    def choice_for(self, path: Path) -> Choice:
        """The rules that are wanted in a file."""
        below = self._below(path)
        more = [
            code
            for pattern, codes in self.per_file_ignores
            if below and _matches((pattern,), below)
            for code in codes
        ]
        return replace(self.choice, ignore=(*self.choice.ignore, *more)) if more else self.choice

    def rules_for(self, path: Path) -> tuple[Rule, ...]:
        """The rules to run over a file, by number."""
        return chosen_rules(self.choice_for(path))

    def excludes(self, path: Path, *, folder: bool = False) -> bool:
        """Whether ``exclude`` names a file, or a folder where ``folder`` says that it is one."""
        below = self._below(path)
        return bool(self.exclude and below) and _matches(
            self.exclude, f"{below}/" if folder else below
        )

    def leaves_out(self, path: Path) -> bool:
        """Whether a file is left out: by ``exclude``, or as it lies in a folder of others' code."""
        folders = self._below(path).split("/")[:-1]
        others = not LEFT_OUT.isdisjoint(folders) or "site-packages" in path.parts
        return others or self.excludes(path)

    def _below(self, path: Path) -> str:
        """The path relative to the folder, with slashes; empty: it does not lie there."""
        whole, folder = os.path.abspath(path), os.path.join(self.folder, "")  # noqa: PTH100, PTH118 - links are not followed; it is fast
        return whole[len(folder) :].replace(os.sep, "/") if whole.startswith(folder) else ""


def configuration_for(path: Path, reader: Reader | None = None) -> Configuration:
    """What is set for a file.

    Files of settings are read again only when they have changed, and the same settings give
    the same object.

    Args:
        path: The file; it need not be there.
        reader: Reads files of settings; None: from the disk.
    """
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 - links are not followed
    return _made(project_of(folder, reader))


@lru_cache(_KEPT)
def chosen_rules(choice: Choice) -> tuple[Rule, ...]:
    """The rules of a choice, by number; imports them all."""
    return tuple(rule for rule in all_rules() if choice.takes(rule.code))


def codes_named(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers, or beginnings of numbers, of rules as people name them; and unknown names.

    ``GL101`` and its name are the same, ``GL1`` is a group, ``ALL`` is all.
    """
    known = rule_names()
    by_name = {name.upper(): code for code, name in known.items()}
    found, unknown = list[str](), list[str]()
    for name in names:
        code = by_name.get(name.upper(), name.upper())
        if code == "ALL":
            code = "GL"
        if code.startswith("GL") and any(each.startswith(code) for each in known):
            found.append(code)
        else:
            unknown.append(name)
    return tuple(found), tuple(unknown)


@lru_cache(_KEPT)
def _made(project: Project) -> Configuration:
    """The configuration that a project's files make."""
    values, trouble = dict[str, Any](), list[str]()
    for source in reversed(project.sources):
        fault = parsed(source)[1]
        table = settings_in(source)
        if fault:
            trouble.append(f"{source.path} {fault}; it is left out")
        elif not isinstance(table, Mapping):
            trouble.append(f"{source.path}: tool.guyline.hints must be a table; it is left out")
        else:
            values |= _read_table(source.path, table, trouble)
    if "version" not in values and project.python is not None:
        values["version"] = _allowed(project.python, trouble)
    chosen = {each.name: values.pop(each.name) for each in fields(Choice) if each.name in values}
    return Configuration(project.folder, Choice(**chosen), **values, trouble=tuple(trouble))


def _read_table(path: Path, table: Mapping[str, Any], trouble: list[str]) -> dict[str, Any]:
    """The values of one table, by attribute; wrong ones are told of and left out."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        read = _READ.get(key)
        if read is None:
            trouble.append(f"{path}: there is no setting {key}; it is left out")
            continue
        said = list[str]()
        made = read(value, said, path)
        trouble += [f"{path}: {key} {each}" for each in said]
        if made is not None and key != "extend":
            values[_ATTRIBUTES.get(key, key)] = made
    return values


def _codes(value: object, said: list[str], _: Path) -> tuple[str, ...] | None:
    if not _is_texts(value):
        said.append(f"is {value!r} but must be a list of rules; it is left out")
        return None
    found, unknown = codes_named(value)
    said += [f"names {each}, which is no rule; it is left out" for each in unknown]
    return found if found or not value else None


def _patterns(value: object, said: list[str], _: Path) -> tuple[str, ...] | None:
    if not _is_texts(value):
        said.append(f"is {value!r} but must be a list of patterns; it is left out")
        return None
    return tuple(each for each in value if _is_pattern(each, said))


def _per_file(
    value: object, said: list[str], path: Path
) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    if not isinstance(value, Mapping):
        said.append(f"is {value!r} but must be a table of patterns; it is left out")
        return None
    found = []
    for pattern, names in value.items():
        codes = _codes(names, said, path)
        if codes and _is_pattern(pattern, said):
            found.append((pattern, codes))
    return tuple(found)


def _version(value: object, said: list[str], _: Path) -> Version | None:
    version = version_in(value) if isinstance(value, str) else None
    if version is None:
        said.append(f'is {value!r} but must be a text like "3.11", 3.10 or later; it is left out')
    return version


def _path(value: object, said: list[str], path: Path) -> Path | None:
    if isinstance(value, str) and value and "\0" not in value:
        return path.parent / value
    said.append(f"is {value!r} but must be a path; it is left out")
    return None


def _switch(value: object, said: list[str], _: Path) -> bool | None:
    if isinstance(value, bool):
        return value
    said.append(f"is {value!r} but must be true or false; it is left out")
    return None


_READ: Mapping[str, Callable[[object, list[str], Path], Any]] = {
    "select": _codes,
    "ignore": _codes,
    "per-file-ignores": _per_file,
    "exclude": _patterns,
    "python-version": _version,
    "baseline": _path,
    "all": _switch,
    "extend": _path,
}
"""Each setting, and what reads its value: None where it is wrong, which is said."""

_ATTRIBUTES = {"per-file-ignores": "per_file_ignores", "python-version": "version"}
"""Settings that ``Configuration`` calls otherwise."""


def _is_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_pattern(pattern: str, said: list[str]) -> bool:
    if is_readable(pattern):
        return True
    said.append(f"has {pattern!r}, no pattern as git's (of 3 wildcards at most); it is left out")
    return False


def _allowed(source: Source, trouble: list[str]) -> Version:
    """The lowest version that a project's ``requires-python`` allows."""
    given = table_in(parsed(source)[0], "project").get("requires-python", "")
    version = lowest_allowed(given) if isinstance(given, str) else None
    if version is None:
        used = ".".join(map(str, OLDEST))
        trouble.append(
            f"{source.path}: requires-python is {given!r}, not understood; {used} is used"
        )
    return version or OLDEST


def _matches(patterns: tuple[str, ...], below: str) -> bool:
    return _spec(patterns).match_file(below)


@lru_cache(_KEPT)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    return path_patterns(patterns)
