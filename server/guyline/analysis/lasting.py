"""What was inferred of other files, kept from one question to the next.

jedi remembers what it inferred for as long as its state lives, and has a new state for every
text. Most of what a question needs does not depend on the document: who a class's bases are,
what an import leads to. So one state lives on over the questions on a document, and after each
it forgets whatever the document had a part in:

- what belongs to the document, and what asked for the document's module (an import that leads
  back to it);
- what was found while something else was still being inferred that it needs: jedi puts a
  default there so as not to run in circles, and what comes of it is not the whole;
- what was cut short by one of jedi's limits, or ended with an error.

What depends on one of these is forgotten with it. To know, every look into jedi's memory goes
through :class:`Memory`, and a stack holds what is being inferred. A state is dropped when a
file it has read or a folder it has searched has changed.
"""

from __future__ import annotations

import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from guyline.analysis.internals import (
    ExecutionRecursionDetector,
    FoundModules,
    InferenceState,
    ModuleCache,
    RecursionDetector,
    check_sys_path_modifications,
)
from guyline.analysis.memory import Memories, Trace

_MOST = 120_000
"""Results that a state may keep; one that has more is begun anew."""

_CHANGES_PATH = re.compile(r"sys(?<!\wsys)\s*\.\s*path\b")


def folders_added(script: Any, text: str) -> tuple[str, ...]:
    """Where a document says that modules are to be looked for too: ``sys.path.append(...)``."""
    if _CHANGES_PATH.search(text) is None:
        return ()
    return tuple(map(str, check_sys_path_modifications(script._get_module_context())))


_LITERALS = 4096
"""Literals whose values are kept."""

_STATES = 12
"""Documents whose states are kept."""

_TOGETHER = 240_000
"""Results that all states together may keep; the oldest states go first."""

_LOOKS = 0.1
"""Seconds from one look at whether files have changed to the next: a word brings many questions."""

_GONE = -1
"""The stamp of what is not there."""

_INFERENCES = 300
"""How often jedi looks into one scope before it gives up."""


class _Modules(ModuleCache):  # type: ignore[misc] # jedi has no types
    """The modules by their names; whoever gets the document's depends on it."""

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        self._trace = trace

    def get(self, string_names: Any) -> Any:
        """The module of a name, if it is there."""
        found = super().get(string_names)
        for value in found or ():
            if value.tree_node is self._trace.document:
                self._trace.spoil()
        return found


class _Stubs(dict[Any, Any]):
    """The stubs of modules by their names.

    jedi looks for the stub of a package, and sets None until it knows, before it has looked
    for the package itself. What it finds then lacks what only the sources say.
    """

    def __init__(self, trace: Trace, modules: _Modules) -> None:
        super().__init__()
        self._trace = trace
        self._modules = modules
        self._passing: set[Any] = set()

    def __setitem__(self, names: Any, stub: Any) -> None:
        if (stub is None and names not in self) or names not in self._modules._name_cache:
            self._passing.add(names)
            self._trace.spoil()
        else:
            self._passing.discard(names)
        super().__setitem__(names, stub)

    def __getitem__(self, names: Any) -> Any:
        if names in self._passing:
            self._trace.spoil()
        return super().__getitem__(names)

    def get(self, names: Any, default: Any = None) -> Any:
        """The stub of a module, if it is known."""
        return self[names] if names in self else default  # noqa: SIM401 - it calls this

    def finish(self) -> None:
        """Forget what was found too early."""
        for names in self._passing:
            self.pop(names, None)
        self._passing.clear()


class _Statements(list[Any]):
    """The statements that are being inferred; one met again is left out."""

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        self._trace = trace

    def __contains__(self, node: object) -> bool:
        found = super().__contains__(node)
        if found:
            self._trace.spoil()
        return found


class _Counts(dict[Any, int]):
    """How often each scope was looked into."""

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        self._trace = trace

    def __setitem__(self, scope: Any, count: int) -> None:
        super().__setitem__(scope, count)
        if count > _INFERENCES:
            self._trace.spoil()


class _Executions(ExecutionRecursionDetector):  # type: ignore[misc] # jedi has no types
    """The functions that are being executed; one too many is left out."""

    def push_execution(self, execution: Any) -> bool:
        """Whether a function is not to be executed."""
        left_out = bool(super().push_execution(execution))
        if left_out:
            self._inference_state.trace.spoil()
        return left_out


class LastingState(InferenceState):  # type: ignore[misc] # jedi has no types
    """jedi's inference state for the questions on one document.

    Attributes:
        trace: What is being inferred, and what is to be forgotten.
        stamps: The files and folders that were read, and when they had been changed.
        folders: Where the document adds to what modules are looked for in; None: not asked.
    """

    def __init__(self, project: Any, environment: Any, path: Path | None) -> None:
        self.trace = Trace()
        self.stamps: dict[str, int] = {}
        self.folders: tuple[str, ...] | None = None
        self._looked = -_LOOKS
        super().__init__(project, environment, path)
        self.memoize_cache = Memories(self.trace)
        self.module_cache = _Modules(self.trace)
        self.stub_module_cache = _Stubs(self.trace, self.module_cache)
        for name in ("safe_literal_eval", "create_simple_object"):
            asked = getattr(self.compiled_subprocess, name)
            setattr(self.compiled_subprocess, name, _once(asked))

    def reset_recursion_limitations(self) -> None:
        """Count anew what jedi's limits count."""
        self.recursion_detector = RecursionDetector()
        self.recursion_detector.pushed_nodes = _Statements(self.trace)
        self.execution_recursion_detector = _Executions(self)
        self.inferred_element_counts = _Counts(self.trace)

    def parse_and_get_code(
        self, code: Any = None, path: Any = None, file_io: Any = None, **how: Any
    ) -> Any:
        """Parse a file, and note that it was read."""
        where = str(path or getattr(file_io, "path", None) or "")
        if where:
            if where == str(self.script_path):
                self.trace.spoil()
            self.note(where)
            self.note(str(Path(where).parent))
        return super().parse_and_get_code(code=code, path=path, file_io=file_io, **how)

    def note(self, path: str) -> None:
        """Note that what is inferred depends on a file or folder."""
        if path not in self.stamps:
            self.stamps[path] = _stamp(path)

    def is_current(self) -> bool:
        """Whether what was read is as it was, when this was last looked at."""
        if time.monotonic() - self._looked < _LOOKS:
            return True
        self._looked = time.monotonic()
        for path, stamp in self.stamps.items():  # some hundred for a question
            try:
                if os.stat(path).st_mtime_ns != stamp:  # noqa: PTH116
                    return False
            except OSError:
                if stamp != _GONE:
                    return False
        return True

    def begin(self, document: Any) -> None:
        """A question on a document begins."""
        self.trace.document = document
        self.reset_recursion_limitations()

    def finish(self) -> None:
        """The question is answered: forget what the document had a part in."""
        document = self.trace.document
        self.trace.finish()
        self.stub_module_cache.finish()
        self.analysis.clear()
        modules = self.module_cache._name_cache
        for names in [n for n, of in modules.items() if any(v.tree_node is document for v in of)]:
            del modules[names]
            self.stub_module_cache.pop(names, None)

    @property
    def is_full(self) -> bool:
        """Whether it keeps too much."""
        return self.trace.kept > _MOST


def _once(ask: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A question about a literal to the environment's interpreter, asked once."""
    answers: dict[tuple[type, str], Any] = {}

    def asked(literal: Any) -> Any:
        key = type(literal), repr(literal)
        if key not in answers:
            if len(answers) >= _LITERALS:
                answers.clear()
            answers[key] = ask(literal)
        return answers[key]

    return asked


class LastingStates:
    """The states of the documents that were asked about last."""

    def __init__(self) -> None:
        self._states: OrderedDict[Any, LastingState] = OrderedDict()
        self._found = FoundModules()

    def of(self, project: Any, environment: Any, path: Path | None) -> LastingState:
        """The state for a document; a new one where there is none, or it is out of date."""
        state = self._states.pop(path, None)
        if state is None or state.is_full or not state.is_current():
            state = self._made(project, environment, path)
        self._states[path] = state
        while len(self._states) > _STATES or self._keep_too_much():
            self._states.popitem(last=False)
        return state

    def drop(self, path: Path | None) -> None:
        """Begin a document's state anew."""
        self._states.pop(path, None)

    def has_room(self, path: Path | None) -> bool:
        """Whether a document's state may keep what nobody has asked for yet."""
        state = self._states.get(path)
        return state is None or state.trace.kept < _MOST // 2

    def _keep_too_much(self) -> bool:
        kept = sum(state.trace.kept for state in self._states.values())
        return len(self._states) > 1 and kept > _TOGETHER

    def _made(self, project: Any, environment: Any, path: Path | None) -> LastingState:
        state = LastingState(project, environment, path)
        self._found.remember(state)
        return state

    def clear(self) -> None:
        """Begin all states anew."""
        self._states.clear()


def _stamp(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return _GONE
