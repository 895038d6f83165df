"""Keeps real calls of one function, as inputs: few, and of as many shapes as there are.

A call is looked at when it begins, before the function can change its arguments. All calls are
counted. The first are all looked at and written down, later ones ever less often, least of all
those of a shape that was met often, so that ten thousand calls alike neither cost much nor push
out the odd one. Of a recursion only the outermost call is kept.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from types import FrameType

from .calls import Call, Skipped, call_of_frame
from .captured import input_of_values
from .recipe import Input, Unmade
from .variety import Shape, shape_of

_ALL_GLANCED = 2_000
_ALL_WRITTEN = 4
_LONGEST = 40_000
_MOST_SHAPES = 20_000
_MOST_REASONS = 50
_SHARE = 0.3
_HEAD_START = 2.0
_PATIENCE = 1.0
_MOST_FOR_LINES = 0.5
_APPETITE = 2_000
"""Calls that are looked at for the sake of a line whose calls were not."""


@dataclass(frozen=True)
class Target:
    """A function whose calls are kept.

    Attributes:
        qualname: Its qualified name.
        file: Its file, as a real path; empty: known by the module's name.
        module: The module's name; may be empty where there is a file.
    """

    qualname: str
    file: str = ""
    module: str = ""


class Recorder:
    """Keeps the calls of one function.

    Args:
        target: The function.
        kept: Is told of each call that is kept: its place, below ``most``, and the input. A later
            call may take the place of an earlier one.
        most: How many are kept.
        clock: Seconds. It is asked for here, since tests set the library's to what they like.
    """

    def __init__(
        self,
        target: Target,
        kept: Callable[[int, Input], None],
        *,
        most: int = 200,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.target = target
        self.calls = 0
        self.looked = 0
        self.inner = 0
        self.reasons: Counter[str] = Counter()
        self.is_found = False
        self._kept = kept
        self._most = most
        self._clock = clock
        self._begun = clock()
        self._spent = 0.0
        self._next = 1
        self._shapes: Counter[Shape] = Counter()
        self._due: dict[Shape, float] = {}
        self._places: list[tuple[Shape, str]] = []
        self._taken: Counter[Shape] = Counter()
        self._texts: set[str] = set()
        self._lines: set[int] = set()
        self._pinned: set[int] = set()
        self._latest: tuple[Shape, Input, str] | None = None
        self._wants = False
        self._appetite = _APPETITE
        self._random = Random(0)  # noqa: S311 - which of many calls are kept
        self._lock = threading.Lock()
        self._busy = threading.local()
        self._is_on = True

    def stop(self) -> None:
        """Keeps nothing from here on."""
        self._is_on = False

    def see(self, frame: FrameType) -> None:
        """Looks at a call that begins.

        Args:
            frame: The function's, with none of its statements run.
        """
        self.calls += 1  # two threads at once may count one: it is a count for people
        if _ALL_GLANCED < self.calls < self._next and not self._wants:
            self._latest = None
            return
        if not self._is_on or getattr(self._busy, "now", False):
            return
        self._next = self.calls + 1 + self.calls // _ALL_GLANCED
        begun = self._clock()
        if self._spent > _HEAD_START + _SHARE * (begun - self._begun):
            self._count("looking takes too long")
            return
        if not self._lock.acquire(timeout=_PATIENCE):
            self._count("another thread is being looked at")
            return
        self._busy.now = True
        try:
            self._look(frame)
        except (Skipped, Unmade) as error:
            self._count(str(error))
        except Exception as error:
            self._count(f"reading the arguments raises {type(error).__name__}")
        finally:
            self._busy.now = False
            self._spent += self._clock() - begun
            self._lock.release()

    def reached(self, line: int) -> bool:
        """A line of the function runs.

        Args:
            line: Its number.

        Returns:
            Whether nobody need tell of it again: a call that runs it is kept, or none can be.
        """
        if line in self._lines or not self._is_on or not self._appetite:
            return True
        if getattr(self._busy, "now", False) or not self._lock.acquire(blocking=False):
            return False
        try:
            if self._latest is None:
                self._wants = True
                return False
            return self._pin(line, *self._latest)
        finally:
            self._lock.release()

    def counts(self) -> dict[str, object]:
        """As JSON: calls, those looked at, inner ones of recursions, those kept, reasons."""
        return {
            "function": self.target.qualname,
            "found": self.is_found,
            "calls": self.calls,
            "looked": self.looked,
            "inner": self.inner,
            "kept": len(self._places),
            "shapes": len(self._shapes),
            "reasons": dict(self.reasons),
            "seconds": round(self._spent, 3),
        }

    def _look(self, frame: FrameType) -> None:
        self.looked += 1
        if _is_inner(frame):
            self.inner += 1
            return
        self._latest = None
        if self._wants:
            self._appetite -= 1
            self._wants = self._appetite > 0
        call = call_of_frame(frame, self.target.qualname)
        shape = shape_of(call.values)
        if len(self._shapes) >= _MOST_SHAPES and shape not in self._shapes:
            shape = ()
        self._shapes[shape] += 1
        met = self._shapes[shape]
        is_due = self.looked <= self._most or not _ALL_WRITTEN < met < self._due.get(shape, 0)
        if not is_due and not self._wants:
            return
        found, text = self._written(call)
        self._latest = shape, found, text
        if is_due:
            self._due[shape] = met * 1.3
            self._keep(shape, found, text)

    def _written(self, call: Call) -> tuple[Input, str]:
        """A call as an input and a line; one that is long is packed, a pickle is shorter."""
        for packed in (False, True):
            found = _input(call, packed)
            text = found.line(self.target.qualname)
            if len(text) <= _LONGEST:
                return found, text
        raise Unmade("too large to write down")

    def _keep(self, shape: Shape, found: Input, text: str) -> None:
        if text in self._texts:
            return
        place = self._place(shape)
        if place is not None:
            self._put(place, shape, found, text)

    def _pin(self, line: int, shape: Shape, found: Input, text: str) -> bool:
        """Keeps the latest call for a line, for good."""
        self._wants = False
        self._lines.add(line)
        if len(self._pinned) >= self._most * _MOST_FOR_LINES:
            return True
        place = next((at for at, each in enumerate(self._places) if each[1] == text), None)
        if place is None:
            full = len(self._places) >= self._most
            place = self._any(self._taken.most_common(1)[0][0]) if full else len(self._places)
            if place is not None:
                self._put(place, shape, found, text)
        if place is not None:
            self._pinned.add(place)
        return True

    def _put(self, place: int, shape: Shape, found: Input, text: str) -> None:
        if place == len(self._places):
            self._places.append((shape, text))
        else:
            before, old = self._places[place]
            self._texts.discard(old)
            self._taken[before] -= 1
            self._places[place] = (shape, text)
        self._taken[shape] += 1
        self._texts.add(text)
        self._kept(place, found)

    def _place(self, shape: Shape) -> int | None:
        """Where a call is kept: a new place, or that of one whose shape is there more often."""
        if len(self._places) < self._most:
            return len(self._places)
        taken = self._taken
        commonest, times = taken.most_common(1)[0]
        if times > taken[shape] + 1:
            return self._any(commonest)
        if self._random.random() < self._most / self._shapes.total():
            return self._any(shape) if taken[shape] else self._any(commonest)
        return None

    def _any(self, shape: Shape) -> int | None:
        """A place of a shape that no call is kept at for a line."""
        there = [
            place
            for place, (each, _) in enumerate(self._places)
            if each == shape and place not in self._pinned
        ]
        return self._random.choice(there) if there else None

    def _count(self, reason: str) -> None:
        if reason in self.reasons or len(self.reasons) < _MOST_REASONS:
            self.reasons[reason] += 1
        else:
            self.reasons["other reasons"] += 1


def _input(call: Call, packed: bool) -> Input:
    return input_of_values(call.arguments, call.keywords, call.receiver, call.home, packed=packed)


def _is_inner(frame: FrameType) -> bool:
    above = frame.f_back
    while above is not None:
        if above.f_code is frame.f_code:
            return True
        above = above.f_back
    return False
