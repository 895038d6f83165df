"""Reads the judge's cases: rewrites that are wrong or right, in Markdown.

A case is a section ``## cause: what it is``, a line ``function: `name` ``, where wanted a line
``hard: `kind` ``, and blocks of Python: ``old`` and ``new`` (whole modules), ``calls`` (ordinary
calls, an expression a line; the versions agree on them) and, in a wrong case, ``witness``: lines
that are run one after another in one module, on at least one of which the versions differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent
KINDS_OF_HARD = frozenset({"constant", "pair", "length", "nested", "format", "twice"})

_FENCE = re.compile(r"^```python (old|new|calls|witness)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FUNCTION = re.compile(r"^function: `([\w.]+)`$", re.MULTILINE)
_HARD = re.compile(r"^hard: `(\w+)`$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One rewrite: ``witness`` is empty where it is right, ``hard`` where it is not hard."""

    cause: str
    title: str
    function: str
    old: str
    new: str
    calls: tuple[str, ...]
    witness: tuple[str, ...]
    hard: str
    path: str
    line: int

    @property
    def name(self) -> str:
        """The cause and the title, which no other case has."""
        return f"{self.cause}: {self.title}"


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.splitlines() if line.strip())


def read_case(section: str, path: str, line: int) -> Case:
    """Reads one section, which begins behind its ``## ``.

    Raises:
        ValueError: A part is missing, twice there, or has a name that is not known.
    """
    where = f"{path}:{line}"
    heading = section.partition("\n")[0]
    cause, colon, title = heading.partition(": ")
    if not colon:
        raise ValueError(f"{where}: a heading is 'cause: what it is', not {heading!r}")
    found = _FENCE.findall(section)
    blocks = dict(found)
    if len(blocks) != len(found) or section.count("```") != 2 * len(found):
        raise ValueError(f"{where}: a block is there twice, is not closed, or has another name")
    missing = {"old", "new", "calls"} - blocks.keys()
    function = _FUNCTION.search(section)
    if missing or function is None:
        raise ValueError(f"{where}: lacks {', '.join(sorted(missing)) or 'its function'}")
    hard = _HARD.search(section)
    if hard is not None and hard[1] not in KINDS_OF_HARD:
        raise ValueError(f"{where}: hard is one of {', '.join(sorted(KINDS_OF_HARD))}")
    return Case(
        cause=cause,
        title=title.strip(),
        function=function[1],
        old=blocks["old"],
        new=blocks["new"],
        calls=_lines(blocks["calls"]),
        witness=_lines(blocks.get("witness", "")),
        hard=hard[1] if hard else "",
        path=path,
        line=line,
    )


def read_file(path: Path) -> list[Case]:
    """All cases of a file, in their order."""
    cases = []
    line = 1
    head, *sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    line += head.count("\n")
    for section in sections:
        cases.append(read_case(section, f"{path.parent.name}/{path.name}", line))
        line += section.count("\n")
    return cases


def read_folder(name: str) -> list[Case]:
    """All cases of ``wrong`` or ``right``, by file and line."""
    return [case for path in sorted((CASES / name).glob("*.md")) for case in read_file(path)]


def wrong_cases() -> list[Case]:
    """Rewrites that look plausible and are wrong."""
    return read_folder("wrong")


def right_cases() -> list[Case]:
    """Rewrites that are equivalent for every input of their domain."""
    return read_folder("right")
