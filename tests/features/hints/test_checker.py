"""The process that checks, from the side that started it."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from guyline.features.hints import Checker
from guyline.settings import HintSettings
from guyline.text import Document

SLOW = """def drain(tasks):
    queue = list(tasks)
    while queue:
        queue.pop(0)()
"""
ALL = HintSettings()


def document(text: str = SLOW) -> Document:
    return Document(text, Path("/nowhere/a.py"))


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest_asyncio.fixture
async def checker() -> AsyncIterator[Checker]:
    checker = Checker()
    yield checker
    await checker.close()


async def test_what_is_slow_is_found_and_fixed(checker: Checker) -> None:
    checked = await checker.check(document(), ALL)
    assert [each.code for each in checked.findings] == ["GL105"]
    text, count = await checker.fix(document(), ALL, "GL105")
    assert count == 1
    assert "popleft" in text
    assert await checker.fix(document(), ALL, "GL101") == (SLOW, 0)


async def test_the_process_ends_when_it_is_idle_and_starts_again() -> None:
    checker = Checker(idle=0.01)
    await checker.check(document(), ALL)
    first = checker._process
    assert first is not None
    await first._process.wait()
    assert checker.pid is None
    assert len((await checker.check(document(), ALL)).findings) == 1
    await checker.close()


async def test_a_process_that_is_killed_is_replaced(checker: Checker) -> None:
    await checker.check(document(), ALL)
    assert checker.pid is not None
    os.kill(checker.pid, 9)
    assert (await checker.check(document(), ALL)).trouble == "the process that checks files ended"
    assert len((await checker.check(document(), ALL)).findings) == 1


@pytest.mark.parametrize(
    "code",
    [
        "raise SystemExit",
        "input(); print('nothing')",
        "input(); print('[]')",
        "input(); print('{\"id\": 0}')",
        'input(); print(\'{"id": 0, "findings": [{"code": 1}], "failed": []}\')',
        'input(); print(\'{"id": 0, "findings": 3, "failed": []}\')',
    ],
)
async def test_a_process_that_says_nonsense_finds_nothing(code: str) -> None:
    checker = Checker(command=python(code))
    checked = await checker.check(document(), ALL)
    assert checked.findings == ()
    assert checked.trouble
    await checker.close()


async def test_a_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from guyline.features.hints import checker as module

    monkeypatch.setattr(module, "_SPARE", 0.0)
    checker = Checker(limit=0.2, command=python("import time; time.sleep(600)"))
    checked = await checker.check(document(), ALL)
    assert checked.trouble == "checking this file takes longer than 0.2 s"
    assert checker.pid is None
    assert await checker.fix(document(), ALL) == (SLOW, 0)
    await checker.close()


async def test_after_its_end_nothing_is_started() -> None:
    checker = Checker()
    await checker.close()
    assert (await checker.check(document(), ALL)).trouble
    assert checker.pid is None
