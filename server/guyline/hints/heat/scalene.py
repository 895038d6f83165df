"""What Scalene writes as JSON.

Each line has its share of the run in per cent: in Python, in native code, and waiting ("system").
Time in libraries is at the line that called them. Of a function it is not told what it took until
it returned.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from guyline.hints.heat.profile import Coverage, Key, Origin, Profile, Spent
from guyline.hints.heat.values import Budget, mapping, seconds, sequence, text, whole

_INTERVAL = 0.01
_SHARES = ("n_cpu_percent_python", "n_cpu_percent_c", "n_sys_percent")


def read(data: dict[str, Any], origin: Origin) -> Profile:
    """Read a profile.

    Raises:
        BadProfileError: It is something else.
    """
    budget, total = Budget(), seconds(data["elapsed_time_sec"])
    lines = defaultdict[tuple[str, int], float](float)
    functions: dict[Key, Spent] = {}
    for name, value in mapping(data["files"]).items():
        path, file = text(name), mapping(value)
        for line in sequence(file.get("lines", [])):
            budget.take()
            if taken := _taken(mapping(line), total):
                lines[path, whole(line["lineno"])] += taken
        for function in sequence(file.get("functions", [])):
            budget.take()
            taken = _taken(mapping(function), total)
            key = Key(path, text(function["line"]), whole(function["lineno"]))
            functions[key] = functions.get(key, Spent(0.0, 0.0)) + Spent(taken, taken)
    begun = data.get("start_time_absolute")
    return Profile(
        origin.name,
        seconds(begun) if begun is not None else origin.written_at,
        total,
        functions,
        dict(lines),
        Coverage.SAMPLES,
        _INTERVAL,
    )


def _taken(row: dict[str, Any], total: float) -> float:
    return sum(seconds(row.get(share, 0.0)) for share in _SHARES) / 100 * total
