"""Runs a test command again and again, each time with another text of one file.

An entry of the sandbox. The project is copied, and the command runs in the copy. Every run is a
fork of a process that has loaded what the tests need beside the project: what a run breaks or
leaves behind ends with it, and files that it changed are put back. There are two kinds of runs:

- From the beginning: the file has the new text, and all that is of the project is imported anew.
- Of pytest, and where only a function's body differs: a second process has collected the tests.
  Its forks give the function its new body and run the tests that are named. It takes
  milliseconds, and counts for nothing but to find out what is worth a run from the beginning.

Messages are lines of JSON; see ``proof/reruns.py`` for what is asked and answered.
"""

from __future__ import annotations

import gc
import importlib
import importlib.metadata
import os
import pathlib
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from .commands import run_other, run_pytest
from .confine import forbid_processes, stand_apart
from .outcomes import Outcomes
from .patching import Patch, Unpatchable
from .serve import Lines
from .shadow import Shadow, TooMuch, settle
from .values import Values

_GRACE = 2.0
_COLLECTING = 60.0
_DONE = 77
_FEW = 400
"""Files that are looked at after each quick run; where there are more, after whole runs only."""


class Stage:
    """The copy, the command, and how it is run.

    Args:
        order: What the host ordered.
        lines: Messages from and to the host.
    """

    def __init__(self, order: dict[str, Any], lines: Lines) -> None:
        self.order = order
        self.lines = lines
        self.scratch: str = order["scratch"]
        self.shadow = Shadow(
            order["project"],
            f"{self.scratch}/shadow/{os.path.basename(order['project']) or 'project'}",  # noqa: PTH119
            order["most_files"],
            order["most_bytes"],
        )
        self.file: str = order["file"]
        self.path = f"{self.shadow.place}/{self.file}"
        self.text: str = order["text"]
        self.argv = [str(each) for each in order["argv"]]
        self.warm: Lines | None = None
        self.warm_pid = 0

    def prepare(self) -> dict[str, Any]:
        """Makes the copy, and has the imports find it.

        Raises:
            TooMuch: The project is too large.
        """
        os.makedirs(self.shadow.place, exist_ok=True)  # noqa: PTH103
        copied = self.shadow.make()
        for path, text in {**self.order["extra"], self.file: self.text}.items():
            self.shadow.write(path, text.encode("utf-8", "surrogatepass"))
        os.environ.update(
            PYTHONDONTWRITEBYTECODE="1",
            HYPOTHESIS_STORAGE_DIRECTORY=f"{self.scratch}/hypothesis",
            COVERAGE_FILE=f"{self.scratch}/coverage",
        )
        os.environ.update(self.order["variables"])
        sys.dont_write_bytecode = True
        os.chdir(self.shadow.inside(self.order["directory"]))
        settle(self.shadow, [self.order["directory"], *self.order["roots"]])
        self.argv = [self._translated(each) for each in self.argv]
        if self.order["run"] == "pytest":
            with suppress(ImportError):
                importlib.import_module("pytest")
        return copied

    def _translated(self, word: str) -> str:
        path, mark, rest = word.partition("::")
        return self.shadow.inside(path) + mark + rest if path.startswith("/") else word

    def plugin(self, lines: Lines, *, with_lines: bool) -> Outcomes:
        """What tells of the tests."""
        return Outcomes(lines.send, self.path, self.order["qualname"], lines=with_lines)

    def run_fresh(self, request: dict[str, Any]) -> None:
        """One run from the beginning, with a text of its own."""
        text = request.get("text")
        if text is not None:
            self.shadow.write(self.file, text.encode("utf-8", "surrogatepass"))
        self._forked(request, self._whole)
        if text is not None:
            self.shadow.write(self.file, self.text.encode("utf-8", "surrogatepass"))

    def _whole(self, request: dict[str, Any], lines: Lines) -> None:
        """In the child."""
        plugin = self.plugin(lines, with_lines=bool(request.get("lines")))
        values = self._values(request)
        if self.order["run"] == "pytest":
            status = run_pytest(self.argv, self.scratch, plugin, ())
        else:
            status = run_other(self.order["run"], self.argv, plugin, lines.send)
        if values is not None:
            lines.send({"event": "values", "calls": values.end()})
        lines.send({"event": "over", "status": status, "modules": _loaded(self.shadow)})

    def _values(self, request: dict[str, Any]) -> Values | None:
        if not request.get("values"):
            return None
        values = Values(self.path, self.order["qualname"])
        values.begin()
        return values

    def collect(self) -> None:
        """Starts the process that collects the tests, and waits for it."""
        ours, theirs = _pair()
        self.warm_pid = os.fork()
        if not self.warm_pid:
            ours.close()
            _collecting(self, theirs)
        theirs.close()
        end = time.monotonic() + _COLLECTING
        while (message := ours.next(end)) is not None:
            self.lines.send(message)
            if "end" in message:
                self.warm = ours
                return
        self._drop(ours)
        self.lines.send({"end": "gone"})

    def ask_warm(self, request: dict[str, Any], warm: Lines) -> None:
        """Has the process that collected run some tests."""
        count = len(request.get("texts") or [1])
        end = time.monotonic() + count * float(request["seconds"]) + _GRACE
        with suppress(OSError, ValueError):
            warm.send(request)
            while (message := warm.next(end)) is not None:
                self.lines.send(message)
                end = max(end, time.monotonic() + float(request["seconds"]) + _GRACE)
                if "end" in message:
                    return
        self._drop(warm)
        self.lines.send({"end": "gone"})

    def _drop(self, warm: Lines) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.warm_pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.warm_pid, 0)
        warm.close()
        self.warm = None

    def _forked(
        self, request: dict[str, Any], work: Callable[[dict[str, Any], Lines], None]
    ) -> None:
        """Runs work in a child, and passes on what it tells; ended in time."""
        reading, child = self._begun(request, work)
        theirs = Lines(reading, -1)
        wait = max(float(request["seconds"]), float(request.get("start", 0)))
        end = time.monotonic() + wait
        while (message := theirs.next(end)) is not None:
            message.pop("end", None)
            self.lines.send(message)
            end = time.monotonic() + float(request["seconds"])  # for each test anew
        how = self._reaped(child, reading, late=time.monotonic() >= end)
        changed: list[str] = []
        if request.get("fresh") or len(self.shadow.marks) <= _FEW:
            changed = self.shadow.put_back()
        self.lines.send({"end": how, "changed": changed[:20]})

    def _side_by_side(
        self, request: dict[str, Any], work: Callable[[dict[str, Any], Lines], None]
    ) -> None:
        """Runs work for each of some texts, a few at once; each is ended in time."""
        left = list(enumerate(request["texts"]))[::-1]
        running: dict[int, tuple[int, int, float, Lines]] = {}
        poller = select.poll()
        while left or running:
            while left and len(running) < request["width"]:
                number, text = left.pop()
                reading, child = self._begun({**request, "text": text}, work)
                end = time.monotonic() + float(request["seconds"])
                running[reading] = number, child, end, Lines(reading, -1)
                poller.register(reading, select.POLLIN)
            first = min(end for _, _, end, _ in running.values())
            ready = dict(poller.poll(max(0.0, first - time.monotonic()) * 1000))
            for reading, (number, child, end, lines) in list(running.items()):
                late = time.monotonic() >= end
                if reading in ready and not late and self._passed_on(lines, number, end):
                    continue
                if reading in ready or late:
                    poller.unregister(reading)
                    del running[reading]
                    how = self._reaped(child, reading, late=late)
                    self.lines.send({"event": "ended", "of": number, "how": how})
        changed = self.shadow.put_back() if len(self.shadow.marks) <= _FEW else []
        self.lines.send({"end": "done", "changed": changed[:20]})

    def _passed_on(self, lines: Lines, number: int, end: float) -> bool:
        """Passes on what a child has said; whether it may say more."""
        while (message := lines.next(end)) is not None:
            message.pop("end", None)
            self.lines.send({**message, "of": number})
            if not lines.has_more():
                return True
        return False

    def _begun(
        self, request: dict[str, Any], work: Callable[[dict[str, Any], Lines], None]
    ) -> tuple[int, int]:
        """Starts a child; where to read what it says, and its number."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            close = [self.lines, *([self.warm] if self.warm is not None else [])]
            _child(work, request, writing, close)
        os.close(writing)
        return reading, child

    def _reaped(self, child: int, reading: int, *, late: bool) -> str:
        """Ends a child; how it ended."""
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        os.close(reading)
        shutil.rmtree(f"{self.scratch}/pytest-{child}", ignore_errors=True)
        done = os.WIFEXITED(status) and os.WEXITSTATUS(status) == _DONE
        return "done" if done else "hangs" if late else "died"

    def warm_up(self, names: list[str]) -> None:
        """Imports what the tests need beside the project, once."""
        plugins = _plugins()
        for name in names:
            if name.partition(".")[0] not in plugins:
                with suppress(BaseException):
                    importlib.import_module(name)
        gc.collect()
        gc.freeze()


class Loop:
    """A plugin of pytest: when the tests are collected, it serves, and never runs them all.

    Args:
        stage: The stage, in the process that collects.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._items: dict[str, Any] = {}
        self._patch: Patch | None = None
        self._plugin = stage.plugin(stage.lines, with_lines=False)

    def pytest_collection_finish(self, session: Any) -> None:
        """All is collected."""
        self._items = {each.nodeid: each for each in session.items}

    def pytest_runtestloop(self, session: Any) -> bool:
        """Instead of running the tests: serve until the requests end."""
        stage = self._stage
        modules = _loaded(stage.shadow)
        stage.lines.send({"event": "collected", "tests": list(self._items), "modules": modules})
        stage.lines.send({"end": "done"})
        session.config.pluginmanager.register(self._plugin)
        with suppress(Unpatchable):
            self._patch = Patch(stage.path, stage.order["qualname"], stage.text)
        gc.collect()
        gc.freeze()
        while (request := stage.lines.next()) is not None:
            if "texts" in request:
                stage._side_by_side(request, self._some)
            else:
                stage._forked(request, self._some)
        os._exit(0)

    def _some(self, request: dict[str, Any], lines: Lines) -> None:
        """In the child: the tests that are named, with a body of its own."""
        stage = self._stage
        if (text := request.get("text")) is not None:
            try:
                if self._patch is None:
                    raise Unpatchable("its text can't be compiled")  # noqa: TRY301
                self._patch.apply(text)
            except Unpatchable as error:
                lines.send({"event": "unpatched", "why": str(error)})
                return
        items = [self._items[each] for each in request["tests"] if each in self._items]
        if not items:
            return
        config = items[0].config
        _own_folder(config, f"{stage.scratch}/pytest-{os.getpid()}")
        self._plugin.tell = lines.send
        self._plugin.follow(lines=bool(request.get("lines")))
        values = stage._values(request)
        for item, following in zip(items, [*items[1:], None], strict=True):
            config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if request.get("stop") and self._plugin.is_bad:
                break
        if values is not None:
            lines.send({"event": "values", "calls": values.end()})


def _own_folder(config: Any, folder: str) -> None:
    """Gives the tests' temporary folders a place that no run beside has."""
    factory: Any = getattr(config, "_tmp_path_factory", None)
    if hasattr(factory, "_given_basetemp"):
        factory._given_basetemp = pathlib.Path(folder)
        factory._basetemp = None


def _collecting(stage: Stage, lines: Lines) -> NoReturn:
    """In the process that collects."""
    try:
        stand_apart((stage.lines.reading, stage.lines.writing))
        stage.lines = lines
        plugin = _Collecting(lines, stage)
        run_pytest(stage.argv, stage.scratch, plugin, (Loop(stage),))
    finally:
        os._exit(1)


class _Collecting(Outcomes):
    """Tells of what can't be collected, and of nothing else."""

    def __init__(self, lines: Lines, stage: Stage) -> None:
        super().__init__(lines.send, stage.path, stage.order["qualname"], lines=False)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """The child has its own plugin."""

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        """The same."""

    def pytest_runtest_logreport(self, report: Any) -> None:
        """The same."""

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """The same."""


def _child(
    work: Callable[[dict[str, Any], Lines], None],
    request: dict[str, Any],
    writing: int,
    close: list[Lines],
) -> NoReturn:
    code = 1
    try:
        lines = Lines(-1, writing)
        os.dup2(1, 2)  # what tests print is for nobody
        forbid_processes(each for line in close for each in (line.reading, line.writing))
        work(request, lines)
        code = _DONE
    except BaseException as error:
        with suppress(BaseException):
            lines.send({"event": "fault", "message": f"{type(error).__name__}: {error}"[:500]})
    finally:
        os._exit(code)


def _pair() -> tuple[Lines, Lines]:
    to_us, from_them = os.pipe()
    to_them, from_us = os.pipe()
    return Lines(to_us, from_us), Lines(to_them, from_them)


def _plugins() -> set[str]:
    """Packages that are plugins of pytest: it loads them in its own way."""
    found = {"__main__", "conftest"}
    with suppress(Exception):
        for each in importlib.metadata.entry_points(group="pytest11"):
            found.add(each.value.partition(":")[0].partition(".")[0])
            for file in (each.dist.files if each.dist is not None else None) or ():
                found.add(file.parts[0].removesuffix(".py"))
    return found


def _loaded(shadow: Shadow) -> list[str]:
    """The modules that are loaded and lie outside of the project."""
    found = []
    for name, module in list(sys.modules.items()):
        try:
            path = vars(module).get("__file__")
        except TypeError:
            continue
        if isinstance(path, str) and (
            "/site-packages/" in path
            or not path.startswith((shadow.place + "/", shadow.project + "/"))
        ):
            found.append(name)
    return found


def main(reading: int, writing: int) -> None:
    """Reads the order, makes the copy, and serves until the requests end.

    Args:
        reading: The file descriptor of the requests.
        writing: That of the answers.
    """
    lines = Lines(reading, writing)
    order = lines.next()
    if order is None:
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    stage = Stage(order, lines)
    try:
        lines.send({"copied": stage.prepare()})
    except (TooMuch, OSError) as error:
        lines.send({"untried": str(error)})
        return
    while (request := lines.next()) is not None:
        what, warm = request.get("do"), stage.warm
        if what == "collect":
            stage.collect()
        elif what == "warm":
            stage.warm_up(request["modules"])
            lines.send({"end": "done"})
        elif "texts" in request and warm is None:
            lines.send({"end": "gone"})
        elif request.get("fresh") or warm is None:
            stage.run_fresh({**request, "fresh": True})
        else:
            stage.ask_warm(request, warm)
