"""Work in a child of its own: what it breaks ends with it, and it takes no longer than it may."""

from __future__ import annotations

import os
import pickle
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


def in_a_child(work: Callable[[Callable[[T], None]], None], seconds: float) -> T | None:
    """Does something in a child, and gives the last that it told, also if it is ended.

    What it breaks or leaves behind ends with it.
    """
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except OSError:  # this process may start none
        os.close(reading)
        os.close(writing)
        return None
    if not child:
        _child(work, writing)
    os.close(writing)
    data = b""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        poller = select.poll()  # descriptors may have numbers too large for select
        poller.register(reading, select.POLLIN)
        ready = poller.poll(left * 1000)
        piece = os.read(reading, 1 << 16) if ready else b""
        if not piece:
            break
        data += piece
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    last: T | None = None
    for each in _whole(data):
        with suppress(Exception):
            last = pickle.loads(each)  # noqa: S301 - of a fork of this process
    return last


def _child(work: Callable[[Callable[[T], None]], None], writing: int) -> None:
    def tell(found: T) -> None:
        data = pickle.dumps(found)
        data = len(data).to_bytes(4, "big") + data
        while data:
            data = data[os.write(writing, data) :]

    try:
        work(tell)
    finally:
        os._exit(0)


def _whole(data: bytes) -> Iterator[bytes]:
    while len(data) >= 4:
        size = int.from_bytes(data[:4], "big")
        if len(data) < 4 + size:
            return
        yield data[4 : 4 + size]
        data = data[4 + size :]
