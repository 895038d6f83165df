from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guyline.features.context.edits import Edits
from guyline.text import Document

TEXTS = st.lists(st.text("ab\n", max_size=60), min_size=2, max_size=8)


@given(TEXTS)
def test_the_latest_region_holds_what_was_changed(texts: list[str]) -> None:
    edits = Edits()
    for text in texts:
        edits.put(Document(text, uri="a"))
    for document, edit in edits.latest():
        assert 0 <= edit.first < edit.end
        assert document.text == texts[-1]
    if texts[-1] != texts[-2]:
        _, edit = edits.latest()[0]
        old, new = texts[-2].split("\n"), texts[-1].split("\n")
        below = len(new) - edit.end
        # Outside of the region the two are the same.
        assert old[: edit.first] == new[: edit.first]
        if edit.end - edit.first < 30:
            assert old[len(old) - below :] == new[edit.end :]


def regions(edits: Edits) -> list[str]:
    return ["\n".join(d.text.split("\n")[e.first : e.end]) for d, e in edits.latest()]


def test_later_changes_move_a_region() -> None:
    lines = [f"line {number}" for number in range(40)]
    edits = Edits()
    edits.put(Document("\n".join(lines), uri="a"))
    lines[30] = "changed"
    edits.put(Document("\n".join(lines), uri="a"))
    lines[2:3] = ["more", "and more"]
    edits.put(Document("\n".join(lines), uri="a"))
    assert regions(edits) == ["more\nand more", "changed"]
    lines[32] = "changed too"
    edits.put(Document("\n".join(lines), uri="a"))
    assert regions(edits) == ["changed\nchanged too", "more\nand more"]


def test_documents_that_were_only_opened_have_no_regions() -> None:
    edits = Edits()
    for number in range(40):
        edits.put(Document("x", uri=str(number)))
    assert edits.latest() == []
