"""Which lines of one file a run goes through, at little cost.

From Python 3.12 on ``sys.monitoring`` tells of each line once; before, ``sys.settrace`` follows
the frames of the file only.
"""

from __future__ import annotations

import sys
from types import CodeType, FrameType
from typing import Any

_TOOLS = (3, 4, 5, 2)


def take_tool(monitoring: Any) -> int | None:
    """A number of ``sys.monitoring`` that is nobody's, taken; None: there is none."""
    for tool in _TOOLS:
        try:
            monitoring.use_tool_id(tool, "guyline lines")
        except ValueError:  # somebody else's
            continue
        return tool
    return None


class LinesRun:
    """The lines of a file that run between :meth:`begin` and :meth:`end`.

    Args:
        path: The file, as code objects name it.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._lines: set[int] = set()
        self._before: Any = None
        self._monitoring: Any = getattr(sys, "monitoring", None)
        self._tool: int | None = None

    def begin(self) -> None:
        """From here on."""
        self._lines = set()
        if self._monitoring is not None and self._tool is None:
            self._tool = take_tool(self._monitoring)
            if self._tool is not None:
                line = self._monitoring.events.LINE
                self._monitoring.register_callback(self._tool, line, self._line)
        if self._tool is not None:
            self._monitoring.set_events(self._tool, self._monitoring.events.LINE)
            self._monitoring.restart_events()
            return
        self._before = sys.gettrace()
        sys.settrace(self._called)

    def end(self) -> list[int]:
        """No further; the lines, in order."""
        if self._tool is not None:
            self._monitoring.set_events(self._tool, 0)
        else:
            sys.settrace(self._before)
        return sorted(self._lines)

    def _line(self, code: CodeType, line: int) -> object:
        if code.co_filename == self._path:
            self._lines.add(line)
        return self._monitoring.DISABLE

    def _called(self, frame: FrameType, event: str, arg: object) -> Any:
        if frame.f_code.co_filename != self._path:
            return None
        self._lines.add(frame.f_lineno)
        return self._followed

    def _followed(self, frame: FrameType, event: str, arg: object) -> Any:
        if event == "line":
            self._lines.add(frame.f_lineno)
        return self._followed
