"""A package's own tests tell the calls of its functions, for the measurement of the proof."""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path

import pytest

from guyline.bench import proof_calls
from guyline.bench.proof_mutants import figures_of, measured
from guyline.bench.subjects import Subject
from guyline.proof.prove import Options

from ..proof.attempt import starter

CODE = """def widest(rows):
    most = 0
    for row in rows:
        if len(row) > most:
            most = len(row)
    return most

class Line:
    def __init__(self, text):
        self.text = text

    def widest(self):
        words = self.text.split()
        longest = ""
        for word in words:
            longest = max(longest, word, key=len)
        return longest
"""
TESTS = """from shapes import core

def test_widest():
    assert core.widest([[1], [1, 2]]) == 2
    assert core.Line("a bcd ef").widest() == "bcd"
"""
SUBJECT = Subject("shapes", "1.0", ("tests",))
FILES = {
    "pyproject.toml": "",
    "shapes/__init__.py": "",
    "shapes/core.py": CODE,
    "shapes/other.py": CODE,
    "tests/__init__.py": "",
    "tests/test_core.py": TESTS,
    "docs.py": CODE,
}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with the archive of a package, which is all that there are."""
    archive = tmp_path / "sources" / "shapes-1.0.tar.gz"
    archive.parent.mkdir()
    with tarfile.open(archive, "w:gz") as held:
        for name, text in FILES.items():
            told = tarfile.TarInfo(f"shapes-1.0/{name}")
            told.size = len(text)
            held.addfile(told, io.BytesIO(text.encode()))
    monkeypatch.setattr(proof_calls, "environment", lambda *_: Path(sys.executable))
    monkeypatch.setattr(proof_calls, "subjects", lambda: (SUBJECT,))
    return tmp_path


def test_functions_come_with_the_calls_of_the_tests(cache: Path) -> None:
    starter()
    works = proof_calls.with_calls(4, 0, cache)
    calls = {each.chosen.name: len(each.calls) for each in works}
    assert calls == {
        "shapes.core:widest": 1,
        "shapes.core:Line.widest": 1,
        "shapes.other:widest": 0,
        "shapes.other:Line.widest": 0,
    }
    kept = (cache / "calls.jsonl").read_text()
    assert [each.calls for each in proof_calls.with_calls(4, 0, cache)] == [
        each.calls for each in works
    ]
    assert (cache / "calls.jsonl").read_text() == kept
    work = next(each for each in works if each.chosen.name == "shapes.core:widest")
    options = Options(40.0, inputs=200, mutants=5, worth=20.0, timing=0.0)
    row = measured(work, options)
    assert (row["verdict"], row["recorded"]) == ("not_refuted", 1)
    assert figures_of([row])["with_known_calls"]["mutants"] == 5
