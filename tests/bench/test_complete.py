"""Guided against unguided on a written-down model, and what a run keeps."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from guyline.bench import compared
from guyline.bench.complete import LIMIT, Pair, Shown, complete, judge
from guyline.bench.cursors import Cursor, cursors
from guyline.bench.readme import render
from guyline.bench.state import State
from guyline.bench.wrong import Wrong
from guyline.cli import evaluate_complete, main
from guyline.features import Engine
from guyline.models import Model, ScriptedModel, steps
from guyline.settings import CompletionSettings, Settings

TENTS = """\
class Tent:
    def __init__(self) -> None:
        self.height = 2


def total(tent: Tent) -> int:
    return tent.height
"""
SETTINGS = Settings(python=sys.executable, completion=CompletionSettings(timeout=60))


class Scripted(Engine):
    """An engine whose model first wants a name that is not there."""

    completions = 0

    @asynccontextmanager
    async def model(self) -> AsyncIterator[Model]:
        Scripted.completions += 1
        yield ScriptedModel(steps(["hieght", "height"], [" + 1"], ["\n"]))


def start(settings: Settings, root: Path) -> Engine:
    return Scripted(settings, root, limit=LIMIT)


@pytest.fixture
def cursor(tmp_path: Path) -> Cursor:
    path = tmp_path / "tents.py"
    path.write_text(TENTS)
    return next(each for each in cursors(path, tmp_path) if each.author == "height")


async def completed(cursor: Cursor, state: Path) -> list[Pair]:
    pairs = [pair async for pair in complete([cursor], SETTINGS, State(state), start)]
    return [pair async for pair in judge(pairs, Path(sys.executable), State(state))]


async def test_a_site_both_ways(cursor: Cursor, tmp_path: Path) -> None:
    (pair,) = await completed(cursor, tmp_path / "state")
    assert (pair.unguided.text, pair.guided.text) == ("hieght + 1", "height + 1")
    assert [each.word for each in pair.unguided.wrong] == ["hieght"]
    assert pair.unguided.wrong[0].standing == "forbidden"
    assert pair.guided.wrong == ()
    (corrected,) = pair.guided.corrected
    assert (corrected.word, corrected.author, corrected.judged) == ("hieght", False, "wrong")
    assert pair.guided.valid
    figures = compared.figures([pair], 1)
    assert figures["wrong"]["unguided"]["closed"] == 1
    assert figures["wrong"]["guided"]["wrong"] == 0
    assert figures["measures"]["first_name_right"]["only_guided"] == 1
    assert figures["worse"] == []
    assert json.dumps(compared.as_row(pair, texts=False)).count("height + 1") == 0


async def test_a_run_that_was_stopped_goes_on(cursor: Cursor, tmp_path: Path) -> None:
    state = tmp_path / "state"
    first = await completed(cursor, state)
    half = state.read_text()
    state.write_text(half + half[: len(half) // 3])  # it was cut off while it wrote
    before = Scripted.completions
    assert await completed(cursor, state) == first
    assert Scripted.completions == before
    cursor.path.write_text(TENTS + "\n")  # another text is another question
    await completed(cursor, state)
    assert Scripted.completions > before


def test_state_survives_a_line_that_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "state"
    State(path).put("a", 1)
    path.write_text(path.read_text() + '{"key": "b", "val')
    again = State(path)
    assert (again.get("a"), again.get("b")) == (1, None)
    again.put("b", 2)
    assert (State(path).get("a"), State(path).get("b")) == (1, 2)


def shown(text: str, wrong: int = 0, ms: float = 1.0) -> Shown:
    no = Wrong("x", 1, 0, "", "", "allowed", "")
    return Shown(text, 1, 4, 0, ms, True, "clean", "", (), (no,) * wrong)


def pairs_of(count: int, unguided: Shown, guided: Shown) -> list[Pair]:
    cursor = Cursor(Path("/a/b.py"), Path("/a"), 1, 0, "line", "tent.height + poles")
    return [Pair(cursor, unguided, guided)] * count


@pytest.mark.parametrize(
    ("text", "first", "row", "equal"),
    [
        ("tent.height + poles", True, 3, True),
        ("tent.height + poles  \nx", True, 3, True),
        ("tent.height", True, 2, False),
        ("tent.width + poles", True, 1, False),
        ("height", False, 0, False),
        ("", False, 0, False),
    ],
)
def test_what_is_right(text: str, first: bool, row: int, equal: bool) -> None:
    (pair,) = pairs_of(1, shown(text), shown(text))
    assert compared.first_right(pair.cursor, pair.guided) is first
    assert compared.in_a_row(pair.cursor, pair.guided) == row
    assert compared.line_equal(pair.cursor, pair.guided) is equal


def test_worse_is_said_only_beyond_chance() -> None:
    right, wrong = shown("tent.height"), shown("x", wrong=1)
    same = pairs_of(30, right, right)
    assert compared.figures(same, 1)["worse"] == []
    assert compared.figures([*same, *pairs_of(2, right, wrong)], 1)["worse"] == []
    worse = compared.figures([*same, *pairs_of(10, right, wrong)], 1)["worse"]
    assert worse == ["first_name_right", "has_wrong_name", "names_in_a_row", "wrong_share"]
    assert compared.figures([*same, *pairs_of(10, wrong, right)], 1)["worse"] == []
    slower = [replace(pair, guided=replace(right, ms=9.0, requests=3)) for pair in same]
    assert compared.figures(slower, 1)["worse"] == []


def test_the_command_from_end_to_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate_complete, "cache_folder", lambda: tmp_path / "cache")
    (tmp_path / "tents.py").write_text(TENTS)
    out = tmp_path / "out.json"
    command = ["eval", "complete", str(tmp_path / "tents.py"), "--sites", "2"]
    command += ["--max-tokens", "8", "--json"]
    assert main([*command, "--python", sys.executable, "--out", str(out)]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["figures"]["sites"] == len(result["pairs"]) == 2
    assert result["figures"]["wrong"]["guided"]["closed"] == 0
    written = json.loads(out.read_text())
    assert written["command"] == "guyline eval complete tents.py --sites 2 --seed 1 --max-tokens 8"
    assert written["figures"] == result["figures"]
    assert main([*command[:-1], "--python", sys.executable]) == 0  # nothing is asked anew
    assert "first_name_right" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere"),
        (["{}"], "no Python"),
        (["{}/empty.py"], "no place"),
        (["{}/empty.py", "--sites", "0"], "--sites"),
    ],
)
def test_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    if "empty.py" in arguments[0]:
        (tmp_path / "empty.py").touch()
    filled = [each.format(tmp_path) for each in arguments]
    assert main(["eval", "complete", *filled]) == 2
    assert said in capsys.readouterr().err


def test_the_readmes_table_is_made_of_the_figures(tmp_path: Path) -> None:
    pairs = pairs_of(8, shown("x", wrong=1), shown("tent.height", ms=3.0))
    machine = {"cores": 2, "processor": "none"}
    result = {"command": "it", "commit": "abc", "date": "today", "machine": machine}
    result["figures"] = compared.figures(pairs, 1)
    (tmp_path / "complete.json").write_text(json.dumps(result))
    table = render("<!-- table: complete -->\n<!-- end -->", tmp_path)
    assert "| Names that do not exist | 8 | 0 | |" in table
    assert "| Share of names that do not exist | 100.00% | 0.00% | -100.00% (" in table
    assert "| 0.0% | 100.0% | only unguided 0, only guided 8; p = 0.0078 |" in table
    assert "| Time for each completion, ms | 1 | 3 | +2 (+2 to +2) |" in table
