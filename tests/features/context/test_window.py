from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.features.context.tokens import cached_share, same_end, same_length, tokens_of
from guyline.features.context.window import Windows, head_of, newlines, place_of
from guyline.features.prompt import prompt_before

CODE = st.text("ab :#'\"()\n\r\té漢", max_size=400) | st.text(max_size=100)

LONG = (
    "import os\nfrom sys import (\n    path,\n    argv,\n)\nx = 1\n\n\nclass Tent(Base):\n"
    "    # import nothing\n    def pitch(self, where):\n"
) + "".join(f"        line_{number} = {number}\n" for number in range(400))


@given(CODE, st.data(), st.integers(1, 60), st.integers(0, 60))
def test_a_window_is_the_text_around_the_cursor(
    text: str, data: st.DataObject, before: int, after: int
) -> None:
    offset = data.draw(st.integers(0, len(text)))
    window = Windows().around(text, offset, before, after)
    assert window.before.endswith(newlines(text[window.start : offset]))
    assert window.after == newlines(text[offset : window.end])
    assert window.end - offset <= 3.2 * after + 1
    assert offset - window.start <= 3.2 * before + 1
    assert tokens_of(window.before) <= 1.5 * before + 10


@given(CODE, st.data())
def test_a_place_is_a_line_above(text: str, data: st.DataObject) -> None:
    place = place_of(text, data.draw(st.integers(0, len(text))))
    assert place in text


@pytest.mark.parametrize(
    ("marked", "place"),
    [
        ("x = 1\n$0", ""),
        ("def f():\n    $0", "def f():"),
        ("def f():\n    if x:\n        y\n    z$0", "def f():"),
        ("class A:\n    def f(self,\n          x):\n        $0", "    def f(self,"),
        ("class A:\n    def f(self):\n        pass\n    $0", "class A:"),
        ("def f():\n    pass\nx = $0", ""),
        ("async def f():\n\n    # a\n# b\n    $0", "async def f():"),
    ],
)
def test_the_place_is_the_definition_around(marked: str, place: str) -> None:
    assert place_of(marked.replace("$0", ""), marked.index("$0")) == place


def test_imports_and_scopes_stand_above_a_window_that_begins_within_them() -> None:
    window = Windows().around(LONG, len(LONG), 400, 0)
    head = "import os\nfrom sys import (\n    path,\n    argv,\n)\n"
    head += "class Tent(Base):\n    def pitch(self, where):\n"
    assert window.before.startswith(head + "        line_")
    assert head_of(LONG, window.start, 70) == "import os\n" + head.split(")\n", 1)[1]
    assert head_of(LONG, window.start, 20) == ""


@pytest.mark.parametrize("cut", range(0, len(LONG), 97))
def test_the_least_window_is_the_end_of_the_text_before(cut: int) -> None:
    text = LONG[:cut]
    assert Windows().around(text, cut, 375, 0, head=False).before == prompt_before(text)


def test_the_beginning_of_a_window_moves_in_steps() -> None:
    windows = Windows()
    ends = range(len(LONG) // 2, len(LONG))
    starts = [windows.around(LONG, end, 400, 0).start for end in ends]
    assert starts == sorted(starts)
    assert len(set(starts)) < len(starts) / 300


def test_tokens_are_more_where_the_script_is_another() -> None:
    assert tokens_of("def f(x):\n" * 32) == 100
    assert tokens_of("漢" * 80) == 100
    assert tokens_of("") == 0


@given(st.text("ab", max_size=8), st.text("ab", max_size=8))
def test_what_two_texts_share(one: str, other: str) -> None:
    length, end = same_length(one, other), same_end(one, other)
    assert one[:length] == other[:length]
    assert one[length : length + 1] != other[length : length + 1] or one == other
    assert one[len(one) - end :] == other[len(other) - end :]
    assert cached_share(one, one) == 1.0
    assert cached_share(one, other) * max(1, len(other)) == (length if other else 1)
