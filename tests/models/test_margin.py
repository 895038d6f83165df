"""The white space that a line begins with is the model's to write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.models import Address, Endpoint, OneOf, Prompt, Request
from guyline.models.margin import Margin, without_margin
from tests.models.stand_in import StandIn, event, in_turn, says, standing_in

DONE = b"data: [DONE]\n\n"


@pytest.mark.parametrize(
    ("text", "before", "margin"),
    [
        ("if x:\n    ", "if x:", "    "),
        ("x = 1\n\n \n\t", "x = 1", "\t"),
        ("x = 1\n", "x = 1\n", ""),
        ("x = ", "x = ", ""),
        ("    ", "    ", ""),
        ("\n    ", "\n    ", ""),
        ("", "", ""),
    ],
)
def test_a_margin_is_taken_off_an_empty_line_only(text: str, before: str, margin: str) -> None:
    assert without_margin(text) == (before, margin)


ANSWERS = [
    ("\n    return 1", "return 1"),
    ("\n\n  \n    return 1\n    # 2\n", "return 1\n    # 2\n"),
    ("\n        deeper", None),
    ("\nelse:", None),
    (" + 1", None),
    ("return 1", None),
    ("", None),
    ("\n    ", None),
    ("\n" * 99 + "    late", None),
]


@pytest.mark.parametrize(("answer", "code"), ANSWERS)
@given(data=st.data())
def test_it_does_not_matter_how_an_answer_is_split(
    answer: str, code: str | None, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(answer)))))
    margin = Margin("    ")
    parts = [answer[start:end] for start, end in zip([0, *cuts], [*cuts, len(answer)], strict=True)]
    given_back = "".join(margin.feed(part) for part in parts) + margin.feed("", complete=True)
    assert margin.missed is (code is None)
    assert given_back == (code or "")


async def asked(server: StandIn, request: Request) -> str:
    endpoint = Endpoint(Address(server.url, key="k", fim="off"))
    try:
        async with endpoint.generate(request) as chunks:
            return "".join([chunk.text async for chunk in chunks])
    finally:
        await endpoint.close()


async def test_the_model_begins_the_line_and_is_read_from_behind_its_margin() -> None:
    async with standing_in(says(event("\n  "), event("  y"), event(" = 2", "stop"), DONE)) as it:
        assert await asked(it, Request(Prompt("x = 1\n    "), 8)) == "y = 2"
        assert [each["prompt"] for each in it.requests] == ["x = 1"]


async def test_what_begins_otherwise_is_asked_for_behind_the_text_as_it_is() -> None:
    answers = in_turn(says(event("\nelse"), event(":", "stop"), DONE), says(event("y", "stop")))
    async with standing_in(answers) as it:
        assert await asked(it, Request(Prompt("x = 1\n    "), 8)) == "y"
        assert [each["prompt"] for each in it.requests] == ["x = 1", "x = 1\n    "]


async def test_a_word_that_is_held_to_a_constraint_is_asked_for_as_the_text_stands() -> None:
    request = Request(Prompt("x = 1\n    "), 8, OneOf.of(frozenset({"y"})))
    async with standing_in(says(event("y", "stop"), DONE)) as it:
        assert await asked(it, request) == "y"
        assert [each["prompt"] for each in it.requests] == ["x = 1\n    "]
