"""The worker itself: what takes too long is ended, and what comes next is answered."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from guyline.analysis import wire
from guyline.analysis.analysis import Analysis
from guyline.analysis.answer import Kind
from guyline.analysis.deadline import TooLong, deadline
from guyline.analysis.worker import Worker

TENT = "class Tent:\n    height = 1\n\nTent()."


def ask(worker: Worker, text: str, path: str = "") -> dict[str, Any]:
    """Ask for the attributes at the end of a text."""
    change = {"start": 0, "end": 10**9, "insert": text, "checksum": wire.checksum(text)}
    return worker.answer({"path": path, "change": change, "offset": len(text), "kind": "attribute"})


def forever(*_: object) -> None:
    """Compute for ever, and catch what can be caught, as jedi does."""
    while True:
        with suppress(Exception):
            sum(range(100))


needs_alarm = pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")


@needs_alarm
def test_a_question_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(str(tmp_path), sys.executable, limit=0.2)
    path = str(tmp_path / "slow.py")
    with monkeypatch.context() as patched:
        patched.setattr(Analysis, "_answer", forever)
        slow = ask(worker, TENT, path)
        assert not slow["closed"]
        assert slow["reason"] == "analysing this file takes too long"
    worker.limit = 60.0
    assert ask(worker, TENT, path) == slow  # it is left alone for a while
    assert "height" in ask(worker, TENT, str(tmp_path / "other.py"))["names"]
    worker._slow.clear()
    assert worker._members is not None
    assert "height" in ask(worker, TENT, path)["names"]


def test_a_question_that_takes_too_much_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grow(*_: object) -> None:
        raise MemoryError

    worker = Worker(str(tmp_path), sys.executable)
    with monkeypatch.context() as patched:
        patched.setattr(Analysis, "_answer", grow)
        assert "too much memory" in ask(worker, TENT, "a.py")["reason"]
    assert ask(worker, TENT, "b.py")["closed"]


@pytest.mark.parametrize("error", [RecursionError, ValueError, KeyError, AssertionError, OSError])
def test_a_question_that_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise error

    worker = Worker(str(tmp_path), sys.executable)
    with monkeypatch.context() as patched:
        patched.setattr(Analysis, "_answer", fail)
        failed = ask(worker, TENT)
        assert not failed["closed"]
        assert failed["reason"]
    assert ask(worker, TENT)["closed"]


@needs_alarm
def test_a_deadline_leaves_nothing_behind() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with deadline(60.0):
        pass
    with pytest.raises(TooLong), deadline(0.01):
        forever()
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


MANY = {
    "branches": "x = 1\nif x: y = 1\n" + "elif x == 2: y = 'a'\n" * 300 + "y.",
    "assignments": "x = 1\n" * 2000 + "x.",
    "growing": "x = 1\n" + "x = x + 1\n" * 500 + "x.",
    "overloads": "@overload\ndef f(x: int) -> int: ...\n" * 300 + "f(1).",
    "operands": "a = 1\nx = a" + " or a" * 2000 + "\nx.",
    "diamonds": "class C0: size = 1\n"
    + "".join(
        f"class A{i}(C{i}): ...\nclass B{i}(C{i}): ...\nclass C{i + 1}(A{i}, B{i}): ...\n"
        for i in range(30)
    )
    + "C30().",
    "open diamonds": "class C0:\n    def __getattr__(self, name): ...\n"
    + "".join(
        f"class A{i}(C{i}): ...\nclass B{i}(C{i}): ...\nclass C{i + 1}(A{i}, B{i}): ...\n"
        for i in range(30)
    )
    + "C30().",
}


@pytest.mark.parametrize("text", MANY.values(), ids=MANY.keys())
def test_much_of_the_same_is_answered_in_time(analysis: Analysis, text: str, folder: Path) -> None:
    begun = time.process_time()
    answer = analysis.answer(Kind.ATTRIBUTE, text, len(text), str(folder / "many.py"))
    assert answer.reason
    assert time.process_time() - begun < 5.0  # each took minutes once, or for ever
