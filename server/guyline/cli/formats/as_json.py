"""JSON: one document, ``{"hints": [...], "files": 12}``."""

from __future__ import annotations

import json
from collections.abc import Sequence

from guyline.hints.rows import Row


def written(rows: Sequence[Row], files: int) -> str:
    """The hints as one document, on one line, in ASCII: any terminal or pipe takes it."""
    shown = [{key: value for key, value in row.items() if key != "lines"} for row in rows]
    return json.dumps({"hints": shown, "files": files}) + "\n"
