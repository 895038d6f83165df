"""Which lines of the old version take its time: each line's share, and how often it is begun.

It runs on inputs of growing size, as :mod:`.growth` makes them, up to the size whose calls take as
long as can be waited for once they are watched; where nothing has a size, on the known calls. Each
input is run without a meter and with one in turns, which is what :mod:`.line_times` needs to tell
what the meter costs. Nothing is told of a function that takes no time to speak of, of a generator
or an async function, of what raises or traces for itself, and of code that is not where the text
says.
"""

from __future__ import annotations

import gc
import inspect
import sys
import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from types import CodeType
from typing import Any

from .board import Board, Emit
from .calling import Make, Run, runner
from .explore import draw_of, pools_of
from .line_times import LineTimes, cost_of_an_event
from .reach import next_size
from .recipe import Input
from .sizes import Sizes, maker
from .subject import Subject
from .target import plain_function
from .timing import caches
from .trial import Trial, bounded

_LEAST = 0.0001
"""Seconds of a call below which its lines are not told."""

_SLOWER = 3
"""How many times as long a call is expected to take with a meter, before it is known."""

_SPARE = 4
"""How many times what a larger input is expected to take there has to be time for: it may take
longer, and is run again."""

_BUSY = 1.2
"""How many times as long as before a run may take on a busy machine."""

_ROUNDS = 5
"""How often an input is run again at most, without a meter and with it."""

_PROBE, _SMALLEST, _LARGEST = 8, 4, 1 << 17
_MOST = 40
"""How many lines are told at most, those with the largest shares."""

_MENTIONED = 0.01
"""The share below which a line is not told."""

Told = list[tuple[int, float, int]]
"""Lines from 1, each with its share of the function's time and how often it was begun."""


def lines(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Tells the shares of the lines, for each kind of input, or for the known calls together."""
    code = code_of(subject)
    if code is None:
        return
    gc.disable()  # for good: this process does nothing else
    end = time.monotonic() + request["seconds"]
    watching = Watching(subject, code)
    pools = pools_of(tuple(subject.sources.values()), subject.qualname, subject.seen)
    sizes = Sizes(subject.signature, subject.seen, draw_of(pools, 0))
    kinds = sizes.kinds()
    is_told = False
    for number, kind in enumerate(kinds):
        left = (end - time.monotonic()) / (len(kinds) - number)
        if left > 0 and (found := watching.grown(sizes, kind, left)):
            emit({"event": "lines", "kind": kind, "lines": found})
            is_told = True
    if not is_told and (found := watching.known(end)):
        emit({"event": "lines", "kind": "known calls", "lines": found})


def code_of(subject: Subject) -> CodeType | None:
    """The function's code, if it stands in the module's file and runs to its end when called."""
    version, target = subject.versions["old"], subject.target
    try:
        code = inspect.unwrap(plain_function(version, target)[0]).__code__
        named = (str(version.module.__file__), target.written.rpartition(".")[2])
        if not isinstance(code, CodeType) or (code.co_filename, code.co_name) != named:
            return None
    except Exception:  # an object of the user's that stands for a function
        return None
    waits = code.co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)
    return None if waits else code


@dataclass(frozen=True, slots=True)
class _Run:
    """An input that was run: seconds without a meter and with it, and what that told."""

    make: Make
    plain: float
    watched: float
    times: LineTimes

    @property
    def slower(self) -> float:
        """How many times as long it takes with a meter."""
        return self.watched / self.plain


def told(runs: list[_Run], cost: float) -> Told:
    """The shares in some runs, what the meter cost taken off.

    Args:
        runs: The runs.
        cost: Nanoseconds that an interval costs at the most.
    """
    if not runs:
        return []
    spent, intervals, hits = (
        [sum(each) for each in zip(*lists, strict=True)]
        for lists in (
            [it.times.spent for it in runs],
            [it.times.intervals for it in runs],
            [it.times.hits for it in runs],
        )
    )
    plain = sum(it.plain for it in runs) * 1e9
    cost = min(cost, max(0.0, (sum(spent) - plain) / sum(intervals)))
    net = [max(0.0, taken - cost * count) for taken, count in zip(spent, intervals, strict=True)]
    inside = sum(net[1:])
    found = [
        (runs[0].times.first + place, round(net[place] / inside, 4), hits[place])
        for place in range(1, len(net))
        if inside and net[place] >= _MENTIONED * inside
    ]
    return sorted(sorted(found, key=lambda each: -each[1])[:_MOST])


class Watching:
    """Runs a function without a meter and with it.

    Args:
        subject: The function; its old version is run.
        code: Its code.
    """

    def __init__(self, subject: Subject, code: CodeType) -> None:
        self._version, self._target = subject.versions["old"], subject.target
        self._seen = subject.seen
        self._trial = Trial(self._version, self._target, subject.terms)
        self._code = code
        self._call = self._target.call(self._version)
        self._resets = caches(plain_function(self._version, self._target)[0])
        self._cost = cost_of_an_event()
        self._way: Run | None = None

    def grown(self, sizes: Sizes, kind: str, seconds: float) -> Told:
        """What the largest input of a kind tells that there is time for."""
        end = time.monotonic() + seconds
        found: _Run | None = None
        tried: list[tuple[int, float]] = []
        size: int | None = _SMALLEST
        if not self._trial.returns(sizes.input(kind, _PROBE), seconds):
            return []
        while size is not None and size <= _LARGEST:
            begun = time.monotonic()
            make = self._maker(sizes.input(kind, size))
            plain = self._seconds(make, end)
            left = end - time.monotonic()
            slower = found.slower if found is not None else _SLOWER
            if plain is None or plain * (1 + slower) * _SPARE > left:
                break
            if plain >= _LEAST:
                run = self._run(make, end)
                if run is None:
                    break
                found = run
            if (time.monotonic() - begun) * _SPARE > left:
                break
            tried.append((size, max(plain, 1e-9)))
            size = next_size(tried, left / slower)
        return told([self._again(found, end)] if found else [], self._cost)

    def known(self, end: float) -> Told:
        """What the known calls tell."""
        found = list[_Run]()
        for given in self._seen:
            left = end - time.monotonic()
            if left <= 0:
                break
            if self._trial.returns(given, left):
                make = self._maker(given)
                if (self._seconds(make, end) or 0.0) >= _LEAST:
                    run = self._run(make, end)
                    share = time.monotonic() + left / len(self._seen)
                    found += [self._again(run, share)] if run is not None else []
        return told(found, self._cost)

    def _run(self, make: Make, end: float) -> _Run | None:
        """An input without a meter and with it; None as in :meth:`_seconds`."""
        times = LineTimes(self._code)
        plain, watched = self._seconds(make, end), self._seconds(make, end, times)
        return None if plain is None or watched is None else _Run(make, plain, watched, times)

    def _again(self, found: _Run, end: float) -> _Run:
        """The least times of an input that is run again, while there is time."""
        for _ in range(_ROUNDS):
            if time.monotonic() + _BUSY * (found.plain + found.watched) > end:
                break
            again = self._run(found.make, end)
            if again is None:
                break
            found.times.least(again.times)
            found = replace(found, plain=min(found.plain, again.plain))
        return found

    def _seconds(self, make: Make, end: float, times: LineTimes | None = None) -> float | None:
        """Seconds of a call; None: it raises, traces for itself, or does not end in time."""
        clock, before = time.perf_counter_ns, sys.gettrace()
        try:
            with bounded(max(0.01, end - time.monotonic())):
                if self._way is None:
                    self._way = runner(self._call, make())
                given = make()
                for reset in self._resets:
                    reset()
                with times.watching() if times is not None else nullcontext():
                    taken = self._way(self._call, (given,), clock)
        except BaseException:  # whatever the user's code raises, and our own alarm
            return None
        if sys.gettrace() is not before:
            sys.settrace(before)
            return None
        return taken / 1e9

    def _maker(self, given: Input) -> Make:
        return maker(given, self._version.world, self._target.takes_receiver)
