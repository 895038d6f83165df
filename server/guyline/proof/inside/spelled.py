"""What the old version does on one input, as Python: what a test of it needs.

And whether a test that was made of it passes, with one version in the module's place.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable
from typing import Any

from .board import Board
from .captured import recipe_of_value
from .lazy import lazy_kind
from .recipe import MODULES, Unmade
from .subject import Subject
from .written import input_of_json

Emit = Callable[[dict[str, Any]], None]

_ITEMS = 1_000
_LONGEST = 20_000


def spell(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Runs the old version on an input, and tells what came of it.

    Emits one message: ``lazy`` (how the result is read: empty, ``__next__``, ``__await__``,
    ``__anext__``), and expressions, each None where there is none: ``value``, ``arguments`` after
    the call, ``receiver``'s attributes; ``raised``: the exception's name and module; ``names``:
    those of the module that its expressions use, and of others.
    """
    version = subject.versions["old"]
    version.activate()
    home = version.module.__name__
    given = input_of_json(request["input"])
    receiver, arguments, keywords = given.build(version.world)
    called = subject.target.call(version)
    before = (receiver,) if subject.target.kind in ("method", "property") else ()
    told: dict[str, Any] = {"event": "spelled", "lazy": "", "value": None, "raised": None}
    board.begin("old", b"{}")
    try:
        result = called(*before, *arguments, **keywords)
        told["lazy"] = lazy_kind(result) or ""
        if told["lazy"] == "__next__":
            result = list(itertools.islice(result, _ITEMS))
        elif told["lazy"]:
            result = _awaited(result, told["lazy"])
        told["value"] = _expression(result, home)
        told["repr"] = _shown(result)
    except BaseException as error:
        kind = type(error)
        told["raised"] = [kind.__module__, kind.__qualname__]
    told["arguments"] = [_expression(each, home) for each in (*arguments, *keywords.values())]
    told["receiver"] = _expression(getattr(receiver, "__dict__", None), home)
    texts = [*_texts(request["input"]), *request.get("lines", ())]
    texts += [each for each in (told["value"], told["receiver"], *told["arguments"]) if each]
    told["names"] = sorted(_used(texts, version.world.names))
    told["modules"] = sorted(_used(texts, dict.fromkeys(MODULES)) - set(told["names"]))
    emit(told)


def examine(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Runs tests, as text with a function ``test``, with one version in the module's place."""
    version = subject.versions[request["side"]]
    for source in request["tests"]:
        version.activate()
        board.begin(request["side"], b"{}")
        passed, why = True, ""
        try:
            names: dict[str, Any] = {"__name__": "guyline_test"}
            exec(compile(source, "<test>", "exec"), names)  # noqa: S102 - confined
            names["test"]()
        except BaseException as error:
            passed, why = False, f"{type(error).__name__}: {error}"[:400]
        emit({"event": "examined", "passed": passed, "why": why})


def _awaited(result: Any, kind: str) -> Any:
    import asyncio

    async def alone() -> Any:
        if kind == "__anext__":
            return [each async for each in result]
        return await result

    return asyncio.run(alone())


def _expression(value: object, home: str) -> str | None:
    try:
        text = recipe_of_value(value, home).text
    except (Unmade, RecursionError):
        return None
    return text if len(text) <= _LONGEST else None


def _shown(value: object) -> str | None:
    text = repr(value)
    return text if len(text) <= _LONGEST and " at 0x" not in text else None


def _texts(given: dict[str, Any]) -> list[str]:
    """The expressions of an input, and those of what comes before it."""
    found = [*given.get("arguments", ()), *given.get("keywords", {}).values()]
    found += [given["receiver"]] if given.get("receiver") else []
    found += given.get("shared", {}).values()
    for name, each in given.get("prior", ()):
        found += [name if not given.get("receiver") else "None", *_texts(each)]
    return found


def _used(texts: list[str], names: dict[str, Any]) -> set[str]:
    """The names that texts read, of those that are known."""
    found = set()
    for text in texts:
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        found |= {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    return {each for each in found if each in names and not each.startswith("__")}


