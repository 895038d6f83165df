"""What a call does outside its process: output, and what Python reports to audit hooks.

Python tells of each opening of a file, each process and each connection before it happens
(PEP 578). A hook can't be taken away again, so there is one for the process's life, which
does nothing unless a call is being watched.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from hashlib import blake2b

from .describe import describe

__all__ = ["Effects", "Tap", "plain_output", "working_folder"]

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_PATHS = {
    "os.chdir": 1,
    "os.chflags": 1,
    "os.chmod": 1,
    "os.chown": 1,
    "os.link": 2,
    "os.mkdir": 1,
    "os.remove": 1,
    "os.removexattr": 1,
    "os.rename": 2,
    "os.rmdir": 1,
    "os.setxattr": 1,
    "os.symlink": 2,
    "os.truncate": 1,
    "os.utime": 1,
    "shutil.rmtree": 1,
    "sqlite3.connect": 1,
}
"""Events whose first arguments, so many of them, are paths."""

_TOLD = {
    "os.exec": 2,
    "os.fork": 0,
    "os.forkpty": 0,
    "os.kill": 2,
    "os.killpg": 2,
    "os.posix_spawn": 2,
    "os.putenv": 2,
    "os.spawn": 3,
    "os.startfile": 2,
    "os.system": 1,
    "os.unsetenv": 1,
    "signal.pthread_kill": 2,
    "smtplib.connect": 3,
    "subprocess.Popen": 2,
    "syslog.syslog": 2,
    "urllib.Request": 2,
    "webbrowser.open": 1,
}
"""Events, and how many of their arguments are told."""

_SOCKETS = frozenset(
    {"socket.bind", "socket.connect", "socket.sendmsg", "socket.sendto", "socket.getaddrinfo"}
)
_TEMPORARY = frozenset({"tempfile.mkstemp", "tempfile.mkdtemp"})
_COMPILED = re.compile(r"__pycache__|\.pyc(\.\d+)?$")
_FRAME = re.compile(r'^  File ".*", line \d+.*\n(?:    .*\n)*', re.MULTILINE)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+>")
_MOST_READ = 1_000_000
_MOST_EVENTS = 1_000


def plain_output(text: str) -> str:
    """Output without addresses and without the lines of tracebacks: neither is behaviour."""
    if " at 0x" in text:
        text = _ADDRESS.sub(" at …>", text)
    return _FRAME.sub("", text) if '  File "' in text else text


class Tap(io.TextIOBase):
    """Stands for ``sys.stdout`` or ``sys.stderr``, and keeps what is written.

    Attributes:
        pieces: What was written, in order.
        length: Characters written; of those above ``most`` there is only a hash.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.clear()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """As a terminal would say."""
        return "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """What becomes of what can't be encoded."""
        return "backslashreplace"

    @property
    def buffer(self) -> _Bytes:
        """What takes bytes."""
        return _Bytes(self)

    def clear(self) -> None:
        """Forget what was written."""
        self.pieces: list[str] = []
        self.length = 0
        self._rest = blake2b(digest_size=16)

    def writable(self) -> bool:
        """Yes."""
        return True

    def reconfigure(self, **_: object) -> None:
        """There is nothing to set."""

    def close(self) -> None:
        """Closing it does nothing: who closes stdout has not closed it for good."""

    def write(self, text: str, /) -> int:
        """Keep a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.length += len(text)
        if self.length > self.most:
            self._rest.update(text.encode("utf-8", "surrogatepass"))
        else:
            self.pieces.append(text)
        return len(text)

    def text(self) -> str:
        """All that was written."""
        text = "".join(self.pieces)
        if self.length > self.most:
            text += f"…#{self._rest.hexdigest()} of {self.length}"
        return text


class _Bytes(io.RawIOBase):
    """The bytes' side of a `Tap`."""

    def __init__(self, tap: Tap) -> None:
        super().__init__()
        self._tap = tap

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        told = bytes(data)  # type: ignore[call-overload]
        self._tap.write(told.decode("utf-8", "backslashreplace"))
        return len(told)


class Effects:
    """What happened outside, in the order in which it did.

    Attributes:
        events: Each as a line.
        changed: Which events there were.
        written: Paths of files that were opened for writing, or moved.
        folder: The working directory at the beginning.
    """

    def __init__(self) -> None:
        self.events: list[str] = []
        self.changed: set[str] = set()
        self.written: dict[str, None] = {}
        self.folder = ""
        self._start = ""
        self._temporary: dict[str, str] = {}

    def begin(self) -> None:
        """Watch from now on."""
        if self.events or self.changed:
            self.events, self.changed, self.written = [], set(), {}
        self._temporary.clear()
        self.folder = working_folder()
        self._start = os.path.join(self.folder, "")  # noqa: PTH118 - pathlib takes ten times as long
        _listen(self.hear)

    def end(self) -> None:
        """Watch no longer."""
        _listen(None)

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        """Keep an event, if it changes something outside."""
        if event == "open":
            path, mode, flags = arguments[:3]
            if not _writes(mode, flags) or not isinstance(path, str | bytes | os.PathLike):
                return
            told = self._path(path)
            if _COMPILED.search(told) or told in (os.devnull, "<temporary>"):
                return
            self.written[os.fspath(path) if isinstance(path, str) else told] = None
            self._tell(event, [told, "for writing"])
        elif event in _PATHS:
            paths = arguments[: _PATHS[event]]
            if event == "os.rename":
                self.written.update((p, None) for p in paths if isinstance(p, str))
            self._tell(event, [self._path(path) for path in paths])
        elif event in _TOLD:
            self._tell(event, [_told(one) for one in arguments[: _TOLD[event]]])
        elif event in _SOCKETS:
            start = 0 if event == "socket.getaddrinfo" else 1
            self._tell(event, [_told(one) for one in arguments[start : start + 2]])
        elif event in _TEMPORARY:
            self._temporary[str(arguments[0])] = "<temporary>"
            self._tell(event, [])

    def _tell(self, event: str, parts: list[str]) -> None:
        self.changed.add(event)
        if len(self.events) < _MOST_EVENTS:
            self.events.append(" ".join([event, *parts]))

    def _path(self, path: object) -> str:
        try:
            told = os.fsdecode(path)  # type: ignore[arg-type]
        except TypeError:
            return f"descriptor {path}" if isinstance(path, int) else "?"
        for folder, name in self._temporary.items():
            if told.startswith(folder):
                return name
        whole = os.path.normpath(os.path.join(working_folder(), told))  # noqa: PTH118 - pathlib takes ten times as long
        return whole.removeprefix(self._start)

    def contents(self, folder: str) -> list[str]:
        """What files below a folder that were written to hold now, each as a line."""
        told = []
        for path in self.written:
            full = os.path.realpath(os.path.join(folder, path))  # noqa: PTH118 - pathlib takes ten times as long
            if os.path.commonpath([full, os.path.realpath(folder)]) != os.path.realpath(folder):
                continue
            told.append(f"{os.path.relpath(full, folder)}: {_content(full)}")
        return told


def working_folder() -> str:
    """The working directory, asked for again only after it was changed."""
    global _known_folder
    if _known_folder is None:
        try:
            _known_folder = os.getcwd()  # noqa: PTH109 - pathlib takes ten times as long
        except OSError:
            return "?"
    return _known_folder


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str) and any(letter in mode for letter in "wax+"):
        return True
    return isinstance(flags, int) and bool(flags & _WRITING)


def _told(value: object) -> str:
    return describe(value, most=2_000)


def _content(path: str) -> str:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes ten times as long
            data = file.read(_MOST_READ)
    except OSError as error:
        return type(error).__name__
    return describe(data, most=2_000)


_heard: Callable[[str, tuple[object, ...]], None] | None = None
_hooked = False
_known_folder: str | None = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    global _known_folder
    if event in _EVENTS:
        if _heard is not None:
            _heard(event, arguments)
        if event == "os.chdir":  # the event comes before the change
            _known_folder = None


_EVENTS = frozenset({"open", *_PATHS, *_TOLD, *_SOCKETS, *_TEMPORARY})


def _listen(hear: Callable[[str, tuple[object, ...]], None] | None) -> None:
    global _heard, _hooked
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked = True
    _heard = hear
