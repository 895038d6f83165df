"""Times versions of a function on given inputs, one after the other in turn.

Loaded in the sandbox by its folder, without ``guyline``. A call that takes longer than
:data:`LIMIT` is cut off: its time counts as the limit (right-censored), and nothing is said of
what it would have given.
"""

from __future__ import annotations

import copy
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

LIMIT = 10.0
"""Seconds of a call at the most."""

_LEAST = 0.0005
"""Seconds that a sample lasts at the least: a clock's own steps count for little in it."""

_MOST_CALLS = 200
_MOST_SAMPLES = 31
_QUICK = 2.0
"""Seconds of all versions together up to which each is sampled once more at the least."""


class _Late(BaseException):
    """A call took too long; no ``except Exception`` of it keeps it going."""


def main(reading: int, writing: int) -> None:
    """Times once.

    Args:
        reading: One line of JSON: ``versions``, texts that define ``entry``; ``inputs``, tuples
            of arguments as Python writes them; ``seconds`` for each of them, a list.
        writing: Takes a line for each input: ``seconds``, the least of each version; ``same``,
            whether each gives what the first one does, as far as is known; and ``late``, whether
            each was cut off; last a line ``{"event": "done"}``.
    """
    signal.signal(signal.SIGALRM, _ring)
    with os.fdopen(reading, "rb") as source:
        asked: dict[str, Any] = json.loads(source.readline())
    calls = [_loaded(text, asked["entry"]) for text in asked["versions"]]
    for text, seconds in zip(asked["inputs"], asked["seconds"], strict=True):
        _tell(writing, {"event": "timed", **timed(calls, text, seconds)})
    _tell(writing, {"event": "done"})


def timed(calls: list[Callable[..., Any]], text: str, seconds: float) -> dict[str, object]:
    """One input.

    Args:
        calls: The versions.
        text: The arguments, a list or tuple as Python writes it.
        seconds: For all samples together.
    """
    try:
        given = eval(text, {"inf": float("inf"), "nan": float("nan")})  # noqa: S307 - in the sandbox
    except Exception as error:  # noqa: BLE001 - whatever a text of somebody's does
        return {"failed": f"the input: {type(error).__name__}: {error}"}
    shown, counts, best = [], [], []
    for call in calls:
        told, took = _first(call, given)
        shown.append(told)
        best.append(took)
        counts.append(max(1, min(_MOST_CALLS, int(_LEAST / max(took, 1e-7)))))
    end = time.perf_counter() + seconds
    again = None not in shown and sum(best) < _QUICK
    for _ in range(_MOST_SAMPLES if again else 0):
        if time.perf_counter() > end:
            break
        for place, call in enumerate(calls):
            best[place] = min(best[place], _sampled(call, given, counts[place]))
    known = shown[0] is not None
    return {
        "seconds": best,
        "same": [not known or each is None or each == shown[0] for each in shown],
        "late": [each is None for each in shown],
    }


def _sampled(call: Callable[..., Any], given: Any, count: int) -> float:  # noqa: ANN401
    copies = [copy.deepcopy(given) for _ in range(count)]
    begun = time.perf_counter()
    for each in copies:
        try:  # noqa: SIM105 - contextlib.suppress would be timed with it
            call(*each)
        except Exception:  # noqa: BLE001, S110 - an error is what it gives
            pass
    return (time.perf_counter() - begun) / count


def _first(call: Callable[..., Any], given: Any) -> tuple[str | None, float]:  # noqa: ANN401
    """What a call gives, None: it was cut off; and how long it takes."""
    arguments = copy.deepcopy(given)
    begun = time.perf_counter()
    try:
        with _limited():
            value = call(*arguments)
        took = time.perf_counter() - begun
        return f"{type(value).__name__} {value!r}", took
    except _Late:
        return None, LIMIT
    except Exception as error:  # noqa: BLE001 - an error is what it gives
        return type(error).__name__, time.perf_counter() - begun


@contextmanager
def _limited() -> Iterator[None]:
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ring(number: int, frame: object) -> None:
    raise _Late


def _loaded(text: str, entry: str) -> Callable[..., Any]:
    names: dict[str, Any] = {"__name__": "answer"}
    exec(compile(text, "answer.py", "exec"), names)  # noqa: S102 - in the sandbox
    found: Callable[..., Any] = names[entry]
    return found


def _tell(writing: int, message: dict[str, object]) -> None:
    data = json.dumps(message).encode() + b"\n"
    while data:
        data = data[os.write(writing, data) :]
