"""``guyline edits``: listed, exported and deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guyline.cli import main
from guyline.features.learning import memory
from tests.search.test_memory import ACCEPTED, REFUTED


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUYLINE_STATE", str(tmp_path / "state"))
    memory().keep([REFUTED, ACCEPTED])


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["edits", "list"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[1] == f"{ACCEPTED.at} optimise common: accepted: A set"
    assert "2 edits in " in said.err
    assert main(["edits", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["fate"] == "refuted"


def test_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "pairs.jsonl"
    assert main(["edits", "export", "pairs", "--out", str(out)]) == 0
    assert json.loads(out.read_text())["target"] == ACCEPTED.new
    assert capsys.readouterr().out == ""
    assert main(["edits", "export", "preferences"]) == 0
    assert json.loads(capsys.readouterr().out)["rejected"] == REFUTED.new
    assert main(["edits", "export", "pairs", "--out", str(tmp_path)]) == 2
    assert "can't be written" in capsys.readouterr().err


def test_delete(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["edits", "delete"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert main(["edits", "delete", "--before", "spring", "--yes"]) == 2
    assert "no date" in capsys.readouterr().err
    assert len(memory().all()) == 2
    assert main(["edits", "delete", "--yes"]) == 0
    assert "2 deleted" in capsys.readouterr().err
    assert memory().all() == []
