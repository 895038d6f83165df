"""Ends a computation that takes too long, from within its own process."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_AGAIN = 1.0
"""Seconds after which it is ended once more, where the first time came to nothing."""


class TooLong(BaseException):
    """The time is over. No ``except Exception`` on the way catches it."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise in the main thread when the time is over; 0, or no such signal: never.

    What was computed may be left half done: whoever catches it has to begin anew.

    Raises:
        TooLong: The time is over.
    """
    if not seconds or sys.platform == "win32":
        yield
        return

    def ring(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
