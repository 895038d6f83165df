"""``guyline optimize`` on files: what is printed, what is written, and bad input."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from guyline.cli import main
from guyline.cli.optimize import in_words
from guyline.features.learning import memory
from guyline.features.optimise.found import Found
from tests.models.stand_in import StandIn, event, in_turn, says, standing_in
from tests.proof.attempt import starter

TEXT = """\
def total(n: int) -> int:
    found = 0
    for i in range(n):
        found += i * i % 7
    return found


class A:
    def f(self) -> int:
        return 1
"""
FASTER = "q, r = divmod(max(n, 0), 7)\n    return 14 * q + sum(i * i % 7 for i in range(r))\n"
WRONG = "q, r = divmod(n, 7)\n    return 14 * q + sum(i * i % 7 for i in range(r))\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    found = tmp_path / "mod.py"
    found.write_text(TEXT)
    return found


def ended(text: str) -> bytes:
    return event(text, "stop") + b"data: [DONE]\n\n"


def optimize(where: object, *given: str) -> int:
    return main(["optimize", str(where), "--python", sys.executable, *given])


def test_nothing_to_be_made_faster(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    starter()
    assert optimize(f"{path}::A::f", "--no-model", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["candidates"] == []
    assert told["tried"] == []
    assert told["lines"] == []
    assert told["function"] == "A.f"


def test_a_model_that_is_right_at_the_second_try(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    starter()
    monkeypatch.delenv("GUYLINE_ENDPOINT", raising=False)
    monkeypatch.setenv("GUYLINE_STATE", str(path.parent / "state"))

    async def run() -> tuple[int, StandIn]:
        answers = [says(ended("whole periods: O(1)\n# \n"))]
        answers += [says(ended(f"\n    {text}")) for text in (WRONG, FASTER)]
        async with standing_in(in_turn(*answers), owner="somebody") as server:
            where = f"{path}::total"
            given = ("--endpoint", server.url, "--budget", "120", "--json", "--write")
            return await asyncio.to_thread(optimize, where, *given), server

    status, server = asyncio.run(run())
    told = json.loads(capsys.readouterr().out)
    assert status == 0
    best = told["candidates"][0]
    assert best["origin"] == "model"
    assert best["title"].startswith("(AI) Whole periods: at least ")
    assert "max(n, 0)" in best["source"]
    assert best["evidence"]["verdict"] in ("not_refuted", "exhausted")
    assert path.read_text() == best["source"]
    (wrong,) = (each for each in told["tried"] if each["fate"] == "refuted")
    assert "total(-" in wrong["why"]
    kept = {each.fate: each for each in memory().all()}
    assert set(kept) == {"accepted", "refuted"}
    assert kept["accepted"].new in best["source"]
    assert "total(-" in kept["refuted"].why
    again = str(server.requests[2]["prompt"])
    assert "A try by this algorithm was wrong" in again
    assert "divmod" not in again


TWICE = """\
LIMIT = 3


def twice(xs: list[int]) -> int:
    most = max(xs, default=0)
    many = sum(xs.count(x) > 1 for x in xs)
    return most + many
"""


def test_a_model_is_shown_which_line_takes_the_time(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    starter()
    monkeypatch.delenv("GUYLINE_ENDPOINT", raising=False)
    path.write_text(TWICE)

    async def run() -> tuple[int, StandIn]:
        answers = [says(ended("count each once: O(n)\n# \n")), says(ended("pass\n"))]
        async with standing_in(in_turn(*answers), owner="somebody") as server:
            given = ("--endpoint", server.url, "--budget", "20", "--no-memory", "--json")
            return await asyncio.to_thread(optimize, f"{path}::twice", *given), server

    status, server = asyncio.run(run())
    lines = json.loads(capsys.readouterr().out)["lines"]
    assert status == 0
    for request in server.requests[:2]:
        shown = str(request["prompt"])
        marked = [line for line in shown.splitlines() if "% of its time" in line]
        assert any("xs.count(x) > 1 for x in xs)  # " in line for line in marked)
        assert not any("def twice" in line or "return most" in line for line in marked)
    assert max(lines, key=lambda each: each[1])[0] == 6


def test_a_person_is_told_which_line_takes_the_time(path: Path) -> None:
    found = Found(path, "twice", TWICE, (), (), 1.5, lines=((4, 0.1), (5, 0.8)))
    assert in_words(found) == [
        "nothing was found that makes twice faster and stands",
        "line 6 takes 80% of its time",
        "0 tried in 1.5 s",
    ]


@pytest.mark.parametrize(
    ("where", "given", "said"),
    [
        ("mod.py::nothing", (), "There is no function nothing"),
        ("mod.py::total", ("--budget", "0"), "--budget is 0"),
        ("none.py::total", (), "can't be read"),
        ("mod.py::total", ("--endpoint", "nonsense"), "endpoint"),
    ],
)
def test_bad_input(
    path: Path,
    where: str,
    given: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert optimize(path.parent / where, "--no-model", *given) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("where", ["mod.py", "mod.py::", "::f", ""])
def test_no_place(where: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert optimize(where) == 2
    assert "is not PATH::QUALNAME" in capsys.readouterr().err
