"""Text: a line for each hint, ``path:line:column: code message``."""

from __future__ import annotations

from collections.abc import Sequence

from guyline.hints.rows import Row


def written(rows: Sequence[Row], _: int) -> str:
    """The hints, a line each; in a notebook ``path:cell 2:line:column``."""
    return "".join(f"{_place(row)}: {row['code']} {row['message']}\n" for row in rows)


def _place(row: Row) -> str:
    cell = f"cell {row['cell']}:" if "cell" in row else ""
    return f"{row['path']}:{cell}{row['line']}:{row['column']}"
