"""How far a draft goes."""

from __future__ import annotations

import pytest

from guyline.decoding import Extent

ONE = Extent(head="    x = ")
HEADER = Extent(lines=4, opens=True, floor=4, head="    if a")
BLOCK = Extent(lines=4, opens=True, block=True, floor=8, head="        ", below="return y")


@pytest.mark.parametrize(
    ("extent", "draft", "kept"),
    [
        (ONE, "a.b", None),
        (ONE, "a.b\nc", "a.b"),
        (ONE, "a.b\r\nc", "a.b"),
        (ONE, "\n\n\n", ""),
        (ONE, " " * 60, ""),
        (ONE, "ab" * 9, "ab"),
        (ONE, "x, x, x, x, x, ", "x, "),
        (HEADER, ".b:\n", None),
        (HEADER, ".b:\n        c()\n    d()", ".b:\n        c()"),
        (HEADER, ".b and c\n        d", ".b and c"),
        (BLOCK, "a = 1\n        b = 2\n", None),
        (BLOCK, "a = 1\n    b = 2", "a = 1"),
        (BLOCK, "a = 1\n        return y\n", "a = 1"),
        (
            BLOCK,
            "a\n        b\n        c\n        d\n        e",
            "a\n        b\n        c\n        d",
        ),
    ],
)
def test_stop(extent: Extent, draft: str, kept: str | None) -> None:
    stop = extent.stop(draft)
    assert (None if stop is None else draft[:stop]) == kept
