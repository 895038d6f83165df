"""A property test with Hypothesis, as a person writes it in ten minutes: the results are equal.

Strategies come from annotations (``from_type``), or from the types of the arguments of example
calls. Compared are results with ``==`` and types of errors; iterators are listed, coroutines run.
All settings are Hypothesis's own, but that runs are repeatable and no single one has a deadline.
Loaded in the sandbox by its folder, without ``guyline``.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import copy
import importlib
import inspect
import io
import json
import os
import sys
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any

_NAME = "case_module"


class Unwritten(Exception):  # noqa: N818 - what becomes of it
    """No such test can be written without knowing more."""


def main(reading: int, writing: int) -> None:
    """Tests once.

    Args:
        reading: One line of JSON: ``old``, ``new``, ``function``, ``calls`` (lines), ``paths``.
        writing: Takes one: ``verdict`` (``refuted``, ``nothing``, ``not tried``), ``found``,
            ``reason``; and before that ``began``.
    """
    with os.fdopen(reading, "rb") as source:
        asked: dict[str, Any] = json.loads(source.readline())
    sys.path[:0] = asked["paths"]
    hypothesis = importlib.import_module("hypothesis")
    strategies = importlib.import_module("hypothesis.strategies")
    _say(writing, {"began": True})
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        _say(writing, _tested(asked, hypothesis, strategies))


def _say(writing: int, message: dict[str, Any]) -> None:
    data = json.dumps(message).encode() + b"\n"
    while data:
        data = data[os.write(writing, data) :]


def _tested(
    asked: dict[str, Any], hypothesis: types.ModuleType, strategies: types.ModuleType
) -> dict[str, Any]:
    """The verdict."""
    failed: list[str] = []
    try:
        old, new = (_load(asked[side]) for side in ("old", "new"))
        arguments = _Arguments(old, asked["function"], asked["calls"], strategies)

        def test(given: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
            before = _outcome(old, asked["function"], copy.deepcopy(given))
            after = _outcome(new, asked["function"], copy.deepcopy(given))
            if before != after:
                failed.append(repr(given))
            assert before == after  # noqa: S101 - as such a test is written

        settings = hypothesis.settings(database=None, deadline=None, derandomize=True)
        settings(hypothesis.given(arguments.strategy())(test))()
    except AssertionError:
        return {"verdict": "refuted", "found": failed[-1] if failed else "", "reason": ""}
    except BaseException as error:  # noqa: BLE001 - what keeps it from being tested
        reason = f"{type(error).__name__}: {error}"
        return {"verdict": "not tried", "found": "", "reason": reason[:400]}
    return {"verdict": "nothing", "found": "", "reason": ""}


def _load(source: str) -> types.ModuleType:
    module = types.ModuleType(_NAME)
    sys.modules[_NAME] = module
    exec(compile(source, f"{_NAME}.py", "exec"), vars(module))  # noqa: S102 - confined
    return module


def _outcome(module: types.ModuleType, qualname: str, given: tuple[Any, Any]) -> object:
    """A result, or the type of an error."""
    found: Any = module
    sys.modules[_NAME] = module
    for part in qualname.split("."):
        found = getattr(found, part)
    arguments, keywords = given
    try:
        result = found(*arguments, **keywords)
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
        return list(result) if isinstance(result, Iterator) else result
    except Exception as error:  # noqa: BLE001 - is compared
        return type(error).__name__


class _Arguments:
    """What a function is tried with.

    Args:
        module: The old version.
        qualname: The function.
        calls: Example calls, as lines.
        strategies: ``hypothesis.strategies``.
    """

    def __init__(
        self,
        module: types.ModuleType,
        qualname: str,
        calls: list[str],
        strategies: types.ModuleType,
    ) -> None:
        self.module = module
        self.st = strategies
        owner, _, name = qualname.rpartition(".")
        self.owner: Any = getattr(module, owner) if owner else None
        self.raw = vars(self.owner or module).get(name)
        self.function: Callable[..., Any] = getattr(self.owner or module, name)
        self.examples = [each for each in map(self._example, calls) if each is not None]

    def strategy(self) -> object:
        """Arguments by position and by name.

        Raises:
            Unwritten: Nothing tells what a parameter takes.
        """
        try:
            hints = typing.get_type_hints(self.function)
        except Exception:  # noqa: BLE001 - as if there were none
            hints = {}
        positional, named = [], {}
        for place, parameter in enumerate(inspect.signature(self.function).parameters.values()):
            is_self = place == 0 and self.owner is not None and inspect.isfunction(self.raw)
            if is_self:
                positional.append(self.st.from_type(self.owner))
                continue
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            made: Any = self._of(parameter, hints, place - (self.owner is not None))
            if made is None and parameter.default is parameter.empty:
                raise Unwritten(f"nothing tells what {parameter.name} takes")
            if made is not None and parameter.kind is parameter.KEYWORD_ONLY:
                named[parameter.name] = made
            elif made is not None and len(positional) == place:
                positional.append(made)
        return self.st.tuples(self.st.tuples(*positional), self.st.fixed_dictionaries(named))

    def _of(self, parameter: inspect.Parameter, hints: dict[str, Any], place: int) -> object:
        if parameter.name in hints:
            return self.st.from_type(hints[parameter.name])
        seen = [
            keywords.get(parameter.name, arguments[place] if place < len(arguments) else None)
            for arguments, keywords in self.examples
            if parameter.name in keywords or place < len(arguments)
        ]
        return self._like(seen) if seen else None

    def _example(self, line: str) -> tuple[list[Any], dict[str, Any]] | None:
        """The arguments of a call."""
        try:
            call = ast.parse(line, mode="eval").body
            assert isinstance(call, ast.Call)  # noqa: S101 - else it is no example
            space = vars(self.module)
            arguments = [eval(ast.unparse(each), space) for each in call.args]  # noqa: S307
            keywords = {str(k.arg): eval(ast.unparse(k.value), space) for k in call.keywords}  # noqa: S307
        except Exception:  # noqa: BLE001 - then it tells nothing
            return None
        return arguments, keywords

    def _like(self, values: list[Any]) -> object:
        """A strategy for values of the types of some."""
        kinds = list(dict.fromkeys(type(each) for each in values))
        return self.st.one_of(
            [self._of_kind(kind, [v for v in values if type(v) is kind]) for kind in kinds]
        )

    def _of_kind(self, kind: type, values: list[Any]) -> object:
        st = self.st
        items = [item for each in values if kind in _HOLDING for item in each]
        inner = self._like(items) if items else st.integers()
        if kind is dict:
            held = [item for each in values for item in each.values()]
            return st.dictionaries(inner, self._like(held) if held else st.integers())
        if kind is tuple and len({len(each) for each in values}) == 1:
            return st.tuples(*(self._like(list(column)) for column in zip(*values, strict=True)))
        if kind is tuple:
            return st.lists(inner).map(tuple)
        if kind is list:
            return st.lists(inner)
        if kind is set:
            return st.sets(inner)
        if kind is frozenset:
            return st.frozensets(inner)
        if kind is types.FunctionType:
            return st.sampled_from(values)
        return st.from_type(kind)


_HOLDING = (dict, frozenset, list, set, tuple)
