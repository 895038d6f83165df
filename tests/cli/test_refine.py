"""``guyline refine``: what is printed, what is written, and bad input."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from guyline.cli import main
from guyline.features.learning import memory
from tests.proof.attempt import starter


@pytest.fixture
def path(tmp_path: Path) -> Path:
    starter()
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "run.py").write_text("from mod import last\nassert last([1, 2]) == 2\n")
    found = tmp_path / "mod.py"
    found.write_text("def last(xs):\n    return xs[0]\n")
    return found


def refine(where: object, *given: str) -> int:
    return main(["refine", str(where), "--python", sys.executable, "--no-model", *given])


def test_a_script_is_mended_and_written(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUYLINE_STATE", str(path.parent / "state"))
    assert refine(f"{path}::last", "--test", "python run.py", "--json", "--write") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["fixed"] is True
    assert told["source"] == path.read_text()
    assert told["source"] != "def last(xs):\n    return xs[0]\n"
    assert "+    return xs[" in told["diff"]
    assert told["evidence"]["tests"]["fixed"] == ["(exit status)"]
    assert told["tried"][0]["what"] == "templates and mutations"
    (taken,) = (each for each in memory().all() if each.fate == "accepted")
    assert (taken.task, taken.name, taken.new) == ("refine", "last", told["source"])


def test_what_can_not_be_mended(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.with_name("run.py").write_text("import mod\nmod.last([1])\nassert False\n")
    text = path.read_text()
    given = ("--test", "python run.py", "--budget", "8")
    assert refine(f"{path}::last", *given) == 1
    assert "No fix for last" in capsys.readouterr().out
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((), "what fails"),
        (("--test", "make"), "no test command"),
        (("--test", "python run.py", "--budget", "0"), "more than 0"),
        (("--test", "python run.py", "--traceback", "nowhere"), "can't be read"),
    ],
)
def test_bad_input(
    path: Path, given: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refine(f"{path}::last", *given) == 2
    assert says in capsys.readouterr().err


def test_no_such_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert refine("nowhere.py::f", "--test", "pytest") == 2
    assert "can't be read" in capsys.readouterr().err
