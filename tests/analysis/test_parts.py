"""The parts of the oracle that need no worker: changes of texts, and the environment."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from guyline.analysis import find_environment, wire

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TEXTS = st.text(alphabet="ab\n⛺", max_size=30)


@given(TEXTS, TEXTS)
def test_a_change_gives_the_new_text(old: str, new: str) -> None:
    assert wire.apply(old, wire.change(old, new)) == new


@given(TEXTS, TEXTS, TEXTS)
def test_a_change_of_another_text_is_noticed(old: str, new: str, other: str) -> None:
    assert wire.apply(other, wire.change(old, new)) in (None, new)


def test_a_change_is_small() -> None:
    made = wire.change("a" * 1000 + "b" + "c" * 1000, "a" * 1000 + "xy" + "c" * 1000)
    assert (made.start, made.end, made.insert) == (1000, 1001, "xy")


def make_environment(folder: Path) -> Path:
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    (folder / "pyvenv.cfg").touch()
    return python


def test_the_environment_is_the_one_set(tmp_path: Path) -> None:
    python = make_environment(tmp_path / "own")
    assert find_environment(tmp_path, python) == python
    assert find_environment(tmp_path, tmp_path / "own") == python
    assert find_environment(tmp_path, tmp_path / "none") == tmp_path / "none"


def test_else_the_active_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    active = make_environment(tmp_path / "active")
    make_environment(tmp_path / ".venv")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    assert find_environment(tmp_path) == active


def test_else_the_workspace_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    assert str(find_environment(tmp_path)) == sys.executable
    python = make_environment(tmp_path / "venv")
    assert find_environment(tmp_path) == python
    assert str(find_environment(None)) == sys.executable
