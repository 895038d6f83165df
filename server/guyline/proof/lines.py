"""Which lines of a function take its time, as a sandbox tells it.

That a model is told which lines take the time of what it is to make faster is EffiLearner's way
(Huang et al., 2024). What is told comes out of the sandbox and is checked here. It is an advice and
no evidence: no verdict and no claim rests on it.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from guyline.proof.functions import functions_of
from guyline.proof.trials import Channel, ProofUntried, Subject, Trials

Shares = tuple[tuple[int, float], ...]
"""Lines of a file from 0, in order, each with its share of the function's time, 0 to 1."""

SECONDS = 1.0
"""How long the function is run, where nothing else is said."""

_KINDS = 8
_LINES = 100
_ROUNDED = 0.0001


def hot_lines(
    subject: Subject,
    start: Callable[[], Channel],
    cancel: threading.Event,
    seconds: float = SECONDS,
) -> Shares:
    """The shares of the lines of the old version; nothing where they can't be told.

    The mean over the kinds of input, see :mod:`guyline.proof.inside.hot`.

    Args:
        subject: The function.
        start: Starts a sandbox.
        cancel: Set by whoever does not want it any more.
        seconds: How long it may be run.

    Raises:
        Cancelled: It was cancelled.
        InputError: The text can't be parsed.
        SandboxError: The sandbox does not start.
    """
    trials = Trials(start, cancel)
    try:
        trials.load(replace(subject, new=subject.old))
        told = list(trials.ask("lines", seconds, each=seconds))
        found = mean(read(each["lines"]) for each in told[:_KINDS] if each["event"] == "lines")
    except (ProofUntried, TimeoutError):
        return ()
    finally:
        trials.close()
    own = {
        line
        for each in functions_of(subject.old)
        if each.name == subject.qualname
        for line in range(each.first, each.last + 1)
    }
    return tuple((line, share) for line, share in found if line in own)


def read(given: object) -> dict[int, float]:
    """The lines of one kind of input, from 0, with their shares.

    Raises:
        ProofUntried: It is not what is spoken here.
    """
    try:
        return _read(given)
    except (TypeError, ValueError, OverflowError) as error:
        raise ProofUntried(f"the sandbox told what can't be read: {error}") from error


def mean(kinds: Iterable[Mapping[int, float]]) -> Shares:
    """The shares over several kinds of input, each counting alike."""
    told = [kind for kind in kinds if kind]
    lines = sorted({line for kind in told for line in kind})
    return tuple((line, sum(kind.get(line, 0.0) for kind in told) / len(told)) for line in lines)


def _read(given: Any) -> dict[int, float]:  # noqa: ANN401 - anything may have been told
    if not isinstance(given, list) or len(given) > _LINES:
        raise TypeError("no list of lines")
    found: dict[int, float] = {}
    for line, share, hits in given:
        if not all(type(each) is int and each >= 0 for each in (line, hits)) or line < 1:
            raise TypeError("no line, or no hits")
        if type(share) not in (int, float) or not 0 <= share <= 1:
            raise ValueError("no share")
        found[line - 1] = float(share)
    if len(found) < len(given) or math.fsum(found.values()) > 1 + _LINES * _ROUNDED:
        raise ValueError("lines that are told twice, or more than the whole")
    return found
