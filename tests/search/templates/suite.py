"""Reads the Markdown suites beside it, one for each template.

A case is a heading and Python blocks; the function is ``f``. What a template makes of it stands in
a second block, and ``- tried`` below says that the two are tried against each other::

    ## becomes: what is special about it
    ```python
    def f(xs, ys):
        return [x for x in xs if x in ys]
    ```
    ```python
    def f(xs, ys):
        known = set(ys)
        return [x for x in xs if x in known]
    ```
    - tried

    ## stays: why there is nothing to make of it
    ```python
    def f(xs, x):
        return x in xs
    ```
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
_CASE = re.compile(
    r"^## (?P<how>becomes|stays): (?P<title>[^\n]+)\n```python\n(?P<old>.*?)^```\n"
    r"(?:```python\n(?P<new>.*?)^```\n)?(?P<tried>- tried\n)?",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Case:
    """One case of a suite.

    Attributes:
        template: The template's name, with underscores.
        title: What is special.
        old: The code as it is.
        new: What the template makes of it; empty: nothing.
        tried: Whether the two are tried against each other.
    """

    template: str
    title: str
    old: str
    new: str
    tried: bool

    def __str__(self) -> str:
        return f"{self.template}: {self.title}"


def cases() -> list[Case]:
    """All cases of all suites."""
    return [case for path in sorted(FOLDER.glob("*.md")) for case in _read(path)]


def _read(path: Path) -> list[Case]:
    text = path.read_text(encoding="utf-8")
    found = list(_CASE.finditer(text))
    assert len(found) == text.count("\n## "), f"{path.name}: a case is not read"
    for each in found:
        assert bool(each["new"]) == (each["how"] == "becomes"), f"{path.name}: {each['title']}"
    return [Case(path.stem, m["title"], m["old"], m["new"] or "", bool(m["tried"])) for m in found]
