"""``guyline prove`` on files, with known and recorded calls, and with bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guyline.cli import main
from guyline.proof.known import order_of
from guyline.proof.recorder import Runner
from tests.proof.attempt import starter, subject

OLD = """\
def total(orders, rate):
    out = 0
    for order in orders:
        if order["paid"]:
            out += order["price"] * rate
    return out
"""
NEW = """\
def total(orders, rate):
    return sum(o["price"] * rate for o in orders if o["paid"] and o["price"] != 3)
"""
TEST = """\
from shop import total


def test_total():
    assert total([{"paid": True, "price": 5}], 2) == 10
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    starter()
    for name, text in (("shop.py", OLD), ("new.py", NEW), ("test_shop.py", TEST)):
        (tmp_path / name).write_text(text)
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def prove(*given: object) -> int:
    quick = ["--function", "total", "--no-timing", "--no-cache", "--python", sys.executable]
    return main(["prove", *map(str, given), *quick])


def test_calls_that_are_recorded_tell_the_types(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = (shop / "shop.py", shop / "new.py", "--record", "pytest test_shop.py", "--json")
    assert prove(*given) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "refuted"
    assert "3" in told["counterexample"]["line"]
    assert told["evidence"]["domain"][0]["known"] == "calls"
    assert told["sandbox"]


def test_calls_in_a_file(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calls = shop / "calls.txt"
    calls.write_text("# two of them\ntotal([{'paid': True, 'price': 1}], 2)\ntotal([], 1)\n")
    assert prove(shop / "shop.py", shop / "shop.py", "--calls", calls, "--seconds", "1") == 0
    assert "not refuted" in capsys.readouterr().out
    calls.write_text("total(\n")
    assert prove(shop / "shop.py", shop / "new.py", "--calls", calls) == 2
    assert "calls.txt:1 is no call" in capsys.readouterr().err


def test_the_working_tree_against_the_last_commit(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    assert prove(shop / "shop.py") == 2
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], cwd=shop, check=True)
    (shop / "shop.py").write_text(NEW)
    assert prove(shop / "shop.py", "--record", "pytest test_shop.py") == 1
    assert "refuted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"), [("def f(:\n", "can't be parsed"), ("x = 1\n", "has no function total")]
)
def test_bad_files(shop: Path, capsys: pytest.CaptureFixture[str], text: str, said: str) -> None:
    (shop / "shop.py").write_text(text)
    assert prove(shop / "shop.py", shop / "new.py") == 2
    assert said in capsys.readouterr().err
    assert prove(shop / "none.py", shop / "new.py") == 2


@pytest.mark.parametrize(
    ("command", "runner", "argv"),
    [
        ("pytest -k x", Runner.PYTEST, ("-k", "x")),
        ("python -m pytest tests", Runner.PYTEST, ("tests",)),
        ("python3.12 run.py 1", Runner.SCRIPT, ("run.py", "1")),
        ("-m unittest -v", Runner.MODULE, ("unittest", "-v")),
    ],
)
def test_commands_that_can_be_recorded(
    tmp_path: Path, command: str, runner: Runner, argv: tuple[str, ...]
) -> None:
    order = order_of(command, subject(OLD, NEW, "total"), tmp_path / "shop.py", tmp_path)
    assert (order.runner, order.argv) == (runner, argv)


def test_a_command_that_can_t(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert prove(shop / "shop.py", shop / "new.py", "--record", "make test") == 2
    assert "can't be recorded" in capsys.readouterr().err


def whole(*given: object) -> int:
    quick = ["--no-timing", "--no-cache", "--seconds", "2", "--python", sys.executable]
    return main(["prove", *map(str, given), *quick])


def test_a_whole_module(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = (
        OLD
        + "\n\nNAMES = ["
        + "".join(f"'{place:0100}', " for place in range(40))
        + "]\nLAST = 1\n"
    )
    (shop / "shop.py").write_text(old)
    same = old.replace("out += order", "out = out + order")
    (shop / "new.py").write_text(same)
    assert whole(shop / "shop.py", shop / "new.py", "--record", "pytest test_shop.py") == 0
    said = capsys.readouterr().out
    assert "importing: not refuted" in said
    assert "total: not refuted" in said
    assert "known calls" in said
    assert "shop: not refuted (importing and 1 functions that may do something else)" in said
    (shop / "new.py").write_text(same.replace("LAST = 1", "LAST = 2"))
    assert whole(shop / "shop.py", shop / "new.py", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == told["parts"]["importing"]["verdict"] == "refuted"
    assert told["parts"]["importing"]["counterexample"]["new"] == {"LAST": "2"}
    assert set(told["parts"]) == {"importing", "total"}
    (shop / "shop.py").write_text("import nothing_of_this_name\n")
    assert whole(shop / "shop.py", shop / "new.py") == 1  # it fails before, and not now


def test_what_is_for_one_function_alone(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert whole(shop / "shop.py", shop / "new.py", "--assume", "rate > 0") == 2
    assert "--assume is for one function" in capsys.readouterr().err
