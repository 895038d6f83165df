"""Time by line of one function, from one line event to the next.

A moment counts once, for the line that runs then in the innermost frame of the function's own
text: what it calls elsewhere counts for the line that calls, its comprehensions, lambdas and
nested functions for their own lines, and of a recursion only the innermost call.

What the meter itself costs is kept away in three ways. Its own code runs between two readings of
the clock that count for nothing. What it takes to get there and back, which the clock does see,
is measured on an empty loop and taken off each interval; off all of them no more than the call
takes longer than without a meter, so that a fast machine is not overcharged. And from Python 3.12
on, ``sys.monitoring`` is told of the function's own code only, so that all else runs at its
usual speed. Before, ``sys.settrace`` follows no line of other frames, but while it is set all
Python code is slower by a factor of two or three, and code in C is not: lines that call Python
functions may be told to take somewhat more than they do. Between lines that each take less than
it costs to be told of them, some hundred nanoseconds, the shares are rough.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident
from types import CodeType, FrameType
from typing import Any

from .lines_run import take_tool

_LOOP = 2_000
_TRIES = 3


class Meddled(Exception):  # noqa: N818 - what the function does, and no fault
    """The function traces for itself, so that no time by line is known."""


class LineTimes:
    """Nanoseconds, intervals and hits by line, while :meth:`watching`.

    Args:
        code: The function's code.

    Attributes:
        first: The number of the line that the lists begin with, from 1: the one before the
            function's. What is counted for it is time outside of the function.
        spent: Nanoseconds by line, with what it cost to be told of them.
        intervals: How many intervals these are, each with one event's cost.
        hits: How often each line was begun.
    """

    def __init__(self, code: CodeType) -> None:
        self.codes = list(_with_nested(code))
        self.own = frozenset(map(id, self.codes))
        numbers = [each.co_firstlineno for each in self.codes]
        numbers += [line for each in self.codes for _, _, line in each.co_lines() if line]
        self.first = min(numbers) - 1
        room = max(numbers) - self.first + 1
        self.spent, self.intervals, self.hits = [0] * room, [0] * room, [0] * room
        self._at = 0
        self._since = 0
        self._held: list[tuple[object, int]] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Counts what this thread runs within.

        Raises:
            Meddled: What ran within set a trace function, or took away what was set.
        """
        way = _Monitored(self) if hasattr(sys, "monitoring") else _Traced(self)
        way.begin()
        self._since = time.perf_counter_ns()
        try:
            yield
            self._count(time.perf_counter_ns())
        finally:
            is_whole = way.is_whole()
            way.end()
        if not is_whole:
            raise Meddled

    def least(self, other: LineTimes) -> None:
        """Takes the least time of each line, of two runs that went the same way.

        So the time that others have on a busy machine falls out.
        """
        if (self.intervals, self.hits) == (other.intervals, other.hits):
            self.spent = list(map(min, self.spent, other.spent))

    def line(self, number: int) -> None:
        """A line begins."""
        self._count(time.perf_counter_ns())
        self._at = number - self.first
        self.hits[self._at] += 1
        self._since = time.perf_counter_ns()

    def enter(self, frame: object, number: int) -> None:
        """A frame of the function's text begins, or goes on, at a line."""
        self._count(time.perf_counter_ns())
        self._held.append((frame, self._at))
        self._at = number - self.first
        self._since = time.perf_counter_ns()

    def leave(self, frame: object) -> int:
        """Such a frame ends, or waits; gives its line. Of some, Python did not tell the begin."""
        self._count(time.perf_counter_ns())
        number = self._at + self.first
        for place in range(len(self._held) - 1, -1, -1):
            held, before = self._held[place]
            if held is frame:
                self._at = before
                del self._held[place:]
                break
        self._since = time.perf_counter_ns()
        return number

    def elsewhere(self) -> None:
        """An event of another function: what it cost counts as for any."""
        self.intervals[self._at] += 1

    def _count(self, now: int) -> None:
        """The interval up to now is the line's that ran."""
        self.spent[self._at] += now - self._since
        self.intervals[self._at] += 1


class _Traced:
    """By ``sys.settrace``."""

    def __init__(self, times: LineTimes) -> None:
        self._times = times
        self._before = sys.gettrace()
        self._trace = self._called

    def begin(self) -> None:
        """From here on."""
        sys.settrace(self._trace)

    def is_whole(self) -> bool:
        """Whether nobody else has changed it."""
        return sys.gettrace() is self._trace

    def end(self) -> None:
        """No further."""
        sys.settrace(self._before)

    def _called(self, frame: FrameType, event: str, arg: object) -> Any:
        if id(frame.f_code) not in self._times.own:
            self._times.elsewhere()
            return None
        self._times.enter(frame, frame.f_lineno)
        return self._followed

    def _followed(self, frame: FrameType, event: str, arg: object) -> Any:
        if event == "line":
            self._times.line(frame.f_lineno)
        elif event == "return":
            self._times.leave(frame)
        return self._followed


class _Monitored:
    """By ``sys.monitoring``, from Python 3.12 on."""

    def __init__(self, times: LineTimes) -> None:
        self._times = times
        self._before = sys.gettrace()
        self._monitoring: Any = sys.monitoring  # type: ignore[attr-defined, unused-ignore]
        self._tool: int | None = None
        self._thread = get_ident()
        self._waiting: dict[int, int] = {}

    def begin(self) -> None:
        """From here on."""
        monitoring, events = self._monitoring, self._monitoring.events
        self._tool = take_tool(monitoring)
        if self._tool is None:
            raise Meddled
        for event, told in (
            (events.LINE, self._line),
            (events.PY_START, self._started),
            (events.PY_RESUME, self._resumed),
            (events.PY_THROW, self._resumed),
            (events.PY_RETURN, self._left),
            (events.PY_YIELD, self._left),
            (events.PY_UNWIND, self._left),
        ):
            monitoring.register_callback(self._tool, event, told)
        # These two are told of all code or of none.
        monitoring.set_events(self._tool, events.PY_THROW | events.PY_UNWIND)
        local = events.LINE | events.PY_START | events.PY_RESUME
        for code in self._times.codes:
            monitoring.set_local_events(
                self._tool, code, local | events.PY_RETURN | events.PY_YIELD
            )

    def is_whole(self) -> bool:
        """Whether nobody else traces, and this is still told."""
        monitoring = self._monitoring
        if sys.gettrace() is not self._before or monitoring.get_tool(self._tool) is None:
            return False
        return bool(monitoring.get_local_events(self._tool, self._times.codes[0]))

    def end(self) -> None:
        """No further."""
        monitoring = self._monitoring
        if sys.gettrace() is not self._before:
            sys.settrace(self._before)
        if monitoring.get_tool(self._tool) is None:
            return
        monitoring.set_events(self._tool, 0)
        for code in self._times.codes:
            monitoring.set_local_events(self._tool, code, 0)
        monitoring.free_tool_id(self._tool)

    def _line(self, code: CodeType, number: int) -> None:
        if get_ident() == self._thread:
            self._times.line(number)

    def _started(self, code: CodeType, _: int) -> None:
        if get_ident() == self._thread:
            self._times.enter(code, code.co_firstlineno)

    def _resumed(self, code: CodeType, *_: object) -> None:
        if id(code) in self._times.own and get_ident() == self._thread:
            self._times.enter(code, self._waiting.get(id(code), code.co_firstlineno))

    def _left(self, code: CodeType, *_: object) -> None:
        if id(code) in self._times.own and get_ident() == self._thread:
            self._waiting[id(code)] = self._times.leave(code)


def cost_of_an_event() -> float:
    """Nanoseconds that an interval of :class:`LineTimes` costs here, by an empty loop."""
    plain, watched = list[int](), list[LineTimes]()
    for _ in range(_TRIES):
        begun = time.perf_counter_ns()
        _loop(_LOOP)
        plain.append(time.perf_counter_ns() - begun)
        watched.append(LineTimes(_loop.__code__))
        with watched[-1].watching():
            _loop(_LOOP)
    best = min(watched, key=lambda each: sum(each.spent))
    return max(0.0, (sum(best.spent) - min(plain)) / sum(best.intervals))


def _loop(count: int) -> None:
    for _ in range(count):
        pass


def _with_nested(code: CodeType) -> Iterator[CodeType]:
    """A function's code, and that of all that stands in it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _with_nested(each)
