"""``pytest --guyline-profile``, run as anybody would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import guyline
from guyline.hints.heat import Coverage, Key, read_profile
from guyline.profiling.document import commit, merge

SERVER = Path(guyline.__file__).parent.parent
FILES = {
    "pytest.ini": "[pytest]\n",
    "app/__init__.py": "",
    "app/queue.py": """
import json

class Queue:
    def drain(self, count):
        waiting = list(range(count))
        while waiting:
            waiting.pop(0)

def dump(n):
    return json.dumps(list(range(n)), indent=1)

def never():
    return 1
""",
    "tests/test_app.py": """
import pytest
from app.queue import Queue, dump

@pytest.fixture
def count():
    dump(2000)
    return 3000

def test_drain(count):
    Queue().drain(count)

def test_dump():
    assert len(dump(50)) > 3

def test_fails():
    raise ValueError
""",
    ".venv/lib/python3.11/site-packages/other.py": "",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(project: Path, *arguments: str, plugins: tuple[str, ...] = ()) -> str:
    """What pytest says; of its plugins only ours and those that are named are loaded."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(SERVER), str(project)]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    environment.pop("PYTEST_ADDOPTS", None)
    asked = [each for name in ("guyline.profiling.plugin", *plugins) for each in ("-p", name)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *asked, *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def recorded(project: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((project / ".guyline" / "profile.json").read_bytes())
    return data


def check_whole(project: Path, said: str) -> None:
    data = recorded(project)
    assert data["tests"] == 3
    assert f"of 3 tests in {project / '.guyline' / 'profile.json'}" in said
    assert set(data["files"]) == {"app/queue.py", "tests/test_app.py"}
    functions = {row[0]: row[1:] for row in data["files"]["app/queue.py"]["functions"]}
    assert {name: (row[0], row[3]) for name, row in functions.items()} == {
        "Queue.drain": (5, 1),
        "dump": (10, 2),
    }
    line, own, whole, calls = functions["dump"]
    assert (line, calls) == (10, 2)
    assert 0 < own <= data["total"]
    assert own == pytest.approx(whole, rel=0.05)  # json's time is its own


def test_a_run_is_recorded(project: Path) -> None:
    check_whole(project, run(project, "--guyline-profile"))
    assert (project / ".guyline" / ".gitignore").read_text() == "*\n"
    profile = read_profile(project / ".guyline" / "profile.json")
    assert profile.source == "your last test run"
    assert profile.coverage is Coverage.CALLS
    assert profile.root == str(project)
    assert Key("app/queue.py", "Queue.drain", 5) in profile.functions
    run(project, "--guyline-profile", "-k", "dump or fails")
    assert recorded(project)["tests"] == 2  # the last run, and not a sum


def test_without_the_option_nothing_is_loaded_nor_written(project: Path) -> None:
    (project / "conftest.py").write_text(
        "import sys\n"
        "def pytest_sessionfinish():\n"
        "    loaded = sorted(name for name in sys.modules if name.startswith('guyline'))\n"
        "    print('LOADED', *loaded, 'cProfile' in sys.modules)\n"
    )
    said = run(project, "-s")
    assert "LOADED guyline guyline.profiling guyline.profiling.plugin False" in said
    assert not (project / ".guyline").exists()


def test_an_empty_run_and_a_folder_that_can_t_be_written_are_told(project: Path) -> None:
    (project / ".guyline").write_text("a file")
    assert "the profile can't be written" in run(project, "--guyline-profile")


@pytest.mark.skipif(find_spec("xdist") is None, reason="pytest-xdist is not installed")
def test_what_workers_measured_is_added_up(project: Path) -> None:
    said = run(project, "--guyline-profile", "-n", "2", plugins=("xdist.plugin",))
    check_whole(project, said)
    assert recorded(project)["lost_workers"] == 0


def test_what_two_processes_measured_is_one() -> None:
    one = {"total": 1.0, "tests": 2, "functions": {"a.py": [["f", 1, 0.5, 0.6, 3]]}}
    other = {
        "total": 2.0,
        "tests": 1,
        "functions": {"a.py": [["f", 1, 1.0, 1.0, 1], ["f", 9, 0.1, 0.1, 1]], "b.py": []},
    }
    merge(one, other)
    assert one == {
        "total": 3.0,
        "tests": 3,
        "functions": {"a.py": [["f", 1, 1.5, 1.6, 4], ["f", 9, 0.1, 0.1, 1]], "b.py": []},
    }


def test_the_commit_is_git_s(tmp_path: Path) -> None:
    assert commit(tmp_path) == ""
    made, inner = "a" * 40, tmp_path / "pkg"
    inner.mkdir()
    git = tmp_path / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    assert commit(tmp_path) == ""
    (git / "packed-refs").write_text(f"# pack-refs\n{made} refs/heads/main\n")
    assert commit(inner) == made
    (git / "refs" / "heads" / "main").write_text("b" * 40 + "\n")
    assert commit(inner) == "b" * 40
    (git / "HEAD").write_text("c" * 40 + "\n")
    assert commit(inner) == "c" * 40
    work, own = tmp_path / "work", git / "worktrees" / "work"
    work.mkdir()
    own.mkdir(parents=True)
    (work / ".git").write_text(f"gitdir: {own}\n")
    (own / "HEAD").write_text("ref: refs/heads/main\n")
    (own / "commondir").write_text("../..\n")
    assert commit(work) == "b" * 40
    (work / ".git").write_bytes(b"\xff\xff")
    assert commit(work) == ""


def test_pytest_finds_it_by_its_entry_point() -> None:
    data = tomllib.loads((SERVER.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert data["project"]["entry-points"]["pytest11"] == {"guyline": "guyline.profiling.plugin"}
    assert not any("pytest" in each for each in data["project"]["dependencies"])
