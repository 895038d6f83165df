"""The tables that profilers print: cProfile's, and line_profiler's.

cProfile's says of a function what it took itself and until it returned, and not who called what: of
library code that it called, nothing is known but that it lies between the two.
"""

from __future__ import annotations

import re
from collections import defaultdict

from guyline.hints.heat.profile import BadProfileError, Coverage, Key, Origin, Profile, Spent
from guyline.hints.heat.values import Budget, seconds
from guyline.profiling.attribution import PASSING, is_library

_TOTAL = re.compile(r"function calls.* in (\d+\.\d+) (?:CPU )?seconds")
_ROW = re.compile(
    r"\s*\d+(?:/\d+)?\s+(?P<own>\d+\.\d+)\s+\S+\s+(?P<whole>\d+\.\d+)\s+\S+\s+"
    r"(?P<path>\S.*?):(?P<line>\d+)\((?P<name>[^()]*)\)\s*"
)
_UNIT = re.compile(r"Timer unit: (\d[\d.]*(?:e[-+]?\d+)?) s\s*")
_FUNCTION = re.compile(r"Function: (?P<name>\S+) at line (?P<line>\d+)\s*")
_LINE = re.compile(r"\s*(?P<line>\d+)\s+\d+\s+(?P<time>\d[\d.]*(?:e[-+]?\d+)?)\s+\d[\d.]*(?:\s|$)")


def is_table(text: str) -> bool:
    """Whether it may be a table of cProfile."""
    return "function calls" in text and "ncalls" in text


def read_table(text: str, origin: Origin) -> Profile:
    """Read a table of cProfile.

    Raises:
        BadProfileError: It is none.
    """
    budget = Budget()
    total = 0.0
    functions: dict[Key, Spent] = {}
    for line in text.splitlines():
        if (match := _TOTAL.search(line)) is not None:
            total += seconds(float(match[1]))
        elif (match := _ROW.fullmatch(line)) is not None:
            budget.take()
            if is_library(match["path"]) or match["name"] in PASSING:
                continue
            key = Key(match["path"], match["name"], _number(match["line"]))
            spent = Spent(seconds(float(match["own"])), seconds(float(match["whole"])))
            functions[key] = functions.get(key, Spent(0.0, 0.0)) + spent
    if not total:
        raise BadProfileError("a table without its total")
    cut = "due to restriction" in text
    coverage = Coverage.CHOSEN if cut else Coverage.CALLS
    return Profile(
        origin.name, origin.written_at, total, functions, coverage=coverage, knows_callers=False
    )


def is_lines(text: str) -> bool:
    """Whether it may be what line_profiler prints."""
    return "Timer unit:" in text


def read_lines(text: str, origin: Origin) -> Profile:
    """Read what line_profiler prints.

    Raises:
        BadProfileError: It is something else.
    """
    budget, unit, path = Budget(), 0.0, ""
    key: Key | None = None
    lines, functions = defaultdict[tuple[str, int], float](float), dict[Key, Spent]()
    for line in text.splitlines():
        if (match := _UNIT.fullmatch(line)) is not None:
            unit = float(match[1])
        elif line.startswith("File: "):
            path, key = line.removeprefix("File: ").strip(), None
        elif (match := _FUNCTION.fullmatch(line)) is not None:
            key = Key(path, match["name"], _number(match["line"]))
            functions.setdefault(key, Spent(0.0, 0.0))
        elif key is not None and (match := _LINE.match(line)) is not None:
            budget.take()
            taken = seconds(float(match["time"]) * unit)
            lines[path, _number(match["line"])] += taken
            functions[key] += Spent(taken, taken)
    if not unit or not functions:
        raise BadProfileError("no function is told of")
    return of_lines(origin, functions, lines)


def of_lines(
    origin: Origin, functions: dict[Key, Spent], lines: dict[tuple[str, int], float]
) -> Profile:
    """A profile of chosen functions by their lines.

    Their sum may count a time twice, where one calls the other: at least the longest passed.
    """
    total = max((spent.whole for spent in functions.values()), default=0.0)
    return Profile(origin.name, origin.written_at, total, functions, dict(lines), Coverage.CHOSEN)


def _number(digits: str) -> int:
    if len(digits) > 9:
        raise BadProfileError("a line that can't be")
    return int(digits)
