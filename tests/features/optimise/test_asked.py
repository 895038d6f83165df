"""What is found out for a model before it is asked: the lines that take the time."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from guyline.errors import InputError
from guyline.features.optimise.asked import hot_of
from guyline.features.optimise.order import Order, order_of
from guyline.proof.trials import Cancelled
from tests.proof.test_trials import DONE, LOADED, Scripted

TEXT = "def f(xs: list[int]) -> int:\n    most = len(xs)\n    return most\n"
LINES = {"event": "lines", "kind": "any", "lines": [[2, 0.25, 1], [3, 0.75, 1]]}


@dataclass
class Means:
    """Means whose sandbox is what it is told to be."""

    start: Any

    def confinement(self) -> Means:
        return self


def the_order(tmp_path: Path, start: Any, seconds: float = 60.0) -> Order:
    made: Any = Means(start)
    return replace(order_of(tmp_path / "mod.py", TEXT, "f", seconds=seconds), means=made)


def test_the_lines_of_an_order(tmp_path: Path) -> None:
    channel = Scripted(LOADED, LINES, DONE)
    order = the_order(tmp_path, lambda: channel, seconds=10.0)
    assert asyncio.run(hot_of(order, threading.Event())) == ((1, 0.25), (2, 0.75))
    assert channel.sent[-1]["seconds"] == pytest.approx(0.5)
    assert channel.killed


@pytest.mark.parametrize(
    "error", [InputError("no sandbox", "make one"), OSError(24), KeyError("secret")]
)
def test_a_fault_is_a_note_in_the_log(
    tmp_path: Path, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def start() -> Any:
        raise error

    with caplog.at_level(logging.INFO):
        assert asyncio.run(hot_of(the_order(tmp_path, start), threading.Event())) == ()
    assert type(error).__name__ in caplog.text
    assert "secret" not in caplog.text


def test_it_is_cancelled_at_once_even_while_a_sandbox_starts(tmp_path: Path) -> None:
    begun, go_on, stop = threading.Event(), threading.Event(), threading.Event()
    channel = Scripted(LOADED, LINES, DONE)

    def start() -> Any:
        begun.set()
        go_on.wait(60)
        return channel

    async def run() -> float:
        task = asyncio.create_task(hot_of(the_order(tmp_path, start), stop))
        await asyncio.to_thread(begun.wait, 60)
        stop.set()
        at = time.monotonic()
        with pytest.raises(Cancelled):
            await task
        return time.monotonic() - at

    try:
        assert asyncio.run(run()) < 30
    finally:
        go_on.set()
