"""Values that were written down wrongly once."""

from __future__ import annotations

import datetime
import pathlib
import zoneinfo

import pytest

from guyline.proof.inside.captured import recipe_of_value
from guyline.proof.inside.recipe import World
from guyline.proof.inside.written import recipe_of_text


def again(value: object) -> object:
    """The value, made from its text."""
    return recipe_of_text(recipe_of_value(value).text).build(World({}))


@pytest.mark.parametrize("items", [[1, 2, 3], (1, 2, 3), "abc", [], ()], ids=repr)
def test_an_iterator_goes_on_where_it_was(items: list[int]) -> None:
    for taken in range(len(items) + 1):
        iterator = iter(items)
        for _ in range(taken):
            next(iterator)
        made = again(iterator)
        assert list(made) == list(items)[taken:]  # type: ignore[call-overload]
        assert list(iterator) == list(items)[taken:]  # it is not used up by being written down


def test_a_used_up_iterator() -> None:
    iterator = iter([1])
    assert list(iterator) == [1]
    assert list(again(iterator)) == []  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "value",
    [
        datetime.datetime(2020, 1, 2, tzinfo=zoneinfo.ZoneInfo("UTC")),
        datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC),
        datetime.time(1, tzinfo=datetime.timezone(datetime.timedelta(hours=1))),
        pathlib.PurePosixPath("a/b"),
        pathlib.PureWindowsPath("a/b"),
        pathlib.Path("a"),
    ],
    ids=repr,
)
def test_values_of_the_library(value: object) -> None:
    made = again(value)
    assert type(made) is type(value)
    assert repr(made) == repr(value)
