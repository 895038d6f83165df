"""Exceptions that are raised on purpose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guyline.proof.inside.deliberate import is_deliberate

SOURCE = """
def refuses(x):
    if not isinstance(x, str):
        raise TypeError("a text")

def fails(x):
    return len(x)

def calls(x):
    refuses(x)
"""


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("refuses", True), ("calls", True), ("fails", False)],
)
def test_it(name: str, wanted: bool) -> None:
    names: dict[str, Callable[[object], object]] = {}
    exec(SOURCE, names)  # noqa: S102 - a text of this test
    with pytest.raises(TypeError) as raised:
        names[name](1)
    assert is_deliberate(raised.value, names) is wanted
    assert not is_deliberate(raised.value, {})
