from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from guyline.cli import main
from guyline.hints.apply import apply
from guyline.hints.rule import Edit
from guyline.text import Document

SLOW = "def flatten(lists: list[list[int]]) -> list[int]:\n    return sum(lists, [])\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "fine.py").write_text("x = 1\n")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "other.py").write_text(SLOW)
    return tmp_path


def test_hints_are_printed_with_their_places(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(project)]) == 1
    said = capsys.readouterr()
    assert said.out.startswith(f"{project / 'slow.py'}:2:12: GL107 sum copies all that came before")
    assert said.out.count("\n") == 1
    assert said.err == "1 hint in 2 files.\n"
    assert main(["check", str(project / "fine.py")]) == 0


def test_the_edits_of_a_document_of_hints_make_the_code_fast(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--json", str(project)]) == 1
    hint, *others = json.loads(capsys.readouterr().out)["hints"]
    assert not others
    assert hint["fix"]["safety"] == "proved"
    assert hint["fix"]["unproved"] == []
    lines = Document(SLOW).lines

    def offset(place: list[int]) -> int:
        return lines.start(place[0] - 1) + place[1] - 1

    edits = [Edit(offset(e["start"]), offset(e["end"]), e["text"]) for e in hint["fix"]["edits"]]
    assert "return list(chain.from_iterable(lists))" in apply(SLOW, edits)


def test_what_nothing_says_is_worth_it_is_shown_on_demand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "few.py"
    few = SLOW.replace("(lists:", "(flags:").replace("(lists,", "(flags,")
    path.write_text(few)
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_text() == few
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.endswith("0 hints in 1 file (1 more with --all).\n")
    assert main(["check", "--all", str(path)]) == 1
    assert capsys.readouterr().out.count("GL107") == 1
    (tmp_path / "pyproject.toml").write_text("[tool.guyline.hints]\nall = true\n")
    assert main(["check", str(path)]) == 1
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_text() != few


def test_rules_are_chosen(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--select", "GL0,gl107", str(project)]) == 2
    assert "There is no rule GL0" in capsys.readouterr().err
    assert main(["check", "--select", "gl107", str(project)]) == 1
    assert main(["check", "--ignore", "GL107", str(project)]) == 0


def test_stdin_and_broken_code_are_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"def (:\n\n\n{SLOW}\nprint 1\n"))
    assert main(["check", "-"]) == 1
    assert capsys.readouterr().out.startswith("-:5:12: GL107")


def test_what_can_t_be_read_is_said_and_the_rest_is_checked(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "bad.py").write_bytes(b"\xff\xfe\x00")
    assert main(["check", str(project)]) == 1
    assert "bad.py" in capsys.readouterr().err
    assert main(["check", str(project / "none.py")]) == 2
    assert "There is no" in capsys.readouterr().err


def test_many_files_are_checked_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.py").write_text(SLOW)
    assert main(["check", str(tmp_path), "--jobs", "2"]) == 1
    places = [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert places == sorted(places)
    assert len(places) == 40
