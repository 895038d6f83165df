"""The loop where calls have too many arguments or too few."""

from __future__ import annotations

import pytest

from guyline.analysis.answer import Answer, Kind, Question
from guyline.decoding import Action, Budget, Job, Outcome, Surroundings, Verdict, decode
from guyline.decoding.draft import Draft
from guyline.models import Prompt, ScriptedModel
from guyline.monitors import ArgumentMonitor
from tests.decoding.toy import Endless

SIGNATURES = {"area": "width, height", "pitch": "place, *, at=", "f": "*args, **", "g": "x, /"}


class Knows:
    """An oracle that knows a few functions."""

    async def ask(self, question: Question) -> Answer:
        assert question.kind is Kind.ARITY
        assert question.text[question.offset - 1] == "("
        name = question.text[: question.offset - 1].split()[-1].rpartition("(")[2]
        facts = (SIGNATURES[name],) if name in SIGNATURES else ()
        return Answer(None, bool(facts), f"{name} is known", name, facts=facts)


async def complete(before: str, script: dict[str, list[str]], after: str = "\n") -> Outcome:
    """Complete with a model that says what comes behind which text."""
    job = Job(Surroundings(before, after), Prompt(before), Endless())
    model = ScriptedModel(lambda text: script.get(text, []), start=before)
    return await decode(job, model, [ArgumentMonitor(Knows())], Budget(tokens=99))


@pytest.mark.parametrize(
    ("before", "script", "text"),
    [
        ("x = ", {"": ["area(1)"], "area(1,": [" 2)"]}, "area(1, 2)"),
        ("x = ", {"": ["area()"], "area(height=": ["2"]}, "area(height=2"),
        ("x = area(", {"": ["1, 2, 3)"], "1, 2": [", 4", ") + 1"]}, "1, 2) + 1"),
        ("x = ", {"": ["pitch(1, 2)"], "pitch(1": [", at=2)"]}, "pitch(1, at=2)"),
        ("x = pitch(1, ", {"": ["2)"], "at=": ["3)"]}, "at=3)"),
        ("x = f(area(", {"": ["1))"], "1,": ["2))"]}, "1,2))"),
        ("x = ", {"": ["f(1, 2, 3, k=4)"]}, "f(1, 2, 3, k=4)"),
        ("x = ", {"": ["h(1, 2, 3)"]}, "h(1, 2, 3)"),
        ("x = ", {"": ["area(*a)"]}, "area(*a)"),
        ("x = pitch(1, a", {"": ["2)"]}, "2)"),  # the person began it
        ("x = area(1)", {"": [" + 1"]}, " + 1"),
    ],
)
async def test_what_is_written(before: str, script: dict[str, list[str]], text: str) -> None:
    outcome = await complete(before, script)
    assert outcome.text == text
    assert outcome.verdict in (Verdict.CORRECTED, Verdict.UNCHECKED)


async def test_a_comma_is_written_where_a_call_ends_too_early() -> None:
    outcome = await complete("x = ", {"": ["area(1)"]})
    assert outcome.text == "area(1,"
    decision = outcome.trace[0]
    assert (decision.action, decision.monitor) == (Action.CORRECTED, "argument")
    assert (decision.proposed, decision.receiver) == (")", "area")
    assert "too few" in decision.reason


async def test_an_argument_too_many_is_cut_off_with_its_comma() -> None:
    outcome = await complete("x = ", {"": ["area(1, 2, 3)"]})
    assert outcome.text == "area(1, 2)"
    assert outcome.trace[0].proposed == ", 3"


async def test_what_can_not_be_given_by_keyword_ends_the_draft() -> None:
    outcome = await complete("x = ", {"": ["g()"]})
    assert outcome.text == "g("
    assert outcome.verdict is Verdict.CUT


async def test_nothing_is_said_of_right_calls() -> None:
    outcome = await complete("x = ", {"": ["area(f(1), height=2)"]})
    assert outcome.text == "area(f(1), height=2)"
    assert not outcome.trace


@pytest.mark.parametrize("text", ["x = area(1, f(2, k=3), g())\npitch(1,\n  2)\n"])
async def test_growing_after_a_cut_gives_the_state_of_the_whole_text(text: str) -> None:
    around = Surroundings("", "\n")
    at_once = Draft(around, [ArgumentMonitor(Knows())])
    at_once.grow(text)
    for cut in range(len(text)):
        draft = Draft(around, [ArgumentMonitor(Knows())])
        for char in text:
            draft.grow(char)
        draft.cut(cut)
        draft.grow(text[cut:])
        assert [w.site for w in draft.watches] == [w.site for w in at_once.watches]
        draft.close()
    at_once.close()
