"""The warm parent: the user's modules are loaded once, and each request runs in a child.

It reads one request a line and answers in lines; the last of a request is its ``end``. A child is
forked for each, so that what a run breaks, leaves behind or uses up ends with it. Nothing that
runs is waited for longer than it may take: the parent ends the child.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .board import Board
from .confine import forbid_processes
from .subject import Subject
from .target import Untried

Emit = Callable[[dict[str, Any]], None]
Work = Callable[[Subject, dict[str, Any], Emit, Board], None]

_LOOK = 0.05
_LINE = 1 << 16


class Server:
    """Answers requests.

    Args:
        reading: Where requests come from, a file descriptor.
        writing: Where answers go.
    """

    def __init__(self, reading: int, writing: int) -> None:
        self.reading = reading
        self.writing = writing
        self.board = Board()
        self.subject: Subject | None = None
        self._rest = b""

    def serve(self) -> None:
        """Until the requests end."""
        while (request := self._next()) is not None:
            what = request.get("do")
            if what == "load":
                self._load(request)
            elif what != "cancel" and self.subject is not None:
                self._run(request, self.subject)

    def _next(self) -> dict[str, Any] | None:
        while b"\n" not in self._rest:
            data = os.read(self.reading, _LINE)
            if not data:
                return None
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        request: dict[str, Any] = json.loads(line)
        return request

    def _send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self.writing, data) :]

    def _tell(self, message: dict[str, Any]) -> None:
        self._send(json.dumps(message).encode() + b"\n")

    def _load(self, request: dict[str, Any]) -> None:
        try:
            self.subject = Subject.load(request)
            self._tell({"loaded": self.subject.told()})
        except Untried as error:
            self.subject = None
            self._tell({"untried": str(error)})

    def _run(self, request: dict[str, Any], subject: Subject) -> None:
        """One request in a child of its own."""
        self.board.clear()
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _child(request, subject, writing, self.board, (self.reading, self.writing))
        os.close(writing)
        started = time.monotonic()
        end = started + float(request.get("seconds", 10)) + 1.0
        how = self._relay(reading, end, float(request.get("each", 0.25)) * 2 + 0.5)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(reading)
        side, doing = self.board.doing()
        told = {"end": how or _ended(status), "side": side, "doing": _read(doing)}
        self._tell(told)

    def _relay(self, reading: int, end: float, longest: float) -> str:
        """Passes on what the child says; why it is to be ended, or nothing: it has ended."""
        count, since = self.board.count, time.monotonic()
        while True:
            ready, _, _ = select.select([reading, self.reading], [], [], _LOOK)
            if reading in ready:
                data = os.read(reading, _LINE)
                if not data:
                    return ""
                self._send(data)
            if self.reading in ready:
                return "cancelled"
            now = time.monotonic()
            if self.board.count != count:
                count, since = self.board.count, now
            elif count and now - since > longest:
                return "hangs"
            if now > end:
                return "overtime"


def _read(doing: bytes) -> Any:
    try:
        return json.loads(doing) if doing else None
    except ValueError:
        return None


def _ended(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    code = os.WEXITSTATUS(status)
    return "done" if code == _DONE else f"exit {code}"


_DONE = 77
"""What a child exits with that has done all it was asked: code that exits does not know it."""


def _child(
    request: dict[str, Any], subject: Subject, writing: int, board: Board, close: tuple[int, int]
) -> None:
    """In the child: does what is asked, and ends. The channel is not for it."""
    code = 1
    try:
        forbid_processes(close)
        from .work import WORK

        def emit(message: dict[str, Any]) -> None:
            data = json.dumps(message).encode() + b"\n"
            while data:
                data = data[os.write(writing, data) :]

        WORK[request["do"]](subject, request, emit, board)
        code = _DONE
    except BaseException as error:
        with suppress(BaseException):
            data = json.dumps({"event": "fault", "message": f"{type(error).__name__}: {error}"})
            os.write(writing, data.encode() + b"\n")
    finally:
        os._exit(code)


def main(reading: int, writing: int) -> None:
    """Serves until the requests end.

    Args:
        reading: The file descriptor of the requests.
        writing: That of the answers.
    """
    sys.setrecursionlimit(3000)
    Server(reading, writing).serve()
