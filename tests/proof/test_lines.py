"""The shares of lines as the host takes them, of a sandbox that may say anything."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.proof.lines import hot_lines, mean, read
from guyline.proof.trials import Cancelled, ProofUntried
from tests.proof.attempt import starter, subject
from tests.proof.test_trials import DONE, LOADED, Scripted

TEXT = "import os\n\n\ndef f(xs: list[int]) -> int:\n    most = len(xs)\n    return most\n"


def told(*said: Mapping[str, Any], end: Mapping[str, Any] = DONE) -> Any:
    """What is made of some messages."""
    channel = Scripted(LOADED, *said, end)
    found = hot_lines(subject(TEXT, TEXT), lambda: channel, threading.Event(), 0.1)
    assert channel.killed
    assert [each["do"] for each in channel.sent] == ["load", "lines"]
    return found


def lines(*given: object) -> dict[str, object]:
    return {"event": "lines", "kind": "any", "lines": list(given)}


def test_lines_count_from_0_and_kinds_alike() -> None:
    assert told(lines([5, 0.5, 1], [6, 0.5, 1])) == ((4, 0.5), (5, 0.5))
    assert told(lines([6, 1, 3]), lines([5, 0.5, 1], [6, 0.25, 1])) == ((4, 0.25), (5, 0.625))


def test_what_is_not_of_the_function_is_left_out() -> None:
    assert told(lines([1, 0.2, 1], [6, 0.3, 1], [70, 0.2, 1])) == ((5, 0.3),)


def test_what_was_told_before_the_end_stands() -> None:
    end = {"end": "overtime", "side": "", "doing": None}
    assert told(lines([6, 0.9, 1]), end=end) == ((5, 0.9),)


@pytest.mark.parametrize(
    "message",
    [
        {"event": "lines"},
        {"event": "lines", "lines": "[5, 0.5, 1]"},
        lines([5, 0.5]),
        lines([5, 1.5, 1]),
        lines([5, -0.5, 1]),
        lines([5, math.nan, 1]),
        lines([0, 0.5, 1]),
        lines([5.0, 0.5, 1]),
        lines([True, 0.5, 1]),
        lines([5, True, 1]),
        lines([5, 0.5, -1]),
        lines([5, 0.5, "1"]),
        lines([5, 0.1, 1], [5, 0.1, 1]),
        lines([5, 0.7, 1], [6, 0.7, 1]),
        lines(*([number, 0.001, 1] for number in range(1, 200))),
        lines(7),
        {"event": 7},
    ],
)
def test_what_can_t_be_read_tells_nothing(message: dict[str, Any]) -> None:
    assert told(lines([5, 0.5, 1]), message) == ()


def test_no_answer_tells_nothing() -> None:
    channel = Scripted({"untried": "importing it fails"})
    assert hot_lines(subject(TEXT, TEXT), lambda: channel, threading.Event(), 0.1) == ()
    assert channel.killed
    assert told(end={"end": "lost", "side": "", "doing": None}) == ()
    assert told(end={"event": "fault", "message": "KeyError"}) == ()  # and no end at all


def test_it_is_cancelled() -> None:
    channel, cancel = Scripted(LOADED, lines([5, 0.5, 1]), DONE), threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        hot_lines(subject(TEXT, TEXT), lambda: channel, cancel, 0.1)
    assert channel.killed


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=12,
)
ROW = st.tuples(st.integers(-1, 9), st.floats() | st.integers(-1, 2), st.integers(-1, 3))


@given(st.lists(ROW | ANYTHING, max_size=4) | ANYTHING)
def test_anything_is_read_or_refused(given: object) -> None:
    try:
        found = read(given)
    except ProofUntried:
        return
    assert all(type(line) is int and line >= 0 for line in found)
    assert all(0 <= share <= 1 for share in found.values())
    assert sum(found.values()) <= 1.02


@given(st.lists(st.dictionaries(st.integers(0, 9), st.floats(0, 1)), max_size=4))
def test_the_mean_is_in_order_and_no_more_than_the_whole(kinds: list[dict[int, float]]) -> None:
    found = mean(kinds)
    assert [line for line, _ in found] == sorted({line for kind in kinds for line in kind})
    assert all(0 <= share <= 1 for _, share in found)


HOT = """\
import collections


class A:
    def f(self, xs: list[int]) -> int:
        many = collections.Counter(xs)
        twice = sum(xs.count(x) > 1 for x in xs)
        return twice + len(many)
"""


def test_in_a_sandbox() -> None:
    found = hot_lines(subject(HOT, HOT, "A.f"), starter(), threading.Event(), 2.0)
    assert max(found, key=lambda each: each[1])[0] == 6
    assert dict(found)[6] > 0.5
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    "text",
    [
        "def f(xs: list[int]) -> int:\n    return len(xs)\n",
        "def f(xs: list[int]) -> int:\n    import os\n    os._exit(3)\n",
        "raise KeyError\n",
        "def g():\n    pass\n",
    ],
)
def test_nothing_in_a_sandbox(text: str) -> None:
    assert hot_lines(subject(text, text), starter(), threading.Event(), 0.3) == ()
