"""What a long run did, so that it can be stopped and go on: a file of JSON lines."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import guyline


class State:
    """Values by key, each written as soon as it is there.

    Args:
        path: The file; made when the first value is put. A last line that was cut off
            while it was written counts as not there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, Any] = {}
        self._whole = True
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        self._whole = text.endswith("\n") or not text
        for line in text.split("\n"):
            try:
                data = json.loads(line)
                self._values[data["key"]] = data["value"]
            except (ValueError, KeyError, TypeError):
                continue

    def get(self, key: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The value under a key; None if there is none."""
        return self._values.get(key)

    def put(self, key: str, value: object) -> None:
        """Keep a value, now and for the next run."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as sink:
            begin = "" if self._whole else "\n"
            sink.write(begin + json.dumps({"key": key, "value": value}) + "\n")
        self._whole = True
        self._values[key] = value


def key_of(*parts: object) -> str:
    """A key for what all ``parts`` together say."""
    return hashlib.sha256("\0".join(str(part) for part in parts).encode()).hexdigest()[:24]


@cache
def code(part: str = "") -> str:
    """A key for the code that completes: a run goes on only with the code it began with.

    Args:
        part: The package whose code decides alone; empty: all that no bench, command or
            protocol is.
    """
    top = Path(guyline.__file__).parent
    files = sorted(
        path
        for path in (top / part).rglob("*.py")
        if path.relative_to(top).parts[0] not in ("bench", "cli", "lsp")
    )
    return key_of(*(path.read_text(encoding="utf-8") for path in files))
