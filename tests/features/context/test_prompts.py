"""Whole prompts, by the Markdown suite of ``cases/prompts.md``."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from guyline.analysis.analysis import Analysis
from guyline.analysis.answer import Answer, Question
from guyline.features.context import Context, Problem, Shares
from guyline.settings import ContextSettings
from guyline.text import Document

_CASE = re.compile(
    r"^## (?P<title>[^\n]+)\nbudget: (?P<budget>\d+)\n(?P<problems>(?:problem: [^\n]+\n)*)"
    r"```python\n(?P<code>.*?)^```\n```text\n(?P<shown>.*?)\n```$",
    re.MULTILINE | re.DOTALL,
)
_FILE = re.compile(r"^#- (?P<path>\S+)\n", re.MULTILINE)
SUITE = (Path(__file__).parent / "cases" / "prompts.md").read_text(encoding="utf-8")
CASES = {match["title"]: match for match in _CASE.finditer(SUITE)}


def test_every_case_is_read() -> None:
    assert len(CASES) == SUITE.count("\n## ")


@asynccontextmanager
async def context_of(workspace: Path) -> AsyncIterator[Context]:
    analysis = Analysis.of(str(workspace), sys.executable)

    async def ask(question: Question, limit: float) -> Answer:
        assert limit > 0
        return analysis.answer(question.kind, question.text, question.offset, str(question.path))

    context = Context(workspace, ask, ContextSettings())
    yield context
    await context.close()


def problems(stated: str) -> list[Problem]:
    """Lines such as ``problem: 3 no such name``, which count from 1."""
    said = [line.split(maxsplit=2)[1:] for line in stated.splitlines()]
    return [Problem(int(line) - 1, message) for line, message in said]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_prompt(case: re.Match[str], tmp_path: Path) -> None:
    parts = _FILE.split(case["code"])
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("$0", ""), encoding="utf-8")
    offset = text.index("$0")
    document = Document(text.replace("$0", ""), path)
    shares = Shares.of(int(case["budget"]))
    async with context_of(tmp_path) as context:
        await context.similar.built()
        context.problems.put(document, problems(case["problems"]))
        await context.refresh(document, offset, shares)
        assert context.prompt(document, offset, shares).plain() == case["shown"]
