"""Reads the Markdown suites of this folder, and checks one case of them.

A case is a heading, a Python block with ``$0`` for the cursor, and a list::

    ## What is tested
    ```python
    #- other.py
    x = 1
    #- main.py
    import other
    other.$0
    ```
    - closed
    - has: x
    - lacks: y
    - receiver: other
    - reason: what the reason must hold
    - forbids: every name that is forbidden there; none where this line is missing
    - facts: every fact, parted by commas
    - notes: a word, a colon and what is said of it

The last file of a block is the one that holds the cursor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.analysis.answer import Kind

if TYPE_CHECKING:
    from guyline.analysis.analysis import Analysis
    from guyline.analysis.answer import Answer

_CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n+```python\n(?P<code>.*?)^```\n+(?P<items>(?:- [^\n]*\n?)+)",
    re.MULTILINE | re.DOTALL,
)
_FILE = re.compile(r"^#- (?P<path>\S+)\n", re.MULTILINE)
_KEYS = {"has", "lacks", "receiver", "reason", "forbids", "facts", "notes"}
_CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One case of a suite."""

    title: str
    code: str
    closed: bool
    expected: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.title


def cases(suite: str) -> list[Case]:
    """The cases of one Markdown file."""
    text = (_CASES / f"{suite}.md").read_text(encoding="utf-8")
    found = []
    for match in _CASE.finditer(text):
        items = [line[2:] for line in match["items"].splitlines()]
        verdict, *rest = items
        assert verdict in ("closed", "open"), match["title"]
        expected = dict(item.split(": ", 1) for item in rest)
        assert expected.keys() <= _KEYS, match["title"]
        found.append(Case(match["title"], match["code"], verdict == "closed", expected))
    assert len(found) == text.count("\n## ") + text.startswith("## "), f"{suite} has a broken case"
    return found


def check_case(case: Case, analysis: Analysis, folder: Path, kind: Kind = Kind.ATTRIBUTE) -> None:
    """Ask at the cursor of a case and compare."""
    path, text = write(case, folder)
    check_answer(case, ask(analysis, text, path, kind))


def write(case: Case, folder: Path) -> tuple[Path, str]:
    """Write a case's files; the one with the cursor, and its text with ``$0``."""
    parts = _FILE.split(case.code)
    named = dict(zip(parts[1::2], parts[2::2], strict=True)) or {"main.py": case.code}
    for name, text in named.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("$0", ""), encoding="utf-8")
    return path, text


def ask(analysis: Analysis, marked: str, path: Path, kind: Kind = Kind.ATTRIBUTE) -> Answer:
    """Ask at the ``$0`` of a text."""
    offset = marked.index("$0")
    return analysis.answer(kind, marked.replace("$0", ""), offset, str(path))


def check_answer(case: Case, answer: Answer) -> None:
    """Compare an answer with what a case expects."""
    names = answer.names or frozenset()
    assert answer.closed is case.closed, answer.reason
    assert _listed(case, "has") <= names
    assert not _listed(case, "lacks") & names
    assert answer.forbidden == _listed(case, "forbids"), answer.reason
    if "facts" in case.expected:
        assert ", ".join(answer.facts) == case.expected["facts"], answer.reason
    if "notes" in case.expected:
        word, said = case.expected["notes"].split(": ", 1)
        assert said in answer.notes.get(word, ""), answer.notes
    assert case.expected.get("reason", "") in answer.reason
    assert answer.receiver == case.expected.get("receiver", answer.receiver)


def _listed(case: Case, key: str) -> set[str]:
    return set(filter(None, case.expected.get(key, "").replace(",", " ").split()))
