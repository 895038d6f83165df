"""The oracle on written-down places; see the Markdown files for the cases."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from guyline.analysis import Answer, JediOracle, Question

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    title: str
    marked: str
    files: tuple[tuple[str, str], ...]
    names: frozenset[str]
    never: frozenset[str]
    reason: str


def cases(file: str) -> Iterator[Case]:
    text = (CASES / file).read_text(encoding="utf-8")
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        fields = dict(re.findall(r"^(names|never|reason): (.+)$", section, re.MULTILINE))
        blocks = re.findall(r"^```python(?: (\S+))?\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        yield Case(
            title=section.splitlines()[0],
            marked=next(code for name, code in blocks if not name),
            files=tuple((name, code) for name, code in blocks if name),
            names=frozenset(fields.get("names", "").split(", ")) - {""},
            never=frozenset(fields.get("never", "").split(", ")) - {""},
            reason=fields.get("reason", ""),
        )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def oracle(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[JediOracle]:
    oracle = JediOracle(tmp_path_factory.getbasetemp(), limit=30)
    yield oracle
    await oracle.close()


async def check_oracle(oracle: JediOracle, folder: Path, case: Case, marked: str) -> Answer:
    for name, code in case.files:
        (folder / name).write_text(code, encoding="utf-8")
    offset = marked.index("$0")
    return await oracle.ask(Question(marked.replace("$0", ""), offset, folder / "case.py"))


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", [*cases("closed.md")], ids=lambda case: case.title)
@pytest.mark.parametrize("change", ["as it is", "CRLF", "tabs", "emoji"])
async def test_closed(oracle: JediOracle, tmp_path: Path, case: Case, change: str) -> None:
    marked = {
        "as it is": case.marked,
        "CRLF": case.marked.replace("\n", "\r\n"),
        "tabs": case.marked.replace("    ", "\t"),
        "emoji": "x = '😀'\n" + case.marked.replace("$0", "$0", 1),
    }[change]
    answer = await check_oracle(oracle, tmp_path, case, marked)
    assert answer.closed, answer.reason
    assert answer.names is not None
    assert case.names <= answer.names
    assert not case.never & answer.names


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", [*cases("open.md")], ids=lambda case: case.title)
async def test_open(oracle: JediOracle, tmp_path: Path, case: Case) -> None:
    answer = await check_oracle(oracle, tmp_path, case, case.marked)
    assert not answer.closed
    assert case.reason in answer.reason
