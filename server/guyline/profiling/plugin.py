"""``pytest --guyline-profile``: what the tests cost, for the hints to be ranked by.

Each test is profiled with its fixtures, by cProfile, and ``.guyline/profile.json`` in the root
directory tells how long each function of the project took. With pytest-xdist each worker profiles
its own tests, and what they measured is added up.

Without the option this file is all that is loaded.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from guyline.profiling.recorder import Recorder

_KEY = "guyline_profile"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.getgroup("guyline").addoption(
        "--guyline-profile",
        action="store_true",
        help="profile the tests, and keep what each function took in .guyline/profile.json",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Begin, where it is asked for."""
    if config.getoption("--guyline-profile"):
        from guyline.profiling.recorder import Recorder

        config.pluginmanager.register(_Profiling(config, Recorder(config.rootpath)), _KEY)


class _Profiling:
    """One process of a run: the only one, a worker, or the one that has the workers run."""

    def __init__(self, config: pytest.Config, recorder: Recorder) -> None:
        self._config = config
        self._recorder = recorder
        self._from_workers: list[dict[str, Any]] = []
        self._lost = 0
        self._said = ""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        with self._recorder.running():
            return (yield)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """A worker of pytest-xdist is done."""
        measured = getattr(node, "workeroutput", {}).get(_KEY)
        if measured is None:
            self._lost += 1
        else:
            self._from_workers.append(measured)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        from guyline.profiling.document import merge, write

        measured = self._recorder.measured()
        if (output := getattr(self._config, "workeroutput", None)) is not None:
            output[_KEY] = measured
            return
        for other in self._from_workers:
            merge(measured, other)
        if not measured["tests"]:
            self._said = "nothing was profiled"
            if self._recorder.refused:
                self._said += ": another profiler is at work"
            return
        try:
            place = write(self._config.rootpath, measured, self._lost)
        except OSError as error:
            self._said = f"the profile can't be written: {error}"
            return
        self._said = f"{measured['total']:.2f} s of {measured['tests']} tests in {place}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where it is."""
        if self._said:
            terminalreporter.write_line(f"guyline: {self._said}")
        if self._lost:
            terminalreporter.write_line(f"guyline: {self._lost} workers told of nothing")
        if self._said and self._recorder.refused and "another" not in self._said:
            refused = self._recorder.refused
            terminalreporter.write_line(f"guyline: {refused} tests ran beside another profiler")
