"""A search as an editor asks for it, with a model that is told what takes the time."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from guyline.features import Engine
from guyline.features.optimise.found import Found
from guyline.features.optimise.optimisations import Optimisations
from guyline.features.optimise.order import Order
from guyline.proof.verdict import Proof
from guyline.search.judging import Judge
from guyline.settings import LearningSettings, OptimiseSettings, Settings
from guyline.text import Document
from tests.models.stand_in import event, in_turn, says, standing_in
from tests.proof.attempt import starter
from tests.search.judged import proof

TEXT = """\
def twice(xs: list[int]) -> int:
    many = sum(xs.count(x) > 1 for x in xs)
    return many
"""

pytestmark = pytest.mark.asyncio


def judge(order: Order, stop: threading.Event) -> Judge:
    """One that runs nothing."""

    def make(*_: object) -> Proof:
        return proof(1, 1)

    return Judge(order.subject, order.means, stop, make=make)


async def searched(path: Path, *, model: bool) -> tuple[Found, list[str], list[str]]:
    """What comes of it, what the model was shown, and what the person was told."""
    path.write_text(TEXT)
    (path.parent / "pyproject.toml").touch()
    answers = [says(event(each, "stop") + b"data: [DONE]\n\n") for each in ("one pass\n", "pass\n")]
    told: list[str] = []
    async with standing_in(in_turn(*answers), owner="somebody") as server:
        settings = replace(
            Settings(endpoint=server.url, python=sys.executable),
            optimise=OptimiseSettings(seconds=20),
            learning=LearningSettings(keep=False),
        )
        engine = Engine(settings, limit=30, trusted=True)
        searches = Optimisations(judge)
        searches.configure(settings, trusted=True)
        document = Document(TEXT, path)
        try:
            made = await searches.run(
                document, 1, engine, model=model, progress=lambda what, _: told.append(what)
            )
        finally:
            await engine.close()
        return made.found, [str(each["prompt"]) for each in server.requests], told


async def test_the_model_is_shown_the_line(tmp_path: Path) -> None:
    starter()
    found, shown, told = await searched(tmp_path / "mod.py", model=True)
    assert told[0] == "timing lines"
    assert dict(found.lines)[1] > 0.8
    assert found.hottest().startswith("line 2 takes ")
    plans, written, again = shown  # the answer does not begin with the margin: asked once more
    assert plans.endswith("# 1.")
    assert again == f"{written}\n    "
    for each in shown:
        (marked,) = (line for line in each.splitlines() if line.endswith("% of its time"))
        assert "many = sum(xs.count(x) > 1 for x in xs)  # " in marked


async def test_nothing_is_timed_where_no_model_is_asked(tmp_path: Path) -> None:
    found, shown, told = await searched(tmp_path / "mod.py", model=False)
    assert shown == []
    assert "timing lines" not in told
    assert found.lines == ()
    assert found.hottest() == ""


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), ""),
        (((0, 0.1), (1, 0.19)), ""),
        (((0, 0.17), (11, 0.83)), "line 12 takes 83% of its time"),
    ],
)
async def test_the_hottest_line(lines: tuple[tuple[int, float], ...], said: str) -> None:
    found = Found(Path("mod.py"), "f", "", (), (), 1.0, lines=lines)
    assert found.hottest() == said
    assert found.to_json()["lines"] == [[line + 1, share] for line, share in lines]
