"""Profiles tests one after the other, and says which function of the project took how long.

cProfile sees what the thread does that runs the tests: neither other threads nor other processes.
Python's imports before the first test are not in it.
"""

from __future__ import annotations

import cProfile
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any

from guyline.profiling.attribution import PASSING, Edge, attribute, is_library

_Node = CodeType | str


class Recorder:
    """Profiles what runs within :meth:`running`, again and again.

    Args:
        root: The folder whose files are told of.
    """

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root) + os.sep
        self._profile = cProfile.Profile()
        self._total = 0.0
        self._runs = 0
        self._paths: dict[str, str | None] = {}
        self.refused = 0
        """Runs that were not measured: another profiler was at work."""

    @contextmanager
    def running(self) -> Iterator[None]:
        """Measure what runs within."""
        try:
            self._profile.enable()
        except ValueError:  # from 3.12 on: one profiler at a time
            self.refused += 1
            yield
            return
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._profile.disable()
            self._total += time.perf_counter() - begun
            self._runs += 1

    def measured(self) -> dict[str, Any]:
        """What was measured, as plain values: see :mod:`guyline.profiling.document`."""
        own = dict[_Node, float]()
        calls, whole = dict[_Node, int](), dict[_Node, float]()
        callers = defaultdict[_Node, dict[_Node, Edge]](dict)
        for entry in self._profile.getstats():
            own[entry.code] = own.get(entry.code, 0.0) + max(0.0, entry.inlinetime)
            whole[entry.code] = whole.get(entry.code, 0.0) + max(0.0, entry.totaltime)
            calls[entry.code] = calls.get(entry.code, 0) + entry.callcount
            for called in entry.calls or ():
                edge = Edge(max(0.0, called.inlinetime), max(0.0, called.totaltime))
                callers[called.code][entry.code] = edge
        found = dict[tuple[str, str, int], tuple[float, float, int]]()
        for code, seconds in attribute(own, callers, self._keeps).items():
            if isinstance(code, CodeType) and (path := self._path(code.co_filename)):
                key = (path, code.co_qualname, code.co_firstlineno)
                before = found.get(key, (0.0, 0.0, 0))
                found[key] = (
                    before[0] + seconds,
                    before[1] + whole[code],
                    before[2] + calls[code],
                )
        functions = defaultdict[str, list[list[Any]]](list)
        for (path, name, line), row in found.items():
            functions[path].append([name, line, *row])
        return {"total": self._total, "tests": self._runs, "functions": dict(functions)}

    def _keeps(self, code: _Node) -> bool:
        if isinstance(code, str) or code.co_name in PASSING:
            return False
        return self._path(code.co_filename) is not None

    def _path(self, name: str) -> str | None:
        """A file's path relative to the root; None: it is not the project's."""
        if name not in self._paths:
            real = os.path.realpath(name)
            inside = real.startswith(self._root) and not is_library(name) and not is_library(real)
            told = real[len(self._root) :].replace(os.sep, "/") if inside else None
            self._paths[name] = told
        return self._paths[name]
