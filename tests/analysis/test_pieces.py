"""What is found in a text does not depend on the texts before it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.analysis import pieces
from guyline.analysis.pieces import InLines


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"(?<!x)\w+", text))


texts = st.lists(st.sampled_from(["a", "b.c", "d e", "", "fx", "xg"]), max_size=12).map("\n".join)


@given(st.lists(texts, min_size=2, max_size=6), st.integers(1, 6))
def test_a_text_after_others_is_read_as_alone(found: list[str], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "_PIECE", size)
        lasting = InLines(words)
        for text in found:
            assert lasting.of(text) == words(text)


def test_only_what_has_changed_is_looked_through() -> None:
    seen = []

    def find(text: str) -> frozenset[str]:
        seen.append(text)
        return words(text)

    lasting = InLines(find)
    text = "one = two\n" * 5_000
    lasting.of(text)
    seen.clear()
    assert "three" in lasting.of(text[:20_000] + "three\n" + text[20_000:])
    assert sum(map(len, seen)) < 10_000
