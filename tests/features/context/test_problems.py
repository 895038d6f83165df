from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guyline.features.context.edits import Edits
from guyline.features.context.moved import Moved
from guyline.features.context.problems import (
    DOCUMENTS,
    KEPT,
    LONGEST,
    Problem,
    Problems,
    shown,
)
from guyline.text import Document

LINES = st.lists(st.sampled_from(["", "a", "b", "ab", "  a", "\x0c", "é"]), max_size=8)
TEXTS = st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\r"])).map(lambda of: of[1].join(of[0]))
MIXED = st.text("ab\r\n", max_size=12)


class Written:
    """A document from version to version, as a session tells of it."""

    def __init__(self, text: str, uri: str = "a") -> None:
        self.edits, self.problems = Edits(), Problems()
        self.document = Document(text, uri=uri, version=1)
        self.edits.put(self.document)
        self.problems.opened(self.document)

    def write(self, text: str) -> Moved:
        uri, version = self.document.uri, self.document.version + 1
        self.document = Document(text, uri=uri, version=version)
        moved = self.edits.put(self.document)
        assert moved is not None
        self.problems.follow(self.document, moved)
        return moved

    def put(self, *problems: Problem, version: int | None = None, source: str = "") -> None:
        self.problems.put(self.document, problems, source, version)

    def all(self) -> list[tuple[int, str]]:
        """Where problems are known, from the top down."""
        found = self.problems.near(self.document, 10)
        return sorted((each.line, each.message) for each in found)


def line_of(document: Document, line: int) -> str:
    return document.text[document.lines.start(line) : document.lines.end(line)]


@given(st.lists(TEXTS | MIXED, min_size=2, max_size=5))
def test_a_line_that_is_found_again_is_the_same_and_in_order(texts: list[str]) -> None:
    edits = Edits()
    before = Document(texts[0], uri="a")
    assert edits.put(before) is None
    for text in texts[1:]:
        after = Document(text, uri="a")
        moved = edits.put(after)
        assert moved is not None
        kept = [(line, moved.line(line)) for line in range(len(before.lines))]
        found = [(line, to) for line, to in kept if to is not None]
        assert all(line_of(before, line) == line_of(after, to) for line, to in found)
        assert [to for _, to in found] == sorted({to for _, to in found})
        if before.text == after.text:
            assert kept == [(line, line) for line in range(len(before.lines))]
        before = after


@given(LINES, st.integers(0, 8), LINES, st.sampled_from(["\n", "\r\n"]))
def test_whole_lines_put_in_or_taken_out_change_no_other(
    lines: list[str], at: int, more: list[str], end: str
) -> None:
    lines, at = [*lines, "last"], min(at, len(lines))
    longer = [*lines[:at], *more, *lines[at:]]
    written = Written(end.join(lines))
    moved = written.write(end.join(longer))
    assert all(moved.line(line) is not None for line in range(len(lines)))
    moved = written.write(end.join(lines))
    assert sum(moved.line(line) is None for line in range(len(longer))) <= len(more)


def test_problems_are_those_near_a_place_and_of_the_latest_word() -> None:
    written = Written("\n".join(f"line {number}" for number in range(99)))
    written.put(Problem(3, "no such\nname"), Problem(90, "far"), source="checker")
    written.put(Problem(1, "other"), source="tests")
    assert written.all() == [(1, "other"), (3, "no such name")]
    written.put(source="checker")
    assert written.all() == [(1, "other")]
    assert written.problems.near(Document("", uri="b"), 1) == ()


def test_a_problem_goes_along_and_is_forgotten_with_a_change_of_its_line() -> None:
    written = Written("one\ntwo\nthree\nfour")
    written.put(Problem(1, "second"), Problem(3, "fourth"))
    written.write("zero\none\ntwo\nthree\nfour")
    assert written.all() == [(2, "second"), (4, "fourth")]
    written.write("zero\none\ntwo, too\nthree\nfour")
    assert written.all() == [(4, "fourth")]
    written.write("zero\none\ntwo\nthree\nfour")
    assert written.all() == [(4, "fourth")]
    written.write("")
    assert written.all() == []


def test_a_problem_of_an_older_version_is_where_its_line_is_now() -> None:
    written = Written("one\ntwo")
    written.write("zero\none\ntwo")
    written.write("zero\none\ntwo\nthree!")
    written.put(Problem(1, "of the first"), version=1)
    written.put(Problem(1, "of the second"), version=2, source="another")
    assert written.all() == [(1, "of the second"), (2, "of the first")]
    written.write("zero\none, too\ntwo\nthree!")
    written.put(Problem(0, "changed since"), Problem(1, "not"), version=1)
    assert written.all() == [(2, "not")]


def test_of_a_version_that_nobody_saw_nothing_is_taken() -> None:
    written = Written("one\ntwo")
    written.put(Problem(0, "known"))
    written.put(Problem(1, "later"), version=2)
    assert written.all() == []
    # What became of the lines is not known: of the version before nothing is left.
    written.put(Problem(0, "known"))
    written.problems.follow(Document("one\ntwo", uri="a", version=5), None)
    assert written.all() == []
    written.put(Problem(0, "earlier"), version=1)
    assert written.all() == []


def test_what_is_opened_again_has_no_problems() -> None:
    written = Written("one\ntwo")
    written.put(Problem(0, "known"))
    written.problems.forget(written.document)
    assert written.all() == []
    written.put(Problem(0, "known"))
    written.problems.opened(written.document)
    assert written.all() == []


def test_lines_that_are_not_there_or_empty_have_no_problems() -> None:
    written = Written("one\n  \n")
    written.put(Problem(-1, "a"), Problem(1, "b"), Problem(2, "c"), Problem(10**30, "d"))
    written.put(Problem(0, " \n\0 "), source="another")
    assert written.all() == []


MESSAGES = st.text(max_size=3 * LONGEST) | st.text("a\ud800\0\u2028\n", max_size=9)
SAID = st.lists(st.builds(Problem, st.integers(-1, 2 * KEPT), MESSAGES), max_size=9)


@given(st.lists(SAID, max_size=4), st.integers(0, 400))
def test_a_piece_is_comments_and_no_longer_than_it_may_be(
    parts: list[list[Problem]], tokens: int
) -> None:
    written = Written("\n".join(f"line {number}\t\x0c" for number in range(KEPT)))
    for number, part in enumerate(parts):
        written.put(*part, source=str(number))
    piece = shown("a.py", written.problems.near(written.document, 5), tokens)
    if piece is not None:
        assert len(piece.text.encode()) / 4 <= 3 * tokens
        assert all(line.startswith("# ") for line in piece.text.splitlines())


def test_what_is_kept_is_bounded() -> None:
    problems = Problems()
    text = "\n".join("x" * 1000 for _ in range(3000))
    said = [Problem(line, f"{line} {'y' * 10_000}") for line in range(3000)]
    for number in range(2 * DOCUMENTS):
        problems.put(Document(text, uri=str(number)), said)
    for number in range(300):
        problems.follow(Document(text, uri="0", version=number), Moved(0, 0, 0))
    kept = list(problems._of.values())
    assert len(kept) == DOCUMENTS
    assert all(len(each.problems) <= KEPT and len(each.steps) <= 200 for each in kept)
    longest = max(len(each.message) + len(each.code) for of in kept for each in of.problems)
    assert longest <= 2 * LONGEST


def test_lines_are_quoted_from_the_top_down() -> None:
    written = Written("tent = Tent()\n\nprint(tent.hieght)\n")
    written.put(Problem(2, 'no\n  attribute "hieght"'), Problem(0, "no such name"))
    near = written.problems.near(written.document, 2)
    piece = shown("main.py", near, 100)
    assert piece is not None
    assert piece.name == "main.py (problems)"
    assert piece.text == (
        '# no such name\n#     tent = Tent()\n# no attribute "hieght"\n#     print(tent.hieght)\n'
    )
    nearest = shown("main.py", near, 30)
    assert nearest is not None
    assert nearest.text == '# no attribute "hieght"\n#     print(tent.hieght)\n'
    assert shown("main.py", near, 5) is None
