"""An engine whose parts are out of order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from guyline.analysis import JediOracle
from guyline.features import Engine
from guyline.settings import Settings
from guyline.text import Document
from tests.analysis.fake import fake
from tests.models.stand_in import event, says, standing_in

TEXT = "class Tent:\n    def pitch(self) -> None: ...\n\n\nTent()."
UNKNOWN = says(event("strike"), event("()"), event("", "stop"), b"data: [DONE]\n\n")


@pytest_asyncio.fixture
async def engine() -> AsyncIterator[Engine]:
    async with standing_in(UNKNOWN) as model:
        engine = Engine(Settings(endpoint=model.url), limit=30)
        yield engine
        await engine.close()


async def replace_worker(engine: Engine, command: list[str], patience: float = 30) -> None:
    await engine.oracle.close()
    engine.oracle = JediOracle(None, engine.python, limit=30, patience=patience, command=command)


@pytest.mark.parametrize(
    ("body", "said"),
    [("os._exit(3)", "ended"), ("time.sleep(1000)", "hung"), ("print('?', flush=True)", "")],
    ids=["crashes", "hangs", "talks nonsense"],
)
async def test_without_its_worker_a_completion_is_unguided_and_says_so(
    engine: Engine, tmp_path: Path, body: str, said: str
) -> None:
    await replace_worker(engine, fake(tmp_path, body), patience=0.5)
    completion = await engine.complete(Document(TEXT), len(TEXT))
    assert completion.text == "strike()"
    assert not completion.outcome.guided
    assert completion.summary == "unguided"
    assert completion.outcome.trouble.startswith("Unguided: ")
    assert said in completion.outcome.trouble


async def test_a_worker_that_crashed_is_restarted(engine: Engine, tmp_path: Path) -> None:
    once = tmp_path / "crashed"
    body = f"""
    if not os.path.exists({str(once)!r}):
        open({str(once)!r}, "w").close()
        os._exit(3)
    answer(message, names=["strike"])
    """
    await replace_worker(engine, fake(tmp_path, body))
    assert not (await engine.complete(Document(TEXT), len(TEXT))).outcome.guided
    again = await engine.complete(Document(TEXT), len(TEXT))
    assert again.outcome.guided
    assert again.outcome.trouble == ""
