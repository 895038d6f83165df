"""Broken functions, read from the Markdown files of ``bugs``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "bugs"
_SECTION = re.compile(
    r"^## (?P<name>\S+)\nkind: (?P<kind>[^\n]+)\n(?P<rest>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL
)
_BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"^(?:async )?def (\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bug:
    """A function with a fault.

    Attributes:
        name: What it is called in its file.
        file: The file's name.
        kind: What kind of fault it is.
        function: Its qualified name.
        true: The text as it is right.
        broken: The text with the fault.
        tests: The text of its tests.
    """

    name: str
    file: str
    kind: str
    function: str
    true: str
    broken: str
    tests: str

    def write(self, folder: Path) -> Path:
        """Makes a project of it; the broken module's path."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
        path = folder / "mod.py"
        path.write_text(self.broken, encoding="utf-8")
        head = "import pytest\nfrom mod import *\n\n"
        (folder / "test_mod.py").write_text(head + self.tests, encoding="utf-8")
        return path


def bugs() -> list[Bug]:
    """All of them."""
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        for section in _SECTION.finditer(path.read_text(encoding="utf-8")):
            blocks = {each["kind"]: each["text"] for each in _BLOCK.finditer(section["rest"])}
            true = blocks["python"]
            function = blocks.get("function", "").strip() or _first(true, section["name"])
            broken = with_fault(true, blocks["fault"])
            found.append(
                Bug(
                    section["name"],
                    path.name,
                    section["kind"],
                    function,
                    true,
                    broken,
                    blocks["tests"],
                )
            )
    return found


def _first(text: str, name: str) -> str:
    names = _NAME.findall(text)
    return name if name in names else names[0]


def with_fault(text: str, fault: str) -> str:
    """A text with the ``-`` lines of each run replaced by the ``+`` lines behind them."""
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
        assert before in text, before
        text = text.replace(before, "\n".join(new), 1)
    return text
