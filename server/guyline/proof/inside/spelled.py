"""What the old version does on one input, as Python: what a test of it needs to know.

And whether a test made of it passes, with one version in the module's place.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import importlib
import io
import itertools
import random
import sys
import types
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from . import caught as catching
from .board import Board, Emit
from .captured import recipe_of_value
from .lazy import lazy_kind
from .recipe import MODULES, Unmade, remade
from .subject import Subject

_ITEMS = 1_000
_LONGEST = 20_000


def spell(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Runs a few lines and a call in the old version, and tells what came of it.

    Args:
        subject: The function.
        request: ``lines`` that come before, ``call``, and ``watched``: the names of values that
            are looked at afterwards.
        emit: Is given one message, ``spelled``. In it are expressions, None where there is none:
            ``value``, and ``after`` by name; ``repr`` of the value, its type's name ``kind``, and
            how it is read, ``lazy``; ``raised``: the exception's module and name; ``failing``:
            the lines that raise;
            ``output``, ``errors``, ``warnings``, ``random``; ``state``: the module's plain values
            after the call; ``names`` of the module and ``modules`` that all these use.
        board: Where it is told what runs.
    """
    version = subject.versions["old"]
    version.activate()
    home = version.module.__name__
    texts = [*request["lines"], request["call"]]
    names = dict(vars(version.module))
    modules = _used(texts, MODULES) - set(names)
    names |= {each: importlib.import_module(each) for each in modules}
    names["remade"] = remade
    names["caught"] = catching.caught
    board.begin("old", b"{}")
    told: dict[str, Any] = {"event": "spelled", "failing": []}
    for number, line in enumerate(request["lines"]):
        try:
            exec(line, names)  # noqa: S102 - confined; that is what it is for
        except Exception:
            told["failing"].append(number)
    random.seed(0)
    out, errors = io.StringIO(), io.StringIO()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            told |= _called(request["call"], names, home)
    told["random"] = repr(random.random())  # noqa: S311 - no secret
    told["output"], told["errors"] = out.getvalue(), errors.getvalue()
    told["warnings"] = [[each.category.__name__, str(each.message)] for each in caught]
    told["after"] = {
        name: _expression(vars(names[name]) if name == "it" else names[name], home)
        for name in request["watched"]
        if name in names and (name != "it" or hasattr(names[name], "__dict__"))
    }
    told["state"] = dict(_state(version.module, home))
    texts += [each for each in (told.get("value"), *told["after"].values()) if each]
    known = [each for each in vars(version.module) if not each.startswith("__")]
    told["names"] = sorted(_used(texts, known))
    told["modules"] = sorted(_used(texts, MODULES) - set(known))
    emit(told)


def examine(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Runs a test with one version in the module's place, and tells whether it passes.

    Args:
        subject: The function.
        request: ``side``; ``source``: the test's file; ``test``: the name of its function.
        emit: Is given one message, ``examined``.
        board: Where it is told what runs.
    """
    subject.versions[request["side"]].activate()
    sys.modules["pytest"] = _pytest()
    board.begin(request["side"], b"{}")
    passed, why = True, ""
    try:
        names: dict[str, Any] = {"__name__": "guyline_test", "__file__": "/tests/test_it.py"}
        exec(compile(request["source"], "<test>", "exec"), names)  # noqa: S102 - confined
        names[request["test"]]()
    except BaseException as error:
        passed, why = False, f"{type(error).__name__}: {error}"[:400]
    emit({"event": "examined", "passed": passed, "why": why})


def _called(call: str, names: dict[str, Any], home: str) -> dict[str, Any]:
    told: dict[str, Any] = {"value": None, "repr": None, "raised": None, "lazy": "", "kind": ""}
    try:
        result = eval(call, names)  # noqa: S307 - as above
        told["kind"] = type(result).__name__
        told["lazy"] = lazy_kind(result)
        result = _read(result, told["lazy"])
        told["value"] = _expression(result, home)
        told["repr"] = _shown(result)
    except BaseException as error:
        told["raised"] = [type(error).__module__, type(error).__qualname__]
    return told


def _read(result: Any, lazy: str) -> Any:
    """What a lazy result gives."""
    if lazy == "__next__":
        return list(itertools.islice(result, _ITEMS))
    if not lazy:
        return result

    async def awaited() -> Any:
        if lazy == "__anext__":
            return [each async for each in result]
        return await result

    return asyncio.run(awaited())


def _expression(value: object, home: str) -> str | None:
    try:
        text = recipe_of_value(value, home).text
    except (Unmade, RecursionError):
        return None
    return text if len(text) <= _LONGEST else None


def _shown(value: object) -> str | None:
    text = repr(value)
    return text if len(text) <= _LONGEST and " at 0x" not in text else None


def _state(module: types.ModuleType, home: str) -> Iterator[tuple[str, str]]:
    for name, value in vars(module).items():
        if name.startswith("__") or callable(value) or isinstance(value, types.ModuleType):
            continue
        text = _expression(value, home)
        if text is not None:
            yield name, text


def _used(texts: Iterable[str], names: Iterable[str]) -> set[str]:
    """The names that texts read, of those that are known."""
    found = set()
    for text in texts:
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        found |= {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    return found & set(names)


class _Raises:
    """As much of ``pytest.raises`` as tests made here use: pytest need not be there."""

    def __init__(self, wanted: type[BaseException]) -> None:
        self.wanted = wanted
        self.type: type[BaseException] | None = None

    def __enter__(self) -> _Raises:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        self.type = kind
        assert kind is not None, "did not raise"  # noqa: S101 - it is a test
        return issubclass(kind, self.wanted)


def _pytest() -> types.ModuleType:
    module = types.ModuleType("pytest")
    module.raises = _Raises  # type: ignore[attr-defined] # a stand-in
    return module
