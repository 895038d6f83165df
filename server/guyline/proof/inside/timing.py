"""Interleaved pairs: one call of the old version and one of the new, in an order by chance.

A *block* is as many calls of one version as the clock needs to tell their time; a *pair* is a
block of each, one right after the other. Arguments are made, caches emptied and garbage
collected between blocks, never within. What a call leaves undone is done within its block:
iterators are drained, coroutines run. The price of calling, some tens of nanoseconds, counts
for both, which brings quotients nearer to 1, never further away.

Code that is timed here runs in this process and could tamper with its clock. Times are no part
of the verdict whether two versions do the same.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import math
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, repeat
from random import Random
from typing import Any, Protocol

from .interval import LOOKS, Pair
from .layout import Layout

Arguments = tuple[tuple[object, ...], dict[str, object]]
Make = Callable[[], Arguments]
"""Makes arguments, fresh each time."""

Clock = Callable[[], int]
"""Nanoseconds since some time."""

Reset = Callable[[], object]
"""Called before each call, outside what is timed."""

Enough = Callable[[list[Pair]], bool]

LEAST = 100_000
"""Nanoseconds that a block lasts at least, where calls can be repeated."""

_FEWEST = 20_000
"""Nanoseconds of a block that are enough where making arguments takes long."""

_MAKING = 10_000_000
"""Nanoseconds that making the arguments of one block may take."""

_CALLS = 1 << 16
_FRESH_CALLS = 1 << 10
_DRAINED = 1 << 24
_WARM = 8
_TRIES = 3
_LONG = 10
_TICKS = 1000
"""How many times a clock's resolution a block lasts at least."""


class Run(Protocol):
    """Calls a function with each arguments, and says how many nanoseconds it took."""

    def __call__(
        self, function: Callable[..., object], given: Iterable[Arguments], clock: Clock
    ) -> int:
        """Nanoseconds of all calls."""


@dataclass(slots=True)
class _Side:
    """One version, and how a block of it is made."""

    function: Callable[..., object]
    make: Make
    run: Run
    resets: tuple[Reset, ...]
    fresh: bool
    given: Arguments
    layout: Layout
    calls: int = 1

    def block(self, clock: Clock) -> float:
        """Seconds per call, over one block."""
        self.layout.move()
        if self.calls > 1:  # what the interpreter specialises at first
            self._calls(min(_WARM, max(1, self.calls // 8)), clock)
        return self._calls(self.calls, clock) / self.calls / 1e9

    def _calls(self, count: int, clock: Clock) -> int:
        fresh = (self.make() for _ in range(count))
        given = list(fresh) if self.fresh else repeat(self.given, count)
        gc.collect(0)
        if not self.resets:
            return self.run(self.function, given, clock)
        taken = 0
        for arguments in given:
            for reset in self.resets:
                reset()
            taken += self.run(self.function, (arguments,), clock)
        return taken


def pairs(
    old: Callable[..., object],
    new: Callable[..., object],
    make_old: Make,
    make_new: Make,
    *,
    seconds: float,
    most: int = 200,
    mutates: bool,
    random: Random,
    clock: Clock = time.perf_counter_ns,
    wall: Clock = time.perf_counter_ns,
    resolution: int = 100,
    enough: Enough | None = None,
    resets: tuple[Reset, ...] = (),
) -> list[Pair]:
    """Seconds per call of old and of new, side by side.

    Args:
        old: The old version.
        new: The new version.
        make_old: Makes arguments for the old version.
        make_new: Makes arguments for the new version.
        seconds: When to stop; what is under way then is not cut short. No less than one pair
            is measured.
        most: How many pairs at most.
        mutates: Whether a call changes its arguments, so that each needs fresh ones.
        random: Draws the order within each pair, and who makes arguments first.
        clock: Tells the times of blocks, in nanoseconds; see ``clock_for``.
        wall: Tells when to stop.
        resolution: Nanoseconds that ``clock`` can tell apart.
        enough: Whether these pairs will do; asked after so many as ``LOOKS`` says.
        resets: Called before each call, outside what is timed, beside emptying the caches
            (``functools.lru_cache``) of the module of each version.

    Raises:
        Exception: What a call or a maker raises.
    """
    end = wall() + int(seconds * 1e9)
    sides = _sides((old, new), (make_old, make_new), mutates, resets, random)
    was_on = gc.isenabled()
    gc.disable()
    try:
        least = max(LEAST, _TICKS * resolution)
        _calibrate(sides, least, end, clock, wall)
        return _measure(sides, end, most, random, clock, wall, enough)
    finally:
        if was_on:
            gc.enable()


def _measure(
    sides: tuple[_Side, _Side],
    end: int,
    most: int,
    random: Random,
    clock: Clock,
    wall: Clock,
    enough: Enough | None,
) -> list[Pair]:
    found: list[Pair] = []
    begun = wall()
    making = 0
    while len(found) < most:
        now = wall()
        if found and now + (now - begun) // len(found) > end:
            break
        order = [0, 1] if random.random() < 0.5 else [1, 0]
        taken = [0.0, 0.0]
        for which in order:
            taken[which] = sides[which].block(clock)
        found.append((taken[0], taken[1]))
        if len(found) in LOOKS and enough is not None and enough(found):
            break
        if making * 4 <= wall() - begun:  # where arguments lie is by chance too
            making -= wall()
            for which in order if random.random() < 0.5 else reversed(order):
                if not sides[which].fresh:
                    sides[which].given = sides[which].make()
            making += wall()
    return found


def _sides(
    functions: tuple[Callable[..., object], Callable[..., object]],
    makes: tuple[Make, Make],
    mutates: bool,
    resets: tuple[Reset, ...],
    random: Random,
) -> tuple[_Side, _Side]:
    all_resets = (*resets, *caches(functions[0]), *caches(functions[1]))
    made = []
    for function, make in zip(functions, makes, strict=True):
        given = make()
        consumed = any(isinstance(value, Iterator) for value in (*given[0], *given[1].values()))
        run = runner(function, given)
        fresh = mutates or consumed
        made.append(_Side(function, make, run, all_resets, fresh, given, Layout(function, random)))
    return made[0], made[1]


def _calibrate(sides: tuple[_Side, _Side], least: int, end: int, clock: Clock, wall: Clock) -> None:
    """Set how many calls a block has: alike for both unless they are far apart."""
    for side in sides:
        most = _CALLS
        if side.fresh:
            begun = wall()
            side.make()
            most = max(1, min(_FRESH_CALLS, _MAKING // max(1, wall() - begun)))
        while side.calls < most and wall() < end:
            # The best of some: a block that others hit would end the search too early.
            taken = math.inf
            for _ in range(_TRIES):
                taken = min(taken, max(1.0, side.block(clock) * 1e9 * side.calls))
                if taken >= _LONG * least:
                    break
            if taken >= least or (side.fresh and taken >= _FEWEST and side.calls * 2 > most):
                break
            side.calls = min(most, max(2 * side.calls, int(side.calls * least / taken) + 1))
    first, second = sides
    if max(first.calls, second.calls) <= 2 * min(first.calls, second.calls):
        first.calls = second.calls = max(first.calls, second.calls)


def caches(function: Callable[..., object]) -> tuple[Reset, ...]:
    """What empties the caches that a function's module holds."""
    inner = inspect.unwrap(function)
    inner = getattr(inner, "__func__", inner)
    space: dict[str, object] = getattr(inner, "__globals__", {})
    held = [function, *space.values()]
    for value in space.values():
        if isinstance(value, type) and value.__module__ == space.get("__name__"):
            held.extend(vars(value).values())
    found: dict[int, Reset] = {}
    for value in held:
        try:
            clear = getattr(value, "cache_clear", None)
        except Exception:  # noqa: BLE001, S112 - an object of the user may raise anything
            continue
        if callable(clear) and callable(getattr(value, "cache_info", None)):
            found[id(value)] = clear
    return tuple(found.values())


def clock_for(
    function: Callable[..., object], make: Make, wall: Clock = time.perf_counter_ns
) -> tuple[str, Clock, int]:
    """A clock for a function: its name, the clock, and nanoseconds it can tell apart.

    ``processor`` where a call never waits of its own accord and has one thread: the time that
    others take on a busy machine does not count then. ``wall`` else, and where the
    system does not tell.
    """
    resolution = time.get_clock_info("process_time").resolution
    waits = _waits()
    if waits is None or resolution > 1e-6 or threading.active_count() > 1:
        return "wall", wall, 100
    given = make()
    run = runner(function, make())
    before, processor, real = waits(), time.process_time_ns(), wall()
    run(function, (given,), time.process_time_ns)
    processor, real = time.process_time_ns() - processor, wall() - real
    if waits() > before or processor > real + 1_000_000 or threading.active_count() > 1:
        return "wall", wall, 100
    return "processor", time.process_time_ns, max(100, round(resolution * 1e9))


def _waits() -> Callable[[], int] | None:
    """Tells how often this process gave up the processor by itself (getrusage(2))."""
    try:
        import resource
    except ImportError:
        return None
    return lambda: resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw


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


async def _awaited(result: Any) -> None:  # noqa: ANN401 - whatever can be awaited
    await result


async def _drained(result: AsyncIterator[object]) -> None:
    count = 0
    async for _ in result:
        count += 1
        if count >= _DRAINED:
            break
