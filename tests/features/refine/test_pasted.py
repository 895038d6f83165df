"""Pasted tracebacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from guyline.errors import InputError
from guyline.features.refine.pasted import pasted

TRACEBACK = """\
$ python run.py
\x1b[1mTraceback (most recent call last):\x1b[0m
  File "{0}/run.py", line 2, in <module>
    f()
  File "{0}/mod.py", line 3, in g
    return 1 / 0
  File "/usr/lib/python3.11/json/decoder.py", line 9, in decode
    raise
ZeroDivisionError: division by zero
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "run.py").write_text("from mod import A\nA().g()\n")
    (tmp_path / "mod.py").write_text("class A:\n    def g(self):\n        return 1 / 0\n")
    (tmp_path / "test_mod.py").write_text("def test_g(): pass\n")
    return tmp_path


def test_the_deepest_frame_of_the_project(folder: Path) -> None:
    found = pasted(TRACEBACK.format(folder), Path())
    assert (found.path, found.function, found.line) == (folder / "mod.py", "A.g", 3)
    assert (found.error, found.message) == ("ZeroDivisionError", "division by zero")
    assert found.command == f"python {folder}/run.py"


def test_what_pytest_prints(folder: Path) -> None:
    found = pasted("test_mod.py:1: in test_g\nmod.py:3: ZeroDivisionError\n", folder)
    assert (found.function, found.error) == ("A.g", "")
    assert found.command == f"python -m pytest {folder}/test_mod.py"


@pytest.mark.parametrize("text", ["", "hello", 'File "/nowhere/x.py", line 3, in f'])
def test_what_is_none(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        pasted(text, tmp_path)
