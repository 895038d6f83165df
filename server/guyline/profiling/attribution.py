"""Who is charged with the time of library code.

A profile knows how long each function ran itself. Code of a project calls methods of lists,
``re`` or numpy, and the time passes there: what a person can change is the caller. The time of
a function that keeps none goes to its callers, as gprof does it (Graham, Kessler, McKusick:
"gprof: a call graph execution profiler", 1982): by what each of them caused where that is known,
else in proportion to how long it was in there for each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

_N = TypeVar("_N", bound=Hashable)
_ROUNDS = 32
"""Calls of libraries by libraries that are followed upwards; what goes in circles is let go."""
_LEAST = 1e-6
"""Seconds that are not worth another round."""

PASSING = frozenset({"<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>", "<lambda>"})
"""Code that is written within a function, and charged to who runs it."""

_LIBRARY = re.compile(
    r"(?:^|[/\\])(?:site-packages|dist-packages)[/\\]"
    r"|[/\\]lib(?:64)?[/\\](?:python|pypy)\d[\d.]*t?[/\\]"
    r"|[/\\]Python\d+[/\\]lib[/\\]"
    r"|\.zip[/\\]"
    r"|^(?:<|~|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Edge:
    """What one caller caused in one function.

    Attributes:
        own: Seconds in the function itself.
        whole: Seconds until it returned.
    """

    own: float
    whole: float


def is_library(path: str) -> bool:
    """Whether a path in a profile is an installed package's, Python's own, or no file's."""
    return _LIBRARY.search(path) is not None


def attribute(
    own: Mapping[_N, float],
    callers: Mapping[_N, Mapping[_N, Edge]],
    keeps: Callable[[_N], bool],
) -> dict[_N, float]:
    """Seconds of each function that keeps its time, with what was passed on to it.

    The sum is never more than that of ``own``; time that nobody who keeps any caused is in none.

    Args:
        own: Seconds in each function itself.
        callers: For each function, who called it.
        keeps: Whether a function keeps its time.
    """
    kept = {node: seconds for node, seconds in own.items() if keeps(node)}
    moving = defaultdict[_N, float](float)

    def give(caller: _N, seconds: float) -> None:
        if caller in kept:
            kept[caller] += seconds
        elif not keeps(caller):
            moving[caller] += seconds

    for node, edges in callers.items():
        if not keeps(node):
            told = sum(edge.own for edge in edges.values())
            scale = min(1.0, own.get(node, 0.0) / told) if told > 0 else 0.0
            for caller, edge in edges.items():
                give(caller, edge.own * scale)
    for _ in range(_ROUNDS):
        if sum(moving.values()) < _LEAST:
            break
        passed, moving = moving, defaultdict(float)
        for node, seconds in passed.items():
            others = {each: e for each, e in callers.get(node, {}).items() if each != node}
            whole = sum(edge.whole for edge in others.values())
            for caller, edge in others.items():
                give(caller, seconds * (edge.whole / whole if whole > 0 else 1 / len(others)))
    return kept
