"""The command line, run as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TENT = """class Tent:
    def __init__(self, pole_count: int) -> None:
        self.pole_count = pole_count


def total(tent: Tent) -> int:
    return tent.
"""


def guyline(
    *arguments: str, given: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-m", "guyline", *arguments],
        input=given,
        capture_output=True,
        text=True,
        env=os.environ | (env or {}),
        check=False,
        timeout=120,
    )


@pytest.fixture
def tent(tmp_path: Path) -> Path:
    path = tmp_path / "tent.py"
    path.write_text(TENT, encoding="utf-8")
    return path


def test_version() -> None:
    assert guyline("--version").stdout.startswith("guyline 0.")


def test_complete_prints_one_json_document(tent: Path) -> None:
    done = guyline("complete", f"{tent}:7:17", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) >= {"text", "verdict", "trace", "requests", "tokens", "ms"}
    first = answer["trace"][0]
    assert (first["receiver"], first["line"], first["column"]) == ("tent", 7, 17)
    assert first["allowed"] is not None
    assert answer["text"].split("(")[0].split(" ")[0].split(".")[0] in {"pole_count", *dir(object)}


def test_complete_unguided_says_so(tent: Path) -> None:
    done = guyline("complete", f"{tent}:7:17", "--unguided")
    assert done.returncode == 0
    assert "unguided" in done.stderr


@pytest.mark.parametrize(
    ("content", "where", "said"),
    [
        (b"x = 1\n", "9:1", "has 2 lines, not 9"),
        (b"x = 1\n", "1:99", "has columns 1 to 6, not 99"),
        (b"x = '\xff'\n", "1:1", "is not UTF-8"),
        (None, "1:1", "Cannot read"),
        (b"x", "1", "PATH:LINE:COL"),
        (b"x", "0:1", "counted from 1"),
    ],
)
def test_bad_input_is_said_and_exits_2(
    tmp_path: Path, content: bytes | None, where: str, said: str
) -> None:
    path = tmp_path / "case.py"
    if content is not None:
        path.write_bytes(content)
    done = guyline("complete", f"{path}:{where}")
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_exits_2(tent: Path) -> None:
    done = guyline("complete", f"{tent}:1:1", "--endpoint", "nonsense")
    assert done.returncode == 2
    assert "endpoint is 'nonsense'" in done.stderr


def test_an_endpoint_that_is_down_exits_3(tent: Path) -> None:
    done = guyline("complete", f"{tent}:1:1", "--endpoint", "http://127.0.0.1:9/v1")
    assert done.returncode == 3
    assert "Nothing answers" in done.stderr


def test_without_weights_it_says_what_to_do(tent: Path, tmp_path: Path) -> None:
    done = guyline("complete", f"{tent}:1:1", env={"GUYLINE_CACHE": str(tmp_path / "empty")})
    assert done.returncode == 3
    assert "guyline model pull" in done.stderr


def test_ask_answers_line_by_line_in_order(tent: Path) -> None:
    questions = [
        {"path": str(tent), "line": 7, "column": 17},
        {"path": str(tent), "line": 1, "column": 8, "text": "nobody."},
        {"path": "new.py", "line": 1, "column": 6, "text": "'a'.x"},
        {"line": 1},
        {"path": "new.py", "line": 2, "column": 5, "text": "tent = 1\nx = t"},
        {"path": "new.py", "line": 1, "column": 16, "text": "from os import p"},
    ]
    lines = "\n".join(json.dumps(question) for question in questions)
    done = guyline("ask", given=lines + "\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["closed"] for answer in answers] == [True, False, True, False, True, True]
    assert "pole_count" in answers[0]["names"]
    assert "upper" in answers[2]["names"]
    assert "A question is" in answers[3]["reason"]
    assert "tent" in answers[4]["names"]
    assert "path" in answers[5]["names"]
    assert done.returncode == 2
    assert all(set(answer) >= {"names", "closed", "reason", "ms"} for answer in answers)


def test_model_status() -> None:
    done = guyline("model", "status", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["weights"]["intact"]


def test_doctor_sees_what_works_and_what_does_not() -> None:
    done = guyline("doctor", "--json", "--endpoint", "http://127.0.0.1:9/v1")
    assert done.returncode == 1
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert checks["analysis"]["ok"]
    assert not checks["model"]["ok"]
    assert checks["model"]["fix"]


def test_the_demo_finds_what_guidance_is_for() -> None:
    done = guyline("bench", "demo", "--sites", "4")
    assert done.returncode == 0, done.stderr
    assert "guided:   0 of" in done.stdout
