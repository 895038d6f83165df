"""``guyline bench hints``: examples are timed, and the table is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guyline.cli import main

ONE = ["bench", "hints", "--rounds", "1", "--rule", "GL101"]


def test_one_rule_is_timed_and_the_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    table = tmp_path / "effects.json"
    table.write_text('{"GL101": {"3.11": 0.5}, "GL102": {"3.11": 7.0}, "GL999": {}}')
    assert main([*ONE, "--table", str(table)]) == 0
    told = json.loads(table.read_text())
    assert told.keys() == {"GL101", "GL102"}
    assert told["GL102"] == {"3.11": 7.0}
    [times] = told["GL101"].values()
    assert times > 1
    assert capsys.readouterr().out.startswith("GL101 ")
    assert [each.name for each in tmp_path.iterdir()] == ["effects.json"]


def test_a_result_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    table, out = tmp_path / "effects.json", tmp_path / "hints.json"
    assert main([*ONE, "--table", str(table), "--out", str(out)]) == 0
    result = json.loads(out.read_text())
    assert result["command"] == "guyline bench hints --rounds 1 --rule GL101"
    assert [row["code"] for row in result["rows"]] == ["GL101"]


def test_a_rule_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "hints", "--rule", "GL999"]) == 2
    assert "There is no rule GL999. guyline rule lists them" in capsys.readouterr().err
