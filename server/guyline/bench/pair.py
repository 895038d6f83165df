"""Times two forms of a function against each other; runs in any Python by itself.

Reads one JSON document from stdin: ``setup``, ``slow``, ``fast`` (sources that define
``f``), ``call`` (the source of a tuple), ``rounds``. Prints ``slow_ms``, ``fast_ms`` and
whether both gave the same. The forms take turns, and the best of each counts: whatever
else a machine does only ever makes them slower.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable

_LEAST = 0.005
"""Seconds that one measurement takes at least."""

Form = Callable[[], object]


def main() -> None:
    """Time what stdin holds."""
    given = json.load(sys.stdin)
    slow, fast = (_form(given["setup"], given[name], given["call"]) for name in ("slow", "fast"))
    same = repr(slow()) == repr(fast())
    best = {"slow": float("inf"), "fast": float("inf")}
    counts = {"slow": _count(slow), "fast": _count(fast)}
    gc.disable()
    for number in range(given["rounds"]):
        turns = [("slow", slow), ("fast", fast)]
        for name, form in turns if number % 2 == 0 else reversed(turns):
            best[name] = min(best[name], _time(form, counts[name]))
            gc.collect()
    told = {f"{name}_ms": seconds * 1000 for name, seconds in best.items()}
    sys.stdout.write(json.dumps({**told, "same": same}))


def _form(setup: str, source: str, call: str) -> Form:
    """A call with fresh arguments; what makes the arguments is timed with neither form."""
    space: dict[str, object] = {}
    exec(setup + "\n" + source, space)  # noqa: S102 - a rule's own example
    exec(f"def given():\n    return {call}\n", space)  # noqa: S102 - the same
    function, given = space["f"], space["given"]
    assert callable(function) and callable(given)  # noqa: S101, PT018 - the source defines f
    arguments = given()
    return lambda: function(*arguments)


def _count(form: Form) -> int:
    """How often a form is called in one measurement."""
    count = 1
    while (taken := _time(form, count) * count) < _LEAST and count < 1_000_000:
        count = max(2 * count, int(count * _LEAST / max(taken, 1e-7)))
    return count


def _time(form: Form, count: int) -> float:
    begun = time.perf_counter()
    for _ in range(count):
        form()
    return (time.perf_counter() - begun) / count


if __name__ == "__main__":
    main()
