"""The search as a whole: with proofs that are told, and once with real ones."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from guyline.errors import InputError, ModelError
from guyline.features.optimise.found import Found, Offer
from guyline.features.optimise.order import Order, order_of
from guyline.features.optimise.search import Source, optimise
from guyline.proof.attempt import Means
from guyline.proof.prove import Options, Progress
from guyline.proof.trials import Subject
from guyline.proof.verdict import Proof, Verdict
from guyline.search.candidate import Candidate, Origin
from guyline.search.judging import HARD, LOOK, Judge, Judged
from guyline.search.wishes import Wishes
from tests.proof.attempt import QUICK, starter
from tests.search.judged import measured, proof, refuted

TEXT = """\
def f(xs: list[int]) -> tuple[int, int]:
    least = sorted(xs)[0]
    return least, sorted(xs)[-1]
"""
MODEL = TEXT.replace("sorted(xs)[0]", "min(xs, key=int)")

Told = Callable[[str, bool], Proof]


def found(
    tmp_path: Path,
    told: Told,
    *texts: str,
    wish: str = "",
    seconds: float = 600.0,
    fault: Exception | None = None,
    shown: list[Offer] | None = None,
    stop: threading.Event | None = None,
) -> tuple[Found, list[Judged | str]]:
    """What comes of a search in which proofs are told by text, and by whether it is tried hard."""
    order = the_order(tmp_path, wish, seconds)

    def make(
        subject: Subject, _means: Means, options: Options, _tell: Progress, _: threading.Event
    ) -> Proof:
        return told(subject.new, options is not LOOK)

    answers: list[Judged | str] = []

    async def pour() -> AsyncIterator[Candidate]:
        for text in texts:
            yield Candidate(text, "Think of it", Origin.MODEL)
        if fault is not None:
            raise fault

    async def run() -> Found:
        sources = (Source(pour(), lambda _, told: answers.append(told)),) if texts or fault else ()
        judge = Judge(order.subject, order.means, threading.Event(), make=make)
        listening = (shown if shown is not None else []).append
        return await optimise(order, judge, sources, show=listening, stop=stop)

    return asyncio.run(run()), answers


def the_order(tmp_path: Path, wish: str = "", seconds: float = 600.0) -> Order:
    path = tmp_path / "mod.py"
    path.write_text(TEXT)
    wishes = Wishes((wish,) if wish else ())
    return order_of(path, TEXT, "f", wishes=wishes, seconds=seconds)


def by_ends(text: str, hard: bool) -> Proof:
    """Faster with each end that is no longer sorted for."""
    gain = 2.0 ** (2 - text.count("sorted"))
    return proof(gain, gain)


def test_the_closure_of_rules(tmp_path: Path) -> None:
    seen: list[Offer] = []
    done, _ = found(tmp_path, by_ends, shown=seen)
    (offer, *rest) = done.offers
    assert offer.kind == "fastest"
    assert offer.candidate.text.count("sorted") == 0
    assert offer.candidate.steps == ("GL116", "GL116")
    assert [each.kind for each in rest] == ["smallest"]
    assert seen[0].candidate.steps == ("GL116",)
    told = done.to_json()
    assert told["candidates"][0]["source"] == offer.candidate.text
    assert "+    least = min(xs)" in told["candidates"][0]["diff"]
    assert told["candidates"][0]["origin"] == "rules"
    assert "at least 3." in told["candidates"][0]["title"]


def test_what_a_look_can_t_tell_is_measured_longer_if_nothing_stands(tmp_path: Path) -> None:
    unsure = replace(measured(1.5, 1.5), faster=False)

    def told(text: str, hard: bool) -> Proof:
        gain = 1.6 if text.count("sorted") == 1 else 1.0
        return replace(proof(gain, gain), speed=unsure) if gain > 1 and not hard else proof(gain)

    done, _ = found(tmp_path, told)
    (offer,) = done.offers
    assert offer.candidate.text.count("sorted") == 1
    assert offer.proof.speed is not unsure
    last = [each for each in done.tried if each["fate"] == "no faster"]
    assert len(last) == len(done.judged) - 2, "all but the look and the trial of what is offered"


def test_more_memory_is_said(tmp_path: Path) -> None:
    def told(text: str, hard: bool) -> Proof:
        gain = 2.0 ** (2 - text.count("sorted"))
        return proof(gain, gain, memory=3.0 if text.count("sorted") == 0 else 1.1)

    done, _ = found(tmp_path, told)
    most, least = done.offers
    assert "takes 3.0 times the memory at its peak" in most.notes
    assert not any("memory" in each for each in least.notes)


def test_what_falls_when_it_is_tried_hard_is_not_offered(tmp_path: Path) -> None:
    def told(text: str, hard: bool) -> Proof:
        return refuted("f([])") if hard and "min" in text else by_ends(text, hard)

    done, _ = found(tmp_path, told)
    assert [each.candidate.text.count("min(") for each in done.offers] == [0]
    assert any(each["fate"] == "refuted" and "f([])" in each["why"] for each in done.tried)


def test_nothing_stands(tmp_path: Path) -> None:
    done, _ = found(tmp_path, lambda text, hard: refuted())
    assert done.offers == ()
    assert {each["fate"] for each in done.tried} == {"refuted"}
    assert done.to_json()["candidates"] == []


def test_nothing_is_faster(tmp_path: Path) -> None:
    done, _ = found(tmp_path, lambda text, hard: proof(1.0, 1.0))
    assert done.offers == ()
    assert {each["fate"] for each in done.tried} == {"no faster"}


def test_what_could_not_be_tried_is_never_offered(tmp_path: Path) -> None:
    untried = Proof(Verdict.NOT_TRIED, "it needs a file")
    done, _ = found(tmp_path, lambda text, hard: untried)
    assert done.offers == ()
    assert "it needs a file" in done.tried[0]["why"]


def test_a_model_is_one_source_more(tmp_path: Path) -> None:
    def told(text: str, hard: bool) -> Proof:
        return proof(9, 9) if "key=int" in text else by_ends(text, hard)

    done, answers = found(tmp_path, told, MODEL, TEXT, TEXT + "# the same\n")
    assert done.offers[0].candidate.origin is Origin.MODEL
    assert done.offers[0].title().startswith("(AI) Think of it: at least ")
    first, *others = answers
    assert isinstance(first, Judged)
    assert first.gain == pytest.approx(9)
    assert others == ["it is what was there before"] * 2


def test_what_is_not_wanted_is_not_tried(tmp_path: Path) -> None:
    done, _ = found(tmp_path, by_ends, wish="no min")
    assert all("min(" not in each.candidate.text for each in done.offers)
    assert "not wanted" in {each["fate"] for each in done.tried}


def test_a_model_that_fails_does_not_lose_the_rest(tmp_path: Path) -> None:
    done, _ = found(tmp_path, by_ends, fault=ModelError("the endpoint is gone"))
    assert len(done.offers) == 2
    assert any("the endpoint is gone" in each for each in done.notes)


def test_it_ends_with_what_there_is(tmp_path: Path) -> None:
    stop = threading.Event()

    def told(text: str, hard: bool) -> Proof:
        stop.set()
        return by_ends(text, hard)

    done, _ = found(tmp_path, told, stop=stop)
    assert len(done.offers) == 1


def test_time_is_kept_for_trying_hard(tmp_path: Path) -> None:
    done, _ = found(tmp_path, by_ends, seconds=1e-9)
    assert done.offers == ()
    assert done.tried == ()


def test_proved_steps_make_a_proof(tmp_path: Path) -> None:
    order = the_order(tmp_path)
    judge = Judge(order.subject, order.means, threading.Event(), make=lambda *_: proof(2, 2))
    known = Candidate(TEXT, "Step", Origin.RULES, ("GL1", "GL2"), proved=True)
    proved = judge.try_hard(known).proof
    assert (proved.verdict, proved.reason) == (Verdict.PROVED, "by GL1, GL2")
    unknown = Candidate(TEXT, "Step", Origin.RULES, ("GL1",))
    assert judge.look(unknown).proof.verdict is Verdict.NOT_REFUTED
    assert HARD.timing > LOOK.timing


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("def f(:", "f", "line 1"),
        ("x = 1", "f", "There is no function f"),
        (
            "class A:\n    def f(self): ...\nclass B:\n    def f(self): ...\n",
            "f",
            "f may be any of A.f, B.f",
        ),
    ],
)
def test_no_order(tmp_path: Path, text: str, name: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        order_of(tmp_path / "mod.py", text, name)


def test_real_proofs(tmp_path: Path) -> None:
    """One candidate is faster and right, and one is wrong; both are found to be."""
    starter()
    old = "def f(n: int) -> int:\n    return sum(i * i % 7 for i in range(n))\n"
    right = (
        "def f(n: int) -> int:\n"
        "    q, r = divmod(max(n, 0), 7)\n"
        "    return 14 * q + sum(i * i % 7 for i in range(r))\n"
    )
    wrong = right.replace("max(n, 0)", "n")
    path = tmp_path / "mod.py"
    path.write_text(old)
    order = order_of(path, old, "f", seconds=600.0)

    async def pour() -> AsyncIterator[Candidate]:
        yield Candidate(wrong, "Wrong", Origin.MODEL)
        yield Candidate(right, "Right", Origin.MODEL)

    async def run() -> Found:
        quick = replace(QUICK, timing=1.0, symbolic=0.0)
        judge = Judge(order.subject, order.means, threading.Event(), at_first=quick, at_last=quick)
        return await optimise(order, judge, (Source(pour()),))

    done = asyncio.run(run())
    assert [each.candidate.text for each in done.offers][:1] == [right]
    (fallen,) = (each for each in done.tried if each["title"] == "Wrong")
    assert fallen["fate"] == "refuted"
    assert "f(-" in fallen["why"]


def test_kinds_that_gain_unlike_are_told_apart() -> None:
    both = measured(2, 3, kinds=("repeated items", "sorted items"))
    assert len(both.kinds) == 2
    growing = measured(2, 3, gains=(1.0, 20.0), kinds=("repeated items", "sorted items"))
    offers = [
        Offer(
            "fastest", Candidate(TEXT, "Step", Origin.RULES), Proof(Verdict.PROVED, speed=each), 2
        )
        for each in (both, growing)
    ]
    assert offers[0].claim().startswith("at least 2.9 times as fast at size 128, faster from 64 on")
    assert "2.9 times (repeated items) to 58 times (sorted items) as fast" in offers[1].claim()
