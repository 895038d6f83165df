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

import gc
import inspect
import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from random import Random

from .calling import Arguments, Clock, Make, Run, runner
from .interval import LOOKS, Pair
from .layout import Layout

Reset = Callable[[], object]
"""Called before each call, outside what is timed."""

Enough = Callable[[list[Pair]], bool]

MOST = 200
"""How many pairs are measured at most."""

LEAST = 100_000
"""Nanoseconds that a block lasts at least, where calls can be repeated."""

_FEWEST = 20_000
"""Nanoseconds of a block that are enough where making arguments takes long."""

_MAKING = 10_000_000
"""Nanoseconds that making the arguments of one block may take."""

_CALLS = 1 << 16
_FRESH_CALLS = 1 << 10
_WARM = 8
_TRIES = 4
_LONG = 10
_COARSE = 1e-6
"""Seconds: a processor's clock that tells no less apart is of no use."""

_THREADS = 20_000_000
"""Nanoseconds that the process may have had more than the thread, or there were others: some
ticks of a system that counts by these."""

_TICKS = 1000
"""How many times a clock's resolution a block lasts at least."""


@dataclass(frozen=True, slots=True)
class Versions:
    """What is compared.

    Attributes:
        old: The old version.
        new: The new version.
        make_old: Makes arguments for the old version.
        make_new: Makes arguments for the new version.
        mutates: Whether a call changes its arguments, so that each needs fresh ones.
        resets: Called before each call, outside what is timed, beside emptying the caches.
    """

    old: Callable[..., object]
    new: Callable[..., object]
    make_old: Make
    make_new: Make
    mutates: bool
    resets: tuple[Reset, ...] = ()


@dataclass(frozen=True, slots=True)
class Timer:
    """What tells the time.

    Attributes:
        clock: Tells the times of blocks, in nanoseconds.
        wall: Tells when to stop.
        resolution: Nanoseconds that ``clock`` can tell apart.
        name: ``processor`` or ``wall``: which time ``clock`` tells.
    """

    clock: Clock = time.perf_counter_ns
    wall: Clock = time.perf_counter_ns
    resolution: int = 100
    name: str = "wall"


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
    most: int = MOST,
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
        clock: Tells the times of blocks, in nanoseconds; see ``timer_for``.
        wall: Tells when to stop.
        resolution: Nanoseconds that ``clock`` can tell apart.
        enough: Whether these pairs will do; asked after so many as ``LOOKS`` says.
        resets: Called before each call, outside what is timed, beside emptying the caches
            (``functools.lru_cache``) of the module of each version.

    Raises:
        Exception: What a call or a maker raises.
    """
    versions = Versions(old, new, make_old, make_new, mutates, resets)
    timer = Timer(clock, wall, resolution)
    pairing = Pairing(versions, random=random, timer=timer, most=most, enough=enough)
    pairing.go(seconds)
    return pairing.pairs


class Pairing:
    """A measurement that can be interrupted, and go on later.

    Attributes:
        pairs: What was measured so far.
        done: Whether no more is needed.
    """

    def __init__(
        self,
        versions: Versions,
        *,
        random: Random,
        timer: Timer,
        most: int = MOST,
        enough: Enough | None = None,
    ) -> None:
        self.pairs: list[Pair] = []
        self.done = False
        self._random = random
        self._timer = timer
        self._most = most
        self._enough = enough
        self._sides = _sides(versions, random)
        self._is_ready = False
        self._taken = 0
        self._making = 0

    def go(self, seconds: float, upto: int = MOST) -> None:
        """Measure for so long at most, and up to so many pairs in all; no less than one.

        Raises:
            Exception: What a call or a maker raises.
        """
        wall = self._timer.wall
        end = wall() + int(seconds * 1e9)
        was_on = gc.isenabled()
        gc.disable()
        try:
            if not self._is_ready:
                _calibrate(self._sides, self._timer)
                self._is_ready = True
            while not self.done and len(self.pairs) < max(1, upto):
                begun = wall()
                if self.pairs and begun + self._taken // len(self.pairs) > end:
                    break
                self._measure()
                self._taken += wall() - begun
        finally:
            if was_on:
                gc.enable()

    def _measure(self) -> None:
        """One pair more."""
        order = (0, 1) if self._random.random() < 0.5 else (1, 0)
        if self._making * 4 <= self._taken:  # where arguments lie is by chance too
            begun = self._timer.wall()
            for which in order if self._random.random() < 0.5 else order[::-1]:
                if not self._sides[which].fresh:
                    self._sides[which].given = self._sides[which].make()
            self._making += self._timer.wall() - begun
        taken = [0.0, 0.0]
        for which in order:
            taken[which] = self._sides[which].block(self._timer.clock)
        self.pairs.append((taken[0], taken[1]))
        count = len(self.pairs)
        self.done = count >= self._most or (
            count in LOOKS and self._enough is not None and self._enough(self.pairs)
        )


def _sides(versions: Versions, random: Random) -> tuple[_Side, _Side]:
    resets = (*versions.resets, *caches(versions.old), *caches(versions.new))
    made = []
    for function, make in (
        (versions.old, versions.make_old),
        (versions.new, versions.make_new),
    ):
        given = make()
        consumed = any(isinstance(value, Iterator) for value in (*given[0], *given[1].values()))
        run = runner(function, given)
        fresh = versions.mutates or consumed
        made.append(_Side(function, make, run, resets, fresh, given, Layout(function, random)))
    return made[0], made[1]


def _calibrate(sides: tuple[_Side, _Side], timer: Timer) -> None:
    """Set how many calls a block has: alike for both unless they are far apart."""
    least = max(LEAST, _TICKS * timer.resolution)
    for side in sides:
        most = _CALLS
        if side.fresh:
            begun = timer.wall()
            side.make()
            most = max(1, min(_FRESH_CALLS, _MAKING // max(1, timer.wall() - begun)))
        while side.calls < most:
            # The best of some: a block that others hit would end the search too early.
            taken = math.inf
            for _ in range(_TRIES):
                taken = min(taken, max(1.0, side.block(timer.clock) * 1e9 * side.calls))
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
        except Exception:  # noqa: S112 - an object of the user may raise anything
            continue
        if callable(clear) and callable(getattr(value, "cache_info", None)):
            found[id(value)] = clear
    return tuple(found.values())


def timer_for(
    function: Callable[..., object], make: Make, wall: Clock = time.perf_counter_ns
) -> Timer:
    """What should tell the time of a function.

    The thread's processor clock, not the process's: under a limit on processor time
    (``RLIMIT_CPU``) Linux moves that one only at each tick, some milliseconds apart.

    The processor's clock where a call never waits of its own accord and has one thread: the
    time that others take on a busy machine does not count then. The wall's else, and where the
    system does not tell.

    Raises:
        Exception: What the call or the maker raises.
    """
    plain = Timer(wall, wall)
    resolution = time.get_clock_info("thread_time").resolution
    waits = _waits()
    if waits is None or resolution > _COARSE or threading.active_count() > 1:
        return plain
    given = make()
    run = runner(function, make())
    before, process, thread = waits(), time.process_time_ns(), time.thread_time_ns()
    run(function, (given,), wall)
    process, thread = time.process_time_ns() - process, time.thread_time_ns() - thread
    if waits() > before or process > thread + _THREADS or threading.active_count() > 1:
        return plain
    return Timer(time.thread_time_ns, wall, max(100, round(resolution * 1e9)), "processor")


def _waits() -> Callable[[], int] | None:
    """Tells how often this process gave up the processor by itself (getrusage(2))."""
    try:
        import resource
    except ImportError:
        return None
    return lambda: resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
