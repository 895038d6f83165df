"""Time by line, and what is left behind of how it is measured."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from statistics import median
from types import FunctionType
from typing import Any

import pytest

from guyline.proof.inside.line_times import LineTimes, Meddled, cost_of_an_event

WORK = 20_000


def work(count: int = WORK) -> int:
    """What takes some time, in C."""
    return sum(range(count))


def watched(function: Callable[..., Any], *given: Any) -> tuple[LineTimes, int]:
    """The times of one call, and the line of its ``def``."""
    assert isinstance(function, FunctionType)
    times = LineTimes(function.__code__)
    with times.watching():
        function(*given)
    return times, function.__code__.co_firstlineno


def shares(function: Callable[..., Any], *given: Any) -> dict[int, float]:
    """The shares by line, counted from that of the ``def``; of five calls those in the middle.

    Whatever else the machine does in one call falls on any line.
    """
    found: dict[int, list[float]] = {}
    for _ in range(5):
        times, first = watched(function, *given)
        inside = sum(times.spent[1:])
        for place, spent in enumerate(times.spent):
            if place:
                found.setdefault(times.first + place - first, []).append(spent / inside)
    return {line: median(each) for line, each in found.items()}


def one_line(count: int) -> int:
    found = count
    found += work(count)
    found += 1
    return found


def test_the_line_that_takes_the_time() -> None:
    assert shares(one_line, 400_000)[2] > 0.8


def in_comprehension(count: int) -> object:
    few = [
        work(count)
        for _ in range(4)
    ]  # fmt: skip
    many = (
        work(count)
        for _ in range(20)
    )  # fmt: skip
    return few, sum(many)


def test_comprehensions_count_for_their_own_lines() -> None:
    found = shares(in_comprehension, WORK)
    assert 0.5 < found[6] < 0.97
    assert found[2] > 0.03
    assert found[9] < 0.1


def with_lambda(count: int) -> list[int]:
    key = lambda _: work(count)  # noqa: E731 - it is what is tried
    return sorted(range(9), key=key)


def test_lambdas_count_for_their_own_lines() -> None:
    found = shares(with_lambda, WORK)
    assert found[1] > 0.8


def recursive(count: int) -> int:
    if not count:
        return 0
    work()
    return 1 + recursive(count - 1)


def test_a_recursion_counts_once() -> None:
    times, first = watched(recursive, 20)
    assert times.hits[first + 3 - times.first] == 20
    assert shares(recursive, 20)[3] > 0.5


def calls() -> int:
    found = work(10)
    found += work(400_000)
    return found


def test_what_is_called_counts_for_the_line_that_calls() -> None:
    found = shares(calls)
    assert found[2] > 0.8


def catches() -> int:
    found = 0
    for _ in range(5):
        try:
            (lambda: 1 / 0)()
        except ZeroDivisionError:
            found += work(100_000)
    any(x > 2 for x in range(9))
    return found + work(100_000)


def test_exceptions_and_what_is_left_half_done() -> None:
    times, first = watched(catches)
    at = first - times.first
    assert times.hits[at + 4] >= 5
    found = shares(catches)
    assert found[6] + found[8] > 0.7
    assert found[8] > found[7]


def raising() -> None:
    work()
    raise KeyError


def waits(count: int) -> Iterator[int]:
    for each in range(count):
        yield each + 1


def test_nothing_is_left_behind() -> None:
    before = sys.gettrace()
    with pytest.raises(KeyError):
        watched(raising)
    watched(one_line, 3)
    assert sys.gettrace() is before
    if hasattr(sys, "monitoring"):
        assert all(sys.monitoring.get_tool(tool) != "guyline lines" for tool in range(6))


def traces() -> int:
    sys.settrace(lambda *_: None)
    return work()


def test_a_function_that_traces_for_itself() -> None:
    before = sys.gettrace()
    with pytest.raises(Meddled):
        watched(traces)
    assert sys.gettrace() is before


def threaded() -> None:
    thread = threading.Thread(target=lambda: work(50))
    thread.start()
    thread.join()


def test_other_threads_do_not_count() -> None:
    times, first = watched(threaded)
    assert sum(times.hits) == 3
    assert times.hits[first + 1 - times.first] == 1


def test_what_waits_goes_on_where_it_was() -> None:
    times = LineTimes(waits.__code__)
    with times.watching():
        sum(waits(50))
    first = waits.__code__.co_firstlineno - times.first
    assert times.hits[first + 2] == 50
    assert times.spent[0] > 0


def test_a_meter_costs_something() -> None:
    assert 1 < cost_of_an_event() < 1e6
