"""The loop with monitors that forbid: triggers behind a word, and what is left then."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from guyline.analysis.answer import Answer, Kind, Question
from guyline.decoding import Action, Budget, Job, Outcome, Surroundings, Verdict, decode
from guyline.decoding.draft import Draft
from guyline.models import Prompt, ScriptedModel, steps
from guyline.monitors import monitors_for
from tests.decoding.toy import Endless

NAMES = frozenset({"asyncio", "await", "async", "Shape", "Square", "data", "f", "x"})


class Knows:
    """An oracle that knows the names in scope, and what is forbidden by each kind."""

    def __init__(self, forbidden: Mapping[Kind, Mapping[str, str]]) -> None:
        self.forbidden = forbidden

    async def ask(self, question: Question) -> Answer:
        if question.kind is Kind.NAME:
            return Answer(NAMES, closed=True, reason="toy")
        for word, reason in self.forbidden.get(question.kind, {}).items():
            if question.kind is Kind.AWAIT or question.text.startswith(word, question.offset):
                return Answer.wrong(frozenset({word.split(".")[0]}), reason)
        if question.kind is Kind.COROUTINE and "asyncio.sleep" in question.text:
            return Answer.wrong(frozenset({"asyncio"}), "it is never awaited")
        return Answer.open("nothing is known")


ORACLE = Knows(
    {
        Kind.AWAIT: {"await": "f is not async"},
        Kind.ABSTRACT: {"Shape": "Shape is abstract"},
    }
)


async def complete(before: str, *script: list[str]) -> Outcome:
    job = Job(Surroundings(before, "\n"), Prompt(before), Endless())
    return await decode(job, ScriptedModel(steps(*script)), monitors_for(ORACLE), Budget(tokens=99))


async def test_a_word_is_asked_about_as_it_is_written() -> None:
    outcome = await complete("x = ", ["Shape(", "Square("], ["1)"], ["\n"])
    assert outcome.text == "Square(1)\n"
    assert outcome.trace[0].action is Action.CORRECTED
    assert outcome.trace[0].monitor == "abstract"
    assert outcome.verdict is Verdict.CORRECTED


async def test_the_same_word_without_its_trigger_is_right() -> None:
    outcome = await complete("x = ", ["Shape\n"])
    assert outcome.text == "Shape\n"
    assert outcome.verdict is Verdict.CLEAN


async def test_await_is_cut_out() -> None:
    outcome = await complete("x = ", ["await ", "data"], ["\n"])
    assert outcome.text.startswith("data")
    assert [d.monitor for d in outcome.trace if d.action is Action.CORRECTED] == ["await"]


async def test_a_statement_is_written_again_from_its_beginning() -> None:
    outcome = await complete("", ["asyncio.", "data"], ["sleep(1)", " = 1"], ["\n"])
    assert outcome.text.startswith("data")
    corrected = [d for d in outcome.trace if d.action is Action.CORRECTED]
    assert [(d.monitor, d.offset, d.proposed) for d in corrected] == [("coroutine", 0, "asyncio")]


async def test_what_stood_before_the_cursor_is_not_the_drafts() -> None:
    outcome = await complete("asyncio.sleep(", ["x)"], ["\n"])
    assert outcome.text == "x)\n"


async def test_who_has_nothing_to_say_leaves_no_trace() -> None:
    outcome = await complete("x = ", ["Square(data)\n"])
    assert {d.monitor for d in outcome.trace} == {"name"}
    assert outcome.verdict is Verdict.CLEAN


@pytest.mark.parametrize("text", ["asyncio.sleep(1)\nx = Shape(await f)\nx.f()\n"])
async def test_growing_after_a_cut_gives_the_state_of_the_whole_text(text: str) -> None:
    around = Surroundings("", "\n")
    at_once = Draft(around, monitors_for(ORACLE))
    at_once.grow(text)
    for cut in range(len(text)):
        draft = Draft(around, monitors_for(ORACLE))
        for char in text:
            draft.grow(char)
        draft.cut(cut)
        draft.grow(text[cut:])
        assert {(w.monitor.name, w.site) for w in draft.watches} == {
            (w.monitor.name, w.site) for w in at_once.watches
        }
        draft.close()
    at_once.close()
