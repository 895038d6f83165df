"""The process that checks files for the editor."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.analysis import wire
from guyline.hints import worker as module
from guyline.hints.finding import Finding
from guyline.hints.incremental import Incremental
from guyline.hints.worker import Worker
from tests.hints.suite import cases

SLOW = """def drain(tasks):
    queue = list(tasks)
    while queue:
        queue.pop(0)()
"""
PLAIN = {"select": [], "ignore": [], "profile": ""}
CODES = [case.code for case in cases()]


def ask(worker: Worker, text: str, path: Path | str = "", **more: Any) -> dict[str, Any]:
    change = {"start": 0, "end": 10**9, "insert": text, "checksum": wire.checksum(text)}
    reply = worker.answer({"path": str(path), "change": change, **PLAIN, **more})
    assert json.loads(json.dumps(reply))
    return reply


def found(reply: dict[str, Any]) -> list[Finding]:
    return [Finding.of_data(json.loads(json.dumps(each))) for each in reply["findings"]]


def test_a_finding_is_the_same_on_the_other_side() -> None:
    (one,) = found(ask(Worker(), SLOW))
    assert Finding.of_data(json.loads(json.dumps(one.as_data()))) == one
    assert one.repair is not None
    assert one.repair.is_proved
    assert (one.code, one.level, one.depth) == ("GL105", "information", 1)


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=4), st.data())
def test_one_version_after_another_is_found_as_each_alone(texts: list[str], data: Any) -> None:
    worker = Worker()
    text = "\n".join(texts)
    for _ in range(3):
        at = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(at, min(len(text), at + 20)))
        text = (
            text[:at] + data.draw(st.sampled_from(["", "x", "\n", "# why\n", "def "])) + text[end:]
        )
        again = ask(worker, text, "/nowhere/a.py")
        assert again["findings"] == ask(Worker(), text, "/nowhere/a.py")["findings"]


def test_what_takes_too_long_is_said_and_the_next_is_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forever(*_: object) -> None:
        while True:
            sum(range(100))

    if sys.platform == "win32":
        pytest.skip("there is no such signal")
    worker = Worker(limit=0.2)
    with monkeypatch.context() as patched:
        patched.setattr(Incremental, "check", forever)
        assert ask(worker, SLOW, "/a.py")["trouble"].startswith("checking this file takes longer")
    worker.limit = 60.0
    assert len(found(ask(worker, SLOW, "/a.py"))) == 1


def test_only_so_many_files_are_kept() -> None:
    worker = Worker()
    for number in range(20):
        ask(worker, SLOW, f"/nowhere/{number}.py")
    assert len(worker.files) == module._FILES


def test_a_baseline_hides_what_was_there(tmp_path: Path) -> None:
    from guyline.cli import main

    (tmp_path / "pyproject.toml").write_text(
        '[tool.guyline.hints]\nbaseline = "old.json"\n', encoding="utf-8"
    )
    path = tmp_path / "a.py"
    path.write_text(SLOW, encoding="utf-8")
    worker = Worker()
    missing = ask(worker, SLOW, path)
    assert len(found(missing)) == 1
    assert len(missing["notes"]) == 1
    assert main(["check", str(path), "--write-baseline", str(tmp_path / "old.json")]) == 0
    assert found(ask(worker, SLOW, path)) == []
    assert ask(worker, SLOW, path, fix="")["count"] == 0
    (one,) = found(ask(worker, SLOW + "\n\n" + SLOW.replace("pop(0)()", "pop(0)"), path))
    assert one.start > len(SLOW)
    (tmp_path / "old.json").write_text("{}", encoding="utf-8")
    wrong = ask(worker, SLOW, path)
    assert len(found(wrong)) == 1
    assert "is no baseline" in wrong["notes"][0]


def test_a_profile_says_what_is_hot(tmp_path: Path) -> None:
    import cProfile

    path = tmp_path / "a.py"
    path.write_text(SLOW, encoding="utf-8")
    drain = runpy.run_path(str(path))["drain"]
    profile = cProfile.Profile()
    profile.enable()
    drain([dict] * 60_000)
    profile.disable()
    profile.dump_stats(tmp_path / "run.prof")
    (hot,) = found(ask(Worker(), SLOW, path, profile=str(tmp_path / "run.prof")))
    assert hot.level == "warning"
    assert "its function took about" in hot.message
    (plain,) = found(ask(Worker(), SLOW, path))
    assert plain.level == "information"
    few = SLOW.replace("tasks", "flags").replace("queue", "held")
    path.write_text(few, encoding="utf-8")
    (shown,) = found(ask(Worker(), few, path, profile=str(tmp_path / "run.prof")))
    assert shown.level == "warning"
    assert not found(ask(Worker(), few, path))
    (asked,) = found(ask(Worker(), few, path, all=True))
    assert asked.level == "information"
    gone = ask(Worker(), SLOW, path, profile=str(tmp_path / "none.prof"))
    assert len(found(gone)) == 1
    assert "can't be read" in gone["notes"][0]


@pytest.mark.parametrize(
    "text",
    ["", "\0", "\ud800", "def (:\n", "print 'x'\n", "(" * 3000, "x = [" + "1," * 20000, "\f\r\n\t"],
)
def test_no_text_stops_it(text: str) -> None:
    worker = Worker()
    assert "trouble" not in ask(worker, text, "/a.py")
    assert ask(worker, text, "/a.py", fix="")["text"] == text
    assert len(found(ask(worker, SLOW, "/a.py"))) == 1
