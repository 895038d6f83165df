"""How a function is called and run to its end, many times over, for the clock.

What a call leaves undone is done: iterators are drained, coroutines run on a loop of their own.
"""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

Arguments = tuple[tuple[object, ...], dict[str, object]]
Make = Callable[[], Arguments]
"""Makes arguments, fresh each time."""

Clock = Callable[[], int]
"""Nanoseconds since some time."""

_DRAINED = 1 << 24
"""How many items of an iterator are taken at most."""


class Run(Protocol):
    """Calls a function with each arguments, and says how many nanoseconds it took."""

    def __call__(
        self, function: Callable[..., object], given: Iterable[Arguments], clock: Clock
    ) -> int:
        """Nanoseconds of all calls."""


def runner(function: Callable[..., object], given: Arguments) -> Run:
    """How a function is run to its end, as the result of one call tells.

    Raises:
        Exception: What the call raises.
    """
    args, kwargs = given
    result = function(*args, **kwargs)
    if inspect.isawaitable(result):
        asyncio.run(_awaited(result))
        return _run_awaited
    if isinstance(result, AsyncIterator):
        asyncio.run(_drained(result))
        return _run_async_iterators
    if isinstance(result, Iterator):
        deque(islice(result, _DRAINED), maxlen=0)
        return _run_iterators
    return _run_plain


def _run_plain(function: Callable[..., object], given: Iterable[Arguments], clock: Clock) -> int:
    begun = clock()
    for args, kwargs in given:
        function(*args, **kwargs)
    return clock() - begun


def _run_iterators(function: Callable[..., Any], given: Iterable[Arguments], clock: Clock) -> int:
    begun = clock()
    for args, kwargs in given:
        deque(islice(function(*args, **kwargs), _DRAINED), maxlen=0)
    return clock() - begun


def _run_awaited(function: Callable[..., Any], given: Iterable[Arguments], clock: Clock) -> int:
    async def block() -> int:
        begun = clock()
        for args, kwargs in given:
            await function(*args, **kwargs)
        return clock() - begun

    return asyncio.run(block())


def _run_async_iterators(
    function: Callable[..., Any], given: Iterable[Arguments], clock: Clock
) -> int:
    async def block() -> int:
        begun = clock()
        for args, kwargs in given:
            await _drained(function(*args, **kwargs))
        return clock() - begun

    return asyncio.run(block())


async def _awaited(result: Any) -> None:
    await result


async def _drained(result: AsyncIterator[object]) -> None:
    count = 0
    async for _ in result:
        count += 1
        if count >= _DRAINED:
            break
