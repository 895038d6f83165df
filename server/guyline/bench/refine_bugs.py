"""Broken functions: written down in Markdown, or seeded into functions of real packages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from guyline.bench.refine_faults import faults
from guyline.errors import InputError
from guyline.proof.functions import functions_of

_SECTION = re.compile(
    r"^## (?P<name>\S+)\nkind: (?P<kind>[^\n]+)\n(?P<rest>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL
)
_BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"^(?:async )?def (\w+)", re.MULTILINE)
_TESTS = "tests"


@dataclass(frozen=True, slots=True)
class Bug:
    """A function with a fault.

    Attributes:
        name: What it is called, which no other of its file is.
        file: Where it is from.
        kind: What kind of fault it is.
        function: Its qualified name.
        true: The text as it is right.
        broken: The text with the fault.
        tests: The text of its tests; empty: they are those of ``path``.
        path: The module in a real project; None: it is alone.
        command: What runs its tests there.
    """

    name: str
    file: str
    kind: str
    function: str
    true: str
    broken: str
    tests: str = ""
    path: Path | None = None
    command: str = "pytest -q"

    def write(self, folder: Path) -> Path:
        """Make a project of one that is alone; the broken module's path."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
        path = folder / "mod.py"
        path.write_text(self.broken, encoding="utf-8")
        head = "import pytest\nfrom mod import *\n\n"
        (folder / "test_mod.py").write_text(head + self.tests, encoding="utf-8")
        return path


def read_bugs(folder: Path) -> list[Bug]:
    """The bugs of all Markdown files of a folder.

    Raises:
        InputError: There are none, or one can't be read.
    """
    found = []
    for path in sorted(folder.glob("*.md")):
        for section in _SECTION.finditer(path.read_text(encoding="utf-8")):
            blocks = {each["kind"]: each["text"] for each in _BLOCK.finditer(section["rest"])}
            try:
                true, fault, tests = blocks["python"], blocks["fault"], blocks["tests"]
                broken = with_fault(true, fault)
            except (KeyError, ValueError) as error:
                raise InputError(f"{path}: {section['name']}: {error}") from error
            function = blocks.get("function", "").strip() or _first(true, section["name"])
            bug = Bug(section["name"], path.name, section["kind"], function, true, broken, tests)
            found.append(bug)
    if not found:
        raise InputError(f"{folder} has no bugs", "Name a folder with Markdown files of bugs")
    return found


def _first(text: str, name: str) -> str:
    names = _NAME.findall(text)
    return name if name in names else names[0]


def with_fault(text: str, fault: str) -> str:
    """A text with the ``-`` lines of each run replaced by the ``+`` lines behind them.

    Raises:
        ValueError: Some of these lines are not in it.
    """
    runs: list[tuple[list[str], list[str]]] = []
    for line in fault.splitlines():
        if line.startswith("-"):
            if not runs or runs[-1][1]:
                runs.append(([], []))
            runs[-1][0].append(line[1:])
        elif line.startswith("+"):
            runs[-1][1].append(line[1:])
    for old, new in runs:
        before = "\n".join(old)
        if before not in text:
            raise ValueError(f"{before!r} is not in it")
        text = text.replace(before, "\n".join(new), 1)
    return text


def seeded(package: Path, seed: int) -> Iterator[Bug]:
    """Bugs in functions of a package, in an order of chance; one for each function.

    A function counts whose module ``sub/name.py`` has tests ``sub/tests/test_name.py``. Chance
    chooses the kind of fault first, then the place, so that no kind is rare for having few
    places. Whether the tests notice it is for the caller to find out.

    Args:
        package: The package's folder, in a project of its own.
        seed: Which.
    """
    random = Random(seed)  # noqa: S311 - no secret
    there = []
    for path in sorted(package.rglob("*.py")):
        tests = path.parent / _TESTS / f"test_{path.name}"
        if _TESTS not in path.parts and tests.is_file():
            there.append((path, tests))
    functions = [(path, tests, name) for path, tests in there for name in _names(path)]
    random.shuffle(functions)
    for path, tests, name in functions:
        text = path.read_text(encoding="utf-8")
        try:
            found = faults(text, name)
        except InputError:
            continue
        if not found:
            continue
        kind = random.choice(sorted(found))
        fault = random.choice(found[kind])
        yield Bug(
            name=f"{path.relative_to(package.parent)}:{name}:{fault.line}",
            file=package.name,
            kind=kind,
            function=name,
            true=text,
            broken=fault.source,
            path=path,
            command=f"pytest -q {tests.relative_to(package.parent)}",
        )


def _names(path: Path) -> list[str]:
    try:
        return [each.name for each in functions_of(path.read_text(encoding="utf-8"))]
    except (InputError, UnicodeDecodeError):
        return []
