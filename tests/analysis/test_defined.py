"""Definitions in short, by the Markdown suite of ``cases/definitions.md``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guyline.analysis.analysis import Analysis
from guyline.analysis.answer import Kind
from guyline.analysis.defined import FACTS
from tests.analysis.case import Case, ask, write

_CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n```python\n(?P<code>.*?)^```\n```text\n(?P<shown>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SUITE = (Path(__file__).parent / "cases" / "definitions.md").read_text(encoding="utf-8")
CASES = [(Case(m["title"], m["code"], closed=False), m["shown"]) for m in _CASE.finditer(SUITE)]


def test_every_case_is_read() -> None:
    assert len(CASES) == SUITE.count("\n## ")


@pytest.mark.parametrize(("case", "shown"), CASES, ids=[case.title for case, _ in CASES])
def test_definition(case: Case, shown: str, analysis: Analysis, folder: Path) -> None:
    path, marked = write(case, folder)
    answer = ask(analysis, marked, path, Kind.DEFINITION)
    assert not answer.closed
    assert len(answer.facts) % FACTS == 0
    texts = []
    for at in range(0, len(answer.facts), FACTS):
        file, first, last, text = answer.facts[at : at + FACTS]
        texts.append(f"#- {Path(file).relative_to(folder).as_posix()} {first} {last}\n{text}")
    assert "".join(texts) == shown


@pytest.mark.parametrize("mark", ["(", "class", "def f(", "@", '"""', "\\", "\0", "lambda:", "é"])
def test_nothing_raises_on_broken_code(mark: str, analysis: Analysis, folder: Path) -> None:
    for text in (f"{mark}$0word", f"word{mark}$0word\n{mark}", f"class A{mark}:\n  $0word.{mark}"):
        assert not ask(analysis, text, folder / "main.py", Kind.DEFINITION).closed
