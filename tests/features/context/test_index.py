from __future__ import annotations

import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from guyline.features.context.chunks import LONGEST, chunks, words
from guyline.features.context.files import Found
from guyline.features.context.index import Index
from guyline.features.context.nearby import chains, to_search


@given(st.text("x:\n", max_size=300) | st.lists(st.sampled_from(["def f():", "    x", ""])))
def test_chunks_are_the_whole_text(text: str | list[str]) -> None:
    text = text if isinstance(text, str) else "\n".join(text)
    cut = chunks(text)
    lines = [line for begin, end in cut for line in range(begin, end)]
    assert lines == list(range(text.count("\n") + (not text.endswith("\n"))))
    assert all(0 < end - begin <= LONGEST for begin, end in cut)


def test_words_are_the_parts_of_identifiers() -> None:
    found = words("class HTTPServerError(make_error): return self.x1 + lineWidth2 if 12 else a")
    assert list(found) == ["http", "server", "error", "make", "x1", "line", "width2"]
    assert found["error"] == 2


def found(name: str, number: int = 0) -> Found:
    return Found(Path(name), name, (number, number))


def test_the_index_finds_the_piece_with_the_rare_words() -> None:
    index = Index()
    for number in range(60):
        index.put(found(f"{number}.py"), f"def common_{number}(x):\n    return x\n")
    index.put(found("ladder.py"), "def climb(ladder):\n    return ladder.rungCount\n")
    assert [p.file.below for p in index.search(["common", "rung"], "", 3)] == ["ladder.py"]
    assert index.terms == ("rung",)
    assert index.search(["rung"], "ladder.py", 3) == []
    assert index.search(['"', "nothing", ""], "", 3) == []
    index.put(found("ladder.py", 1), "def other(): ...\n")
    assert index.search(["rung"], "", 3) == []
    assert [p.file.stamp for p in index.search(["other"], "", 3)] == [(1, 1)]
    index.remove("ladder.py")
    assert index.search(["other"], "", 3) == []
    assert index.pieces == 60
    assert index.stamp("ladder.py") is None
    index.close()
    assert index.search(["common"], "", 3) == []


def test_a_file_that_can_t_be_put_in_whole_is_not_there() -> None:
    index = Index()
    index.put(found("a.py"), "ladder = 1\n")
    assert index._data is not None
    index._data.execute("drop table pieces")
    index.put(found("a.py", 1), "ladder = 2\n")
    index.put(found("b.py"), "ladder = 3\n")
    assert index.stamp("a.py") is None
    assert (index.files(), index.pieces, index.lines) == ([], 0, 0)


def test_an_index_wears_out_when_its_files_change() -> None:
    index = Index()
    for number in range(1500):
        index.put(found("a.py", number), "x = 1\n")
    assert index.pieces == 1
    assert index.is_worn


def _median_ms(index: Index) -> float:
    times = []
    for number in range(60):
        wanted = ["shared", f"rare{number}", f"group{number % 7}", "value", "other"]
        begun = time.perf_counter()
        index.search(wanted, "", 3)
        times.append((time.perf_counter() - begun) * 1000)
    return sorted(times)[30]


def _index(files: int) -> Index:
    index = Index()
    for number in range(files):
        body = "".join(f"    shared_value_{line} = group{line % 7}\n" for line in range(29))
        index.put(found(f"{number}.py"), f"def rare{number}():\n{body}")
    return index


def test_a_search_does_not_take_longer_in_a_larger_workspace() -> None:
    # By a hundred times the files; the bound is generous, the machine may be busy.
    assert _median_ms(_index(3000)) < 5 * _median_ms(_index(30)) + 5


@given(st.text("abself.# (\n'", max_size=80), st.data())
def test_names_near_a_cursor_are_where_they_are_said_to_be(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    for parts, begin in chains(text, offset):
        assert text.startswith(".".join(parts), begin)
    assert len(set(to_search(text, offset))) == len(to_search(text, offset))


def test_the_nearest_names_come_first() -> None:
    text = "far.name(1)\nx = self.near.other(len(nearer), self, writ"
    named = [".".join(parts) for parts, _ in chains(text, len(text))]
    assert named == ["nearer", "self.near.other", "x", "far.name"]
    assert to_search(text, len(text))[:3] == ["near", "other", "len"]
