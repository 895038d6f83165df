"""Classes of counterexamples: what differs, and what the input has that known ones have not."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

LIKE = "like the known ones"
"""An input that has nothing that known ones have not."""

_HEAD = re.compile(r"^[A-Za-z_][\w.]*")


def class_of(found: Mapping[str, Any], known: Sequence[tuple[Sequence[Any], Any]]) -> str:
    """The class of a counterexample: ``new raises ValueError, empty``.

    Args:
        found: The counterexample, with ``line``, ``aspects``, ``old`` and ``new``.
        known: The calls that were known: arguments and output.
    """
    return f"{difference_of(found)}; {input_of(found['line'], [given for given, _ in known])}"


def difference_of(found: Mapping[str, Any]) -> str:
    """What differs, in words."""
    old, new, aspects = found["old"], found["new"], set(found["aspects"])
    if "time" in aspects:
        return "new does not end"
    raised = old.get("raised"), new.get("raised")
    match raised:
        case (None, str()):
            return f"only new raises {_short(new['raised'])}"
        case (str(), None):
            return f"only old raises {_short(old['raised'])}"
        case (str(), str()) if raised[0] != raised[1]:
            return f"other exception: {_short(old['raised'])}, {_short(new['raised'])}"
        case (str(), str()):
            return "other message" if "message" in aspects else "other effect before an exception"
    if "value" not in aspects:
        return ", ".join(sorted(aspects)) or "nothing"
    first, second = _read(old.get("value", "")), _read(new.get("value", ""))
    return f"other value{_types(first, second)}"


def _short(raised: str) -> str:
    named = _HEAD.match(raised)
    return named[0].rpartition(".")[2] if named else raised[:40]


def _types(old: object, new: object) -> str:
    if old is _UNREAD or new is _UNREAD:
        return ""
    if type(old) is not type(new):
        return f": {type(old).__name__} becomes {type(new).__name__}"
    if old == new and isinstance(old, dict) and [*old] != [*new]:  # type: ignore[misc]
        return ": other order"
    if old == new:
        return ": equal, of other types within"
    if isinstance(old, list | tuple) and _sorted(old) == _sorted(new):
        return ": other order"
    return ""


def _sorted(value: Any) -> list[str]:  # noqa: ANN401 - a value of any type
    return sorted(map(repr, value))


_UNREAD = object()


def _read(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return _UNREAD


def input_of(line: str, known: Sequence[Sequence[Any]]) -> str:
    """What an input has that known ones have not, in words."""
    try:
        call = ast.parse(line.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "an input that is no literal"
    if not isinstance(call, ast.Call):
        return "an input that is no literal"
    given = [_read_node(each) for each in [*call.args, *(key.value for key in call.keywords)]]
    if any(each is _UNREAD for each in given):
        return "an input that is no literal"
    parts = list(_parts(given))
    before = list(_parts(each for arguments in known for each in arguments))
    for name, has in _TRAITS.items():
        if any(map(has, parts)) and not any(map(has, before)):
            return name
    if not _range(parts, before):
        return "beyond the known numbers"
    if _longest(parts) > _longest(before):
        return "longer than known"
    if {type(each) for each in parts} - {type(each) for each in before}:
        return "of other types than known"
    return LIKE


def _read_node(node: ast.expr) -> object:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        odd = {"nan": math.nan, "inf": math.inf}
        return odd.get(node.attr, _UNREAD)
    try:
        return ast.literal_eval(node)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return _UNREAD


def _parts(given: Iterable[Any]) -> Iterator[Any]:
    """The arguments and all within them."""
    for each in given:
        yield each
        if isinstance(each, dict):
            yield from _parts([*each, *each.values()])
        elif isinstance(each, list | tuple | set | frozenset):
            yield from _parts(each)


def _number(each: object) -> bool:
    return isinstance(each, int | float) and not isinstance(each, bool)


_TRAITS = {
    "not finite": lambda each: isinstance(each, float) and not math.isfinite(each),
    "empty": lambda each: isinstance(each, str | list | tuple | dict | set) and not each,
    "negative": lambda each: _number(each) and each < 0,
    "zero": lambda each: _number(each) and each == 0,
    "a bool": lambda each: isinstance(each, bool),
    "a float": lambda each: isinstance(each, float),
    "None": lambda each: each is None,
    "not ASCII": lambda each: isinstance(each, str) and not each.isascii(),
    "a line break or blank": lambda each: isinstance(each, str) and bool(re.search(r"\s", each)),
}
"""What an input may have, the most telling first."""


def _range(parts: Iterable[Any], before: Iterable[Any]) -> bool:
    numbers = [each for each in before if _number(each)]
    new = [each for each in parts if _number(each)]
    return not new or not numbers or (min(numbers) <= min(new) and max(new) <= max(numbers))


def _longest(parts: Iterable[Any]) -> int:
    return max((len(each) for each in parts if isinstance(each, str | list | tuple)), default=0)
