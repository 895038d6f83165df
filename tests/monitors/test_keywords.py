"""Which words are watched as keyword arguments, and which of them are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.decoding import Budget, Job, Surroundings, decode
from guyline.models import Prompt, ScriptedModel, steps
from guyline.monitors import KeywordMonitor, Monitor, NameMonitor, Settled
from tests.decoding.toy import Endless, ToyOracle, run

MONITOR = KeywordMonitor(ToyOracle(frozenset({"x"})))
USE, OTHER, WAIT = Settled.USE, Settled.OTHER, Settled.WAIT


def sites(text: str, start: int = 0) -> list[int]:
    found = []
    while site := MONITOR.find(text, start):
        found.append(site.start)
        start = site.start + 1
    return found


def words(text: str) -> list[str]:
    return [text[at:].split(" ")[0] for at in sites(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("f( a , b )", ["a", "b"]),
        ("f(1, \n    a )", ["a"]),
        ("f(  # why\n    a )", ["a"]),
        ("f(1,  # why\n\n    # and why\n    a )", ["a"]),
        ("f(1, \\\n    a )", ["a"]),
        ("f( a + b )", ["a"]),
        ("f( a.b )", ["a.b"]),
        ("f( -a , *b )", []),
        ("f( 1e5 , 0x1f )", []),
        ("f\n( größe =1)", ["größe"]),
        ("a = b", []),
        ("# f(\na", []),
    ],
)
def test_which_words_are_watched(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(st.text(alphabet="ab1. \n()=,'#\\", max_size=30), st.integers(0, 30))
def test_finding_in_two_steps_is_finding_at_once(text: str, cut: int) -> None:
    cut = min(cut, len(text))
    before = [at for at in sites(text[:cut]) if at in sites(text)]
    assert sorted({*before, *sites(text, cut)}) == sites(text)


@pytest.mark.parametrize(
    ("marked", "settled"),
    [
        ("f($0a=1", USE),
        ("f($0a = 1", USE),
        ("f($0a= b == c", USE),
        ("f($0a == 1", OTHER),
        ("f($0a := 1", OTHER),
        ("f($0a)", OTHER),
        ("f($0a, ", OTHER),
        ("f($0a + 1", OTHER),
        ("f($0a.b=", OTHER),
        ("f($0a[0]", OTHER),
        ("f($0a", WAIT),
        ("f($0a ", WAIT),
        ("f($0a =", WAIT),
        ("f($0a\n", OTHER),
    ],
)
def test_what_follows_tells_a_keyword(marked: str, settled: Settled) -> None:
    start = marked.index("$0")
    assert MONITOR.settle(marked.replace("$0", ""), start, complete=False) is settled


@given(st.text(alphabet="ab= ().,\n", max_size=12))
def test_a_complete_text_is_never_waited_for(after: str) -> None:
    text = "f(a" + after
    settled = MONITOR.settle(text, 2, complete=True)
    assert settled is not WAIT
    early = MONITOR.settle(text, 2, complete=False)
    assert early in (WAIT, settled)


async def test_a_wrong_keyword_is_written_again() -> None:
    model = ScriptedModel(steps(["encodng", "encoding"], ['="utf-8"'], [")"]))
    job = Job(Surroundings("f(p, ", "\n"), Prompt("f(p, "), Endless())
    monitors: list[Monitor] = [
        KeywordMonitor(ToyOracle(frozenset({"encoding", "mode"}))),
        NameMonitor(ToyOracle(frozenset({"f", "p"}))),
    ]
    outcome = await decode(job, model, monitors, Budget())
    assert outcome.text == 'encoding="utf-8")'
    assert len(model.requests) == 2


async def test_where_names_are_not_known_a_wrong_keyword_is_no_keyword_any_more() -> None:
    model = ScriptedModel(steps(["encodng", "encoding"], ['="utf-8"', ")"]))
    outcome = await run(model, frozenset({"encoding"}), "f(p, ", watch=KeywordMonitor)
    assert outcome.text == "encodng)"


async def test_an_expression_is_left_alone() -> None:
    model = ScriptedModel(steps(["encodng", "encoding"], [")"]))
    outcome = await run(model, frozenset({"encoding"}), "f(p, ", watch=KeywordMonitor)
    assert outcome.text == "encodng)"


async def test_a_call_without_keywords_is_left_alone() -> None:
    model = ScriptedModel(steps(["encodng"], ["=1)"]))
    outcome = await run(model, frozenset(), "f(p, ", watch=KeywordMonitor)
    assert outcome.text == "encodng=1)"
