"""One pull at a time in one cache, across processes.

The lock is the kernel's, on an open file: it goes when its process goes, however that
ends, so there is no stale lock to find out about and nobody's process id to trust. The
file itself stays.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from guyline.models.embedded.transfer import Watch

_PAUSE = 0.05
"""Seconds between two tries; the wait is for a download, and this one can be cancelled."""

if sys.platform == "win32":  # pragma: no cover - not reachable on the test machines
    import msvcrt

    def _try_lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, watch: Watch) -> Iterator[None]:
    """Hold the lock at ``path``; while another pull holds it, wait and report that.

    Raises:
        PullCancelled: The pull was cancelled while it waited.
        OSError: The lock's file cannot be opened, or its disk has no locks.
    """
    with path.open("ab") as file:
        while not _taken(file):
            watch.at("waiting")
            time.sleep(_PAUSE)
        yield


def _taken(file: IO[bytes]) -> bool:
    try:
        _try_lock(file)
    except (BlockingIOError, PermissionError):  # how POSIX and Windows say: held by another
        return False
    return True
