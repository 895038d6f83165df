"""Progress on a terminal: one line that is written over; in a log, a line now and then."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TextIO

_EVERY = 0.1
_EVERY_IN_LOG = 10.0


class Line:
    """A line of progress on ``stream``; leaving the context ends it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._shown = 0.0
        self._phase = ""
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the line away, so that something else can be printed there."""
        if self._terminal and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()

    def show(
        self, phase: str, done: float, total: float | None, *, unit: str = "", scale: float = 1.0
    ) -> None:
        """Show how far ``phase`` is; called as often as one likes."""
        now = time.monotonic()
        every = _EVERY if self._terminal else _EVERY_IN_LOG
        if phase == self._phase and now - self._shown < every:
            return
        self._phase, self._shown = phase, now
        of = f" of {total / scale:.0f}" if total else ""
        text = f"{phase} {done / scale:.0f}{of} {unit}".rstrip() if done or total else phase
        if self._terminal:
            self._stream.write("\r" + text.ljust(self._width))
            self._width = max(self._width, len(text))
        else:
            self._stream.write(text + "\n")
        self._stream.flush()
