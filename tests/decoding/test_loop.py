"""The loop, on written-down models."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from guyline.analysis.answer import Question
from guyline.decoding import Action, Budget, Extent, Job, Surroundings, Verdict, decode
from guyline.decoding.budget import TRIES, WORD
from guyline.decoding.draft import Draft
from guyline.errors import EndpointSlow, StreamBroken
from guyline.models import Capabilities, Chunk, Prompt, Request, ScriptedModel, steps
from guyline.monitors import Allowed, AttributeMonitor, Settled, Site
from tests.decoding.toy import ToyOracle, run

NAMES = frozenset({"get", "get_all", "order", "order_id"})


async def test_a_wrong_word_is_written_again() -> None:
    model = ScriptedModel(steps(["self"], [".get_foo(", ".order("], ["x)"]))
    outcome = await run(model, NAMES, "a = ")
    assert outcome.text == "self.order(x)"
    assert [d.action for d in outcome.trace] == [Action.CORRECTED, Action.ALLOWED]
    assert outcome.verdict is Verdict.CORRECTED
    assert outcome.requests == 2


async def test_a_right_word_costs_nothing_more() -> None:
    outcome = await run(ScriptedModel(steps(["x.get("], ["y)"])), NAMES, "a = ")
    assert (outcome.text, outcome.requests, outcome.discarded) == ("x.get(y)", 1, 0)
    assert outcome.verdict is Verdict.CLEAN


async def test_a_word_is_never_forced_to_end() -> None:
    outcome = await run(ScriptedModel(steps(["wrong", "order"], [" ", "_id"])), NAMES, "x.")
    assert outcome.text == "order "
    model = ScriptedModel(steps(["wrong", "order"], ["_id"], [" "]))
    assert (await run(model, NAMES, "x.")).text == "order_id "


async def test_the_word_typed_in_part_goes_on() -> None:
    model = ScriptedModel(steps(["der_no", "der_id"], ["\n"]))
    outcome = await run(model, NAMES, "x.or")
    assert outcome.text == "der_id\n"
    assert outcome.trace[0].proposed == "order_no"


async def test_a_beginning_that_no_name_has_ends_the_draft() -> None:
    outcome = await run(ScriptedModel(steps(["zzz("], ["1)"])), NAMES, "x.zz")
    assert outcome.text == ""
    assert outcome.verdict is Verdict.CUT
    assert "no known name begins with 'zz'" in outcome.trace[0].reason


async def test_a_definition_is_no_mistake() -> None:
    model = ScriptedModel(steps(["self.total"], [" "], ["="], [" 0"]))
    outcome = await run(model, NAMES, "")
    assert outcome.text == "self.total = 0"
    assert outcome.trace[0].action is Action.DEFINITION


async def test_an_open_site_is_left_alone() -> None:
    outcome = await run(ScriptedModel(steps(["x.whatever(1)"], ["\n"])), None, "")
    assert outcome.text == "x.whatever(1)\n"
    assert outcome.trace[0].action is Action.ABSTAINED
    assert outcome.verdict is Verdict.UNCHECKED


async def test_an_endpoint_without_constraints_ends_before_the_word() -> None:
    model = ScriptedModel(steps(["f(x.nope)"], ["\n"]), constrains=False)
    outcome = await run(model, NAMES, "")
    assert outcome.text == "f(x"
    assert outcome.verdict is Verdict.CUT
    assert outcome.corrected == 0
    assert outcome.requests == 1 + TRIES
    assert [request.rejected for request in model.requests] == [(), ("nope",), ("nope", "nope")]
    assert all(request.constraint for request in model.requests[1:])


class Listening(ScriptedModel):
    """Takes no constraint, but a word it was told of, once it was told often enough."""

    def __init__(self, *alternatives: list[str], told: int) -> None:
        super().__init__(steps(*alternatives), constrains=False)
        self.told = told

    @asynccontextmanager
    async def generate(self, request: Request) -> AsyncIterator[AsyncIterator[Chunk]]:
        self._constrains = len(request.rejected) >= self.told
        async with super().generate(request) as chunks:
            yield chunks

    async def capabilities(self) -> Capabilities:
        return Capabilities(constrains=False)


@pytest.mark.parametrize("told", range(1, TRIES + 1))
async def test_a_word_is_asked_for_again_where_no_constraint_is_taken(told: int) -> None:
    model = Listening(["x.nope(", "x.get("], ["y.wrong", "y.order"], [")\n"], told=told)
    outcome = await run(model, NAMES, "")
    assert outcome.text == "x.get(y.order)\n"
    assert outcome.verdict is Verdict.CORRECTED
    assert outcome.corrected == 2
    assert outcome.requests == 1 + 2 * told


async def test_asking_again_is_a_correction_too() -> None:
    model = Listening(["x.nope(", "x.get("], ["1)\n"], told=2)
    outcome = await run(model, NAMES, "", budget=Budget(corrections=1))
    assert outcome.text == "x"
    assert outcome.requests == 2


async def test_a_request_may_wait_as_long_as_the_completion() -> None:
    model = ScriptedModel(steps(["x.nope", "x.get"], [" "]))
    times = iter(range(1000))
    job = Job(Surroundings("", "\n"), Prompt(""), Extent())
    monitors = [AttributeMonitor(ToyOracle(NAMES))]
    budget = Budget(seconds=500)
    await decode(job, model, monitors, budget, clock=lambda: float(next(times)))
    first, second = (request.patience for request in model.requests)
    assert 500 > first > second > 0


async def test_an_endpoint_that_ignores_its_constraint_is_not_asked_for_ever() -> None:
    class Deaf(ScriptedModel):
        async def capabilities(self) -> Capabilities:
            return Capabilities(constrains=True)

    outcome = await run(Deaf(steps(["x.nope("], ["1)"]), constrains=False), NAMES, "")
    assert outcome.text == "x"
    assert outcome.requests == 2
    assert "did not keep" in outcome.trace[-1].reason


async def test_corrections_are_counted() -> None:
    script = steps(*[["x.no ", "x.get "]] * 6)
    outcome = await run(ScriptedModel(script), NAMES, "", budget=Budget(corrections=2))
    assert outcome.text == "x.get x.get x"
    assert "corrections were made" in outcome.trace[-1].reason


async def test_tokens_are_counted_over_all_requests() -> None:
    script = steps(*[["x.no ", "x.get "]] * 50)
    outcome = await run(ScriptedModel(script), NAMES, "", budget=Budget(tokens=20, corrections=99))
    assert outcome.tokens <= 20 + WORD


async def test_a_corrected_word_can_be_finished_when_the_budget_is_spent() -> None:
    script = steps(["x.no", "x.or"], ["pe", "der"], ["_", "_id"], ["\n"])
    outcome = await run(ScriptedModel(script), NAMES, "", budget=Budget(tokens=3))
    assert outcome.text.startswith("x.order_id")


async def test_the_questions_hold_the_draft() -> None:
    oracle = ToyOracle(NAMES)
    await run(ScriptedModel(steps(["x.get(y.order"], [")\n"])), NAMES, "a = ", oracle=oracle)
    assert oracle.questions == [
        Question("a = x.\n", 6),
        Question("a = x.get(y.\n", 12),
    ]


async def test_the_model_writes_on_while_the_oracle_thinks() -> None:
    gate = asyncio.Event()
    model = ScriptedModel(steps(["x.nope", "x.get"], [" "], ["+ 1"], ["\n"]))
    oracle = ToyOracle(NAMES, gate)
    task = asyncio.create_task(run(model, NAMES, "", oracle=oracle))
    while model.ended == 0:
        await asyncio.sleep(0)
    gate.set()
    assert (await task).text == "x.get + 1\n"


async def test_a_monitor_that_fails_degrades_to_unguided_and_says_so() -> None:
    class Broken(AttributeMonitor):
        async def allowed(self, *_: object) -> Allowed:
            raise ZeroDivisionError

    job = Job(Surroundings("", "\n"), Prompt(""), Extent())
    model = ScriptedModel(steps(["x.nope"], ["\n"]))
    outcome = await decode(job, model, [Broken(ToyOracle(NAMES))], Budget())
    assert outcome.text == "x.nope"
    assert outcome.verdict is Verdict.UNGUIDED
    assert "monitor failed" in outcome.trouble


class Misbehaved(AttributeMonitor):
    """Fails in one of the ways a monitor can."""

    def __init__(self, how: str) -> None:
        super().__init__(ToyOracle(NAMES))
        self.how = how

    def find(self, text: str, start: int) -> Site | None:
        if self.how == "find raises":
            raise ZeroDivisionError
        if self.how == "finds the same place for ever":
            return Site(0)
        if self.how == "finds no site":
            return 3  # type: ignore[return-value]
        return super().find(text, start)

    async def allowed(self, *_: object) -> Allowed:
        if self.how == "answers nothing":
            return None  # type: ignore[return-value]
        return Allowed(NAMES, "")

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        if self.how == "settle raises":
            raise ZeroDivisionError
        return Settled.WAIT


@pytest.mark.parametrize(
    "how",
    [
        "find raises",
        "finds the same place for ever",
        "finds no site",
        "answers nothing",
        "settle raises",
        "waits for ever",
    ],
)
async def test_a_monitor_that_misbehaves_leaves_the_text_as_the_model_wrote_it(how: str) -> None:
    job = Job(Surroundings("", "\n"), Prompt(""), Extent())
    model = ScriptedModel(steps(["x.nope"], ["\n"]))
    outcome = await decode(job, model, [Misbehaved(how)], Budget())
    assert outcome.text == "x.nope"
    assert outcome.verdict is Verdict.UNGUIDED
    assert outcome.trouble == "The attribute monitor failed; unguided"


async def test_a_broken_stream_gives_what_was_there_but_nothing_wrong() -> None:
    broken = StreamBroken("it broke")
    outcome = await run(ScriptedModel(steps(["x.get(x.no"], [broken])), NAMES, "")
    assert outcome.text == "x.get(x"
    assert outcome.trouble == "it broke."
    with pytest.raises(StreamBroken):
        await run(ScriptedModel(steps([broken])), NAMES, "")


async def test_a_model_that_hangs_ends_in_time() -> None:
    script = steps(["x.get "], [asyncio.Event()])
    outcome = await run(ScriptedModel(script), NAMES, "", budget=Budget(seconds=0.05))
    assert outcome.text == "x.get "
    assert "ended after" in outcome.trouble
    with pytest.raises(EndpointSlow):
        silent = ScriptedModel(steps([asyncio.Event()]))
        await run(silent, NAMES, "", budget=Budget(seconds=0.05))


async def test_cancelling_ends_the_answer() -> None:
    model = ScriptedModel(steps(["x.get "], [asyncio.Event()]))
    task = asyncio.create_task(run(model, NAMES, ""))
    while not model.requests:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert model.ended == 1


async def test_growing_after_a_cut_gives_the_state_of_the_whole_text() -> None:
    around = Surroundings("x.or", "\n")
    pieces = ["der.", "get(", "a.", "b", " + c", ".d.", "e"]
    whole = "".join(pieces)
    for cut in range(len(whole)):
        draft = Draft(around, [AttributeMonitor(ToyOracle(NAMES))])
        for piece in ["", *pieces]:
            draft.grow(piece)
        draft.cut(cut)
        draft.grow(whole[cut:])
        at_once = Draft(around, [AttributeMonitor(ToyOracle(NAMES))])
        at_once.grow(whole)
        assert draft.text == at_once.text
        assert [w.site for w in draft.watches] == [w.site for w in at_once.watches]
        draft.close()
        at_once.close()
