"""From a frame that has just begun to the call that made it, as it is made by the public name.

What is recorded is called again through the name that others use, so a call is kept only where
that name leads to the code with the same arguments: through decorators, class and static methods.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import CodeType, FrameType, FunctionType
from typing import Any

_MISSING = object()
_MOST_LAYERS = 20
_NEAREST = 12
_PASSING = frozenset({"_lru_cache_wrapper", "staticmethod", "classmethod", "property"})
"""Types of wrappers that pass on what they are given."""


class Skipped(Exception):  # noqa: N818 - a call that is not kept, which is no fault of anybody
    """A call that can't be made again through the public name; says why."""


@dataclass(frozen=True)
class Call:
    """A call, as values that the function may change.

    Attributes:
        arguments: By position.
        keywords: By name.
        receiver: What the method is called on; None: it is called through its module or class.
        home: The name of the function's module.
    """

    arguments: tuple[object, ...]
    keywords: dict[str, object]
    receiver: object
    home: str

    @property
    def values(self) -> tuple[object, ...]:
        """All of them."""
        return (self.receiver, *self.arguments, *self.keywords.values())


@dataclass(frozen=True)
class _Bound:
    """The parameters of a frame: by position, by name, and what the starred ones hold."""

    positional: tuple[tuple[str, object], ...]
    rest: tuple[object, ...]
    named: dict[str, object]
    more: dict[str, object]


def call_of_frame(frame: FrameType, qualname: str) -> Call:
    """The call that a frame is the beginning of.

    Args:
        frame: None of its function's own statements has been run.
        qualname: The function's qualified name.

    Raises:
        Skipped: It can't be made again through that name.
    """
    names = frame.f_globals
    owner, held = public(names, qualname)
    layers = layers_of(held, lambda code: code is frame.f_code)
    if layers is None:
        raise Skipped(_why_not(held))
    bound = _bound(frame)
    for layer in layers[:-1]:
        _check_layer(layer, frame, layers[-1], bound)
    arguments, keywords = _given(bound, layers[-1])
    home = str(names.get("__name__", ""))
    if owner is None or isinstance(held, staticmethod):
        return Call(arguments, keywords, None, home)
    if not bound.positional:
        raise Skipped("a method without a parameter for its object")
    receiver, arguments = bound.positional[0][1], arguments[1:]
    if isinstance(held, classmethod):
        return Call(arguments, keywords, None if receiver is owner else receiver, home)
    if _leads_back(receiver, held, _stored(owner, qualname.rpartition(".")[2]), home):
        return Call(arguments, keywords, receiver, home)
    if is_read(held):
        raise Skipped("a property of an object whose class is another module's")
    return Call((receiver, *arguments), keywords, None, home)


def public(names: Mapping[str, Any], qualname: str) -> tuple[type | None, object]:
    """The class that holds a function, if one does, and what stands there for it.

    Args:
        names: The module's.
        qualname: The function's qualified name.

    Raises:
        Skipped: There is none by that name.
    """
    if "<locals>" in qualname:
        raise Skipped("it is defined within another function")
    first, *others = qualname.split(".")
    owner: type | None = None
    held: Any = names.get(first, _MISSING)
    for name in others:
        if not isinstance(held, type):
            raise Skipped("its class is not there by its name")
        owner = held
        held = vars(owner).get(_stored(owner, name), _MISSING)
    if held is _MISSING:
        raise Skipped("nothing is there by its name")
    return owner, held


def _stored(owner: type, name: str) -> str:
    """The name of an attribute as its class holds it: private ones are mangled."""
    mangled = f"_{owner.__name__.lstrip('_')}{name}"
    return mangled if name.startswith("__") and mangled in vars(owner) else name


def layers_of(held: object, is_it: Callable[[CodeType], bool]) -> list[Any] | None:
    """What is called in turn, from what a name stands for to the function of the code.

    Args:
        held: What the name stands for.
        is_it: Whether a code is the one that is looked for.

    Returns:
        The last is a function with that code; None: nothing leads to one.
    """
    layers: list[Any] = []
    inner: Any = held
    while inner is not None and len(layers) < _MOST_LAYERS:
        layers.append(inner)
        if isinstance(inner, FunctionType) and is_it(inner.__code__):
            return layers
        inner = _within(inner, is_it)
    return None


def is_read(held: object) -> bool:
    """Whether what a name stands for runs when it is read, without a call."""
    return isinstance(held, property) or type(held).__name__ == "cached_property"


def _within(held: Any, is_it: Callable[[CodeType], bool]) -> Any:
    if isinstance(held, (staticmethod, classmethod)):
        return held.__func__
    if isinstance(held, property):
        return held.fget
    for name in ("__wrapped__", "func"):
        inner = getattr(held, name, None)
        if inner is not None:
            return inner
    for cell in getattr(held, "__closure__", None) or ():
        try:
            inner = cell.cell_contents
        except ValueError:  # not bound yet
            continue
        if isinstance(inner, FunctionType) and is_it(inner.__code__):
            return inner
    return None


def _why_not(held: object) -> str:
    if isinstance(held, property):
        return "a property that is set or deleted"
    return "its name stands for something else, or a decorator hides it"


def _check_layer(layer: Any, frame: FrameType, function: Any, bound: _Bound) -> None:
    """That a wrapper passes on what it is given.

    Raises:
        Skipped: It does not, or that can't be told.
    """
    if type(layer).__name__ in _PASSING or is_read(layer):
        return
    if not isinstance(layer, FunctionType):
        raise Skipped("it is decorated by an object of a class")
    above = _frame_of(layer.__code__, frame)
    if above is None:
        code = layer.__code__
        if code.co_argcount or code.co_kwonlyargcount or code.co_flags & 0x0C != 0x0C:
            raise Skipped("a decorator changes its parameters")
        return
    given = _bound(above)
    arguments = [*(value for _, value in given.positional), *given.rest]
    try:
        passed = inspect.signature(function).bind(*arguments, **given.named, **given.more)
    except (TypeError, ValueError) as error:
        raise Skipped("a decorator changes its arguments") from error
    held = frame.f_locals
    for name, value in passed.arguments.items():
        if not _is_same(value, held.get(name, _MISSING)):
            raise Skipped("a decorator changes its arguments")


def _is_same(one: object, other: object) -> bool:
    if one is other:
        return True
    if type(one) is tuple and type(other) is tuple:
        return len(one) == len(other) and all(map(_is_same, one, other))
    if type(one) is dict and type(other) is dict:
        return one.keys() == other.keys() and all(_is_same(one[key], other[key]) for key in one)
    return False


def _frame_of(code: CodeType, frame: FrameType) -> FrameType | None:
    above = frame.f_back
    for _ in range(_NEAREST):
        if above is None or above.f_code is code:
            return above
        above = above.f_back
    return None


def _bound(frame: FrameType) -> _Bound:
    code, held = frame.f_code, frame.f_locals
    names = list(code.co_varnames)
    positional = tuple((name, held[name]) for name in names[: code.co_argcount])
    after = code.co_argcount + code.co_kwonlyargcount
    named = {name: held[name] for name in names[code.co_argcount : after]}
    rest: tuple[object, ...] = ()
    if code.co_flags & inspect.CO_VARARGS:
        rest = held[names[after]]
        after += 1
    more = held[names[after]] if code.co_flags & inspect.CO_VARKEYWORDS else {}
    return _Bound(positional, rest, named, dict(more))


def _given(bound: _Bound, function: FunctionType) -> tuple[tuple[object, ...], dict[str, object]]:
    """Arguments without those that are the defaults: a default may be an object of its own kind."""
    positional = [value for _, value in bound.positional]
    defaults = list(function.__defaults__ or ())
    if not bound.rest:
        while defaults and positional and positional[-1] is defaults[-1]:
            positional.pop()
            defaults.pop()
    by_name = function.__kwdefaults__ or {}
    named = {
        name: value
        for name, value in bound.named.items()
        if name not in by_name or by_name[name] is not value
    }
    return (*positional, *bound.rest), {**named, **bound.more}


def _leads_back(receiver: object, held: object, name: str, home: str) -> bool:
    """Whether a method of an object is this one, and its class one of this module's.

    An object of another module's class has its methods from the module as it is installed, and
    a method that overrides this one would be called in its place.
    """
    if type(receiver).__module__ != home:
        return False
    for layer in type(receiver).__mro__:
        if name in vars(layer):
            return vars(layer)[name] is held
    return False
