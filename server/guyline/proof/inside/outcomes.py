"""What became of each test: told by a plugin of pytest, and by what a script raises.

The names that are near a wrong one are read of the very object that lacks it, so "did you mean"
is known even where no analysis could know.
"""

from __future__ import annotations

import difflib
import os
import time
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any, cast

from .lines_run import LinesRun

_LONGEST = 2_000
_FRAMES = 40
_NEAR = 6
_SHOWN = 200
_LOCALS = 30

Tell = Callable[[dict[str, Any]], None]


class Outcomes:
    """Tells what becomes of each test.

    Args:
        tell: Where to.
        path: The file that is mended.
        qualname: The function in it.
        lines: Whether the lines that a test runs are told.

    Attributes:
        tell: Where to.
    """

    def __init__(self, tell: Tell, path: str, qualname: str, *, lines: bool) -> None:
        self.tell = tell
        self._path = path
        self._qualname = qualname
        self._lines: LinesRun | None = None
        self.follow(lines=lines)
        self._found: dict[str, Any] = {}
        self._begun = 0.0
        self._clock = time.perf_counter

    @property
    def is_bad(self) -> bool:
        """Whether the last test did not pass."""
        return self._found.get("outcome") in ("failed", "error")

    def follow(self, *, lines: bool) -> None:
        """Whether the lines that a test runs are told from here on."""
        self._lines = LinesRun(self._path) if lines else None

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        self.tell({"event": "begins", "id": nodeid})
        self._found = {"event": "test", "id": nodeid, "outcome": "skipped"}
        self._begun = self._clock()
        if self._lines is not None:
            self._lines.begin()

    def pytest_runtest_makereport(self, item: Any, call: Any) -> Any:
        """A part of a test is over; a report of a failure that nobody reads is made short."""
        raised = call.excinfo
        if raised is None:
            if call.when == "call" and self._found.get("outcome") == "skipped":
                self._found["outcome"] = "passed"
            return None
        if type(raised.value).__name__ in ("Skipped", "XFailed"):
            return None
        if self._found.get("outcome") not in ("failed", "error"):
            self._found["outcome"] = "failed" if call.when == "call" else "error"
            self._found.update(told(raised.value, self._path, self._qualname))
        return self._short(item, call)

    def _short(self, item: Any, call: Any) -> Any:
        from _pytest.reports import TestReport

        place, words = item.location, cast(Any, dict.fromkeys(item.keywords, 1))
        return TestReport(
            item.nodeid, place, words, "failed", "", call.when, [], call.duration, call.start
        )

    def pytest_runtest_logreport(self, report: Any) -> None:
        """What pytest makes of it: a failure that is expected is none."""
        if report.when == "call" and hasattr(report, "wasxfail"):
            self._found["outcome"] = "skipped" if report.outcome != "failed" else "failed"
        elif report.outcome == "failed" and self._found.get("outcome") not in ("failed", "error"):
            self._found["outcome"] = "failed"
            self._found["message"] = str(getattr(report, "longreprtext", ""))[-_LONGEST:]

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """A test is over."""
        if self._lines is not None:
            self._found["lines"] = self._lines.end()
        self._found["seconds"] = self._clock() - self._begun
        self.tell(self._found)

    def told(self, error: BaseException) -> dict[str, Any]:
        """An exception as data."""
        return told(error, self._path, self._qualname)

    def ended(self, nodeid: str, status: int, said: str, found: dict[str, Any]) -> None:
        """A command is over, with what it raised and what it printed last."""
        outcome = "failed" if status else "passed"
        self._found = {"event": "test", "id": nodeid, "outcome": outcome, "said": said, **found}
        if status and not found:
            self._found["message"] = said
        self.pytest_runtest_logfinish(nodeid)

    def pytest_collectreport(self, report: Any) -> None:
        """A file is collected, or can't be."""
        if report.outcome == "failed":
            said = str(getattr(report, "longreprtext", report.longrepr))
            self.tell(
                {
                    "event": "test",
                    "id": report.nodeid or "collection",
                    "outcome": "error",
                    "type": _type_of(said),
                    "message": said[-_LONGEST:],
                    "collecting": True,
                }
            )


def told(error: BaseException, path: str, qualname: str) -> dict[str, Any]:
    """An exception as data: type, message, frames, names that are near a wrong one."""
    frames, values = [], {}
    for frame, line in _frames(error.__traceback__):
        code = frame.f_code
        frames.append({"file": code.co_filename, "line": line, "function": code.co_qualname})
        if code.co_filename == path and code.co_qualname == qualname:
            values = _values(frame.f_locals)
    message = str(error)
    return {
        "type": type(error).__name__,
        "message": message if len(message) <= _LONGEST else message[:_LONGEST],
        "frames": frames[-_FRAMES:],
        "locals": values,
        "wrong": str(getattr(error, "name", None) or ""),
        "near": list(_near(error)),
    }


def _frames(trace: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    hidden = (f"{os.sep}_pytest{os.sep}", f"{os.sep}pluggy{os.sep}", "_guyline_")
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if not any(each in name for each in hidden):
            yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


def _values(found: dict[str, Any]) -> dict[str, str]:
    return {name: shown(value) for name, value in list(found.items())[:_LOCALS]}


def shown(value: object) -> str:
    """A value in short; what can't be shown is named by its type."""
    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__}>"
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _near(error: BaseException) -> Iterator[str]:
    """Names that might have been meant, nearest first."""
    name = getattr(error, "name", None)
    if not isinstance(name, str):
        return
    known: list[str] = []
    try:
        if isinstance(error, AttributeError):
            known = dir(error.obj)
        elif isinstance(error, NameError) and error.__traceback__ is not None:
            frame = [each for each, _ in _frames(error.__traceback__)][-1]
            known = [*frame.f_locals, *frame.f_globals, *dir(frame.f_builtins)]
    except Exception:
        return
    few = [each for each in known if not each.startswith("__")][:5_000]
    yield from difflib.get_close_matches(name, few, _NEAR, 0.6)


def _type_of(said: str) -> str:
    """The type of the exception in a report that is text."""
    for line in reversed(said.splitlines()):
        word = line.removeprefix("E").strip().partition(":")[0]
        if word.isidentifier() and word.endswith(("Error", "Exception")):
            return word
    return "Error"
