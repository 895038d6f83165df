"""Runs the project's tests or a script, and tells of the calls that recorders keep.

An entry of the sandbox: one order is read, as a line of JSON, and lines of JSON are written until
``{"kind": "end"}``. What was told before a run hangs or dies is not lost.

The order::

    {"targets": [{"qualname": "Basket.add", "file": "/project/pkg/basket.py"}],
     "run": "pytest" | "script" | "module", "argv": ["tests"], "path": ["/project/src"],
     "directory": "/project", "scratch": "/tmp/x", "most": 200}

The answers: ``call`` (``slot``, ``function`` and an input), ``counts`` (one for each function),
``progress`` (``calls``, ``kept``, ``at``, ``done``, ``of``), ``end`` (``exit``, ``problem``).
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import runpy
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from .nearest import nearest_first
from .recipe import Input
from .record import Recorder, Target
from .watch import Watch

_EVERY = 0.25
_LONGEST = 4_000
_MOST_TOLD = 20
_INTERNAL, _USAGE = 3, 4
"""Exit statuses of pytest: it failed itself, as where warnings are errors; wrong arguments."""
_NO_FILES = ("--capture=sys", "-p", "no:logging")
"""Of pytest: nothing that opens files to write to."""


class Teller:
    """Writes lines of JSON; in a child of this process it says nothing.

    Args:
        descriptor: Where to.
    """

    def __init__(self, descriptor: int) -> None:
        # The functions are kept here: tests may replace those of the library.
        self._descriptor = descriptor
        self._write = os.write
        self._encode = json.JSONEncoder().encode
        self._process = os.getpid()
        self._pid = os.getpid
        self._lock = threading.Lock()

    def tell(self, message: dict[str, object]) -> None:
        """Writes a line, whole; where nobody reads any more, none."""
        if self._pid() != self._process:
            return
        data = self._encode(message).encode() + b"\n"
        try:
            with self._lock:
                while data:
                    data = data[self._write(self._descriptor, data) :]
        except OSError:
            return


class Run:
    """One run: its recorders, and what is told of it.

    Args:
        order: What to run and whom to watch.
        tell: Where messages go.
    """

    def __init__(self, order: dict[str, Any], tell: Callable[[dict[str, object]], None]) -> None:
        self.order = order
        self.at = ""
        self.done = 0
        self.of = 0
        self.problems: list[str] = []
        self.outcomes: dict[str, int] = {}
        self._tell = tell
        self._clock = time.monotonic
        self._told = self._clock()
        most = int(order.get("most", 200))
        self.recorders = [
            Recorder(Target(**each), self._teller(each["qualname"]), most=most)
            for each in order["targets"]
        ]
        self.watch = Watch(self.recorders)

    def _teller(self, qualname: str) -> Callable[[int, Input], None]:
        def kept(slot: int, found: Input) -> None:
            told = {"kind": "call", "slot": slot, "function": qualname, **found.to_json()}
            self._tell(told)
            self.progress()

        return kept

    def progress(self, *, now: bool = False) -> None:
        """Tells how far it is; not more often than a person sees."""
        clock = self._clock()
        if clock - self._told < _EVERY and not now:
            return
        self._told = clock
        calls = sum(each.calls for each in self.recorders)
        self._tell(
            {"kind": "progress", "calls": calls, "at": self.at, "done": self.done, "of": self.of}
        )

    def stop(self) -> None:
        """Keeps no more calls: a child of the process tells nothing."""
        for recorder in self.recorders:
            recorder.stop()

    def finish(self, exit_status: int) -> None:
        """Tells the counts, and the end."""
        for recorder in self.recorders:
            self._tell({"kind": "counts", **recorder.counts()})
        problem = "\n".join(self.problems)[-_LONGEST:]
        self._tell(
            {"kind": "end", "exit": exit_status, "problem": problem, "outcomes": self.outcomes}
        )


class Plugin:
    """Tells pytest's run: where it is, and what failed.

    Args:
        run: Is told.
    """

    def __init__(self, run: Run) -> None:
        self._run = run

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Files that speak of the functions come first; each keeps its tests in their order."""
        files = list(dict.fromkeys(map(_file_of, items)))
        targets = [each.target for each in self._run.recorders]
        place = {file: at for at, file in enumerate(nearest_first(files, targets))}
        items.sort(key=lambda each: place[_file_of(each)])

    def pytest_collection_finish(self, session: Any) -> None:
        """All is collected: functions in files that pytest compiles itself are found now."""
        self._run.of = len(session.items)
        self._run.watch.find_loaded()
        self._run.progress(now=True)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        self._run.at = nodeid
        self._run.progress()

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A part of a test is over."""
        self._run.done += report.when == "teardown"
        if report.when == "call" or report.outcome != "passed":
            self._count(report)

    def pytest_internalerror(self, excrepr: object) -> None:
        """Pytest itself fails."""
        self._run.problems.append(str(excrepr)[-_LONGEST:])

    def pytest_collectreport(self, report: Any) -> None:
        """A file is collected, or can't be."""
        if report.outcome == "failed":
            self._count(report)

    def _count(self, report: Any) -> None:
        outcomes = self._run.outcomes
        outcomes[report.outcome] = outcomes.get(report.outcome, 0) + 1
        if report.outcome == "failed" and len(self._run.problems) < _MOST_TOLD:
            said = str(getattr(report, "longreprtext", ""))
            self._run.problems.append(f"{report.nodeid}: {said[-1_000:]}")


def _file_of(item: Any) -> Path:
    """The file of a test; before pytest 7 it has another name."""
    return Path(getattr(item, "path", None) or item.fspath)


def main(read_fd: int, write_fd: int) -> None:
    """Reads the order, runs, and tells.

    Args:
        read_fd: Where the order is read.
        write_fd: Where lines are written.
    """
    with open(read_fd, encoding="utf-8", closefd=False) as lines:
        order = json.loads(lines.readline())
    os.dup2(2, 1)  # one place for all that is printed
    teller = Teller(write_fd)
    run = Run(order, teller.tell)
    os.register_at_fork(after_in_child=run.stop)
    status = 1
    _settle(order)
    run.watch.begin()
    try:
        status = _RUNNERS[order["run"]](run)
    except SystemExit as end:
        status = _status(end)
    except BaseException:
        run.problems.append(traceback.format_exc()[-_LONGEST:])
    finally:
        run.watch.end()
        _flush()
        run.finish(status)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # closed, or replaced by anything
            stream.flush()


def _settle(order: dict[str, Any]) -> None:
    sys.dont_write_bytecode = True
    scratch = order.get("scratch") or _new_folder()
    order["scratch"] = scratch
    for name in ("TMPDIR", "HYPOTHESIS_STORAGE_DIRECTORY", "COVERAGE_FILE"):
        inside = "" if name == "TMPDIR" else f"/{name.partition('_')[0].lower()}"
        if scratch:
            os.environ.setdefault(name, scratch + inside)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.chdir(order["directory"])
    sys.path[:0] = [each for each in order.get("path", ()) if each not in sys.path]


def _new_folder() -> str:
    """A folder to write to; empty: nothing can be written here."""
    try:
        return tempfile.mkdtemp(prefix="guyline-")
    except OSError:
        return ""


def _pytest(run: Run) -> int:
    try:
        import pytest  # noqa: F401 - is it there?
    except ImportError:
        run.problems.append("pytest is not installed in the project's environment")
        return _USAGE
    scratch, directory = run.order["scratch"], run.order["directory"]
    if directory not in sys.path:
        sys.path.insert(0, directory)  # as python -m pytest
    arguments = [str(each) for each in run.order.get("argv", ())]
    sys.argv = ["pytest", *arguments]
    given = ["-q"]
    if importlib.util.find_spec("xdist") is not None:
        given.append("-n0")  # its workers would be other processes
    if importlib.util.find_spec("pytest_cov") is not None:
        given.append("--no-cov")
    without = ["-p", "no:cacheprovider"]
    if not scratch:
        return _tested(run, [*given, *without, *_NO_FILES, *arguments])
    given.append(f"--basetemp={scratch}/pytest")
    status = _tested(run, [*given, "-o", f"cache_dir={scratch}/cache", *arguments])
    if status in (_INTERNAL, _USAGE) and not run.at:  # it has no cache, and takes no option of one
        run.problems.clear()
        status = _tested(run, [*given, *without, *arguments])
    if status == _USAGE:
        run.problems.append("pytest does not take its arguments or the project's configuration")
    return status


def _tested(run: Run, arguments: list[str]) -> int:
    import pytest

    return int(pytest.main(arguments, plugins=[Plugin(run)]))


def _script(run: Run) -> int:
    script, *arguments = (str(each) for each in run.order["argv"])
    path = str(Path(script).resolve())
    source = Path(path).read_bytes()
    main_module = ModuleType("__main__")
    vars(main_module).update(__file__=path, __builtins__=__builtins__)
    sys.modules["__main__"] = main_module
    sys.path.insert(0, str(Path(path).parent))  # as Python itself
    sys.argv = [script, *arguments]
    run.at = script
    exec(run.watch.compiled(source, path, "__main__"), vars(main_module))  # noqa: S102
    return 0


def _module(run: Run) -> int:
    name, *arguments = (str(each) for each in run.order["argv"])
    sys.path.insert(0, str(run.order["directory"]))
    sys.argv = [name, *arguments]
    run.at = name
    runpy.run_module(name, run_name="__main__", alter_sys=True)
    return 0


_RUNNERS: dict[str, Callable[[Run], int]] = {
    "pytest": _pytest,
    "script": _script,
    "module": _module,
}


def _status(end: SystemExit) -> int:
    if end.code is None:
        return 0
    if isinstance(end.code, int):
        return end.code
    print(end.code, file=sys.stderr)  # noqa: T201 - as Python itself
    return 1
