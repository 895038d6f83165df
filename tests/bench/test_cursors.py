"""The places where real code is completed."""

from __future__ import annotations

from pathlib import Path

import pytest

from guyline.bench.cursors import choose, cursors, import_root
from guyline.errors import InputError
from guyline.text import Document

CODE = '''\
"""Tents."""

import os


def pitch(tent, poles=os.sep):
    """Pitch it."""
    # a comment
    tent.poles = len(poles)
    if tent.poles == 2:
        pass
    return max(
        tent.poles,
        poles)
'''


def found(path: Path) -> list[tuple[str, str]]:
    return [(cursor.kind, cursor.author) for cursor in cursors(path, path.parent)]


def test_where_a_cursor_may_stand(tmp_path: Path) -> None:
    path = tmp_path / "tents.py"
    path.write_text(CODE)
    assert found(path) == [
        ("line", "import os"),
        ("inside", "os.sep):"),
        ("attribute", "sep):"),
        ("line", "tent.poles = len(poles)"),
        ("attribute", "poles = len(poles)"),
        ("inside", "len(poles)"),
        ("inside", "poles)"),
        ("attribute", "poles == 2:"),
    ]


def test_the_rest_of_the_line_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "tents.py"
    path.write_text(CODE)
    text = Document.read(path).text
    for cursor in cursors(path, tmp_path):
        taken = cursor.taken(text).text
        assert text.startswith(cursor.author, cursor.offset)
        assert taken[: cursor.offset] == text[: cursor.offset]
        assert taken[cursor.offset] == "\n"
        assert cursor.written(text, cursor.author) == text
        assert text.count("\n", 0, cursor.offset) + 1 == cursor.line


@pytest.mark.parametrize("text", ["def f(:\n", "x = 1\r\ny = x.a\r\n", "'''\n", "\0"])
def test_what_cannot_be_cut_has_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.py"
    path.write_bytes(text.encode())
    assert found(path) == []


def test_the_sample_is_the_seeds_and_even_over_kinds(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"m{number}.py").write_text(CODE)
    chosen = [choose([tmp_path], 9, seed) for seed in (1, 1, 2)]
    assert chosen[0] == chosen[1] != chosen[2]
    kinds = [cursor.kind for cursor in chosen[0]]
    assert {kind: kinds.count(kind) for kind in kinds} == {"attribute": 3, "line": 3, "inside": 3}


def test_imports_start_above_the_package(tmp_path: Path) -> None:
    package = tmp_path / "camp" / "tents"
    package.mkdir(parents=True)
    for folder in (package, package.parent):
        (folder / "__init__.py").touch()
    assert import_root(package) == tmp_path
    assert import_root(package / "__init__.py") == tmp_path


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        choose([tmp_path / "nowhere"], 1, 1)
    with pytest.raises(InputError):
        choose([tmp_path], 1, 1)
