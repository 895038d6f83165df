"""What a line of a case comes to, as text: the cases' own comparison, apart from the prover's.

Two versions agree on a line if their texts are equal: value with exact type, which mutable objects
are the same one, arguments before and after, exception type, output between the items of an
iterator, warnings, the state of the random generator, and what the module holds as data.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import io
import random
import sys
import types
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

NAME = "case_module"  # of the module that a version is loaded as
LONGEST = 5_000  # items taken of an iterator
_ATOMS = (int, float, complex, str, bytes, type(None), type(...), range, slice)
_CODE = (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType, types.MethodType)


class Canon:
    """Writes values; a mutable object that is met again is written as the one it was."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self._kept: list[object] = []

    def text(self, value: object) -> str:
        """The value with exact types, contents and identities."""
        kind = type(value)
        name = kind.__qualname__
        if kind in _ATOMS or kind is bool:
            return f"{name}:{value!r}"
        if isinstance(value, _CODE) or callable(value):
            return f"code:{getattr(value, '__qualname__', name)}"
        if isinstance(value, tuple) and kind is tuple:
            return f"({', '.join(self.text(item) for item in value)})"
        if id(value) in self._seen:
            return f"^{self._seen[id(value)]}"
        self._seen[id(value)] = len(self._seen)
        self._kept.append(value)
        return f"{name}#{self._seen[id(value)]}{self._inside(value)}"

    def _inside(self, value: object) -> str:
        if isinstance(value, (set, frozenset)):
            return "{" + ", ".join(sorted(Canon().text(item) for item in value)) + "}"
        parts = []
        if isinstance(value, Mapping):
            parts += [f"{self.text(key)}: {self.text(item)}" for key, item in value.items()]
        elif isinstance(value, Iterator):
            return "<iterator>"
        elif type(value).__module__ == "numpy":
            listed = getattr(value, "tolist", str)()
            return f"{getattr(value, 'dtype', '')}{getattr(value, 'shape', ())}{listed!r}"
        elif hasattr(value, "__iter__") and not isinstance(value, str):
            parts += [self.text(item) for item in value]
        state = dict(getattr(value, "__dict__", {}))
        for slot in getattr(type(value), "__slots__", ()):
            if hasattr(value, slot):
                state[slot] = getattr(value, slot)
        parts += [f".{key}={self.text(item)}" for key, item in state.items()]
        if parts or type(value).__module__ == NAME or hasattr(value, "__iter__"):
            return "[" + ", ".join(parts) + "]"
        return f"<{value!s}>"


def load(source: str) -> dict[str, Any]:
    """The namespace of a module that is made anew of its source, under one name for all."""
    module = types.ModuleType(NAME)
    sys.modules[NAME] = module
    exec(compile(source, "case_module.py", "exec"), module.__dict__)  # noqa: S102 - our own cases
    return module.__dict__


def _held(space: dict[str, Any]) -> dict[str, str]:
    """The data that the module and its classes hold, by name."""
    held = {}
    for name, value in list(space.items()):
        if name.startswith("__"):
            continue
        if isinstance(value, type) and value.__module__ == NAME:
            for key, item in vars(value).items():
                if isinstance(item, (list, dict, set, int, str, float)) and key[:2] != "__":
                    held[f"{name}.{key}"] = Canon().text(item)
        elif not isinstance(value, _CODE) and not callable(value):
            held[name] = Canon().text(value)
    return held


def data_names(space: dict[str, Any]) -> set[str]:
    """Names whose changes are compared: those that the old version has."""
    return set(_held(space))


def _parts(line: str, space: dict[str, Any]) -> tuple[Any, list[Any], list[Any], dict[str, Any]]:
    """The function, its receiver if any, and its arguments, evaluated apart from the call."""

    def value(node: ast.expr) -> Any:
        code = compile(ast.Expression(node), "line", "eval")
        return eval(code, space)  # noqa: S307 - our own cases

    tree = ast.parse(line, mode="eval").body
    if not isinstance(tree, ast.Call):
        return (lambda: value(tree)), [], [], {}
    receiver = []
    if isinstance(tree.func, ast.Attribute):
        receiver = [value(tree.func.value)]
        function = getattr(receiver[0], tree.func.attr)
    else:
        function = value(tree.func)
    positional: list[Any] = []
    for argument in tree.args:
        if isinstance(argument, ast.Starred):
            positional += value(argument.value)
        else:
            positional.append(value(argument))
    named = {keyword.arg: value(keyword.value) for keyword in tree.keywords if keyword.arg}
    return function, receiver, positional, named


def _run(line: str, space: dict[str, Any], told: list[str], out: io.StringIO) -> None:
    function, receiver, positional, named = _parts(line, space)

    def arguments() -> str:
        return Canon().text((receiver, positional, named))

    def printed() -> str:
        text = out.getvalue()
        out.seek(0)
        out.truncate()
        return repr(text)

    canon = Canon()
    try:
        result = function(*positional, **named)
        if isinstance(result, types.CoroutineType):
            result = asyncio.run(result)
        if isinstance(result, types.AsyncGeneratorType):
            result = asyncio.run(_all_of(result))
        if isinstance(result, Iterator):
            kind = type(result).__name__
            told.append(f"{kind} before its first item: {printed()} {arguments()}")
            for count, item in enumerate(result):
                told.append(f"item {canon.text(item)} {printed()} {arguments()}")
                if count > LONGEST:
                    break
        else:
            told.append(canon.text((receiver, positional, named, result)))
    except Exception as error:  # noqa: BLE001 - whatever a version raises is its outcome
        told.append(f"raises {type(error).__qualname__}")
    told += [printed(), arguments(), f"left {canon.text(_left([*positional, *named.values()]))}"]


def _left(arguments: list[Any]) -> list[Any]:
    """What a call has not taken of the iterators that it was given."""
    return [list(argument) for argument in arguments if isinstance(argument, Iterator)]


async def _all_of(source: types.AsyncGeneratorType[Any, None]) -> list[Any]:
    return [item async for item in source]


def outcome(line: str, space: dict[str, Any], names: set[str]) -> str:
    """Runs a line in a module's namespace and says all that is compared of it."""
    told: list[str] = []
    out = io.StringIO()
    before = _held(space)
    random.seed(7)
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(out):
        warnings.simplefilter("always")
        _run(line, space, told, out)
        told += [f"{item.category.__name__}: {item.message}" for item in caught]
    told.append(f"random {hash(random.getstate())}")
    after = _held(space)
    told += [
        f"{name} is {after.get(name)}"
        for name in sorted(names)
        if after.get(name) != before.get(name)
    ]
    return "\n".join(told)
