"""The keywords of calls against what is so: signatures at run time."""

from __future__ import annotations

import ast
import importlib
import inspect
import random
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guyline.analysis.answer import Kind

if TYPE_CHECKING:
    from guyline.analysis.analysis import Analysis
    from guyline.analysis.answer import Answer

MODULES = [
    "argparse",
    "asyncio",
    "click",
    "collections.abc",
    "contextlib",
    "csv",
    "dataclasses",
    "email.message",
    "flask",
    "functools",
    "http.client",
    "inspect",
    "json",
    "logging",
    "pathlib",
    "random",
    "shutil",
    "sqlite3",
    "subprocess",
    "tempfile",
    "textwrap",
    "threading",
    "unittest",
    "urllib.parse",
    "werkzeug",
    "zipfile",
]
MOST = 24
"""Callables of one module."""

BY_KEYWORD = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def keywords_at_run_time(callee: Callable[..., object]) -> set[str] | None:
    """The parameters that a signature gives by keyword; None without a signature."""
    try:
        parameters = inspect.signature(callee).parameters.values()
    except (ValueError, TypeError):
        return None
    return {each.name for each in parameters if each.kind in BY_KEYWORD}


def callables(module: ModuleType) -> list[tuple[str, Any]]:
    """The public functions and classes of a module, and the methods of its classes."""
    found: list[tuple[str, Any]] = []
    for name, value in vars(module).items():
        if name.startswith("_") or not (inspect.isclass(value) or inspect.isroutine(value)):
            continue
        found.append((name, value))
        if inspect.isclass(value):
            found += [
                (f"{name}.{method}", function)
                for method, function in vars(value).items()
                if inspect.isfunction(function) and not method.startswith("_")
            ]
    return found


def ask(analysis: Analysis, text: str) -> Answer:
    return analysis.answer(Kind.KEYWORD, text, len(text), "")


@pytest.mark.parametrize("name", MODULES)
def test_every_keyword_at_run_time_is_listed(analysis: Analysis, name: str) -> None:
    missing = {}
    closed = 0
    found = callables(importlib.import_module(name))
    for shown, callee in random.Random(1).sample(found, min(MOST, len(found))):  # noqa: S311
        real = keywords_at_run_time(callee)
        if real is None:
            continue
        answer = ask(analysis, f"import {name}\n{name}.{shown}(")
        closed += answer.closed
        lost = real - (answer.names or frozenset())
        if answer.closed and lost:
            missing[shown] = lost
    assert not missing
    assert closed


NAMES = st.sampled_from(["height", "width", "pole", "rope", "pitch", "größe"])


@st.composite
def heads(draw: st.DrawFn) -> str:
    """The parameters of a function, of any kind, as code."""
    names = draw(st.lists(NAMES, unique=True, max_size=5))
    plain = draw(st.integers(0, len(names)))
    positional = draw(st.integers(0, plain))
    defaults = draw(st.integers(0, plain))
    parts = [f"{each}=1" if index >= defaults else each for index, each in enumerate(names[:plain])]
    if positional:
        parts.insert(positional, "/")
    star = draw(st.sampled_from(["*", "*args"])) if len(names) > plain else ""
    parts += [star] * bool(star)
    parts += [draw(st.sampled_from([each, f"{each}=1"])) for each in names[plain:]]
    return ", ".join(parts)


FORMS = {
    "function": ("def it({head}): ...", "it"),
    "lambda": ("it = lambda {head}: None", "it"),
    "method": ("class A:\n    def it(self{more}): ...", "A().it"),
    "class": ("class A:\n    def __init__(self{more}): ...", "A"),
    "wrapped": (
        "def twice(f):\n    def inner(*a, extra=1, **k):\n        return f(*a, **k)\n"
        "    return inner\n@twice\ndef it({head}): ...",
        "it",
    ),
    "forwarded": ("def to({head}): ...\ndef it(**rest): return to(**rest)", "it"),
}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(head=heads(), form=st.sampled_from(sorted(FORMS)))
def test_a_definition_takes_what_its_signature_gives(
    analysis: Analysis, head: str, form: str
) -> None:
    if form in ("method", "class") and "/" in head:
        head = head.replace(", /", "").replace("/", "")
    template, callee = FORMS[form]
    text = template.format(head=head, more=", " * bool(head) + head) + "\n"
    ast.parse(text)
    space: dict[str, Any] = {}
    exec(text, space)  # noqa: S102 - the text is made above
    real = eval(callee, space)  # noqa: S307 - made above as well
    known = keywords_at_run_time(space["to"] if form == "forwarded" else real) or set()
    if form == "wrapped":
        known = {"extra"} | set(ask(analysis, f"def it({head}): ...\nit(").names or ())
    answer = ask(analysis, f"{text}{callee}(")
    assert answer.closed, answer.reason
    assert set(answer.names or ()) == known


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(alphabet="f(a,=*[]{}:\n 'l", max_size=40), st.integers(0, 40))
def test_broken_code_gets_an_answer(analysis: Analysis, text: str, place: int) -> None:
    text = "def f(a): ...\n" + text
    offset = min(len(text), 14 + place)
    answer = analysis.answer(Kind.KEYWORD, text, offset, "")
    assert answer.names is not None or not answer.closed


def test_a_partial_takes_what_its_function_takes(analysis: Analysis) -> None:
    def pitch(where: int, when: int) -> None: ...

    real = keywords_at_run_time(partial(pitch, 1)) or set()
    text = "import functools\ndef pitch(where, when): ...\nfunctools.partial(pitch, 1, "
    assert real <= (ask(analysis, text).names or frozenset())
