"""Suggestions while a person types: what is shown, and what the model is asked."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guyline.decoding import Action, Decision
from guyline.errors import EndpointDown
from guyline.features.ghost import Asking, Origin
from guyline.settings import CompletionSettings
from guyline.text import Document
from tests.features.ghost.person import Person, settle

FIXED = CompletionSettings(prefetch=False, debounce=0)


async def test_typing_along_keeps_the_suggestion_without_a_request() -> None:
    person = Person("x = $0\n", FIXED)
    assert await person.sees_answer("order.total()") == "order.total()"
    for typed, left in (("o", "rder.total()"), ("rder.", "total()"), ("total", "()")):
        person.types(typed)
        assert await person.sees() == left
    person.deletes(2)
    assert await person.sees() == "al()"
    assert len(person.asked) == 1
    assert person.ghost.counts.kept == 4


async def test_something_else_is_asked_for() -> None:
    person = Person("x = $0\n", FIXED)
    await person.sees_answer("order")
    person.types("p")
    assert await person.sees() == "..."
    assert person.asked[-1].document.text == "x = p\n"


async def test_the_whole_suggestion_typed_is_a_new_place() -> None:
    person = Person("x = $0\n", FIXED)
    await person.sees_answer("order")
    person.types("order")
    assert await person.sees() == "..."


@pytest.mark.parametrize(
    ("answer", "typed", "closers", "left"),
    [
        ("f(a, b)", "f(", ")", "a, b"),
        ("d['key'] + 1", "d['", "']", "key"),
        ("[a for a in b]", "[", "]", "a for a in b"),
    ],
)
async def test_what_the_editor_closes_by_itself_is_not_doubled(
    answer: str, typed: str, closers: str, left: str
) -> None:
    person = Person("x = $0\n", FIXED)
    await person.sees_answer(answer)
    person.types(typed, closers)
    assert await person.sees() == left


async def test_what_was_not_judged_is_not_shown_twice_at_any_place() -> None:
    person = Person("x = $0\n", FIXED)
    person.trace = (
        Decision("attribute", 10, "order", "total", None, Action.ABSTAINED, "not read yet", 1.0),
    )
    await person.sees_answer("order.total()")
    person.types("order.")
    assert await person.sees() == "total()", "it follows what was typed"
    person.deletes(1)
    assert await person.sees() == ".total()"
    person.types(".")
    assert await person.sees() == "...", "it is asked for again: more may be known"


async def test_no_suggestion_is_remembered_too() -> None:
    person = Person("x = y$0\n", FIXED)
    assert await person.sees_answer("") is None
    assert await person.sees() is None
    assert len(person.asked) == 1


async def test_a_keystroke_that_follows_the_draft_joins_it() -> None:
    person = Person("x = $0\n", FIXED)
    first = person.request()
    await settle()
    person.asked[0].grown("ord")
    person.types("or")
    first.cancel()
    second = person.request()
    await settle()
    person.asked[0].answer.set_result("order")
    suggestion = await second
    assert suggestion is not None
    assert (suggestion.completion.text, suggestion.origin) == ("der", Origin.FLIGHT)
    assert len(person.asked) == 1
    assert first.cancelled()


async def test_a_keystroke_that_contradicts_the_draft_stops_it_at_once() -> None:
    person = Person("x = $0\n", FIXED)
    request = person.request()
    await settle()
    person.asked[0].grown("ord")
    person.types("p")
    await settle()
    assert person.asked[0].stopped
    assert await request is None


async def test_a_draft_that_turns_out_otherwise_is_asked_for_again() -> None:
    person = Person("x = $0\n", FIXED)
    first = person.request()
    await settle()
    person.types("p")
    first.cancel()
    second = person.request()
    await settle()
    assert len(person.asked) == 1, "what the model will write is not known yet"
    person.asked[0].answer.set_result("order")
    await settle()
    assert len(person.asked) == 2
    person.asked[1].answer.set_result("ath")
    suggestion = await second
    assert suggestion is not None
    assert suggestion.completion.text == "ath"


async def test_a_cancelled_request_stops_the_model_within_20_ms() -> None:
    person = Person("x = $0\n", FIXED)
    request = person.request()
    await settle()
    request.cancel()
    await settle()
    assert not person.asked[0].stopped
    await person.timer.pass_by(0.02)
    assert person.asked[0].stopped


@pytest.mark.parametrize("cancelled_first", [True, False])
async def test_a_cancelled_request_that_is_followed_is_held_for_a_while(
    cancelled_first: bool,
) -> None:
    person = Person("x = $0\n", FIXED)
    request = person.request()
    await settle()
    if cancelled_first:
        request.cancel()
        await settle()
        person.types("o", after=0)
    else:
        person.types("o", after=0)
        request.cancel()
        await settle()
    await person.timer.pass_by(0.1)
    assert not person.asked[0].stopped
    await person.timer.pass_by(0.4)
    assert person.asked[0].stopped


async def test_what_nobody_waited_for_is_kept_when_it_lands() -> None:
    person = Person("x = $0\n", FIXED)
    request = person.request()
    await settle()
    person.types("o", after=0)
    request.cancel()
    person.asked[0].answer.set_result("order")
    await settle()
    assert await person.sees() == "rder"


async def test_another_place_takes_the_place_of_the_first() -> None:
    person = Person("x = $0\ny = \n", FIXED)
    first = person.request()
    await settle()
    person.cursor = len("x = \ny = ")
    second = person.request()
    await settle()
    assert person.asked[0].stopped
    assert await first is None
    person.asked[1].answer.set_result("1")
    assert await second is not None


async def test_a_document_that_is_closed_stops_its_completion() -> None:
    person = Person("x = $0\n", FIXED)
    request = person.request()
    await settle()
    person.ghost.forget(person.document)
    assert await request is None
    assert person.asked[0].stopped


async def test_a_failure_is_raised_once_and_not_remembered() -> None:
    person = Person("x = $0\n", FIXED)
    request = person.request()
    await settle()
    person.asked[0].answer.set_exception(EndpointDown("gone"))
    with pytest.raises(EndpointDown):
        await request
    assert await person.sees() == "..."
    assert person.news[0] is Asking.BEGUN
    assert isinstance(person.news[1], EndpointDown)


async def test_a_request_is_held_back_while_the_model_is_slow() -> None:
    person = Person("x = $0\n", CompletionSettings(prefetch=False), total_ms=900)
    await person.sees_answer("a")
    assert person.timer.slept == [0.0], "nothing is known of its speed"
    person.types("b")
    await person.sees()
    assert 0.05 < person.timer.slept[-1] <= 0.15
    await settle()
    person.request(asked_for=True)
    await settle()
    assert len(person.timer.slept) == 2, "who asks does not wait"


async def test_a_newer_request_ends_one_that_is_held_back() -> None:
    person = Person("x = $0\n", FIXED)
    first, second = person.request(), person.request()
    await settle()
    assert len(person.asked) == 1
    assert await first is None
    second.cancel()


async def test_slow_is_said_and_why() -> None:
    person = Person("x = $0\n", FIXED, total_ms=2000)
    for typed in "abc":
        person.types(typed)
        await person.sees_answer("never")
    assert person.ghost.pace.slowness == "2.0 s a completion; the model takes 2.0 s of it"


AHEAD = CompletionSettings(debounce=0)


@pytest.mark.parametrize(
    ("marked", "answer", "accepted"),
    [
        ("x = $0\n", "1", "x = 1\n$0\n"),
        ("def f():\n    $0\n", "x = 1", "def f():\n    x = 1\n    $0\n"),
        ("def f():\n    $0\n", "if x:", "def f():\n    if x:\n        $0\n"),
        ("def f():\n    $0\n", "return x", "def f():\n    return x\n$0\n"),
        ("class A:\n\tdef f():\n\t\t$0\n", "if x:", "class A:\n\tdef f():\n\t\tif x:\n\t\t\t$0\n"),
        ("print($0)\n", "x, ", "print(x, $0)\n"),
        ("x = $0\r\n", "1", "x = 1\r\n$0\r\n"),
    ],
)
async def test_what_follows_is_asked_for_while_a_suggestion_is_looked_at(
    marked: str, answer: str, accepted: str
) -> None:
    person = Person(marked, AHEAD)
    await person.sees_answer(answer)
    await person.timer.pass_by(0.2)
    assert len(person.asked) == 1
    await person.timer.pass_by(0.2)
    ahead = person.asked[1]
    assert ahead.document.text[: ahead.offset] + "$0" + ahead.document.text[ahead.offset :] == (
        accepted
    )
    before = accepted.index("$0")
    person.types(accepted[person.cursor : before])
    ahead.answer.set_result("whatever")
    assert await person.sees() == "whatever"
    assert person.ghost.counts.ahead == 1
    assert len(person.asked) == 2


async def test_a_key_before_that_time_asks_for_nothing_ahead() -> None:
    person = Person("x = $0\n", AHEAD)
    await person.sees_answer("order")
    person.types("o")
    await person.timer.pass_by(1)
    assert len(person.asked) == 1


async def test_typing_along_goes_on_with_what_was_asked_ahead() -> None:
    person = Person("x = $0\n", AHEAD)
    await person.sees_answer("order")
    await person.timer.pass_by(1)
    person.types("or")
    assert await person.sees() == "der"
    assert not person.asked[1].stopped
    person.types("p")
    await settle()
    assert person.asked[1].stopped


async def test_a_slow_model_is_asked_nothing_ahead() -> None:
    person = Person("x = $0\n", AHEAD, total_ms=1000)
    await person.sees_answer("order")
    await person.timer.pass_by(1)
    assert len(person.asked) == 1


KEYS = st.lists(
    st.sampled_from(["o", "r", "(", "a", ")", "back", "left", "wait", "enter", "accept"]),
    max_size=30,
)


@given(KEYS)
@example(["(", "o", "enter", "left", "(", "back"])
@example(["o", "accept", "back", "o", "accept", "left"])
def test_whatever_is_typed_a_suggestion_leads_to_what_the_model_wrote(keys: list[str]) -> None:
    """What is shown, put in at the cursor, is a text that the model made of some document."""

    def answer(document: Document, offset: int) -> str:
        return ("or(a)" if document.text[:offset].count("o") % 2 else "or") if offset else ""

    async def session() -> None:
        person = Person("x = $0\n", answers=answer)
        for key in keys:
            match key:
                case "back":
                    person.deletes(min(1, person.cursor))
                case "left":
                    person.cursor = max(0, person.cursor - 1)
                case "wait":
                    await person.timer.pass_by(0.5)
                case "enter":
                    person.types("\n")
                case "(":
                    person.types("(", ")")
                case "accept":
                    shown = await person.sees()
                    person.types(shown if shown and shown != "..." else "a")
                case _:
                    person.types(key)
            suggestion = await person.request()
            if suggestion is None:
                continue
            made = suggestion.completion
            assert made.offset == person.cursor
            text = person.document.text
            whole = text[: made.offset] + made.text + text[made.offset :]
            assert whole in {
                each.document.text[: each.offset]
                + answer(each.document, each.offset)
                + each.document.text[each.offset :]
                for each in person.asked
            }

    asyncio.run(session())


async def test_what_was_made_of_a_document_goes_when_it_is_closed() -> None:
    person = Person("x = $0\n")
    assert await person.sees_answer("tent.pole") == "tent.pole"
    assert await person.sees() == "tent.pole"
    person.ghost.forget(replace(person.document, uri="file:///other.py"))
    assert await person.sees() == "tent.pole"
    person.ghost.forget(person.document)
    assert await person.sees() == "..."
