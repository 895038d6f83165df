"""What the values of a function are along a run: its arguments, and what each line changed."""

from __future__ import annotations

import sys
from collections import deque
from types import FrameType
from typing import Any

from .outcomes import shown

_STEPS = 120
_CALLS = 3


class Values:
    """Follows the last calls of one function.

    Args:
        path: Its file, as code objects name it.
        qualname: Its qualified name.
    """

    def __init__(self, path: str, qualname: str) -> None:
        self._path = path
        self._qualname = qualname
        self._calls: deque[dict[str, Any]] = deque(maxlen=_CALLS)
        self._open: dict[FrameType, tuple[dict[str, Any], dict[str, str], int]] = {}

    def begin(self) -> None:
        """From here on."""
        sys.settrace(self._called)

    def end(self) -> list[dict[str, Any]]:
        """No further.

        Returns:
            The last calls: ``arguments``, ``steps`` (a line, and what it changed), and
            ``returned`` or ``raised``.
        """
        sys.settrace(None)
        return list(self._calls)

    def _called(self, frame: FrameType, event: str, arg: object) -> Any:
        code = frame.f_code
        if code.co_filename != self._path or code.co_qualname != self._qualname:
            return None
        known = {name: shown(value) for name, value in frame.f_locals.items()}
        call: dict[str, Any] = {"arguments": dict(known), "steps": []}
        self._calls.append(call)
        self._open[frame] = (call, known, frame.f_lineno)
        return self._followed

    def _followed(self, frame: FrameType, event: str, arg: object) -> Any:
        call, known, line = self._open[frame]
        now = {name: shown(value) for name, value in frame.f_locals.items()}
        changed = {name: text for name, text in now.items() if known.get(name) != text}
        if event == "line" or changed:
            if len(call["steps"]) < _STEPS and line != frame.f_code.co_firstlineno:
                call["steps"].append([line, changed])
            self._open[frame] = (call, now, frame.f_lineno)
        if event == "return":
            call["returned"] = shown(arg)
            del self._open[frame]
        elif event == "exception" and isinstance(arg, tuple):
            call["raised"] = f"{arg[0].__name__}: {shown(str(arg[1]))}"
        return self._followed
