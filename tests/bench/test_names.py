"""Replaying authors' words."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from guyline.bench import names
from guyline.cli import main

RIGHT = "import os\n\n\nclass Tent:\n    height = 1\n\n\nprint(Tent.height, os.path)\n"
WRONG = RIGHT.replace("Tent.height,", "Tent.hieght,")


@pytest.mark.parametrize(("text", "forbidden"), [(RIGHT, []), (WRONG, ["hieght"])])
def test_what_would_be_forbidden_is_listed(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    forbidden: list[str],
) -> None:
    monkeypatch.setenv("GUYLINE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "tents.py").write_text(text)
    command = ["eval", "names", str(tmp_path / "code"), "--kind", "attribute", "--json"]
    status = main([*command, "--python", sys.executable, "--jobs", "1"])
    result = json.loads(capsys.readouterr().out)
    assert [row["word"] for row in result["forbidden"]] == forbidden
    assert result["kinds"]["attribute"]["sites"] == 2
    assert status == bool(forbidden)


CALLS = """\
def area(width, height): ...


print(area(1, 2))
print(area(1, height=area(2, 3)))
print(area(*[1]))
"""


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (CALLS, []),
        (CALLS.replace("(2, 3)", "(2)"), [5]),
        (CALLS.replace("(1, 2)", "(1, 2, 3)"), [4]),
        (CALLS.replace("height=", ""), []),
    ],
)
async def test_the_ends_of_calls(tmp_path: Path, text: str, wrong: list[int]) -> None:
    path, state = tmp_path / "tents.py", tmp_path / "state"
    path.write_text(text)
    batches = names.choose([path], 20, 1, ["call"])
    rows = [row async for rows in names.replay(batches, None, state, 1) for row in rows]
    assert [row.line for row in rows if row.forbidden] == wrong
    assert {(row.line, row.receiver) for row in rows if not row.closed} == {(6, "area")}
    assert len(rows) == 7


def test_a_path_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "names", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


async def test_what_was_done_is_not_done_again(tmp_path: Path) -> None:
    path, state = tmp_path / "tents.py", tmp_path / "state"
    path.write_text(RIGHT)
    batches = names.choose([path], 10, 1, ["attribute"])
    first = [row async for rows in names.replay(batches, None, state, 1) for row in rows]
    half = state.read_text()
    state.write_text(half + half[: len(half) // 2])  # a run that was cut off while writing
    again = [row async for rows in names.replay(batches, None, state, 1) for row in rows]
    assert again == first
    path.write_text(RIGHT + "\n")  # another text is another question
    assert names.choose([path], 10, 1, ["attribute"]) != []
    third = [row async for rows in names.replay(batches, None, state, 1) for row in rows]
    assert [row.word for row in third] == [row.word for row in first]


def test_the_sample_is_the_seeds_and_even_over_kinds(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"m{number}.py").write_text(RIGHT * 5)
    chosen = [names.choose([tmp_path], 20, seed) for seed in (1, 1, 2)]
    assert chosen[0] == chosen[1] != chosen[2]
    kinds = [place.kind for batch in chosen[0] for place in batch.places]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "attribute": 5,
        "call": 5,
        "import": 5,
        "name": 5,
    }
