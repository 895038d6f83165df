"""The words of a constraint, said in a prompt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.models import Alternative, Follow, OneOf
from guyline.models.reminder import likely, note, reminded

NAMES = OneOf.of(frozenset({"height", "width", "_hidden"}))
MANY = OneOf.of(frozenset({f"name{number}" for number in range(500)} | {"height"}))

TEXTS: dict[str, tuple[str, str]] = {
    # what it is called: the text, where the comment goes being $0; what it says
    "a line": ("$0x = tent.", "# tent.height, tent.width, tent._hidden\n"),
    "a block": (
        "def f(tent):\n$0    return tent.",
        "    # tent.height, tent.width, tent._hidden\n",
    ),
    "brackets over several lines": (
        "a = 1\n$0f(\n    tent.",
        "# tent.height, tent.width, tent._hidden\n",
    ),
    "no receiver": ("$0x = f(", "# height, width, _hidden\n"),
    "no name before": ("$0x = f().", "# height, width, _hidden\n"),
    "after a colon": (
        "if a:\n    pass\n$0else: tent.",
        "# tent.height, tent.width, tent._hidden\n",
    ),
}


@pytest.mark.parametrize(("marked", "comment"), TEXTS.values(), ids=TEXTS.keys())
def test_a_comment_stands_above_the_statement(marked: str, comment: str) -> None:
    before, after = marked.split("$0")
    assert reminded(before + after, NAMES, ("hieght",)) == before + comment + after


@given(st.text(alphabet="abc.=( )\n\t\"'#:"), st.booleans())
def test_the_text_ends_as_it_did(text: str, begun: bool) -> None:
    constraint = OneOf(NAMES.alternatives, begun=begun)
    told = reminded(text, constraint, ("hieght",))
    line = text[text.rfind("\n") + 1 :]
    assert told.endswith(line)
    assert len(told) > len(text)
    assert told.replace(next(x for x in told.splitlines(True) if "hidden" in x), "", 1) == text


def test_a_long_list_is_cut_to_what_is_like_the_rejected_word() -> None:
    words = likely(MANY, ("hieght",))
    assert words[0] == "height"
    assert len(words) == 60
    assert words == likely(MANY, ("hieght",)), "the order is the same each time"
    assert likely(MANY, ("hieght", "hight"))[:1] == ["height"]
    assert len(likely(MANY, ("hieght", "hight"))) == 10


def test_words_are_said_as_they_are_written() -> None:
    constraint = OneOf(
        (Alternative(("key",), Follow.VALUE), Alternative(("name",), Follow.NO_VALUE))
    )
    assert sorted(likely(constraint, ())) == ["key=", "name"]
    assert likely(OneOf((Alternative(("r",), Follow.DOUBLE),)), ()) == ['"r"']


def test_the_part_that_stands_is_said_too() -> None:
    constraint = OneOf((Alternative(("ight",)),), begun=True)
    assert reminded("tent.he", constraint, ("hent",)) == "# tent.height\ntent.he"


def test_where_any_word_may_stand_nothing_is_said() -> None:
    anything = OneOf((Alternative(None, Follow.VALUE),))
    assert reminded("f(", anything, ("x",)) == "f("
    assert note("f(", anything, ("x",)) == ""


def test_an_assistant_is_told_in_a_sentence() -> None:
    told = note("tent.", NAMES, ("hieght", "hight", "hight"))
    assert "`height`, `width`, `_hidden`" in told
    assert told.count("does not exist") == 2
