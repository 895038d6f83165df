"""What the processes that work for the server have in common.

Each reads one JSON message a line on stdin, answers in kind on stdout, and ends when stdin
does.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from guyline.analysis import wire
from guyline.analysis.collector import Collector

_MOST = 2_000_000_000
"""Bytes of data that a process may hold, lest one question takes all of the machine's."""


class Texts:
    """The last text of each path, kept in step with the other side's."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}

    def of(self, message: dict[str, Any]) -> str | None:
        """The text of a message's ``path`` after its ``change``; None: the whole is needed."""
        key = message["path"]
        new = wire.apply(self._of.pop(key, ""), wire.Change(**message["change"]))
        if new is not None:
            self._of[key] = new
            while len(self._of) > wire.DOCUMENTS:
                del self._of[next(iter(self._of))]
        return new


def serve(answer: Callable[[dict[str, Any]], dict[str, Any]], source: TextIO, sink: TextIO) -> None:
    """Answer until ``source`` ends."""
    collector = Collector()
    collector.start()
    for line in source:
        message = json.loads(line)
        reply = answer(message) | {"id": message["id"], "mb": _resident_mb()}
        sink.write(json.dumps(reply) + "\n")
        sink.flush()
        collector.rest()


def streams() -> tuple[TextIO, TextIO]:
    """The process's input and output; whatever else prints goes to stderr.

    A process that is started from here holds neither open, and reads nothing.
    """
    sink = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    source = os.fdopen(os.dup(0), encoding="utf-8")
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    return source, sink


def bound_memory() -> None:
    """Let the process fail rather than take all of the machine's memory; on Linux."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        if most == resource.RLIM_INFINITY or most > _MOST:
            resource.setrlimit(resource.RLIMIT_DATA, (_MOST, most))


def _resident_mb() -> float:
    """This process's memory in megabytes; 0 where it can't be told."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0
