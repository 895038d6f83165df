"""Work in a thread of its own, for what takes long and nothing waits for at the end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from guyline.proof.trials import Cancelled

_T = TypeVar("_T")
_GLANCE = 0.05
"""Seconds between looks whether what is waited for is still wanted."""


class Stops:
    """Work under way in threads, each with what ends it."""

    def __init__(self) -> None:
        self._stops: set[threading.Event] = set()

    @contextmanager
    def running(self, stop: threading.Event) -> Iterator[None]:
        """Work that ``stop`` ends; where it is left by an error, its thread ends by itself."""
        self._stops.add(stop)
        try:
            yield
        except BaseException:
            stop.set()  # and with the thread its sandbox
            raise
        finally:
            self._stops.discard(stop)

    def end(self) -> None:
        """End all of it."""
        for stop in list(self._stops):
            stop.set()


async def in_thread(work: Callable[[], _T]) -> _T:
    """What ``work`` gives, run in a thread of its own, which nothing waits for at the end."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_T] = loop.create_future()

    def take(value: _T | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(value)  # type: ignore[arg-type] # there is one where there is no error

    def run() -> None:
        value, error = None, None
        try:
            value = work()
        except BaseException as raised:  # noqa: BLE001 - it is raised where it is waited for
            error = raised
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(take, value, error)

    threading.Thread(target=run, name="guyline-proof", daemon=True).start()
    return await done


def waited(
    work: Coroutine[Any, Any, _T], loop: asyncio.AbstractEventLoop, stop: threading.Event
) -> _T:
    """What ``work`` gives, run in an event loop and waited for in another thread.

    Args:
        work: The work.
        loop: Where it is run.
        stop: Set by whoever does not want it any more.

    Raises:
        Cancelled: ``stop`` was set.
        CancelledError: The work was cancelled.
    """
    waiting = asyncio.run_coroutine_threadsafe(work, loop)
    while True:
        if stop.is_set():
            waiting.cancel()
            raise Cancelled
        try:
            return waiting.result(_GLANCE)
        except NotYet:
            if waiting.done():  # meanwhile, or by a TimeoutError of its own
                return waiting.result()
