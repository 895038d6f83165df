"""What functions that are returned do."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from guyline.proof.inside.observe import Watch, difference

Made = Callable[..., Any]


def _adding(number: int) -> Made:
    return lambda other: other + number


def _taking(number: int) -> Made:
    return lambda other: other - number


def _marking(function: Made) -> Made:
    function.mark = 1  # type: ignore[attr-defined]
    return function


def _not_marking(function: Made) -> Made:
    return function


def _wrapping(_: object) -> Made:
    def decorator(function: Made) -> Made:
        @functools.wraps(function)
        def wrapper(*given: object) -> object:
            return [function(*given)]

        return wrapper

    return decorator


def _wrapping_twice(_: object) -> Made:
    def decorator(function: Made) -> Made:
        @functools.wraps(function)
        def wrapper(*given: object) -> object:
            return [[function(*given)]]

        return wrapper

    return decorator


def _refusing(number: int) -> Made:
    def inner(_: object) -> None:
        raise OSError(number)

    return inner


def _ending(number: int) -> Made:
    def inner(_: object) -> None:
        raise RuntimeError(number)

    return inner


def _generating(number: int) -> Made:
    def inner() -> Any:
        yield number

    return inner


PAIRS = [
    (_adding, _taking),
    (lambda _: lambda f: _marking(f), lambda _: lambda f: _not_marking(f)),
    (_wrapping, _wrapping_twice),
    (_refusing, _ending),
]


def _seen(function: Made) -> Any:
    made = function(1)
    made.__qualname__ = "<made>"  # both by one name
    return Watch(ModuleType("guyline_sample_called")).run(lambda: made, (), {})


@pytest.mark.parametrize("pair", PAIRS)
def test_they_differ_by_what_they_do(pair: tuple[Made, Made]) -> None:
    one, other = map(_seen, pair)
    assert "value" in difference(one, other)


@pytest.mark.parametrize("made", [_adding, _marking, _wrapping, _refusing, _generating])
def test_one_is_as_itself(made: Made) -> None:
    if made is _marking:
        made = lambda _: lambda f: _marking(f)  # noqa: E731
    assert not difference(_seen(made), _seen(made))
