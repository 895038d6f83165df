"""The monitors of use: what they watch, and what settles a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.analysis.answer import Answer, Kind, Question
from guyline.monitors import (
    AbstractMonitor,
    AwaitMonitor,
    CoroutineMonitor,
    Monitor,
    Settled,
    Site,
    StateMonitor,
)


class Told:
    """An oracle that gives one answer, and keeps the questions."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.questions: list[Question] = []

    async def ask(self, question: Question) -> Answer:
        self.questions.append(question)
        return self.answer


ORACLE = Told(Answer.open(""))
AWAIT, COROUTINE = AwaitMonitor(ORACLE), CoroutineMonitor(ORACLE)
ABSTRACT, STATE = AbstractMonitor(ORACLE), StateMonitor(ORACLE)
MONITORS: list[Monitor] = [AWAIT, COROUTINE, ABSTRACT, STATE]


def sites(monitor: Monitor, text: str, start: int = 0) -> list[Site]:
    found = []
    while site := monitor.find(text, start):
        found.append(site)
        start = site.asked + 1
    return found


@pytest.mark.parametrize(
    ("monitor", "text", "words"),
    [
        (AWAIT, "x = await f()", ["await"]),
        (AWAIT, "await", []),
        (AWAIT, "awaited = x.await_ + x.await + 1", []),
        (AWAIT, "async for x in y: await(z)", ["async for", "await"]),
        (AWAIT, "async  with x: pass", ["async  with"]),
        (AWAIT, "async def f(): pass", []),
        (COROUTINE, "f(x)", ["f(x)"]),
        (COROUTINE, "a.b.c(x)\nd()\n", ["a.b.c(x)", "d()"]),
        (COROUTINE, "f(g(x), (1, 2))", ["f(g(x), (1, 2))"]),
        (COROUTINE, "f(\n  g(x),\n)\n", ["f(\n  g(x),\n)"]),
        (COROUTINE, "x = f(y)\nreturn f(y)\nf[0](y)\n'f'(y)\n(f(y))\n", []),
        (COROUTINE, "f(x", []),
        (COROUTINE, "await f(x)", []),
        (ABSTRACT, "x = Shape(1)", ["Shape"]),
        (ABSTRACT, "x = shapes.Shape(1)", ["Shape"]),
        (ABSTRACT, "class Shape(Base): pass\ndef Make(): pass", []),
        (ABSTRACT, "x = shape(1); y = Shape", []),
        (ABSTRACT, "(1)", []),
        (STATE, "f.", ["f."]),
        (STATE, "x = f. read", ["f."]),
        (STATE, "f.a.b; f().c; 'x'.d; 1.5", ["f."]),
    ],
)
def test_what_is_watched(monitor: Monitor, text: str, words: list[str]) -> None:
    found = [
        text[site.start - 2 : site.start]
        if monitor is STATE
        else text[site.start : site.asked - (monitor is not COROUTINE)]
        for site in sites(monitor, text)
    ]
    assert found == words


@given(
    st.lists(
        st.sampled_from(
            ["await ", "async ", "with ", "for", "A(", "f(", ")", "x.", "\n", " ", "("]
        ),
        max_size=12,
    ).map("".join),
    st.integers(0, 40),
    st.sampled_from(MONITORS),
)
def test_finding_in_two_steps_is_finding_at_once(text: str, cut: int, monitor: Monitor) -> None:
    cut = min(cut, len(text))
    at_once = [site for site in sites(monitor, text) if site.asked > cut]
    assert sites(monitor, text, cut + 1) == at_once
    before = [site for site in sites(monitor, text) if site.asked <= cut]
    assert sites(monitor, text[:cut]) == before


@pytest.mark.parametrize(
    ("monitor", "marked", "settled"),
    [
        (AWAIT, "x = $0await f()", Settled.USE),
        (AWAIT, "x = [$0await f() for x in y]", Settled.USE),
        (AWAIT, "x = f($0await y)\n", Settled.USE),
        (AWAIT, "x = f($0await y, 1", Settled.USE),
        (AWAIT, "x = f($0await y", Settled.WAIT),
        (AWAIT, "x = f($0await y for y in z)", Settled.OTHER),
        (AWAIT, "x = f($0await y async for y in z)", Settled.OTHER),
        (AWAIT, "x = (a for a in $0await y)", Settled.OTHER),
        (AWAIT, "$0async with x:", Settled.USE),
        (AWAIT, "$0async for x in y:", Settled.USE),
        (AWAIT, "x = f(y $0async for y in z)", Settled.OTHER),
        (AWAIT, "x = '$0await y'", Settled.OTHER),
        (COROUTINE, "$0f(x)\n", Settled.USE),
        (COROUTINE, "$0f(x)  # why\n", Settled.USE),
        (COROUTINE, "$0f(x); y", Settled.USE),
        (COROUTINE, "$0f(x)", Settled.WAIT),
        (COROUTINE, "$0f(x", Settled.WAIT),
        (COROUTINE, "$0f(x).close()", Settled.OTHER),
        (COROUTINE, "$0f(x) or y", Settled.OTHER),
        (COROUTINE, "$0f(x)[0] = 1", Settled.OTHER),
        (ABSTRACT, "x = $0Shape(1)", Settled.USE),
        (ABSTRACT, "    case $0Shape(x=1):", Settled.OTHER),
        (STATE, "f.$0read(", Settled.USE),
        (STATE, "f.$0read = 1", Settled.DEFINITION),
    ],
)
def test_what_settles_a_word(monitor: Monitor, marked: str, settled: Settled) -> None:
    text, start = marked.replace("$0", ""), marked.index("$0")
    assert monitor.settle(text, start, complete=False) is settled
    if settled is Settled.WAIT:
        assert monitor.settle(text, start, complete=True) is not Settled.WAIT


def test_a_call_that_the_text_ends_with_is_a_statement() -> None:
    assert COROUTINE.settle("f(x)", 0, complete=True) is Settled.USE
    assert COROUTINE.settle("f(x", 0, complete=True) is Settled.OTHER


@pytest.mark.parametrize(
    ("monitor", "text", "asked"),
    [
        (AWAIT, "x = await ", ("x = \n", 4, Kind.AWAIT)),
        (COROUTINE, "async_.b(1)", ("async_.b(1)\n", 7, Kind.COROUTINE)),
        (ABSTRACT, "x = a.B(", ("x = a.B\n", 6, Kind.ABSTRACT)),
        (STATE, "f.close()\nf.", ("f.close()\nf.\n", 12, Kind.HISTORY)),
    ],
)
async def test_what_is_asked(monitor: Monitor, text: str, asked: tuple[str, int, Kind]) -> None:
    oracle = Told(Answer.wrong(frozenset({"x"}), "why"))
    watching = type(monitor)(oracle)  # type: ignore[call-arg]
    site = sites(watching, text)[-1]
    allowed = await watching.allowed(text[: site.asked], site, "\n", Path("p.py"))
    assert oracle.questions == [Question(asked[0], asked[1], Path("p.py"), asked[2])]
    assert allowed.names is None
    if monitor is not STATE:
        assert allowed.forbidden == {"x"}
        assert allowed.notes == {"x": "why"}


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("f.close()\nf.", True),
        ("with open(p) as f:\n    pass\nf.", True),
        ("t = Thread()\nt.", True),
        ("g.close()\nf.", False),
        ("f = x\nf.read()\nf.", False),
    ],
)
async def test_the_oracle_is_asked_where_the_text_has_a_sign(text: str, asks: bool) -> None:
    oracle = Told(Answer.open(""))
    site = Site(len(text))
    await StateMonitor(oracle).allowed(text, site, "", None)
    assert bool(oracle.questions) is asks


async def test_the_state_forbids_what_fails_in_it() -> None:
    facts = ("made builtins.open", "call close")
    oracle = Told(Answer(None, closed=False, reason="", facts=facts))
    text = "f.close()\nf."
    allowed = await StateMonitor(oracle).allowed(text, Site(len(text)), "", None)
    assert "read" in allowed.forbidden
    assert "closed" not in allowed.forbidden
    assert allowed.notes["read"] == "the file f is closed here"
    assert allowed.is_silent
