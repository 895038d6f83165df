"""Has recorders see the calls of their functions, at a cost for no other function.

The code of a function is found by its qualified name when its file is loaded, whoever loads it:
decorated or not, in a class or a condition. From Python 3.12 on ``sys.monitoring`` tells of its
beginnings and of lines. Before, the file is compiled with statements that do; see :mod:`.marks`.
A line is told of until a call that runs it is kept.
"""

from __future__ import annotations

import ast
import builtins
import os
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from .calls import Skipped, layers_of, public
from .marks import LEFT, REACHED, SEEN, functions, marked, read
from .record import Recorder

_TOOLS = (4, 3, 5, 2)


class Watch:
    """Finds the functions of recorders, from :meth:`begin` to :meth:`end`.

    Args:
        recorders: Of functions of one or more files.
        by_monitoring: Whether ``sys.monitoring`` is used; None: where it is there.
    """

    def __init__(self, recorders: list[Recorder], by_monitoring: bool | None = None) -> None:
        self._recorders = recorders
        self._files = {_name(each.target.file) for each in recorders}
        self._modules = {each.target.module for each in recorders if not each.target.file}
        self._by_code: dict[int, Recorder] = {}
        self._by_inner: dict[int, Recorder] = {}
        self._codes: list[CodeType] = []
        self._left: set[int] = set()
        self._before: Callable[..., Any] = SourceFileLoader.get_code
        self._tool: int | None = None
        if by_monitoring is None or by_monitoring:
            self._tool = self._free_tool()

    def begin(self) -> None:
        """From here on; what is loaded already is found as well."""
        setattr(builtins, SEEN, self._seen)
        setattr(builtins, REACHED, self._reached)
        setattr(builtins, LEFT, self._left)
        watch = self

        def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
            return watch._loaded(loader, fullname)

        SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]
        self.find_loaded()

    def end(self) -> None:
        """No further."""
        SourceFileLoader.get_code = self._before  # type: ignore[method-assign]
        for recorder in self._recorders:
            recorder.stop()
        self._left.clear()
        if self._tool is not None:
            monitoring: Any = getattr(sys, "monitoring", None)
            for code in self._codes:
                monitoring.set_local_events(self._tool, code, 0)
            for event in (monitoring.events.PY_START, monitoring.events.LINE):
                monitoring.register_callback(self._tool, event, None)
            monitoring.free_tool_id(self._tool)
            self._tool = None

    def compiled(self, source: bytes, path: str, module: str) -> CodeType:
        """The code of a file, its functions watched: for a script, which nobody imports.

        Raises:
            SyntaxError: It is no Python.
            ValueError: The same.
        """
        recorders = self._of(path, module)
        if self._tool is None and recorders:
            return self._with_calls(source, path, recorders)
        code = compile(source, path, "exec", dont_inherit=True)
        self._monitor(code, recorders)
        return code

    def find_loaded(self) -> None:
        """Looks for functions that were not found yet in the modules that are loaded."""
        wanted = [each for each in self._recorders if not each.is_found]
        if not wanted:
            return
        for name, module in list(sys.modules.items()):
            path = _file_of(module)
            for recorder in self._of(path, name):
                if recorder in wanted:
                    self._find_in(module, path, recorder)

    def _free_tool(self) -> int | None:
        monitoring: Any = getattr(sys, "monitoring", None)
        for tool in _TOOLS if monitoring is not None else ():
            try:
                monitoring.use_tool_id(tool, "guyline")
            except ValueError:  # somebody else's
                continue
            monitoring.register_callback(tool, monitoring.events.PY_START, self._started)
            monitoring.register_callback(tool, monitoring.events.LINE, self._line)
            return tool
        return None

    def _of(self, path: str, module: str) -> list[Recorder]:
        if _name(path) not in self._files and module not in self._modules:
            return []
        real = os.path.realpath(path)
        return [
            each
            for each in self._recorders
            if (each.target.file == real if each.target.file else each.target.module == module)
        ]

    def _loaded(self, loader: SourceFileLoader, fullname: str) -> CodeType | None:
        recorders = self._of(loader.path, fullname)
        if recorders and self._tool is None:
            try:
                return self._with_calls(loader.get_data(loader.path), loader.path, recorders)
            except (SyntaxError, ValueError, OSError):
                pass  # the loader says it in its own words
        code: CodeType | None = self._before(loader, fullname)
        if code is not None:
            self._monitor(code, recorders)
        return code

    def _monitor(self, code: CodeType, recorders: list[Recorder]) -> None:
        for inner in _codes(code) if recorders else ():
            for recorder in recorders:
                if inner.co_qualname == recorder.target.qualname:
                    self._watch(inner, recorder)

    def _watch(self, code: CodeType, recorder: Recorder) -> None:
        recorder.is_found = True
        self._by_code[id(code)] = recorder
        if self._tool is None:
            return
        events: Any = getattr(sys, "monitoring", None)
        for inner in _codes(code):
            self._by_inner[id(inner)] = recorder
            self._codes.append(inner)  # kept, so that its id stays its own
            begins = events.events.PY_START if inner is code else 0
            events.set_local_events(self._tool, inner, events.events.LINE | begins)

    def _started(self, code: CodeType, offset: int) -> None:
        recorder = self._by_code.get(id(code))
        if recorder is not None:
            recorder.see(sys._getframe(1))

    def _line(self, code: CodeType, line: int) -> object:
        recorder = self._by_inner.get(id(code))
        if recorder is None or recorder.reached(line):
            return getattr(sys, "monitoring").DISABLE  # noqa: B009 - not in 3.11
        return None

    def _seen(self, place: int) -> None:
        self._recorders[place].see(sys._getframe(1))

    def _reached(self, mark: int) -> None:
        place, line = read(mark)
        if self._recorders[place].reached(line):
            self._left.discard(mark)

    def _with_calls(self, source: bytes, path: str, recorders: list[Recorder]) -> CodeType:
        tree = ast.parse(source, path)
        for function, qualname in functions(tree):
            for recorder in recorders:
                if recorder.target.qualname == qualname:
                    self._left |= marked(function, self._recorders.index(recorder))
                    recorder.is_found = True
        return compile(tree, path, "exec", dont_inherit=True)

    def _find_in(self, module: ModuleType, path: str, recorder: Recorder) -> None:
        qualname = recorder.target.qualname
        try:
            _, held = public(vars(module), qualname)
        except Skipped:
            return
        layers = layers_of(held, lambda code: code.co_qualname == qualname)
        if layers is None:
            return
        function = layers[-1]
        if self._tool is not None:
            self._watch(function.__code__, recorder)
            return
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - as quick as can be, beside others' code
                whole = self._with_calls(file.read(), path, [recorder])
        except (OSError, SyntaxError, ValueError):
            return
        line, free = function.__code__.co_firstlineno, function.__code__.co_freevars
        for code in _codes(whole):
            if (code.co_qualname, code.co_firstlineno, code.co_freevars) == (qualname, line, free):
                function.__code__ = code
                return
        recorder.is_found = False


def _file_of(module: object) -> str:
    try:  # past a lazy module's own way of reading, which would load it
        path = object.__getattribute__(module, "__dict__").get("__file__")
    except AttributeError:
        return ""
    return path if isinstance(path, str) else ""


def _name(path: str) -> str:
    return path.rpartition(os.sep)[2]


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
