"""What is remembered of endpoints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.models.found import Found, Memory

FOUND = Found("vllm", "m", "0.12.0", frozenset({"structured_outputs.regex", "suffix"}), 2048)
DAY = 24 * 3600


def at(folder: Path, now: float) -> Memory:
    return Memory(folder, lambda: now)


def test_it_is_remembered_for_a_day(tmp_path: Path) -> None:
    at(tmp_path, 1000).keep(FOUND, "url", "m")
    assert at(tmp_path, 1000 + DAY - 1).recall("url", "m") == FOUND
    assert at(tmp_path, 1000 + DAY).recall("url", "m") is None
    assert at(tmp_path, 999).recall("url", "m") is None, "a clock that was set back"
    assert at(tmp_path, 1001).recall("url", "another") is None


def test_the_oldest_is_forgotten(tmp_path: Path) -> None:
    memory = at(tmp_path, 1000)
    for number in range(100):
        memory.keep(FOUND, str(number))
    memory.keep(FOUND, "50")
    assert memory.recall("0") is None
    assert memory.recall("99") == FOUND
    assert len(json.loads((tmp_path / "endpoints.json").read_text())) == 64
    assert [path.name for path in tmp_path.iterdir()] == ["endpoints.json"]


def test_nowhere_nothing_is_kept() -> None:
    memory = Memory(None)
    memory.keep(FOUND, "url")
    assert memory.recall("url") is None


def test_a_folder_that_cannot_be_written_is_as_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "folder")
    memory.keep(FOUND, "url")
    assert memory.recall("url") is None


ENTRY = {"kind": "vllm", "model": "m", "version": "", "refused": [], "at": 1.0}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(sorted(ENTRY)), JSON) | JSON)
def test_no_entry_stops_anything(tmp_path_factory: pytest.TempPathFactory, entry: object) -> None:
    folder = tmp_path_factory.mktemp("memory")
    memory = at(folder, 2.0)
    memory.keep(Found("vllm", "m"), "url")
    (name,) = json.loads((folder / "endpoints.json").read_text())
    changed = {**ENTRY, **entry} if isinstance(entry, dict) else entry
    (folder / "endpoints.json").write_text(json.dumps({name: changed}))
    found = memory.recall("url")
    assert found is None or found.kind == "vllm"
    memory.keep(Found("sglang", "m"), "url")
    assert memory.recall("url") == Found("sglang", "m")


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"7"])
def test_a_file_that_is_none_is_written_anew(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "endpoints.json").write_bytes(content)
    memory = at(tmp_path, 1.0)
    assert memory.recall("url") is None
    memory.keep(FOUND, "url")
    assert memory.recall("url") == FOUND
