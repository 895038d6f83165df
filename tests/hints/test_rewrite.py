"""Pieces of edits."""

from __future__ import annotations

import pytest

from guyline.hints.apply import apply
from guyline.hints.code import Code
from guyline.hints.rewrite import insert_after


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for x in y:\n    z\nw\n", "for x in y:\n    z\nend()\nw\n"),
        ("for x in y:\n    z", "for x in y:\n    z\nend()\n"),
        ("for x in y:\n    z  # why\n", "for x in y:\n    z  # why\nend()\n"),
        ("for x in y: z; w\n", "for x in y: z; w\nend()\n"),
        ("x = 1; y = 2\n", None),
    ],
)
def test_lines_are_put_behind_a_statement(text: str, expected: str | None) -> None:
    code = Code(text)
    edit = insert_after(code, code.root.children[0], "end()\n")
    assert (apply(text, [edit]) if edit is not None else None) == expected
