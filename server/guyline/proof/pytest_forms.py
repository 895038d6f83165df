"""The forms that a difference may be written in as a test; each is tried before it is taken."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

_PARTS = 40
_PATIENCE = 5
"""Seconds after which a call counts as one that does not end."""

_READ = {
    "": "{}",
    "__next__": "list({})",
    "__await__": "asyncio.run({})",
    "__anext__": "asyncio.run(collected({}))",
}


@dataclass(frozen=True, slots=True)
class Case:
    """What a test is made of.

    Attributes:
        lines: What comes before the call.
        call: The call.
        watched: The names of values that it may change.
        told: What the old version does (:func:`.inside.spelled.spell`).
    """

    lines: tuple[str, ...]
    call: str
    watched: tuple[str, ...]
    told: dict[str, Any]

    @property
    def result(self) -> str:
        """The call, with all that it gives read."""
        return _READ[self.told["lazy"]].format(self.call)


def bodies(case: Case, aspects: Sequence[str], module: str) -> Iterator[list[str]]:
    """What may follow the lines, likeliest first.

    Args:
        case: What the test is made of.
        aspects: What differs.
        module: The dotted name of the module under test.
    """
    forms: dict[str, Callable[[], Iterator[list[str]]]] = {
        "time": lambda: _ends(case),
        "outcome": lambda: _of_outcome(case, module),
        "raised": lambda: _of_outcome(case, module),
        "value": lambda: _of_value(case),
        "arguments": lambda: _of_values(case),
        "receiver": lambda: _of_values(case),
        "aliases": lambda: _of_identity(case),
        "output": lambda: _of_stream(case, "stdout", case.told["output"]),
        "errors": lambda: _of_stream(case, "stderr", case.told["errors"]),
        "warnings": lambda: _of_warnings(case),
        "state": lambda: _of_state(case, module),
        "random": lambda: _of_random(case),
    }
    for aspect in aspects:
        if aspect in forms:
            yield from forms[aspect]()


def _of_outcome(case: Case, module: str) -> Iterator[list[str]]:
    if case.told["raised"] is None:
        yield from _of_value(case)
        yield [case.result]
        return
    home, name = case.told["raised"]
    kind = name if home in ("builtins", module) else f"{home}.{name}"
    if "<" in name:
        kind = "Exception"
    yield [f"with pytest.raises({kind}):", f"    {case.result}"]
    yield [
        f"with pytest.raises({kind}) as caught:",
        f"    {case.result}",
        f"assert caught.type is {kind}",
    ]


def _of_value(case: Case) -> Iterator[list[str]]:
    value, shown = case.told["value"], case.told["repr"]
    if value in ("None", "True", "False"):
        yield [f"assert {case.result} is {value}"]
    if value is not None:
        if "numpy." in value and not value.startswith(("pandas.", "[", "(", "{")):
            yield [f"numpy.testing.assert_array_equal({case.result}, {value}, strict=True)"]
        for kind in ("frame", "series"):
            if value.startswith(f"pandas.{'DataFrame' if kind == 'frame' else 'Series'}"):
                yield [f"pandas.testing.assert_{kind}_equal({case.result}, {value})"]
        yield [f"assert {case.result} == {value}"]
    if shown is not None:
        yield [f"assert repr({case.result}) == {shown!r}"]
    if value is not None:
        yield [f"result = {case.result}", f"assert type(result) is type({value})"]
        yield [f"result = {case.result}", f"assert vars(result) == vars({value})"]
    if case.told["lazy"] in ("", "__next__"):
        yield [f"assert type({case.call}).__name__ == {case.told['kind']!r}"]
    for path, part in islice(_parts(value), _PARTS):
        yield [f"result = {case.result}", f"assert result{path} == {part}"]


def _parts(value: str | None) -> Iterator[tuple[str, str]]:
    """What a value holds, those nearest first: where the rest is something else each time."""
    held = deque([("", ast.parse(value, mode="eval").body)] if value is not None else [])
    while held:
        path, node = held.popleft()
        inner: Iterable[tuple[object, ast.expr]] = ()
        if isinstance(node, (ast.Tuple, ast.List)):
            inner = enumerate(node.elts)
        elif isinstance(node, ast.Dict):
            keys = (each.value if isinstance(each, ast.Constant) else None for each in node.keys)
            inner = (
                (key, part) for key, part in zip(keys, node.values, strict=True) if key is not None
            )
        for key, part in inner:
            yield f"{path}[{key!r}]", ast.unparse(part)
            held.append((f"{path}[{key!r}]", part))


def _of_values(case: Case) -> Iterator[list[str]]:
    """What became of what the call was given."""
    called = _quietly(case)
    for name in reversed(case.watched):
        after = case.told["after"].get(name)
        if after is None:
            continue
        if name == "it":
            yield [*called, f"assert vars(it) == {after}"]
            yield [*called, f"assert repr(vars(it)) == repr({after})"]
        elif after.startswith("iter("):
            yield [*called, f"assert list({name}) == list({after})"]
        else:
            yield [*called, f"assert {name} == {after}"]
            yield [*called, f"assert repr({name}) == repr({after})"]


def _quietly(case: Case) -> list[str]:
    """The call, where what it gives does not matter."""
    if case.told["raised"] is None:
        return [case.result]
    return ["with contextlib.suppress(Exception):", f"    {case.result}"]


def _of_identity(case: Case) -> Iterator[list[str]]:
    parts = [("result", name) for name in case.watched]
    parts += [("result[0]", name) for name in case.watched]
    parts += [("result[0]", f"{name}[0]") for name in case.watched]
    parts += [("result", f"{name}[0]") for name in case.watched]
    for one, other in parts:
        for word in ("is", "is not"):
            yield [f"result = {case.result}", f"assert {one} {word} {other}"]


def _of_stream(case: Case, which: str, text: str) -> Iterator[list[str]]:
    yield [
        "printed = io.StringIO()",
        f"with contextlib.redirect_{which}(printed):",
        *(f"    {line}" for line in _quietly(case)),
        f"assert printed.getvalue() == {text!r}",
    ]


def _of_warnings(case: Case) -> Iterator[list[str]]:
    expected = [tuple(each) for each in case.told["warnings"]]
    yield [
        "with warnings.catch_warnings(record=True) as caught:",
        '    warnings.simplefilter("always")',
        *(f"    {line}" for line in _quietly(case)),
        "told = [(each.category.__name__, str(each.message)) for each in caught]",
        f"assert told == {expected!r}",
    ]


def _of_state(case: Case, module: str) -> Iterator[list[str]]:
    for name, text in case.told["state"].items():
        known = f"sys.modules[{module!r}].{name}"
        yield [*_quietly(case), f"assert {known} == {text}"]
        yield [*_quietly(case), f"assert repr({known}) == repr({text})"]


def _of_random(case: Case) -> Iterator[list[str]]:
    yield ["random.seed(0)", *_quietly(case), f"assert random.random() == {case.told['random']}"]


def _ends(case: Case) -> Iterator[list[str]]:
    yield [
        f"call = threading.Thread(target=lambda: {case.result}, daemon=True)",
        "call.start()",
        f"call.join({_PATIENCE})",
        "assert not call.is_alive()",
    ]
