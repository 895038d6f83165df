"""Recorded calls: what the project's own tests, or a script, call a function with.

The run takes place in a sandbox (``inside/recording.py``). This side gives the order, reads what
comes, and ends it in time. What was recorded before a run hangs, exits or dies is kept. The code
that runs could write lines of its own: a call is no more than an input, which both versions are
given, so such a line can make the evidence poorer, never a verdict.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from guyline.errors import GuylineError
from guyline.proof.inside.recipe import Input, Unmade
from guyline.proof.inside.written import input_of_json

_GLANCE = 0.1
_LONGEST = 4_000
_MOST_REASONS = 50


class Runner(StrEnum):
    """How the calls come about."""

    PYTEST = "pytest"
    """``argv``: pytest's arguments."""
    SCRIPT = "script"
    """``argv``: a file and its arguments, as after ``python``."""
    MODULE = "module"
    """``argv``: a module and its arguments, as after ``python -m``; unittest is one."""


@dataclass(frozen=True, slots=True)
class Target:
    """A function whose calls are kept.

    Attributes:
        qualname: Its qualified name.
        file: The file that defines it.
    """

    qualname: str
    file: Path


@dataclass(frozen=True, slots=True)
class Order:
    """What is run, and whose calls are kept.

    Attributes:
        runner: How it is run.
        argv: With which arguments.
        directory: The working directory, the project's as a rule.
        targets: The functions; no two of one qualified name.
        path: Folders to put before the others on ``sys.path``.
        most: How many calls of each are kept.
        scratch: The one folder that may be written; empty: the sandbox's temporary folder.
    """

    runner: Runner
    argv: tuple[str, ...]
    directory: Path
    targets: tuple[Target, ...]
    path: tuple[Path, ...] = ()
    most: int = 200
    scratch: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the calls of one function.

    Attributes:
        calls: All that were made.
        looked: Those looked at: after the first thousands ever fewer.
        inner: Of those looked at, calls from within a call of the same function.
        shapes: Different shapes among them.
        reasons: Why calls that were looked at could not be kept, and how many.
        is_found: Whether the function was loaded at all.
    """

    calls: int = 0
    looked: int = 0
    inner: int = 0
    shapes: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    is_found: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        kept: Calls kept so far.
        calls: Calls made so far.
        at: The test or script that runs.
        done: Tests that are over.
        of: Tests in all; 0: not known.
    """

    kept: int
    calls: int
    at: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a run gave.

    Attributes:
        calls: The calls kept, by the function's qualified name.
        counts: What became of all calls, by the same; zeros where the run did not get to tell.
        exit_status: The run's own; None: it did not end by itself.
        outcomes: Of pytest: how many tests passed, failed, were skipped.
        problem: What went wrong in the run, in its own words; empty: nothing did.
        stopped: Why it was ended; empty: it was not.
        seconds: How long it took.
    """

    calls: Mapping[str, tuple[Input, ...]]
    counts: Mapping[str, Counts]
    exit_status: int | None
    outcomes: Mapping[str, int]
    problem: str
    stopped: str
    seconds: float


class Channel(Protocol):
    """A process of the user's interpreter in a sandbox, which runs ``inside/recording.py``."""

    def send(self, message: Mapping[str, object]) -> None:
        """One line of JSON."""

    def receive(self, seconds: float | None) -> dict[str, object]:
        """The next line.

        Raises:
            TimeoutError: There was none in time.
            GuylineError: The process has ended.
            EOFError: The same.
        """

    def kill(self) -> None:
        """Ends it, and all that it has started."""


def record(
    start: Callable[[], AbstractContextManager[Channel]],
    order: Order,
    *,
    seconds: float = 120.0,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.monotonic,
) -> Recorded:
    """Runs an order and keeps what was called.

    Args:
        start: Starts the sandbox with the entry ``recording``.
        order: What to run.
        seconds: How long it may take; then it is killed, and what there is is kept.
        progress: Is told a few times a second.
        stop: Whether to end it; asked ten times a second.
        clock: Seconds.

    Raises:
        GuylineError: The sandbox does not start, or the order names no function.
    """
    _check(order)
    begun = clock()
    found = _Found(order)
    stopped = ""
    with start() as channel:
        channel.send(_as_json(order))
        while not found.is_ended:
            if stop():
                stopped = "stopped by request"
            elif clock() - begun > seconds:
                at = f" in {found.at}" if found.at else ""
                stopped = f"stopped after {seconds:g} s{at}"
            if stopped:
                channel.kill()
                break
            try:
                message = channel.receive(_GLANCE)
            except TimeoutError:
                continue
            except (GuylineError, EOFError) as error:
                said = str(getattr(error, "said", ""))
                found.problem = f"the run ended before its time: {error}\n{said}".strip()
                break
            if found.take(message):
                progress(found.progress())
    return found.recorded(stopped, clock() - begun)


def _check(order: Order) -> None:
    names = [each.qualname for each in order.targets]
    if not names or len(set(names)) < len(names):
        raise GuylineError(
            "a recording needs functions of different names", "Name each function once"
        )
    if not order.argv and order.runner is not Runner.PYTEST:
        raise GuylineError("there is nothing to run", "Name a script or a module")


def _as_json(order: Order) -> dict[str, object]:
    return {
        "run": str(order.runner),
        "argv": list(order.argv),
        "directory": str(order.directory),
        "path": [str(each) for each in order.path],
        "scratch": order.scratch,
        "most": order.most,
        "targets": [
            {"qualname": each.qualname, "file": str(each.file.resolve())} for each in order.targets
        ],
    }


class _Found:
    """What has come so far. The other side is not trusted: each message is checked."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._names = [each.qualname for each in order.targets]
        self.is_ended = False
        self.at = ""
        self.problem = ""
        self._slots: dict[tuple[str, int], Input] = {}
        self._counts: dict[str, Counts] = {}
        self._calls = self._done = self._of = 0
        self._exit: int | None = None
        self._outcomes: dict[str, int] = {}

    def take(self, message: dict[str, Any]) -> bool:
        """Reads a message; whether it tells of progress."""
        match message:
            case {"kind": "call", "function": str(name), "slot": int(slot)} if (
                name in self._names and 0 <= slot < self._order.most
            ):
                try:
                    self._slots[name, slot] = input_of_json(message)
                except (Unmade, TypeError, AttributeError):
                    return False
            case {"kind": "counts", "function": str(name)} if name in self._names:
                self._counts[name] = _counts(message)
            case {"kind": "progress", "calls": int(calls), "at": str(at)}:
                self._calls, self.at = calls, at[:_LONGEST]
                self._done, self._of = _number(message.get("done")), _number(message.get("of"))
                return True
            case {"kind": "end", "exit": int(status), "problem": str(problem)}:
                self.is_ended = True
                self._exit, self.problem = status, problem[-_LONGEST:]
                self._outcomes = _numbers(message.get("outcomes"))
        return False

    def progress(self) -> Progress:
        """How far it is."""
        return Progress(len(self._slots), self._calls, self.at, self._done, self._of)

    def recorded(self, stopped: str, seconds: float) -> Recorded:
        """All of it."""
        calls: dict[str, tuple[Input, ...]] = dict.fromkeys(self._names, ())
        for name, slot in sorted(self._slots):
            calls[name] += (self._slots[name, slot],)
        counts = {name: self._counts.get(name, Counts()) for name in self._names}
        return Recorded(calls, counts, self._exit, self._outcomes, self.problem, stopped, seconds)


def _counts(message: dict[str, Any]) -> Counts:
    return Counts(
        _number(message.get("calls")),
        _number(message.get("looked")),
        _number(message.get("inner")),
        _number(message.get("shapes")),
        _numbers(message.get("reasons")),
        message.get("found") is True,
    )


def _number(told: object) -> int:
    return told if isinstance(told, int) else 0


def _numbers(told: object) -> dict[str, int]:
    if not isinstance(told, dict):
        return {}
    few = list(told.items())[:_MOST_REASONS]
    return {str(name)[:200]: _number(value) for name, value in few}
