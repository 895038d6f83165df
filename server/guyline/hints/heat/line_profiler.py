"""What line_profiler writes: a pickle of one ``LineStats``.

A pickle is a program, and runs what it names. Here it may name ``LineStats`` alone, for which a
class of ours stands; and before it is read at all, each of its instructions is looked at, so that
none is there but those that plain values need, and none makes room for more than it holds.
"""

from __future__ import annotations

import io
import pickle
import pickletools

from guyline.hints.heat.printed import of_lines
from guyline.hints.heat.profile import BadProfileError, Key, Origin, Profile, Spent
from guyline.hints.heat.values import Budget, mapping, seconds, sequence, text, whole

_MODULES = frozenset({"line_profiler.line_profiler", "line_profiler._line_profiler"})
_FRAMING = frozenset({"PROTO", "FRAME", "STOP", "MARK"})
_MEMO = frozenset({"MEMOIZE", "BINPUT", "LONG_BINPUT"})
_PLAIN = frozenset(
    {"BINGET", "LONG_BINGET", "NONE", "BINFLOAT", "BININT", "BININT1", "BININT2", "LONG1"}
    | {"SHORT_BINUNICODE", "BINUNICODE", "EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3"}
    | {"EMPTY_DICT", "SETITEM", "SETITEMS", "EMPTY_LIST", "APPEND", "APPENDS"}
)
_OBJECT = frozenset({"STACK_GLOBAL", "GLOBAL", "NEWOBJ", "REDUCE", "BUILD"})
_TAKEN = _FRAMING | _MEMO | _PLAIN | _OBJECT
_MOST_INSTRUCTIONS = 10_000_000


class _LineStats:
    """Stands for line_profiler's class."""

    def __init__(self, timings: object = None, unit: object = None) -> None:
        self.timings = timings
        self.unit = unit

    def __setstate__(self, state: object) -> None:
        held = mapping(state)
        self.timings, self.unit = held.get("timings"), held.get("unit")


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type[_LineStats]:
        if module in _MODULES and name == "LineStats":
            return _LineStats
        raise BadProfileError(f"it names {module}.{name}"[:200])


def is_dump(data: bytes) -> bool:
    """Whether it may be one: a pickle of protocol 2 or later."""
    return data[:1] == b"\x80" and b"LineStats" in data[:4096]


def read(data: bytes, origin: Origin) -> Profile:
    """Read a dump.

    Raises:
        BadProfileError: It is none, or does more than hold numbers.
    """
    try:
        _look_through(data)
        stats = _Unpickler(io.BytesIO(data)).load()
    except BadProfileError:
        raise
    except Exception as error:  # noqa: BLE001 - broken pickles raise anything
        raise BadProfileError(f"a broken pickle: {type(error).__name__}") from None
    if not isinstance(stats, _LineStats):
        raise BadProfileError("it holds no LineStats")
    budget, unit = Budget(), seconds(stats.unit)
    lines: dict[tuple[str, int], float] = {}
    functions: dict[Key, Spent] = {}
    for place, rows in mapping(stats.timings).items():
        budget.take(1 + len(sequence(rows)))
        path, first, name = sequence(place, 3)
        key, sum_ = Key(text(path), text(name), whole(first)), 0.0
        for row in rows:
            line, _, time = sequence(row, 3)
            taken = seconds(time) * unit
            sum_ += taken
            lines[key.path, whole(line)] = lines.get((key.path, line), 0.0) + taken
        functions[key] = functions.get(key, Spent(0.0, 0.0)) + Spent(sum_, sum_)
    return of_lines(origin, functions, lines)


def _look_through(data: bytes) -> None:
    """Refuse what has an instruction that is not needed, or a memo larger than what is in it."""
    budget, kept = Budget(_MOST_INSTRUCTIONS), 0
    for instruction, argument, _ in pickletools.genops(data):
        budget.take()
        if instruction.name not in _TAKEN:
            raise BadProfileError(f"a pickle with {instruction.name}")
        if instruction.name in _MEMO:
            kept += 1
            if argument is not None and argument > kept:
                raise BadProfileError("a memo with holes")
