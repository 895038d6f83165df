"""What a function that was returned does: it is called with a few values, and told by that.

A function that is made within another has no name that tells what it does. What it was told by are
the values that it holds, and they tell nothing of its code.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

from .classes import head_of

__all__ = ["is_made_within", "told_by_calls"]

_DEEPEST = 3
_MOST_TAKEN = 4
_POSITIONAL = 0x04
_UNFIT = (TypeError, AttributeError, NameError, LookupError, ValueError, AssertionError)
"""What tells no more than that a value was not meant for it: nobody chose these values for it."""

_NOT_PLAIN = 0x20 | 0x80 | 0x200
"""Generators and coroutines, by ``co_flags``: what they give is not worked out by the call."""


def is_made_within(value: object) -> bool:
    """Whether a value is a function that was made within another."""
    return type(value) is types.FunctionType and "<" in value.__qualname__


def told_by_calls(
    function: types.FunctionType, say: Callable[[object], str], depth: int = 0
) -> str:
    """What calls of a function give, as a text.

    Args:
        function: The function.
        say: Tells of a value.
        depth: How many functions were returned before it.
    """
    code = function.__code__
    if code.co_flags & _NOT_PLAIN or depth >= _DEEPEST:
        return ""
    needed = code.co_argcount - len(function.__defaults__ or ())
    if needed > _MOST_TAKEN or code.co_kwonlyargcount > len(function.__kwdefaults__ or {}):
        return ""
    if not needed and code.co_flags & _POSITIONAL and depth:
        needed = 1  # it passes on what it is given
    told = []
    for make in _VALUES if needed else _VALUES[:1]:
        given = [make() for _ in range(needed)]
        told.append(_call(function, given, say, depth))
    return "".join(f"\n(): {each}" for each in told)


def _call(
    function: Callable[..., Any], given: list[Any], say: Callable[[object], str], depth: int
) -> str:
    try:
        result = function(*given)
    except _UNFIT:
        return "unfit"
    except Exception as error:
        return f"raises {head_of(type(error))}"
    text = say(result)
    if is_made_within(result):
        text += told_by_calls(result, say, depth + 1)
    if any(each is result for each in given):
        text += " which it was given"
    held = [each.__dict__ for each in given if isinstance(each, types.FunctionType)]
    return f"{text} {say(held)}" if any(held) else text


def _echo() -> Callable[..., object]:
    def echo(*given: object, **named: object) -> object:
        return (given, named)

    echo.__qualname__ = echo.__name__
    return echo


def _items() -> list[int]:
    return [3, 1, 2]


_VALUES: tuple[Callable[[], Any], ...] = (
    lambda: 2,
    lambda: "a",
    lambda: None,
    _items,
    lambda: (1, "a"),
    lambda: {"a": 1},
    _echo,
)
