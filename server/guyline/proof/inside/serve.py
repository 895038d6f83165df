"""The warm parent: the user's modules are loaded once, and each request runs in a child.

It reads one request a line and answers in lines; the last of a request is its ``end``. A child is
forked for each, so that what a run breaks, leaves behind or uses up ends with it. Nothing that
runs is waited for longer than it may take.

The new version may be anybody's code, and is not to say what the old one does. So it is loaded in
a process apart, forked once the old version is there, which has no way to the channel: what it
says of itself is passed on, and what is asked of the old version alone is not asked there.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
import time
from contextlib import suppress
from typing import Any, NoReturn

from .board import Board
from .confine import forbid_processes, stand_apart
from .effects import Tap
from .ends import LOST
from .observe import Limits
from .subject import Subject
from .target import Untried
from .work import WORK

_LOOK = 0.05
_LINE = 1 << 16
_GRACE = 3.0
_LOADING = 30.0
_OLD = frozenset({"draw", "lines", "mutants", "sharpen"})
"""What is asked of the old version alone, beside its runs."""

_OUT_OF_THE_WAY = 247
"""The descriptor that a child tells by: none that ``open(4)`` takes for a file of its own."""

_DONE = 77
"""What a child exits with that has done all it was asked: code that exits does not know it."""


class Lines:
    """Messages between two processes, one a line."""

    def __init__(self, reading: int, writing: int) -> None:
        self.reading = reading
        self.writing = writing
        self._rest = b""

    def next(self, end: float | None = None) -> dict[str, Any] | None:
        """The next message; None: there will be none, or none came in time."""
        while b"\n" not in self._rest:
            left = None if end is None else max(0.0, end - time.monotonic())
            if not _is_ready(self.reading, left):
                return None
            data = os.read(self.reading, _LINE)
            if not data:
                return None
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        message = json.loads(line)
        return message if isinstance(message, dict) else None

    def has_more(self) -> bool:
        """Whether a whole message has come already."""
        return b"\n" in self._rest

    def send(self, message: dict[str, Any]) -> None:
        """Sends one."""
        self.pass_on(json.dumps(message).encode() + b"\n")

    def pass_on(self, data: bytes) -> None:
        """Sends what is a message already."""
        while data:
            data = data[os.write(self.writing, data) :]

    def close(self) -> None:
        """There will be none."""
        os.close(self.reading)
        os.close(self.writing)


def _is_ready(descriptor: int, seconds: float | None) -> bool:
    """Whether there is something to read; by ``poll``, as descriptors may have large numbers."""
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(None if seconds is None else seconds * 1000))


class Server:
    """Answers requests.

    Args:
        lines: Where requests come from.
        subject: What is loaded already.
    """

    def __init__(self, lines: Lines, subject: Subject | None = None) -> None:
        self.lines = lines
        self.subject = subject
        self.board = Board()
        self.other: Lines | None = None
        self._child = 0

    def serve(self) -> None:
        """Until the requests end."""
        while (request := self.lines.next()) is not None:
            what = request.get("do")
            if what == "load":
                self._load(request)
            elif self.subject is None:
                self.lines.send(_end("nothing is loaded"))
            elif self.other is None or what in _OLD or request.get("side") == "old":
                self._run(request, self.subject)
            else:
                self._ask_other(request, self.other)

    def _load(self, request: dict[str, Any]) -> None:
        """The old version here, and the new one apart."""
        try:
            self.subject = Subject.load(request)
        except Untried as error:
            self.lines.send({"untried": str(error)})
            return
        gc.collect()
        gc.freeze()  # what is there is not looked through again in each child
        ours, theirs = _pair()
        self._child = os.fork()
        if not self._child:
            ours.close()
            _apart(theirs, self.lines, self.subject, request)
        theirs.close()
        self.other = ours
        answer = ours.next(time.monotonic() + _LOADING)
        if answer is None or "loaded" not in answer:
            told = (answer or {}).get("untried", "importing it does not end")
            self.lines.send({"untried": f"the new version can't be tried: {told}"})
            return
        self.lines.send({"loaded": self.subject.told()})

    def _ask_other(self, request: dict[str, Any], other: Lines) -> None:
        """Has the other process do it, and passes on what it says."""
        end = time.monotonic() + float(request.get("seconds", 10)) + _GRACE
        with suppress(OSError, ValueError):
            other.send(request)
            while (message := other.next(end)) is not None:
                self.lines.send(message)
                if "end" in message:
                    return
        with suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGKILL)
        self.lines.send(_end(LOST))

    def _run(self, request: dict[str, Any], subject: Subject) -> None:
        """One request in a child of its own."""
        self.board.clear()
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            kept = [self.lines, self.other] if self.other is not None else [self.lines]
            _work(request, subject, writing, self.board, kept)
        os.close(writing)
        end = time.monotonic() + float(request.get("seconds", 10)) + 1.0
        how = self._relay(reading, end, float(request.get("each", 0.25)) * 2 + 0.5)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(reading)
        side, doing = self.board.doing()
        self.lines.send(_end(how or _ended(status), side, _read(doing)))

    def _relay(self, reading: int, end: float, longest: float) -> str:
        """Passes on what the child says; why it is to be ended, or nothing: it has ended."""
        count, since = self.board.count, time.monotonic()
        while True:
            if _is_ready(reading, _LOOK):
                data = os.read(reading, _LINE)
                if not data:
                    return ""
                self.lines.pass_on(data)
            now = time.monotonic()
            if self.board.count != count:
                count, since = self.board.count, now
            elif count and now - since > longest:
                return "hangs"
            if now > end:
                return "overtime"


def _end(how: str, side: str = "", doing: Any = None) -> dict[str, Any]:
    return {"end": how, "side": side, "doing": doing}


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


def _pair() -> tuple[Lines, Lines]:
    """Two ends of one line of messages."""
    to_us, from_them = os.pipe()
    to_them, from_us = os.pipe()
    return Lines(to_us, from_us), Lines(to_them, from_them)


def _apart(lines: Lines, channel: Lines, subject: Subject, request: dict[str, Any]) -> NoReturn:
    """In the process of the new version: loads it, and serves until the end."""
    try:
        stand_apart((channel.reading, channel.writing))
        try:
            subject.add(request)
            lines.send({"loaded": True})
        except Untried as error:
            lines.send({"untried": str(error)})
        Server(lines, subject).serve()
    finally:
        os._exit(0)


def _work(
    request: dict[str, Any], subject: Subject, writing: int, board: Board, close: list[Lines]
) -> NoReturn:
    """In the child: does what is asked, and ends. The channel is not for it."""
    code, lines = 1, Lines(-1, min(_OUT_OF_THE_WAY, os.sysconf("SC_OPEN_MAX") - 1))
    try:  # nobody tells it anything
        os.dup2(writing, lines.writing, inheritable=False)
        os.close(writing)
        forbid_processes(
            descriptor for each in close for descriptor in (each.reading, each.writing)
        )
        WORK[request["do"]](subject, request, lines.send, board)
        code = _DONE
    except BaseException as error:
        with suppress(BaseException):
            lines.send({"event": "fault", "message": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(code)


def main(reading: int, writing: int) -> None:
    """Serves until the requests end.

    Args:
        reading: The file descriptor of the requests.
        writing: That of the answers.
    """
    sys.setrecursionlimit(3000)
    # What modules bind of these as they are loaded is caught, too.
    sys.stdout, sys.stderr = Tap(Limits().output), Tap(Limits().output)
    Server(Lines(reading, writing)).serve()
