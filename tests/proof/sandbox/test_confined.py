"""A confined process from start to end: what goes wrong is said, and nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from guyline.proof.sandbox import (
    Policy,
    SandboxEnded,
    SandboxMissing,
    SandboxRefused,
    Tier,
    available,
    best,
    readable_for,
    start,
    trying,
)
from guyline.proof.sandbox.tiers import Availability

if TYPE_CHECKING:
    from collections.abc import Callable

ENTRY = """\
import json, os, sys
def main(reading, writing):
{body}
"""


@pytest.fixture(params=list(Tier), ids=str)
def tier(request: pytest.FixtureRequest) -> Tier:
    found = next(each for each in available() if each.tier is request.param)
    if not found.works:
        pytest.skip(f"{found.tier}: {found.reason}")
    return found.tier


def entry(folder: Path, body: str) -> Path:
    made = folder / "entries"
    made.mkdir()
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    (made / "own.py").write_text(ENTRY.format(body=lines), "utf-8")
    return made


def run(tier: Tier, folder: Path, body: str, policy: Policy | None = None) -> dict[str, object]:
    policy = policy or Policy()
    made = entry(folder, body)
    with start(Path(sys.executable), policy, tier, "own", made) as confined:
        return confined.receive(20)


SAY = "os.write(writing, json.dumps({'said': %s}).encode() + b'\\n')"


def test_messages_go_both_ways(tier: Tier, tmp_path: Path) -> None:
    body = "for line in os.fdopen(reading):\n    os.write(writing, line.encode())"
    with start(Path(sys.executable), Policy(), tier, "own", entry(tmp_path, body)) as confined:
        for message in ({"a": 1}, {"text": "é\n" * 30_000}):
            confined.send(message)
            assert confined.receive(20) == message
        with pytest.raises(TimeoutError):
            confined.receive(0)


def test_only_the_policys_variables_are_there(
    tier: Tier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUYLINE_KEY", "secret")
    said = run(tier, tmp_path, SAY % "dict(os.environ)", Policy(variables={"GIVEN": "1"}))["said"]
    assert isinstance(said, dict)
    assert said["GIVEN"] == "1"
    assert "GUYLINE_KEY" not in said
    ours = "HOME LANG LC_CTYPE LOGNAME PATH PWD PYTHONHASHSEED TMPDIR USER"
    assert set(said) <= {"GIVEN", *ours.split()}


def test_the_environments_packages_are_found(tier: Tier, tmp_path: Path) -> None:
    if not Path(pytest.__file__).is_relative_to(sysconfig.get_path("purelib")):
        pytest.skip("what runs the tests is not of this interpreter's environment")
    policy = Policy(readable=readable_for(Path(sys.executable), tmp_path))
    body = "import pytest, json\n" + SAY % "pytest.__file__"
    assert run(tier, tmp_path, body, policy)["said"] == pytest.__file__


def test_the_scratch_folder_can_be_written(tier: Tier, tmp_path: Path) -> None:
    if tier is Tier.LIMITS:
        pytest.skip("limits alone allow no writing at all")
    body = (
        "import tempfile\n"
        "with tempfile.NamedTemporaryFile('w+') as file:\n"
        "    file.write('kept'); file.seek(0)\n"
        "    " + SAY % "file.read()"
    )
    assert run(tier, tmp_path, body)["said"] == "kept"


def test_threads_pairs_and_children_work(tier: Tier, tmp_path: Path) -> None:
    body = (
        "import asyncio, threading, importlib\n"
        "confine = importlib.import_module('_guyline_inside.confine')\n"
        "hearing, saying = os.pipe()\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    confine.forbid_processes(close=(reading, writing))\n"
        "    async def go(): return await asyncio.to_thread(lambda: 7)\n"
        "    os.write(saying, b'%d' % asyncio.run(go())); os._exit(0)\n"
        "os.waitpid(child, 0)\n" + SAY % "os.read(hearing, 9).decode()"
    )
    assert run(tier, tmp_path, body)["said"] == "7"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("raise ValueError('at its start')", 1, "ValueError: at its start"),
        ("import none_such", 1, "No module named 'none_such'"),
        ("os._exit(7)", 7, ""),
        ("os.kill(os.getpid(), 9) if os.getpid() != 1 else os._exit(9)", None, ""),
        ("os.write(2, b'x' * 100_000 + b'the end'); os._exit(3)", 3, "the end"),
        ("print('printed'); os.write(1, b'too'); os._exit(4)", 4, ""),
    ],
)
def test_how_it_ended_is_said(
    tier: Tier, tmp_path: Path, body: str, status: int | None, said: str
) -> None:
    with pytest.raises(SandboxEnded) as ended:
        run(tier, tmp_path, body)
    assert status is None or ended.value.status == status
    assert said in ended.value.said
    assert len(ended.value.said.encode()) <= 2048


@pytest.mark.parametrize(
    "line",
    [b"no message", b"[1]", b"\xff\xff", b"[" * 100_000],
    ids=["text", "list", "bytes", "deep"],
)
def test_what_is_no_message_ends_it(tier: Tier, tmp_path: Path, line: bytes) -> None:
    body = f"os.write(writing, {line!r} + b'\\n'); os.read(reading, 1)"
    with pytest.raises(SandboxEnded, match="no message"):
        run(tier, tmp_path, body)


def test_it_can_be_ended_from_another_thread(tier: Tier, tmp_path: Path) -> None:
    made = entry(tmp_path, "while True: pass")
    with start(Path(sys.executable), Policy(), tier, "own", made) as confined:
        ending = threading.Timer(0.05, confined.kill)
        ending.start()
        with pytest.raises(SandboxEnded):
            confined.receive(30)
        ending.join()
        assert below(confined.pid) == []
        with pytest.raises(SandboxEnded):
            confined.send({"a": "b" * 1_000_000})
    assert running(made) == []


def test_it_ends_when_guyline_is_gone(tier: Tier, tmp_path: Path) -> None:
    made = entry(tmp_path, "import time\nos.fork()\nwhile True: time.sleep(1)")
    code = (
        "import os, sys, pathlib, signal\n"
        "from guyline.proof.sandbox import *\n"
        f"c = start(pathlib.Path(sys.executable), Policy(), Tier({tier.value!r}), 'own', "
        f"pathlib.Path({str(made)!r}))\n"
        "print(c.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert until(lambda: running(made) == [])
    assert until(lambda: list(temporary.iterdir()) == [])


def test_mounts_are_not_seen_here(tmp_path: Path) -> None:
    before = Path("/proc/self/mountinfo").read_text("utf-8")
    for each in available():
        if each.works and each.tier.is_mounted:
            made = tmp_path / each.tier.value
            made.mkdir()
            body = SAY % "open('/proc/self/mountinfo').read()"
            assert run(each.tier, made, body)["said"] != before
    assert Path("/proc/self/mountinfo").read_text("utf-8") == before


def test_no_descriptors_are_left(tier: Tier, tmp_path: Path) -> None:
    run(tier, tmp_path, SAY % "1")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    made = tmp_path / "entries"
    for _ in range(3):
        with start(Path(sys.executable), Policy(), tier, "own", made):
            pass
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_an_interpreter_that_is_gone(tier: Tier, tmp_path: Path) -> None:
    with pytest.raises(SandboxRefused, match="is no interpreter"):
        start(tmp_path / "python", Policy(), tier)


def test_an_interpreter_that_is_none(tier: Tier, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("not a program", "utf-8")
    python.chmod(0o755)
    with pytest.raises(SandboxEnded):
        start(python, Policy(), tier)
    python.write_text("#!/bin/sh\necho 'no Python here' >&2\nexit 5\n", "utf-8")
    with pytest.raises(SandboxEnded, match="no Python here") as ended:
        start(python, Policy(readable=(tmp_path,)), tier)
    assert ended.value.status == 5


@pytest.mark.parametrize("folder", [Path.home(), Path.home().parent, Path("/"), Path("/proc")])
def test_a_folder_that_shows_too_much(tier: Tier, folder: Path) -> None:
    with pytest.raises(SandboxRefused, match="is not to read all of"):
        start(Path(sys.executable), Policy(readable=(folder,)), tier)


def test_the_best_tier_needs_consent_for_limits_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def tried(tier: Tier) -> Availability:
        return Availability(tier, works=tier is Tier.LIMITS, reason="it is a test")

    monkeypatch.setattr(trying, "_tried", tried)
    with pytest.raises(SandboxMissing, match="Install bubblewrap, or allow"):
        best()
    assert best(consent=True) is Tier.LIMITS


def test_the_best_tier_is_the_strongest_that_works() -> None:
    works = [each.tier for each in available() if each.works and each.tier is not Tier.LIMITS]
    if not works:
        pytest.skip("no tier but limits works here")
    assert best() is works[0]
    assert all(each.reason for each in available())


def below(pid: int) -> list[str]:
    """The children of a process."""
    return [
        each.name
        for each in Path("/proc").glob("[0-9]*")
        if (status := read(each / "stat")) and int(status.rpartition(")")[2].split()[1]) == pid
    ]


def running(made: Path) -> list[str]:
    """Processes that were started with an entry folder."""
    return [
        text for each in Path("/proc").glob("[0-9]*/cmdline") if str(made) in (text := read(each))
    ]


def read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether something comes to hold in time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        threading.Event().wait(0.01)
    return True
