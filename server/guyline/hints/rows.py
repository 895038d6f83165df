"""Hints as plain values: what is printed, and kept from one run to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from guyline.hints.apply import edits_of
from guyline.hints.baseline import lines_of
from guyline.hints.check import Hint
from guyline.hints.code import Code
from guyline.text import LineIndex

Row = dict[str, Any]
"""A hint: ``line``, ``column``, ``end_line``, ``end_column`` from 1, in code points; ``code``,
``name``, ``message``, ``depth``; ``likely``: whether there is reason to show it; ``lines``, as the
baseline knows it; ``fix`` if there is one."""


def rows_of(code: Code, hints: Sequence[Hint]) -> Iterator[Row]:
    """The hints of a file as plain values, in their order."""
    lines = code.lines
    for hint in hints:
        line, column = lines.place(hint.start)
        end_line, end_column = lines.place(hint.end)
        row: Row = {
            "line": line + 1,
            "column": column + 1,
            "end_line": end_line + 1,
            "end_column": end_column + 1,
            "code": hint.rule.code,
            "name": hint.rule.name,
            "message": hint.message,
            "depth": hint.depth,
            "likely": hint.likely,
            "lines": lines_of(lines, code.text, hint.start, hint.end),
        }
        if (fix := _fix(code, lines, hint)) is not None:
            row["fix"] = fix
        yield row


def _fix(code: Code, lines: LineIndex, hint: Hint) -> dict[str, Any] | None:
    edits = edits_of(code, hint.fix) if hint.fix is not None else ()
    if hint.fix is None or not edits:
        return None
    return {
        "title": hint.fix.title,
        "safety": hint.fix.safety.value,
        "unproved": list(hint.fix.unproved),
        "edits": [
            {
                "start": [n + 1 for n in lines.place(edit.start)],
                "end": [n + 1 for n in lines.place(edit.end)],
                "text": edit.text,
            }
            for edit in edits
        ],
    }
