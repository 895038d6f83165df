"""Reads the Markdown suites of ``rules/``, one for each rule.

A case is a heading and a Python block. In a block that fires, ``«`` and ``»`` stand around
each hint; a second block is what the fix makes of it, and ``- open: why`` below says that
the fix is not proved::

    ## fires: what is special about it
    ```python
    total = «sum(parts, [])»
    ```
    ```python
    from itertools import chain


    total = list(chain.from_iterable(parts))
    ```
    - open: that all parts are lists

    ## silent: why there is nothing to say
    ```python
    total = sum(parts)
    ```
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "rules"
_CASE = re.compile(
    r"^## (?P<how>fires|silent): (?P<title>[^\n]+)\n```python\n(?P<code>.*?)^```\n"
    r"(?:```python\n(?P<fixed>.*?)^```\n)?(?:- open: (?P<open>[^\n]*)\n)?",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Case:
    """One case of a suite.

    Attributes:
        rule: The rule's name, with underscores.
        title: What is special.
        code: The code, marks taken out.
        spans: Where hints are wanted.
        fixed: What all fixes make of it; empty: not said.
        unproved: What the fix does not know; empty: it is proved.
    """

    rule: str
    title: str
    code: str
    spans: tuple[tuple[int, int], ...]
    fixed: str = ""
    unproved: str = ""

    def __str__(self) -> str:
        return f"{self.rule}: {self.title}"


def cases() -> list[Case]:
    """All cases of all suites."""
    return [case for path in sorted(FOLDER.glob("*.md")) for case in _read(path)]


def _read(path: Path) -> list[Case]:
    text = path.read_text(encoding="utf-8")
    found = list(_CASE.finditer(text))
    assert len(found) == text.count("\n## "), f"{path.name}: a case is not read"
    return [_case(path.stem, match) for match in found]


def _case(rule: str, match: re.Match[str]) -> Case:
    code, spans, begun = "", [], 0
    for part in re.split("([«»])", match["code"]):
        if part == "«":
            begun = len(code)
        elif part == "»":
            spans.append((begun, len(code)))
        else:
            code += part
    assert bool(spans) == (match["how"] == "fires"), f"{rule}: {match['title']}"
    return Case(rule, match["title"], code, tuple(spans), match["fixed"] or "", match["open"] or "")
