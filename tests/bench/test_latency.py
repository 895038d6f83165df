"""An editing session is typed as it was written, and its times are told as they are."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest

from guyline.analysis import Answer, Question
from guyline.bench import latency
from guyline.bench.readme import render
from guyline.bench.session import Editor, grown, session
from guyline.cli import main
from guyline.errors import InputError
from guyline.monitors import AttributeMonitor

TENTS = """\
import os


class Tent:
    def __init__(self) -> None:
        self.height = 2

    def pitch(self) -> str:
        height = self.height
        name = os.path.join("a", "b")
        return name


class Camp:
    tent = Tent()

    def first(self) -> Tent:
        tent = self.tent
        return tent
"""


class Listening:
    """An oracle that notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    async def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        return Answer.open("not looked")


@pytest.fixture
def tents(tmp_path: Path) -> Path:
    path = tmp_path / "tents.py"
    path.write_text(TENTS)
    return path


async def test_typing_again_asks_at_each_dot_and_ends_with_the_authors_text(tents: Path) -> None:
    oracle, editor = Listening(), Editor()
    for visit in session(tents, 1, 5, 1):
        for cursor in visit.cursors:
            before = editor.text(tents)
            await editor.type_again(cursor, [AttributeMonitor(oracle)])
            after = editor.text(tents)
            assert ast.parse(after).body
            added = set(after.split("\n")) - set(before.split("\n"))
            assert not added  # a line is written a second time, and none anew
    assert editor.text(tents).count("\n") > TENTS.count("\n")
    assert oracle.asked
    assert all(each.text[each.offset - 1] == "." for each in oracle.asked)


def test_a_session_comes_back_to_its_files(tmp_path: Path) -> None:
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text(TENTS)
    visits = session(tmp_path, 2, 6, 1)
    assert [visit.first for visit in visits] == [True, True, False, False]
    assert visits[0].path == visits[2].path != visits[1].path
    with pytest.raises(InputError):
        session(tmp_path, 2, 100, 1)


@pytest.mark.parametrize("lines", [30, 300])
def test_a_grown_file_has_its_length_and_no_class_twice(lines: int) -> None:
    text = grown(TENTS, lines)
    assert lines <= text.count("\n") < lines + TENTS.count("\n")
    names = [node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    assert len(set(names)) == len(names)


def test_the_command_writes_and_prints_its_figures(
    tents: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(latency, "SIZES", (30,))
    out = tents.parent / "results"
    command = ["bench", "latency", "--only", "questions", "--path", str(tents), "--edits", "4"]
    assert main([*command, "--json", "--python", sys.executable, "--out", str(out)]) == 0
    printed = json.loads(capsys.readouterr().out)["questions"]
    result = json.loads((out / "latency.json").read_text())
    assert result["figures"] == printed
    warm = printed["warm"]["attribute"]
    assert warm["questions"] == printed["jedi"]["questions"] > 0
    assert 0 < warm["ms"]["median"] <= warm["ms"]["p99"]
    assert printed["started"]["questions"] == 1
    assert printed["by_lines"]["30"]["questions"] > 0
    assert printed["beside"]["pyrefly"]["listed"] > 0
    table = render("<!-- table: latency -->\n<!-- end -->\n", out)
    assert f"| warm, attribute | {warm['questions']} | {warm['ms']['median']:.1f} ms" in table
