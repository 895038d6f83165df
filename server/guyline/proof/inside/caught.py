"""What a function is called with by other code: objects that no constructor makes as they are.

``caught(function, 0, action, "text")`` runs ``action("text")`` until it calls the function for the
first time, and gives what it called it with: the object of a method, arguments by position, those
by name, in a row.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import islice
from types import CodeType, FrameType, FunctionType
from typing import Any

__all__ = ["Caught", "caught", "code_of", "given_to", "watched"]

_ITEMS = 200
_LAYERS = 6
_KEPT: list[BaseException] = []


class _Enough(BaseException):
    """What was looked for was seen."""


class Caught(Exception):  # noqa: N818 - a value that can't be made
    """The function was not called so often."""


def caught(
    function: Any, place: int, action: Callable[..., Any], *given: Any, **named: Any
) -> tuple[Any, ...]:
    """What a function is called with by something else.

    Args:
        function: The function, as its class or module holds it.
        place: The number of the call, from 0.
        action: Calls it, sooner or later.
        given: What the action is called with.
        named: The same by name.

    Raises:
        Caught: It does not.
    """
    found: list[tuple[Any, ...]] = []

    def see(frame: FrameType, number: int) -> None:
        if number == place:
            positional, by_name = given_to(frame)
            found.append((*positional, *by_name.values()))
            raise _Enough

    watched(code_of(function), see, lambda: action(*given, **named))
    if not found:
        raise Caught("it is not called so often")
    return found[0]


def watched(
    code: CodeType | None,
    see: Callable[[FrameType, int], None],
    action: Callable[[], Any],
    met: Callable[[CodeType], None] | None = None,
) -> None:
    """Runs an action, and tells of the calls of a function, each before it begins.

    Args:
        code: The function's.
        see: Is told the frame, and how many calls there were before.
        action: What is run; if it gives an iterator, that is gone through. What it raises does
            not matter.
        met: Is told of the code of all that is called.
    """
    frames: list[FrameType] = []

    def profile(frame: FrameType, event: str, _argument: object) -> None:
        if event != "call":
            return
        if met is not None:
            met(frame.f_code)
        if frame.f_code is code and not any(each is frame for each in frames):
            frames.append(frame)  # a generator's is told of again each time that it goes on
            see(frame, len(frames) - 1)

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        result = action()
        if isinstance(result, Iterator):
            for _ in islice(result, _ITEMS):
                pass
    except (Exception, _Enough, SystemExit) as error:
        # What the action has made is not to be collected while what it gave is in use.
        _KEPT[:] = [error]
    finally:
        sys.setprofile(before)


def code_of(function: Any) -> CodeType | None:
    """The code of a function, behind what decorates it; None: it has none."""
    for _ in range(_LAYERS):
        if isinstance(function, FunctionType) and not hasattr(function, "__wrapped__"):
            return function.__code__
        for name in ("__wrapped__", "__func__", "fget", "func"):
            inner = getattr(function, name, None)
            if inner is not None:
                function = inner
                break
        else:
            return None
    return None


def given_to(frame: FrameType) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What a call is given, by position and by name.

    Args:
        frame: The call's, none of whose statements has been run.
    """
    code, held = frame.f_code, frame.f_locals
    names = code.co_varnames
    positional = tuple(held[name] for name in names[: code.co_argcount])
    after = code.co_argcount + code.co_kwonlyargcount
    by_name = {name: held[name] for name in names[code.co_argcount : after]}
    if code.co_flags & 0x04:  # CO_VARARGS
        positional += tuple(held[names[after]])
        after += 1
    if code.co_flags & 0x08:  # CO_VARKEYWORDS
        by_name |= held[names[after]]
    return positional, by_name
