"""What pyinstrument writes: its JSON, and its own sessions (``-r pyisession``).

In the JSON a frame holds the time of all it called, and each function stands once below its caller.
A session holds the stacks that were seen, with the line that each function was at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from guyline.hints.heat.profile import BadProfileError, Coverage, Key, Origin, Profile, Spent
from guyline.hints.heat.values import Budget, mapping, seconds, sequence, text, whole
from guyline.profiling.attribution import PASSING, is_library

_INTERVAL = 0.001


class _Sums:
    """What the functions of the project took, as stacks and frames are read."""

    def __init__(self) -> None:
        self.own = defaultdict[Key, float](float)
        self.whole = defaultdict[Key, float](float)
        self.lines = defaultdict[tuple[str, int], float](float)

    def profile(self, data: dict[str, Any], origin: Origin) -> Profile:
        total = seconds(data.get("duration", 0.0))
        count = whole(data.get("sample_count", 0))
        return Profile(
            origin.name,
            seconds(data.get("start_time", origin.written_at)),
            total,
            {key: Spent(self.own[key], time) for key, time in self.whole.items()},
            dict(self.lines),
            Coverage.SAMPLES,
            total / count if count else _INTERVAL,
        )


def read_tree(data: dict[str, Any], origin: Origin) -> Profile:
    """Read the JSON that pyinstrument prints.

    Raises:
        BadProfileError: It is something else.
    """
    sums, budget = _Sums(), Budget()
    root = data.get("root_frame")
    # Each frame with the functions around it, and who is charged with its time.
    stack: list[tuple[Any, frozenset[Key], Key | None]] = [(root, frozenset(), None)] * bool(root)
    while stack:
        value, around, payer = stack.pop()
        frame = mapping(value)
        budget.take(1 + len(around))
        time = seconds(frame.get("time", 0.0))
        key = _key(text(frame["function"]), text(frame.get("file_path") or ""), frame)
        if key is not None:
            payer = key
            if key not in around:  # a recursion's time is within that of its first call
                sums.whole[key] += time
                around |= {key}
        children = sequence(frame.get("children", []))
        for child in children:
            time -= seconds(mapping(child).get("time", 0.0))
            stack.append((child, around, payer))
        if payer is not None:
            sums.own[payer] += max(0.0, time)
    return sums.profile(data, origin)


def _key(name: str, path: str, frame: dict[str, Any]) -> Key | None:
    if not path or is_library(path) or name in PASSING:
        return None
    owner = frame.get("class_name")
    qualified = f"{text(owner)}.{name}" if isinstance(owner, str) else name
    return Key(path, qualified, whole(frame.get("line_no") or 0))


def read_session(data: dict[str, Any], origin: Origin) -> Profile:
    """Read a session.

    Raises:
        BadProfileError: It is something else.
    """
    sums, budget = _Sums(), Budget(20_000_000)
    known: dict[str, tuple[Key, int] | None] = {}
    for record in sequence(data["frame_records"]):
        stack, time = sequence(record, 2)
        taken, seen = seconds(time), set[Key]()
        budget.take(1 + len(sequence(stack)))
        last: tuple[Key, int] | None = None
        for identifier in stack:
            if identifier not in known:
                known[text(identifier)] = _frame(identifier)
            if (frame := known[identifier]) is not None:
                last = frame
                seen.add(frame[0])
        for key in seen:
            sums.whole[key] += taken
        if last is not None:
            sums.own[last[0]] += taken
            if last[1]:
                sums.lines[last[0].path, last[1]] += taken
    return sums.profile(data, origin)


def _frame(identifier: str) -> tuple[Key, int] | None:
    """The function of a frame and the line it is at; None: it is not the project's.

    ``name NUL file NUL first line``, then attributes that begin with SOH: ``c`` and the class,
    ``l`` and the line.
    """
    head, *attributes = identifier.split("\x01")
    parts = head.split("\x00")
    if len(parts) != 3:
        raise BadProfileError("a frame that is none")
    name, path, first = parts
    if is_library(path) or name in PASSING:
        return None
    told = dict(_told(attributes))
    qualified = f"{told['c']}.{name}" if "c" in told else name
    return Key(path, qualified, _line(first)), _line(told.get("l", ""))


def _told(attributes: list[str]) -> Iterator[tuple[str, str]]:
    return ((each[:1], each[1:]) for each in attributes if each)


def _line(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0
