"""Runs a test command within this process: pytest, a script, a module; and tells of its tests."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import os
import runpy
import sys
from collections.abc import Callable, Iterator
from typing import Any

from .outcomes import Outcomes, told

_LONGEST = 3_000
EXIT = "(exit status)"
"""The one test that every command has."""


def pytest_arguments(argv: list[str], scratch: str) -> list[str]:
    """Pytest's arguments, with those that keep it from writing elsewhere or starting others."""
    given = ["-q", "--tb=no", "--capture=no", "-p", "no:cacheprovider"]
    given += [f"--basetemp={scratch}/pytest", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
        return [*given, *argv]
    if importlib.util.find_spec("xdist") is not None:
        given.append("-n0")
    if importlib.util.find_spec("pytest_cov") is not None:
        given.append("--no-cov")
    if importlib.util.find_spec("pytest_randomly") is not None:
        given += ["-p", "no:randomly"]
    return [*given, *argv]


def run_pytest(argv: list[str], scratch: str, plugin: Outcomes, more: tuple[object, ...]) -> int:
    """Runs pytest; its exit status."""
    import pytest

    sys.argv = ["pytest", *argv]
    arguments = pytest_arguments(argv, scratch)
    return int(pytest.main(arguments, plugins=[plugin, *more]))


def run_other(kind: str, argv: list[str], plugin: Outcomes, tell: Callable[..., None]) -> int:
    """Runs a script or a module, and tells of the tests of unittest and doctest in it.

    Returns:
        The exit status.
    """
    name, *_ = argv
    sys.argv = list(argv)
    plugin.pytest_runtest_logstart(EXIT)
    status, found = 0, dict[str, Any]()
    said = io.StringIO()
    folder = os.path.dirname(os.path.abspath(name)) if kind == "script" else os.getcwd()  # noqa: PTH100, PTH109, PTH120
    sys.path.insert(0, folder)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), _told_of(tell):
            if kind == "module" and name == "doctest":
                status = int(vars(importlib.import_module(name))["_test"]())
            elif kind == "script":
                runpy.run_path(name, run_name="__main__")
            else:
                runpy.run_module(name, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            said.write(end.code)
    except BaseException as error:
        status, found = 1, plugin.told(error)
    plugin.ended(EXIT, status, said.getvalue()[-_LONGEST:], found)
    return status


@contextlib.contextmanager
def _told_of(tell: Callable[..., None]) -> Iterator[None]:
    """Has unittest and doctest tell of each test."""
    import doctest
    import unittest

    result: Any = unittest.TestResult
    runner: Any = doctest.DocTestRunner
    before = result.addSuccess, result.addFailure, result.addError, runner.run

    def success(self: Any, test: Any) -> None:
        tell({"event": "test", "id": test.id(), "outcome": "passed"})
        before[0](self, test)

    def failure(self: Any, test: Any, raised: Any) -> None:
        tell({"event": "test", "id": test.id(), "outcome": "failed", **told(raised[1], "", "")})
        before[1](self, test, raised)

    def error(self: Any, test: Any, raised: Any) -> None:
        tell({"event": "test", "id": test.id(), "outcome": "error", **told(raised[1], "", "")})
        before[2](self, test, raised)

    def run(self: Any, test: Any, *given: Any, **named: Any) -> Any:
        found = before[3](self, test, *given, **named)
        outcome = "failed" if found.failed else "passed"
        tell({"event": "test", "id": f"doctest {test.name}", "outcome": outcome})
        return found

    result.addSuccess, result.addFailure, result.addError = success, failure, error
    runner.run = run
    try:
        yield
    finally:
        result.addSuccess, result.addFailure, result.addError = before[:3]
        runner.run = before[3]
