"""What ``python -m cProfile -o FILE`` and ``Profile.dump_stats`` write.

A marshalled dict: ``(file, line, name)`` to ``(calls without recursion, calls, own time, time until
it returned, callers)``, callers by the same key (CPython's Lib/pstats.py).
"""

from __future__ import annotations

from guyline.hints.heat.marshalled import loads
from guyline.hints.heat.profile import Key, Origin, Profile, Spent
from guyline.hints.heat.values import Budget, mapping, seconds, sequence, text, whole
from guyline.profiling.attribution import PASSING, Edge, attribute, is_library


def is_dump(data: bytes) -> bool:
    """Whether it may be one: a dict whose first key is a tuple."""
    return len(data) > 1 and data[0] & 0x7F == ord("{") and chr(data[1] & 0x7F) in "()"


def read(data: bytes, origin: Origin) -> Profile:
    """Read a dump.

    Raises:
        BadProfileError: It is none.
    """
    budget = Budget()
    own, spent = dict[Key, float](), dict[Key, Spent]()
    callers = dict[Key, dict[Key, Edge]]()
    for place, row in mapping(loads(data)).items():
        budget.take()
        _, _, own_time, whole_time, called_by = sequence(row, 5)
        key = _key(place)
        own[key] = seconds(own_time)
        spent[key] = Spent(own[key], seconds(whole_time))
        edges = mapping(called_by)
        budget.take(len(edges))
        callers[key] = {_key(caller): _edge(edge) for caller, edge in edges.items()}
    charged = attribute(own, callers, _keeps)
    functions = {
        key: Spent(seconds_, max(seconds_, spent[key].whole)) for key, seconds_ in charged.items()
    }
    return Profile(origin.name, origin.written_at, sum(own.values()), functions)


def _keeps(key: Key) -> bool:
    return key.name not in PASSING and not is_library(key.path)


def _key(value: object) -> Key:
    path, line, name = sequence(value, 3)
    return Key(text(path), text(name), whole(line))


def _edge(value: object) -> Edge:
    if isinstance(value, int):  # of the profiler in Python: how often, and no times
        return Edge(0.0, float(whole(value)))
    _, _, own, until = sequence(value, 4)
    return Edge(seconds(own), seconds(until))
