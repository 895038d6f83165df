from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.text import Document, LineIndex

TEXTS = st.text(alphabet=st.sampled_from("ab \t\n\r\x0c\u2028é😀\ud800"), max_size=60)


def test_lines_end_where_python_and_lsp_end_them() -> None:
    text = "a\r\nb\rc\nd\x0ce\u2028f"
    lines = LineIndex(text)
    assert [text[lines.start(n) : lines.end(n)] for n in range(len(lines))] == [
        "a", "b", "c", "d\x0ce\u2028f",
    ]  # fmt: skip


@given(TEXTS, st.data())
def test_every_offset_comes_back(text: str, data: st.DataObject) -> None:
    lines = LineIndex(text)
    offset = data.draw(st.integers(0, len(text)))
    line, column = lines.place(offset)
    if offset <= lines.end(line):
        assert lines.offset(line, column) == offset
        for encoding in ("utf-8", "utf-16", "utf-32"):
            assert lines.offset_in(encoding, *lines.place_in(encoding, offset)) == offset


@given(TEXTS, st.integers(-2, 90), st.integers(-2, 90))
def test_no_position_of_a_client_is_out_of_range(text: str, line: int, character: int) -> None:
    offset = LineIndex(text).offset_in("utf-16", line, character)
    assert 0 <= offset <= len(text)


def test_utf16_counts_an_emoji_as_two() -> None:
    lines = LineIndex('x = "😀".')
    assert lines.place_in("utf-16", 8) == (0, 9)
    assert lines.offset_in("utf-16", 0, 9) == 8
    assert lines.offset_in("utf-16", 0, 6) == 5, "within the pair: before it"


@pytest.mark.parametrize(("line", "column"), [(-1, 0), (2, 0), (0, -1), (0, 3)])
def test_a_place_that_is_not_there_is_an_error(line: int, column: int) -> None:
    with pytest.raises(IndexError):
        LineIndex("ab\nc").offset(line, column)


@pytest.mark.parametrize(("text", "newline"), [("a\r\nb\n", "\r\n"), ("a\nb", "\n"), ("a", "\n")])
def test_a_document_keeps_its_line_ends(text: str, newline: str) -> None:
    assert Document(text).newline == newline
