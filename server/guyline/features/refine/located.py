"""How a function fails, as the templates want to know it; and which function it is at all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from guyline.errors import InputError
from guyline.proof.functions import functions_of
from guyline.proof.outcomes import Test
from guyline.search.repair.broken import Broken, Failure
from guyline.search.repair.expected import Expected, expected, expected_of_doctest
from guyline.search.repair.suspicion import ochiai, sharpened

_BRACKETS = re.compile(r"\[.*$", re.DOTALL)
_KEYWORD = re.compile(r"unexpected keyword argument '(\w+)'")


def span(source: str, name: str) -> tuple[int, int]:
    """A function's first and last line, from 1.

    Raises:
        InputError: The text can't be parsed, or has no such function.
    """
    function = Broken(source, name).function
    return function.lineno, function.end_lineno or function.lineno


def failure(
    broken: Broken,
    failing: Sequence[Test],
    suspicion: dict[int, float] | None,
    project: Path,
) -> Failure:
    """How a function fails."""
    first, last = span(broken.source, broken.qualname)
    deepest = 0
    for test in failing:
        for frame in test.frames:
            if frame.function == broken.qualname and first <= frame.line <= last:
                deepest = frame.line
    near: dict[str, tuple[str, ...]] = {}
    for test in failing:
        if test.wrong and test.near:
            near[test.wrong] = test.near
        if found := _KEYWORD.search(test.message):
            near.setdefault(found[1], ())
    named = [_expected(broken, each, project) for each in failing[:8]]
    return Failure(
        errors=frozenset(each.error for each in failing if each.error),
        deepest=deepest,
        near=near,
        expected=tuple(dict.fromkeys(value for each in named for value in each.values))[:16],
        raises=tuple(dict.fromkeys(value for each in named for value in each.raises))[:4],
        suspicion=sharpened(suspicion, deepest) if suspicion else {},
    )


def likely_functions(source: str, tests: Sequence[Test], file: str) -> list[str]:
    """The functions of a file that failing tests point at, the likeliest first.

    Args:
        source: The file's text.
        tests: All tests, with the lines that they run.
        file: The end of the path of the file, as frames name it.

    Raises:
        InputError: The text can't be parsed.
    """
    functions = functions_of(source)
    deep = [
        frame.function
        for test in tests
        if test.is_bad
        for frame in test.frames[-1:]
        if frame.file.endswith(file)
    ]
    weights: dict[str, float] = {}
    for each in functions:
        lines = ochiai(tests, each.body + 1, each.last + 1)
        if any(lines.values()):
            weights[each.name] = max(lines.values()) + (1.0 if each.name in deep else 0.0)
    return sorted(weights, key=lambda name: -weights[name])


def without_place(test: Test) -> str:
    """A test's name without the case of its parameters."""
    return _BRACKETS.sub("", test.name)


def _expected(broken: Broken, test: Test, project: Path) -> Expected:
    """What a test names, read from its file."""
    if test.name.startswith("doctest ") or "::" not in test.name:
        told = ast.get_docstring(broken.function) or ""
        return expected_of_doctest(told)
    path, _, name = without_place(test).partition("::")
    try:
        text = (project / path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return Expected()
    found = expected([(text, name.rpartition("::")[2])])
    if "[" in test.name:  # the values of the case itself are in its name, as a rule
        own = tuple(_case(test.name))
        return replace(found, values=(*own, *found.values))
    return found


def _case(name: str) -> Iterator[str]:
    for part in name.partition("[")[2].rstrip("]").split("-"):
        try:
            yield repr(ast.literal_eval(part))
        except (ValueError, SyntaxError):
            continue


def known_as(path: Path, project: Path) -> str:
    """A file's path within its project, as people and diffs name it.

    Raises:
        InputError: It does not lie in it.
    """
    try:
        return path.resolve().relative_to(project.resolve()).as_posix()
    except ValueError:
        raise InputError(f"{path} does not lie in {project}") from None
