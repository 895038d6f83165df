"""GitHub annotations: workflow commands that put each hint beside its line of a pull request."""

from __future__ import annotations

import os
from collections.abc import Sequence

from guyline.hints.ranking import Level
from guyline.hints.rows import Row

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def written(rows: Sequence[Row], _: int) -> str:
    """The hints as workflow commands, a line each: warnings, or notices of what is cold."""
    return "".join(map(_command, rows))


def _command(row: Row) -> str:
    properties = {"file": _path(row["path"])}
    message = f"{row['code']} {row['message']}"
    if "cell" in row:  # a line of a cell is no line of the file
        message = f"cell {row['cell']}, line {row['line']}: {message}"
    else:
        properties |= {"line": row["line"], "endLine": row["end_line"]}
        if row["line"] == row["end_line"]:  # GitHub takes columns within one line only
            properties |= {"col": row["column"], "endColumn": row["end_column"]}
    properties["title"] = f"{row['code']} {row['name']}"
    told = ",".join(f"{key}={str(each).translate(_PROPERTY)}" for key, each in properties.items())
    command = "notice" if row.get("level") == Level.HINT.value else "warning"
    return f"::{command} {told}::{message.translate(_DATA)}\n"


def _path(path: str) -> str:
    """The path from where the command runs, as GitHub knows files."""
    try:
        below = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return path if below.startswith("..") else below.replace(os.sep, "/")
