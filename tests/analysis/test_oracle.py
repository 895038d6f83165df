"""The worker: late, hung, crashed, out of step, and gone with its parent."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from guyline.analysis import JediOracle, Question, find_environment, wire

TEXT = "class A:\n    one = 1\n    two = 2\nA()."
HERE = Question(TEXT, len(TEXT))


def worker(code: str) -> list[str]:
    return [sys.executable, "-c", code]


async def until_gone(pid: int) -> None:
    async with asyncio.timeout(10):
        while Path(f"/proc/{pid}").exists() and "Z" not in state(pid):
            await asyncio.sleep(0.01)


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


async def test_a_late_answer_is_open_and_the_next_question_gets_its_own() -> None:
    oracle = JediOracle(None, limit=0.001)
    late = await oracle.ask(HERE)
    assert not late.closed
    assert "no answer within 1 ms" in late.reason
    oracle._limit = 30
    other = "class B:\n    three = 3\nB()."
    answer = await oracle.ask(Question(other, len(other)))
    assert answer.names is not None
    assert "three" in answer.names
    assert "one" not in answer.names
    await oracle.close()


async def test_a_killed_worker_is_replaced() -> None:
    oracle = JediOracle(None, limit=30)
    assert (await oracle.ask(HERE)).closed
    assert oracle._process is not None
    os.kill(oracle._process.pid, signal.SIGKILL)
    lost = await oracle.ask(HERE)
    assert not lost.closed
    assert oracle.trouble
    assert (await oracle.ask(HERE)).closed
    assert not oracle.trouble
    await oracle.close()


async def test_a_worker_that_crashes_again_and_again_is_left_alone() -> None:
    oracle = JediOracle(None, limit=30, command=worker("raise SystemExit(1)"))
    for _ in range(5):
        answer = await oracle.ask(HERE)
        assert not answer.closed
        assert "ended" in answer.reason
    assert oracle._process is None
    await oracle.close()


async def test_a_worker_that_hangs_is_killed() -> None:
    hangs = worker("import sys, time; sys.stdin.readline(); time.sleep(60)")
    oracle = JediOracle(None, limit=30, patience=0.2, command=hangs)
    answer = await oracle.ask(HERE)
    assert "hung" in answer.reason
    assert oracle._process is None
    await oracle.close()


async def test_a_worker_that_talks_nonsense_is_replaced() -> None:
    oracle = JediOracle(None, limit=30, command=worker("print('hello', flush=True); input()"))
    assert "no readable answer" in (await oracle.ask(HERE)).reason
    await oracle.close()


async def test_a_worker_that_cannot_be_started() -> None:
    oracle = JediOracle(None, limit=30, command=["/nowhere/python"])
    assert "can't be started" in (await oracle.ask(HERE)).reason
    await oracle.close()


async def test_no_worker_outlives_its_parent() -> None:
    code = (
        "import asyncio, os, sys\n"
        "from guyline.analysis import JediOracle, Question\n"
        "async def main():\n"
        "    oracle = JediOracle(None, limit=30)\n"
        "    await oracle.ask(Question('x.', 2))\n"
        "    print(oracle._process.pid, flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    await until_gone(pid)


async def test_closing_ends_the_worker() -> None:
    oracle = JediOracle(None, limit=30)
    await oracle.ask(HERE)
    assert oracle._process is not None
    pid = oracle._process.pid
    await oracle.close()
    assert not Path(f"/proc/{pid}").exists()
    assert "has ended" in (await oracle.ask(HERE)).reason


async def test_50000_lines_are_late_not_fatal() -> None:
    text = "x = [1, 2]\n" * 50_000 + "x."
    oracle = JediOracle(None, limit=0.25)
    answer = await oracle.ask(Question(text, len(text)))
    assert not answer.closed
    await oracle.close()


async def test_an_interpreter_that_is_gone_is_open() -> None:
    oracle = JediOracle(None, Path("/nowhere/bin/python"), limit=30)
    answer = await oracle.ask(HERE)
    assert not answer.closed
    assert "failed" in answer.reason
    await oracle.close()


def test_the_environment_that_is_set_comes_first(tmp_path: Path) -> None:
    for name in (".venv", "other"):
        python = tmp_path / name / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.touch()
        (tmp_path / name / "pyvenv.cfg").touch()
    assert find_environment(tmp_path, tmp_path / "other") == tmp_path / "other" / "bin" / "python"


TEXTS = st.text(alphabet="ab\n😀", max_size=30)


@given(TEXTS, TEXTS)
def test_a_change_gives_the_new_text(old: str, new: str) -> None:
    change = wire.change(old, new)
    assert wire.apply(old, change) == new
    assert wire.apply(old + "x", change) in (None, new)
