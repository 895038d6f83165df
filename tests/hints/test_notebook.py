"""Notebooks as text: cells, magics, and where lines stand."""

from __future__ import annotations

import json

import pytest

from guyline.errors import InputError
from guyline.hints.check import check
from guyline.hints.notebook import read_notebook


def notebook(*cells: str, language: str = "python", kind: str = "code") -> bytes:
    made = [{"cell_type": kind, "source": cell.splitlines(keepends=True)} for cell in cells]
    metadata = {"kernelspec": {"language": language, "name": "x"}}
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4}).encode()


def test_cells_are_joined_and_places_told() -> None:
    read = read_notebook(notebook("a = 1", "b = 2\nc = 3", "", "d = 4"))
    assert read.text == "a = 1\nb = 2\nc = 3\n\nd = 4\n"
    assert [read.place(line) for line in range(1, 6)] == [(1, 1), (2, 1), (2, 2), (3, 1), (4, 1)]


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%time f()\nx = 1", "\nx = 1"),
        ("!ls -la\nx = 1", "\nx = 1"),
        ("x?\nx.y??\n?x", "\n\n"),
        ("if x:\n    %time f()\n", "if x:\n    pass\n"),
        ("files = !ls\nx = %who", "files = _\nx = _"),
        ("%%bash\nls\necho x", "      \n  \n      "),
        ("%%time\nx = 1", "\nx = 1"),
        ("x = (1\n% 2)", "x = (1\n% 2)"),
        ('"""\n%not magic\n"""', '"""\n%not magic\n"""'),
        ("x = 5 % 2", "x = 5 % 2"),
        ("# why?\n%who", "# why?\n"),
    ],
)
def test_magics_give_way_and_columns_stay(cell: str, python: str) -> None:
    assert read_notebook(notebook(cell)).text == f"{python}\n"


def test_other_cells_and_languages_and_older_formats() -> None:
    assert read_notebook(notebook("# Title", kind="markdown")).text == ""
    assert read_notebook(notebook("x <- 1", language="R")).text == ""
    assert read_notebook(b'{"cells": []}').text == ""
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}], "nbformat": 3}
    assert read_notebook(json.dumps(old).encode()).text == "x = 1\n"


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"cells": 1}', b'{"cells": [{}]}', b"\xff", b'{"metadata": 3}',
     b'{"cells": [{"cell_type": "code", "source": 3}]}', b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_notebook_is_said(data: bytes) -> None:
    with pytest.raises(InputError, match="no notebook"):
        read_notebook(data)


def test_names_are_known_from_cell_to_cell() -> None:
    cells = ("lists: list[list[int]] = [[1]]", "%time 1\nflat = sum(lists, [])")
    text = read_notebook(notebook(*cells)).text
    (hint,) = check(text).hints
    assert text[hint.start : hint.end] == "sum(lists, [])"
