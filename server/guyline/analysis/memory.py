"""jedi's memory, watched: which results rest on the document, or are not the whole.

A stack holds what is being inferred. Whoever uses a result that must be forgotten must be
forgotten too, and who uses one that waits for another waits for that as well.
"""

from __future__ import annotations

import math
import sys
from typing import Any

from guyline.analysis.internals import DRAWN_LAST, NO_DEFAULT, ImportName, LazyValueWrapper


class Frame:
    """Something that is being inferred.

    Attributes:
        memory: Where the result will be kept.
        key: What for.
        depth: How many others wait for it.
        low: The depth of the outermost unfinished result that this one has used.
        spoiled: Whether it must be forgotten.
        begins: Whether jedi will set a default first.
        open: Whether it is still being inferred.
    """

    __slots__ = ("begins", "depth", "key", "low", "memory", "open", "spoiled")

    def __init__(self, memory: Memory, key: Any, depth: int, *, spoiled: bool) -> None:
        self.memory = memory
        self.key = key
        self.depth = depth
        self.low: float = math.inf
        self.spoiled = spoiled
        self.begins = memory.has_default
        self.open = True


class Trace:
    """What is being inferred, and what is to be forgotten after the question.

    Attributes:
        document: The document's tree.
        kept: How many results there are.
    """

    def __init__(self) -> None:
        self.document: Any = None
        self.kept = 0
        self._stack: list[Frame] = []
        self._passing: list[tuple[Memory, Any]] = []

    def begin(self, memory: Memory, key: Any) -> Frame:
        """Something is not known yet and will be inferred now."""
        frame = Frame(memory, key, len(self._stack), spoiled=self._is_own(key))
        self._stack.append(frame)
        return frame

    def end(self, frame: Frame) -> None:
        """Something has been inferred; what stands above it in the stack has failed."""
        while self._stack:
            last = self._stack.pop()
            last.open = False
            last.memory.open.pop(last.key, None)
            failed = last is not frame
            if last.spoiled or failed or last.low < last.depth:
                self._pass(last, spoiled=last.spoiled or failed)
            else:
                self.kept += 1
            if not failed:
                return

    def _pass(self, frame: Frame, *, spoiled: bool) -> None:
        """Note what is to be forgotten, and let what waits for it be so too."""
        head = None if spoiled else self._stack[int(frame.low)]
        frame.memory.passing[frame.key] = head
        self._passing.append((frame.memory, frame.key))
        if self._stack:
            above = self._stack[-1]
            above.spoiled = above.spoiled or spoiled
            if head is not None:
                above.low = min(above.low, frame.low)

    def met(self, head: Frame | None) -> None:
        """A result was used that is not the whole: until ``head`` is there, or for good."""
        if not self._stack:
            return
        above = self._stack[-1]
        if head is not None and head.open:
            above.low = min(above.low, head.depth)
        else:
            above.spoiled = True

    def spoil(self) -> None:
        """What is being inferred must be forgotten."""
        if self._stack:
            self._stack[-1].spoiled = True

    def finish(self) -> None:
        """Forget what is to be forgotten."""
        for frame in self._stack:
            frame.open = False
            self._passing.append((frame.memory, frame.key))
            frame.memory.open.clear()
        self._stack.clear()
        for memory, key in self._passing:
            memory.pop(key, None)
            memory.passing.clear()
        self._passing.clear()
        self.document = None

    def _is_own(self, key: Any) -> bool:
        """Whether the document has a part in what something is inferred of."""
        first, rest, named = key
        return (
            self._is_of_document(first)
            or any(self._is_of_document(each) for each in rest)
            or any(self._is_of_document(each) for _, each in named)
        )

    def _is_of_document(self, it: Any) -> bool:
        """Whether something belongs to the document, or is made of what does."""
        if isinstance(it, LazyValueWrapper):  # to ask it would be to infer it
            return any(self._is_of_document(part) for part in vars(it).values())
        if isinstance(it, ImportName):  # so it is to ask it for its context
            it = it._from_module_context
        if isinstance(it, type) or not hasattr(type(it), "get_root_context"):
            context = getattr(it, "context", None)
            return context is not None and self._is_of_document(context)
        try:
            return it.get_root_context().tree_node is self.document
        except AttributeError:
            return True  # it can't be told where it is from


class Memory(dict[Any, Any]):
    """The results of one of jedi's functions.

    Attributes:
        open: What is being inferred, by its key.
        passing: What will be forgotten: with what it waits for, or None.
        has_default: Whether jedi sets a default first.
    """

    __slots__ = ("has_default", "open", "passing", "trace")

    def __init__(self, trace: Trace, *, has_default: bool) -> None:
        super().__init__()
        self.trace = trace
        self.has_default = has_default
        self.open: dict[Any, Frame] = {}
        self.passing: dict[Any, Frame | None] = {}

    def __contains__(self, key: object) -> bool:
        if not super().__contains__(key):
            self.open[key] = self.trace.begin(self, key)
            return False
        if key in self.open:
            self.trace.met(self.open[key])
        elif key in self.passing:
            self.trace.met(self.passing[key])
        return True

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        frame = self.open.get(key)
        if frame is None:
            return
        if frame.begins:
            frame.begins = False
        else:
            self.trace.end(frame)


class Drawings(Memory):
    """The results of one of jedi's generators, which are drawn one by one, by whoever asks."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        if not dict.__contains__(self, key):
            return False
        drawn, found = self[key]
        if drawn.spoiled or (found and found[-1] is DRAWN_LAST):
            self.trace.spoil()
        return True

    def __setitem__(self, key: Any, value: Any) -> None:
        dict.__setitem__(self, key, (_Drawn(self, key, value[0]), value[1]))


class _Drawn:
    """A generator whose every step is a frame of its own."""

    __slots__ = ("generator", "key", "memory", "spoiled")

    def __init__(self, memory: Drawings, key: Any, generator: Any) -> None:
        self.memory = memory
        self.key = key
        self.generator = generator
        self.spoiled = False

    def __iter__(self) -> _Drawn:
        return self

    def __next__(self) -> Any:
        trace = self.memory.trace
        frame = trace.begin(self.memory, self.key)
        frame.spoiled = frame.spoiled or self.spoiled
        try:
            return next(self.generator)
        except StopIteration:
            raise
        except BaseException:
            frame.spoiled = True
            raise
        finally:
            trace.end(frame)
            self.spoiled = self.spoiled or self.key in self.memory.passing


class Memories(dict[Any, Memory]):
    """jedi's memory: for each function its results."""

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        self._trace = trace

    def __missing__(self, function: Any) -> Memory:
        # The one who asks is jedi's wrapper of the function; its default is a cell of it.
        default = sys._getframe(1).f_locals.get("default", self)
        made = Drawings if default is self else Memory
        memory = self[function] = made(self._trace, has_default=default is not NO_DEFAULT)
        return memory
