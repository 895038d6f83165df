"""More inputs on which two versions differ, where one is known: each shows another side of it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator

from guyline.proof.comparison import aspects_of, tells, told
from guyline.proof.trials import Channel, Subject, Trials
from guyline.proof.verdict import Counterexample

_DRAWING = 1.0
_EACH = 0.2
_MOST_INPUTS = 300


def differences(
    subject: Subject, start: Callable[[], Channel], cancel: threading.Event
) -> Iterator[Counterexample]:
    """Inputs on which the versions differ: the shortest, the longest, then those between.

    They are known calls, and inputs drawn for where the old version goes. The short ones alone are
    all alike.

    Args:
        subject: The function in both versions.
        start: Starts a sandbox.
        cancel: Set by whoever does not want it any more.

    Raises:
        ProofUntried: The versions can't be loaded.
        Cancelled: It was cancelled.
    """
    trials = Trials(start, cancel)
    try:
        seen = trials.load(subject)["seen"]
        inputs = trials.inputs(seen, _DRAWING, _EACH, seed=2)[:_MOST_INPUTS]
        old, new = (trials.run(side, inputs, _EACH) for side in ("old", "new"))
    finally:
        trials.close()
    found = list[Counterexample]()
    for given, before, after in zip(inputs, old, new, strict=True):
        if tells(before) and (aspects := aspects_of(before, after)):
            line = str(before.get("line", ""))
            sides = told(before, aspects), told(after, aspects)
            found.append(Counterexample(line, (), aspects, *sides, given))
    yield from _spread(sorted(found, key=lambda each: len(each.line)))


def _spread(found: list[Counterexample]) -> Iterator[Counterexample]:
    """Both ends first, then the middle of each part that is left, the larger parts first."""
    if found:
        yield found[0]
    if len(found) > 1:
        yield found[-1]
    parts = deque([(0, len(found) - 1)])
    while parts:
        low, high = parts.popleft()
        if high - low < 2:
            continue
        middle = (low + high) // 2
        yield found[middle]
        parts += [(low, middle), (middle, high)]
