"""What became of tests, as it is told by the sandbox that they ran in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

_LONGEST = 4_000
_USAGE = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """A place in a traceback: the copy's file, a line from 1, the function's qualified name."""

    file: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Test:
    """What became of one test.

    Attributes:
        name: Pytest's node id, what unittest or doctest calls it, or the exit status.
        outcome: ``passed``, ``failed``, ``error``, ``skipped`` or ``hangs``.
        error: The type of what it raised; empty: nothing.
        message: What that says.
        frames: The traceback, outermost first.
        values: What the function's variables were as it raised, in short.
        wrong: The name that is not there; empty: that is not what it is about.
        near: Names that are near it, of the object that lacks it.
        lines: The file's lines that ran; empty where they were not asked for.
        seconds: How long it took.
        collecting: Whether it stands for a file that can't be collected.
    """

    __test__: ClassVar[bool] = False  # for pytest: not one of its own

    name: str
    outcome: str
    error: str = ""
    message: str = ""
    frames: tuple[Frame, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    near: tuple[str, ...] = ()
    lines: frozenset[int] = frozenset()
    seconds: float = 0.0
    collecting: bool = False

    @property
    def is_bad(self) -> bool:
        """Whether it did not pass, and was not left out."""
        return self.outcome in ("failed", "error", "hangs")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run gave.

    Attributes:
        tests: What became of each test, by name.
        how: ``done``, ``hangs``, ``died`` or ``gone``.
        unpatched: Why the body could not be put in place; empty: it was.
        changed: Files of the project that the run changed in the copy.
        calls: The last calls of the function with their values, where they were asked for.
        seconds: How long it took.
        fault: Why it broke off; empty: it did not.
    """

    tests: Mapping[str, Test]
    how: str
    unpatched: str = ""
    changed: tuple[str, ...] = ()
    calls: tuple[dict[str, Any], ...] = ()
    seconds: float = 0.0
    fault: str = ""

    @property
    def bad(self) -> tuple[Test, ...]:
        """The tests that did not pass."""
        return tuple(each for each in self.tests.values() if each.is_bad)


class Read:
    """What a run tells, message by message."""

    def __init__(self) -> None:
        self.how = ""
        self.modules: list[object] = []
        self._tests: dict[str, Test] = {}
        self._begins = ""
        self._unpatched = ""
        self._fault = ""
        self._calls: tuple[dict[str, Any], ...] = ()

    def take(self, message: Mapping[str, Any]) -> None:
        """Reads one; what is of no form that is spoken here is passed over."""
        match message:
            case {"event": "begins", "id": str(name)}:
                self._begins = name
            case {"event": "test"} if (found := test_of(message)) is not None:
                self._tests[found.name] = found
            case {"event": "unpatched", "why": str(why)}:
                self._unpatched = why
            case {"event": "values", "calls": list(told)}:
                self._calls = tuple(each for each in told if isinstance(each, dict))
            case {"event": "over", "modules": list(modules)}:
                self.modules = modules
                if message.get("status") == _USAGE:
                    self._fault = "pytest takes neither its arguments nor its configuration"
            case {"event": "fault", "message": str(fault)}:
                self._fault = fault[:_LONGEST]
            case {"event": "ended", "how": str(how)} | {"end": str(how)}:
                self.how = how

    def ran(self, changed: tuple[str, ...], seconds: float) -> Ran:
        """All of it; a test that began and did not end is said to hang, or to have died."""
        name = self._begins
        if name and name not in self._tests:
            hangs = self.how == "hangs"
            said = "it does not end" if hangs else "the process ended"
            self._tests[name] = Test(name, "hangs" if hangs else "error", "", said)
        return Ran(
            self._tests, self.how, self._unpatched, changed, self._calls, seconds, self._fault
        )


def test_of(told: Mapping[str, Any]) -> Test | None:
    """A test's outcome as told by the sandbox; None: it is of no form that is spoken here."""
    name, outcome = told.get("id"), told.get("outcome")
    if not isinstance(name, str) or outcome not in ("passed", "failed", "error", "skipped"):
        return None
    frames = []
    for each in told.get("frames") or ():
        match each:
            case {"file": str(file), "line": int(line), "function": str(function)}:
                frames.append(Frame(file, line, function))
    values, lines, seconds = told.get("locals"), told.get("lines"), told.get("seconds")
    near = told.get("near")
    return Test(
        name=name,
        outcome=str(outcome),
        error=str(told.get("type") or "")[:200],
        message=str(told.get("message") or "")[:_LONGEST],
        frames=tuple(frames),
        values={str(k): str(v) for k, v in values.items()} if isinstance(values, dict) else {},
        wrong=str(told.get("wrong") or "")[:200],
        near=tuple(map(str, near)) if isinstance(near, list) else (),
        lines=frozenset(n for n in lines if isinstance(n, int))
        if isinstance(lines, list)
        else frozenset(),
        seconds=float(seconds) if isinstance(seconds, int | float) else 0.0,
        collecting=told.get("collecting") is True,
    )
