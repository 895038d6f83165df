"""What an edit changes, as people read it."""

from __future__ import annotations

import difflib


def unified(old: str, new: str, path: str) -> str:
    """The lines that differ, as ``diff -u`` shows them; every one ends with a line end."""
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{path}", f"b/{path}"
    )
    return "".join(each if each.endswith("\n") else f"{each}\n" for each in lines)
