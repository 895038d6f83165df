"""The oracle against real worker processes, healthy and not."""

from __future__ import annotations

import asyncio
import importlib.machinery
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from guyline.analysis import Answer, JediOracle, Question
from tests.analysis.fake import fake

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

PATIENT = 60.0
TENT = "class Tent:\n    height = 1\n\nTent()."


@pytest.fixture
async def oracle(tmp_path: Path) -> AsyncIterator[JediOracle]:
    made = JediOracle(tmp_path, Path(sys.executable), limit=PATIENT)
    yield made
    await made.close()


def question(text: str = TENT) -> Question:
    return Question(text, len(text))


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENT):
        while not condition():
            await asyncio.sleep(0.01)


async def test_answers_and_leaves_no_process(tmp_path: Path) -> None:
    oracle = JediOracle(tmp_path, Path(sys.executable), limit=PATIENT)
    assert oracle.pid is None
    answer = await oracle.ask(question())
    assert answer.closed
    assert "height" in (answer.names or ())
    assert answer.receiver == "Tent()"
    pid = oracle.pid
    assert pid is not None
    await oracle.close()
    assert gone(pid)
    assert not (await oracle.ask(question())).closed


async def test_the_server_does_not_import_jedi() -> None:
    code = "import sys, guyline.analysis; assert not {'jedi', 'parso'} & sys.modules.keys()"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    assert await process.wait() == 0


async def test_edits_of_a_document_are_followed(oracle: JediOracle) -> None:
    before = await oracle.ask(question())
    after = await oracle.ask(question(TENT.replace("height", "größe")))
    assert "height" in (before.names or ())
    assert "größe" in (after.names or ())
    assert "height" not in (after.names or ())


async def test_concurrent_questions_get_their_own_answers(oracle: JediOracle) -> None:
    texts = [f"class Tent:\n    size_{i} = 1\n\nTent()." for i in range(12)]
    answers = await asyncio.gather(*(oracle.ask(question(text)) for text in texts))
    for i, answer in enumerate(answers):
        assert {n for n in answer.names or () if n.startswith("size_")} == {f"size_{i}"}


async def test_crlf(oracle: JediOracle) -> None:
    text = TENT.replace("\n", "\r\n")
    assert "height" in ((await oracle.ask(question(text))).names or ())


async def test_a_lone_surrogate_is_no_trouble(oracle: JediOracle) -> None:
    answer = await oracle.ask(question("x = '\ud800'\n" + TENT))
    assert answer.reason


async def test_a_worker_that_lost_the_text_gets_it_whole(oracle: JediOracle) -> None:
    await oracle.ask(question())
    assert oracle._process is not None
    oracle._process._sent[""] = "something else"
    assert (await oracle.ask(question())).closed


async def test_a_late_answer_is_open_and_not_taken_for_another(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    body = f"""
        while message["offset"] == 1 and not os.path.exists({str(gate)!r}):
            time.sleep(0.005)
        answer(message, names=[str(message["offset"])])
    """
    oracle = JediOracle(None, limit=0.05, command=fake(tmp_path, body))
    late = await oracle.ask(Question("abc", 1))
    assert late.reason == "no answer within 50 ms"
    assert not late.closed
    gate.touch()
    oracle._limit = PATIENT
    assert (await oracle.ask(Question("abc", 2))).names == frozenset({"2"})
    await oracle.close()


async def test_a_question_cancelled_before_its_turn_is_dropped(tmp_path: Path) -> None:
    seen, gate = tmp_path / "seen", tmp_path / "gate"
    body = f"""
        with open({str(seen)!r}, "a") as log:
            print(message["offset"], file=log)
        while not os.path.exists({str(gate)!r}):
            time.sleep(0.005)
        answer(message)
    """
    oracle = JediOracle(None, limit=PATIENT, command=fake(tmp_path, body))
    first = asyncio.create_task(oracle.ask(Question("abc", 1)))
    await until(seen.exists)
    second = asyncio.create_task(oracle.ask(Question("abc", 2)))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    gate.touch()
    assert (await first).closed
    assert (await oracle.ask(Question("abc", 3))).closed
    assert seen.read_text().split() == ["1", "3"]
    await oracle.close()


async def test_a_worker_that_was_killed_is_replaced(oracle: JediOracle) -> None:
    await oracle.ask(question())
    first = oracle.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    lost = await oracle.ask(question())
    assert not lost.closed
    assert oracle.trouble == lost.reason == "the analysis ended"
    assert (await oracle.ask(question())).closed
    assert oracle.pid != first
    assert oracle.trouble == ""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("sys.exit(3)", "the analysis ended"),
        ("print('no json', flush=True)", "the analysis gave no readable answer"),
        ("print('[1]', flush=True)", "the analysis lost its way"),
        ("print(json.dumps({'id': message['id']}), flush=True)", "no readable answer"),
        ("print(json.dumps({'id': -1}), flush=True)", "the analysis lost its way"),
        ("answer(message, names=3)", "no readable answer"),
        ("answer(message, names=[[1]])", "no readable answer"),
        ("answer(message, names=[1])", "no readable answer"),
        ("answer(message, mb='much')", "no readable answer"),
        ("answer(message, notes=1)", "no readable answer"),
        ("answer(message, facts=[None])", "no readable answer"),
        ("answer(message, id=message['id'] + 1)", "the analysis lost its way"),
        ("print('[' * 100_000, flush=True)", "no readable answer"),
        ("print('{' + ' ' * 100_000_000 + '}', flush=True)", "no readable answer"),
        ("sys.stdout.buffer.write(bytes(range(256))); sys.stdout.flush()", "no readable answer"),
        ("print(json.dumps({'stale': True, 'id': message['id']}), flush=True)", "no readable"),
        ("os.close(0); os.close(1); time.sleep(0.1); os._exit(0)", "the analysis ended"),
        ("os.kill(os.getpid(), 9)", "the analysis ended"),
        ("os.write(1, b'{\"id\": 0'); os._exit(0)", "no readable answer"),
    ],
)
async def test_a_worker_that_is_none_stays_off_after_three_crashes(
    tmp_path: Path, body: str, reason: str
) -> None:
    oracle = JediOracle(None, limit=PATIENT, command=fake(tmp_path, body))
    for _ in range(5):
        answer = await oracle.ask(question())
        assert not answer.closed
        assert reason in answer.reason
        assert reason in oracle.trouble
    assert len(oracle._crashes) == 3
    await oracle.close()


async def test_a_worker_that_says_too_much_is_not_believed_again(tmp_path: Path) -> None:
    body = "answer(message, names=[str(message['offset'])]); answer(message, names=['old'])"
    oracle = JediOracle(None, limit=PATIENT, command=fake(tmp_path, body))
    for offset, said in ((1, frozenset({"1"})), (2, None), (3, frozenset({"3"})), (2, None)):
        assert (await oracle.ask(Question("abc", offset))).names == said
    await oracle.close()


async def test_an_answer_after_the_cancel_is_not_taken_for_another(tmp_path: Path) -> None:
    seen, gate = tmp_path / "seen", tmp_path / "gate"
    body = f"""
        open({str(seen)!r}, "w").close()
        while message["offset"] == 1 and not os.path.exists({str(gate)!r}):
            time.sleep(0.005)
        answer(message, names=[str(message["offset"])])
    """
    oracle = JediOracle(None, limit=PATIENT, command=fake(tmp_path, body))
    first = asyncio.create_task(oracle.ask(Question("abc", 1)))
    await until(seen.exists)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    second = asyncio.create_task(oracle.ask(Question("abc", 2)))
    await asyncio.sleep(0)
    gate.touch()
    assert (await second).names == frozenset({"2"})
    await oracle.close()


async def test_a_worker_that_can_not_start(tmp_path: Path) -> None:
    oracle = JediOracle(None, limit=PATIENT, command=[str(tmp_path / "missing")])
    assert "can't be started" in (await oracle.ask(question())).reason
    await oracle.close()


async def test_a_worker_that_hangs_is_killed(tmp_path: Path) -> None:
    command = fake(tmp_path, "time.sleep(1000)")
    oracle = JediOracle(None, limit=PATIENT, patience=0.3, command=command)
    answer = await oracle.ask(question())
    assert "hung" in answer.reason
    assert oracle.pid is None
    await oracle.close()


async def test_a_worker_that_grows_is_replaced(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    body = f"""
        while message["offset"] is None and not os.path.exists({str(gate)!r}):
            time.sleep(0.005)
        answer(message, names=[str(os.getpid())], mb=1.0 if message["offset"] is None else 500.0)
    """
    oracle = JediOracle(None, limit=PATIENT, command=fake(tmp_path, body))
    assert (await oracle.ask(question())).closed
    first = oracle.pid
    assert first is not None
    for _ in range(3):  # it answers while the next one still reads
        assert (await oracle.ask(question())).names == frozenset({str(first)})
    assert oracle._successor is not None
    gate.touch()
    await oracle._successor
    after = await oracle.ask(question())
    assert after.names == frozenset({str(oracle.pid)})
    assert oracle.pid != first
    assert gone(first)
    await oracle.close()


async def test_a_worker_that_can_not_be_smaller_is_not_replaced_again(tmp_path: Path) -> None:
    command = fake(tmp_path, "answer(message, names=[str(os.getpid())], mb=500.0)")
    oracle = JediOracle(None, limit=PATIENT, command=command)
    await oracle.ask(question())
    assert oracle._successor is not None
    await oracle._successor
    second = (await oracle.ask(question())).names
    assert oracle._successor is None
    assert (await oracle.ask(question())).names == second
    await oracle.close()


@pytest.mark.parametrize("body", ["sys.exit(3)", "time.sleep(1000)"])
async def test_a_next_worker_that_is_none(tmp_path: Path, body: str) -> None:
    whole = f"""
        if message["offset"] is None:
            {body}
        answer(message, names=[str(os.getpid())], mb=500.0)
    """
    oracle = JediOracle(None, limit=PATIENT, patience=5.0, command=fake(tmp_path, whole))
    first = (await oracle.ask(question())).names
    if "exit" in body:
        assert oracle._successor is not None
        await oracle._successor
        assert (await oracle.ask(question())).names != first
    await oracle.close()


async def test_a_bad_interpreter_is_a_reason(tmp_path: Path) -> None:
    oracle = JediOracle(tmp_path, tmp_path / "python", limit=PATIENT)
    answer = await oracle.ask(question())
    assert "can't be used" in answer.reason
    assert oracle.trouble == answer.reason
    await oracle.close()


async def test_closing_during_a_question(tmp_path: Path) -> None:
    command = fake(tmp_path, "time.sleep(1000)")
    oracle = JediOracle(None, limit=PATIENT, command=command)
    task = asyncio.create_task(oracle.ask(question()))
    await until(lambda: oracle.pid is not None)
    pid = oracle.pid
    assert pid is not None
    await oracle.close()
    assert gone(pid)
    assert not (await task).closed


async def test_warming_gives_no_answer_and_no_error(oracle: JediOracle) -> None:
    await oracle.warm("import json\nimport missing\ndef f(", None)
    assert oracle.pid is not None
    assert (await oracle.ask(question())).closed


class Gated:
    """A worker that notes what it is sent, and answers when it is let."""

    def __init__(self, folder: Path) -> None:
        self._log, self._gate = folder / "log", folder / "gate"
        body = f"""
            with open({str(self._log)!r}, "a") as log:
                print(message.get("changed", False), message["change"]["insert"], file=log)
            while not os.path.exists({str(self._gate)!r}):
                time.sleep(0.01)
            answer(message)
        """
        self.command = fake(folder, body)

    @property
    def seen(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []

    def let(self) -> None:
        self._gate.touch()


async def test_of_changes_that_come_at_once_the_first_and_the_newest_are_read(
    tmp_path: Path,
) -> None:
    worker, path = Gated(tmp_path), tmp_path / "camp.py"
    oracle = JediOracle(None, limit=PATIENT, command=worker.command)
    first = asyncio.create_task(oracle.follow("a", path))
    await until(lambda: len(worker.seen) == 1)
    await oracle.follow("b", path)
    await oracle.follow("c", path)
    worker.let()
    await first
    assert worker.seen == ["True a", "True c"]
    await oracle.close()


async def test_a_change_is_not_read_while_a_question_is_out(tmp_path: Path) -> None:
    worker = Gated(tmp_path)
    oracle = JediOracle(None, limit=PATIENT, command=worker.command)
    asked = asyncio.create_task(oracle.ask(question("x.")))
    await until(lambda: len(worker.seen) == 1)
    await oracle.follow("y", tmp_path / "camp.py")
    worker.let()
    assert (await asked).closed
    assert worker.seen == ["False x."]
    await oracle.close()


async def test_a_change_that_was_read_changes_no_answer(oracle: JediOracle, tmp_path: Path) -> None:
    path = tmp_path / "camp.py"
    for text in (TENT, TENT + "height)(", 'x = """\n' * 99, TENT.replace("1", "2")):
        await oracle.follow(text, path)
    answer = await oracle.ask(Question(TENT, len(TENT), path))
    assert "height" in (answer.names or ())
    assert not oracle.losses


def test_the_worker_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = f"""
        import asyncio, pathlib, sys
        from guyline.analysis import JediOracle, Question
        async def main():
            oracle = JediOracle(pathlib.Path({str(tmp_path)!r}), limit=60)
            await oracle.ask(Question("a = 1\\na.", 8))
            print(oracle.pid, flush=True)
            await asyncio.sleep(1000)
        asyncio.run(main())
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert not gone(worker)
        parent.kill()
    asyncio.run(until(lambda: gone(worker)))


async def test_50_000_lines_are_late_and_no_hang(tmp_path: Path) -> None:
    oracle = JediOracle(tmp_path, Path(sys.executable), limit=0.2)
    text = "x = [1, 2]\n" * 50_000 + "x."
    answer = await oracle.ask(question(text))
    assert answer == Answer.open("no answer within 200 ms", ms=answer.ms)
    assert answer.ms < 2000
    await oracle.close()


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * 4000 + "1" + ")" * 4000 + "\nx.",
        "x = 1" + " + 1" * 20_000 + "\nx.",
        "x = a" + ".b" * 5000 + ".",
        "class A(A):\n    pass\nA().",
        "class A(B): pass\nclass B(A): pass\nA().",
        "def f():\n    return f()\nf().",
        "x = x\nx.",
        "\0.",
        "(.",
        ".",
    ],
    ids=["brackets", "sum", "chain", "self-base", "circle", "call", "x", "nul", "bracket", "dot"],
)
async def test_hostile_code_is_open_and_the_next_question_is_answered(
    oracle: JediOracle, text: str
) -> None:
    hostile = await oracle.ask(question(text))
    assert hostile.reason
    assert "height" in ((await oracle.ask(question())).names or ())


async def test_nothing_of_the_workspace_is_run(oracle: JediOracle, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    package = tmp_path / "package"
    package.mkdir()
    effect = f"open({str(mark)!r}, 'w').close()\n"
    (package / "__init__.py").write_text(effect)
    (package / "plain.py").write_text(effect + "x = 1\n")
    suffix = importlib.machinery.EXTENSION_SUFFIXES[0]
    (package / f"native{suffix}").write_bytes(b"no library")
    for module in ("plain", "native"):
        text = f"from package import {module}\n{module}."
        answer = await oracle.ask(Question(text, len(text), tmp_path / "main.py"))
        assert answer.closed is (module == "plain"), answer.reason
    assert not mark.exists()
