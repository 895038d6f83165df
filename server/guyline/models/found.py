"""What was found out about an endpoint, and where that is remembered."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from guyline.models.servers import KINDS

_AGE = 24 * 3600.0
"""Seconds after which what was found out is asked for again."""

_MOST = 64
"""Endpoints that are remembered; the oldest goes."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an endpoint is, and what it does not take.

    Attributes:
        kind: What kind of server.
        model: The model's name there.
        version: The server's version, where it tells.
        refused: What it was seen or is known not to take: names of requests, of fields, and
            of ways to tell of constraints.
        context: The most tokens of prompt and answer; 0: it does not say.
    """

    kind: str
    model: str
    version: str = ""
    refused: frozenset[str] = frozenset()
    context: int = 0

    def without(self, parts: frozenset[str]) -> Found:
        """The same, with more that is not taken."""
        return replace(self, refused=self.refused | parts)


class Memory:
    """Remembers what was found out, for a day, by address and model.

    Keys are never given to it. A file that can't be read or written is as none.

    Args:
        folder: Where; None: nowhere.
        now: Tells the time, in seconds.
    """

    def __init__(self, folder: Path | None, now: Callable[[], float] = time.time) -> None:
        self._path = folder / "endpoints.json" if folder is not None else None
        self._now = now

    def recall(self, *marks: str) -> Found | None:
        """What was found out at an address, told by marks such as URL, model and owner."""
        entry: Any = self._read().get(_name(marks))
        try:
            length = entry.get("context")
            found = Found(
                str(entry["kind"]),
                str(entry["model"]),
                str(entry["version"]),
                frozenset(str(part) for part in entry["refused"]),
                length if isinstance(length, int) else 0,
            )
            fresh = 0 <= self._now() - float(entry["at"]) < _AGE
        except (AttributeError, TypeError, KeyError, ValueError):
            return None
        return found if fresh and found.kind in KINDS else None

    def keep(self, found: Found, *marks: str) -> None:
        """Remember it."""
        if self._path is None:
            return
        entries = self._read()
        entries.pop(_name(marks), None)
        told = {**asdict(found), "refused": sorted(found.refused), "at": self._now()}
        kept = dict([*list(entries.items())[-_MOST + 1 :], (_name(marks), told)])
        beside = self._path.with_suffix(f".{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(kept), encoding="utf-8")
            beside.replace(self._path)
        except OSError:
            with suppress(OSError):
                beside.unlink()

    def _read(self) -> dict[str, Any]:
        if self._path is None:
            return {}
        try:
            entries = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return entries if isinstance(entries, dict) else {}


def _name(marks: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:32]
