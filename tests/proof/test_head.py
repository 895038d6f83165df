"""Files as they were committed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from guyline.errors import InputError
from guyline.proof.head import Heads, in_head


def git(folder: Path, *arguments: str) -> None:
    named = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *named, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a b.py").write_text("one\n", encoding="utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    return tmp_path


def test_the_text_is_that_of_the_last_commit(repository: Path) -> None:
    path = repository / "pkg" / "a b.py"
    path.write_text("two\n", encoding="utf-8")
    assert in_head(path) == "one\n"


def test_what_git_has_not_is_said(repository: Path) -> None:
    with pytest.raises(InputError, match=r"git has no new\.py in HEAD"):
        in_head(repository / "new.py")


def test_git_is_asked_again_only_when_head_has_moved(repository: Path) -> None:
    heads = Heads(most=1)
    path = repository / "pkg" / "a b.py"
    assert [heads.text(path) for _ in range(3)] == ["one\n"] * 3
    assert heads.asked == 1
    path.write_text("three\n", encoding="utf-8")
    git(repository, "commit", "-qam", "three")
    assert heads.text(path) == "three\n"
    assert heads.text(repository / "new.py") is None
    assert heads.text(path) == "three\n"
    assert heads.asked == 4


def test_a_worktree_is_a_repository_too(repository: Path) -> None:
    other = repository / "other"
    git(repository, "worktree", "add", "-q", str(other), "-b", "side")
    assert Heads().text(other / "pkg" / "a b.py") == "one\n"


def test_outside_of_a_repository_git_is_not_asked(tmp_path: Path) -> None:
    heads = Heads()
    assert heads.text(tmp_path / "a.py") is None
    assert heads.asked == 0
