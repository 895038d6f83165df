"""Runs an input in a version, in bounded time, and says what was to be seen."""

from __future__ import annotations

import signal
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any

from .assumption import Assumption
from .ends import Stopped
from .observe import MISSING, Limits, Observation, Watch
from .recipe import SET, Input, Unmade
from .target import Target, Version

_SPOILED = (list, dict, set, bytearray, deque, defaultdict)
_MAKING = 2.0
"""How much longer making an input may take than a run with it."""


class Overtime(Stopped):
    """A run took too long."""


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise Overtime


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """What is run within is ended with :class:`Overtime`, in Python's own time.

    Code that takes its time in C is not reached by this: the parent sees to that.
    """
    signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class TooLarge(Unmade):
    """An input that can't be made in time."""


@dataclass(frozen=True)
class Terms:
    """What the person says of the attempt.

    Attributes:
        ignored: Names of the module and of attributes whose values do not count.
        tolerance: How far floats may lie apart, relative to the larger; None: not at all.
        assumption: What holds of all inputs; None: nothing is said.
    """

    ignored: frozenset[str] = frozenset()
    tolerance: float | None = None
    assumption: Assumption | None = None


class Trial:
    """A function in one version, ready to be run.

    Attributes:
        version: The version.
        target: The function.
        tolerance: How far floats may lie apart; None: not at all.
        nanoseconds: How long the last run took, with all that was watched.
    """

    def __init__(self, version: Version, target: Target, terms: Terms) -> None:
        """Get ready.

        Args:
            version: The version.
            target: The function.
            terms: What counts, and what is an input.
        """
        self.version = version
        self.target = target
        limits = Limits(
            passed=(Overtime,), ignored=terms.ignored, tolerant=terms.tolerance is not None
        )
        self.tolerance = terms.tolerance
        self._assumption = terms.assumption
        self.watch = Watch(version.module, limits=limits)
        self.nanoseconds = 0
        self._called = target.call(version)
        self._takes_receiver = target.takes_receiver

    def run(self, given: Input, seconds: float, seed: int = 0) -> Observation | None:
        """What one run shows; None: it took too long.

        Raises:
            Unmade: The input can't be made here.
            TooLarge: Not in time.
        """
        self.version.activate()
        self.watch.seed(seed)
        try:
            with bounded(seconds * _MAKING):
                receiver, arguments, keywords = given.build(self.version.world)
        except Overtime as error:
            raise TooLarge("making it takes too long") from error
        called, held = self._called, MISSING
        if self._assumption is not None:
            self._assumption.check(
                (receiver, *arguments) if self._takes_receiver else arguments, keywords
            )
        if given.prior:
            self._before(receiver if self._takes_receiver else None, given, seconds)
        if self._takes_receiver:
            called, held = partial(called, receiver), receiver
        if given.spoiled:
            called = _Holding(called)
        if self.version.probes is not None:
            self.version.probes.begin()
        start = time.perf_counter_ns()
        try:
            with bounded(seconds):
                found = self.watch.run(called, arguments, keywords, held, seed)
        except Overtime:
            return None
        finally:
            self.nanoseconds = time.perf_counter_ns() - start
        if isinstance(called, _Holding) and type(called.given) in _SPOILED:
            called.given.clear()
        return found

    def returns(self, given: Input, seconds: float) -> bool:
        """Whether an input can be made, and a run with it ends in time with a result."""
        try:
            found = self.run(given, seconds)
        except Unmade:
            return False
        return found is not None and found.aspects["outcome"] == "returned"

    def _before(self, receiver: Any, given: Input, seconds: float) -> None:
        """Calls what is to be called before; what it raises does not matter."""
        owner = receiver if receiver is not None else self.version.module
        for name, other in given.prior:
            _, arguments, keywords = other.build(self.version.world)
            with suppress(Exception), bounded(seconds), redirect_stdout(None):
                if name.startswith(SET):
                    setattr(owner, name.removeprefix(SET), arguments[0])
                    continue
                found = getattr(owner, name)
                made: Any = found(*arguments, **keywords) if callable(found) else None
                if other.spoiled and type(made) in _SPOILED:
                    made.clear()


class _Holding:
    """A call that keeps what it gave."""

    def __init__(self, called: Callable[..., Any]) -> None:
        self._called = called
        self.given: Any = None

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        self.given = self._called(*arguments, **keywords)
        return self.given
