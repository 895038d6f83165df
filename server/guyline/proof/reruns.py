"""A test command, run again and again in a copy of the project, each time with another text.

The copy and the runs are within a sandbox (``inside/reruns.py``); nothing of the project is
written. What comes back was told by a process in which the project's own code runs, and a
candidate too: each message is checked for its form, and none is believed to be more than what a
test run says of itself.
"""

from __future__ import annotations

import re
import shlex
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from guyline.errors import GuylineError, InputError
from guyline.proof.attempt import VARIABLES, Means
from guyline.proof.known import order_of
from guyline.proof.outcomes import Ran, Read, Test, test_of
from guyline.proof.sandbox import Confined, Policy, SandboxEnded, start
from guyline.proof.trials import Cancelled, Subject

_GLANCE = 0.05
_COPYING = 60.0
_GRACE = 6.0
_MOST_FILES = 8_000
_MOST_MB = 192
_POLICY = {"memory_mb": 4096, "scratch_mb": 512, "file_mb": 64, "files": 1024}
_VARIABLE = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_RUNNERS = ("uv", "poetry", "pdm", "hatch", "rye", "pipenv")


class Unrunnable(GuylineError):  # noqa: N818 - what became of it
    """The command can't be run in a copy, and why."""


@dataclass(frozen=True, slots=True)
class Command:
    """What is run.

    Attributes:
        kind: ``pytest``, ``script`` or ``module``.
        argv: Its arguments, as after ``pytest``, ``python`` or ``python -m``.
        said: As the person wrote it.
        variables: What it begins with, as ``NAME=value pytest``.
    """

    kind: str
    argv: tuple[str, ...]
    said: str
    variables: tuple[tuple[str, str], ...] = ()


def command_of(said: str, path: Path, project: Path) -> Command:
    """Reads a command as a person types it.

    Raises:
        InputError: It is none that can be run here.
    """
    try:
        words = shlex.split(said)
    except ValueError as error:
        raise InputError(f"{said!r} can't be read: {error}") from error
    variables = []
    while words and (found := _VARIABLE.fullmatch(words[0])):
        variables.append((found[1], found[2]))
        words = words[1:]
    while len(words) > 2 and words[0] in _RUNNERS and words[1] == "run":
        words = words[2:]
    if words and Path(words[0]).name in ("py.test", "pytest"):
        words[0] = "pytest"
    try:
        order = order_of(shlex.join(words), Subject("", "", ""), path, project)
    except InputError as error:
        fix = "Name pytest with its arguments, a script, or python -m and a module"
        raise InputError(f"{said!r} is no test command that can be run here", fix) from error
    return Command(order.runner.value, order.argv, said, tuple(variables))


class Channel(Protocol):
    """A confined process that takes and gives lines of JSON."""

    def send(self, message: Mapping[str, object]) -> None:
        """Sends one message."""

    def receive(self, seconds: float | None) -> dict[str, Any]:
        """The next message.

        Raises:
            TimeoutError: None came in time.
        """

    def close(self) -> None:
        """Ends it, and gives back what it held here."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is run where.

    Attributes:
        project: The folder that is copied.
        file: The file that is mended, below it.
        text: The text that it is to have at first.
        qualname: The function in it.
        command: The test command.
        directory: Where the command is run; the project as a rule.
        roots: Folders that imports begin at.
        extra: Files that the copy has besides: paths below the project, and their texts.
    """

    project: Path
    file: Path
    text: str
    qualname: str
    command: Command
    directory: Path
    roots: tuple[Path, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


class Reruns:
    """The runs of one command with texts of one file; ended when its block is left.

    Args:
        place: What is run where.
        begin: Starts the sandbox, and says which folder it may write to.
        cancel: Set by whoever does not want it any more.
        clock: Seconds.

    Raises:
        Unrunnable: The project can't be copied.
        SandboxError: No sandbox works here that may be used.
        Cancelled: It was cancelled.
    """

    def __init__(
        self,
        place: Place,
        begin: Callable[[], tuple[Channel, str]],
        cancel: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.place = place
        self.cancel = cancel or threading.Event()
        self.runs = 0
        self.tests: tuple[str, ...] = ()
        self.is_quick = False
        self.left_out: tuple[str, ...] = ()
        self._clock = clock
        self._modules: list[object] = []
        self._channel, scratch = begin()
        try:
            self._open(scratch)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the sandbox."""
        self._channel.close()

    @property
    def copied_file(self) -> str:
        """The end of the path of the file in the copy."""
        return str(self.place.file.resolve().relative_to(self.place.project.resolve()))

    def collect(self) -> tuple[Test, ...]:
        """Has pytest collect the tests, so that quick runs can be made.

        Returns:
            What can't be collected; then there are no quick runs.
        """
        if self.place.command.kind != "pytest":
            return ()
        self._channel.send({"do": "collect"})
        bad: list[Test] = []
        modules: list[object] = []
        for message in self._answers(_COPYING + _GRACE):
            match message:
                case {"event": "test"} if (found := test_of(message)) is not None:
                    bad.append(found)
                case {"event": "collected", "tests": list(tests), "modules": list(modules)}:
                    self.tests = tuple(str(each) for each in tests)
        self.is_quick = bool(self.tests) and not bad
        self.warm_up(modules)
        return tuple(bad)

    def warm_up(self, modules: Sequence[object]) -> None:
        """Has what the tests need beside the project loaded once for all runs."""
        names = [each for each in modules if isinstance(each, str)][:5_000]
        if names:
            self._channel.send({"do": "warm", "modules": names})
            for _ in self._answers(_COPYING):
                pass

    def quick(
        self,
        text: str | None,
        tests: Sequence[str],
        *,
        seconds: float,
        lines: bool = False,
        values: bool = False,
    ) -> Ran:
        """Some tests, with another body of the function; None: with its own.

        Args:
            text: The file's text.
            tests: Their names.
            seconds: For each test.
            lines: Whether the lines that each test runs are told.
            values: Whether the values of the function's last calls are.
        """
        asked = {"tests": list(tests), "lines": lines, "values": values}
        return self._run({**asked, "text": text}, seconds)

    def side_by_side(
        self,
        texts: Sequence[str],
        tests: Sequence[str],
        *,
        seconds: float,
        width: int = 2,
        stop: bool = False,
    ) -> list[Ran]:
        """Some tests with each of some bodies, a few at once: what :meth:`quick` gives of each.

        Args:
            texts: The file's texts.
            tests: The tests' names.
            seconds: For each text.
            width: How many at once.
            stop: Whether the first test that does not pass is the last.
        """
        self.runs += len(texts)
        request = {"do": "run", "seconds": seconds, "texts": list(texts), "tests": list(tests)}
        self._channel.send({**request, "width": width, "stop": stop})
        read = [Read() for _ in texts]
        changed: tuple[str, ...] = ()
        for message in self._answers(seconds * len(texts) + 2 * _GRACE):
            match message:
                case {"end": str(how)}:
                    changed = _changed(message)
                    if how != "done":
                        self.is_quick = False
                        for each in read:
                            each.how = each.how or how
                case {"of": int(number)} if 0 <= number < len(read):
                    read[number].take(message)
        return [each.ran(changed, 0.0) for each in read]

    def fresh(
        self,
        text: str | None,
        *,
        seconds: float,
        start: float = 0.0,
        lines: bool = False,
        values: bool = False,
    ) -> Ran:
        """All tests, from the beginning, with another text of the file; None: with its own.

        Args:
            text: The file's text.
            seconds: For each test.
            start: For all that comes before the first, if it is more: imports take long.
            lines: Whether the lines that each test runs are told.
            values: Whether the values of the function's last calls are.
        """
        asked = {"text": text, "lines": lines, "values": values, "start": start}
        return self._run({"fresh": True, **asked}, seconds)

    def _open(self, scratch: str) -> None:
        place = self.place
        self._channel.send(
            {
                "project": str(place.project.resolve()),
                "file": self.copied_file,
                "text": place.text,
                "extra": dict(place.extra),
                "qualname": place.qualname,
                "run": place.command.kind,
                "argv": list(place.command.argv),
                "variables": dict(place.command.variables),
                "directory": str(place.directory.resolve()),
                "roots": [str(each.resolve()) for each in place.roots],
                "most_files": _MOST_FILES,
                "most_bytes": _MOST_MB << 20,
                "scratch": scratch,
            }
        )
        answer = self._receive(_COPYING)
        if "copied" not in answer:
            why = str(answer.get("untried", "it can't be copied"))
            raise Unrunnable(why, "Open a smaller folder, or name a test that lies in one")
        copied = answer["copied"]
        if isinstance(copied, dict) and isinstance(copied.get("left_out"), list):
            self.left_out = tuple(str(each) for each in copied["left_out"])

    def _run(self, request: dict[str, object], seconds: float) -> Ran:
        self.runs += 1
        begun = self._clock()
        self._channel.send({"do": "run", "seconds": seconds, **request})
        told = request.get("start")
        start = told if isinstance(told, float) else 0.0
        read = Read()
        changed: tuple[str, ...] = ()
        for message in self._answers(max(seconds, start) + 2 * _GRACE):
            read.take(message)
            if "end" in message:
                changed = _changed(message)
        self._modules = read.modules
        return read.ran(changed, self._clock() - begun)

    def warm_by_last(self) -> None:
        """Loads what the last run from the beginning has loaded beside the project."""
        self.warm_up(self._modules)

    def _answers(self, seconds: float) -> Iterator[dict[str, Any]]:
        """The messages of one request; so many seconds may go by before each."""
        while True:
            try:
                message = self._receive(seconds)
            except TimeoutError:
                raise Unrunnable("the sandbox does not answer", "Try again") from None
            yield message
            if "end" in message:
                return

    def _receive(self, seconds: float) -> dict[str, Any]:
        end = self._clock() + seconds
        while True:
            if self.cancel.is_set():
                self.close()
                raise Cancelled
            try:
                return self._channel.receive(min(_GLANCE, max(0.0, end - self._clock())))
            except TimeoutError:
                if self._clock() >= end:
                    raise
            except SandboxEnded as error:
                raise Unrunnable(error.message, error.fix) from error


def _changed(message: Mapping[str, Any]) -> tuple[str, ...]:
    told = message.get("changed")
    return tuple(map(str, told)) if isinstance(told, list) else ()


def begin_in(means: Means, more: Sequence[Path] = ()) -> Callable[[], tuple[Confined, str]]:
    """Starts the sandbox of a project's runs.

    Args:
        means: What code is run with.
        more: Folders that it may read as well.
    """

    def begin() -> tuple[Confined, str]:
        where = means.confinement()
        policy = Policy(readable=(*where.readable, *more), variables=VARIABLES, **_POLICY)
        confined = start(where.python, policy, where.tier, "reruns")
        return confined, str(confined.scratch)

    return begin
