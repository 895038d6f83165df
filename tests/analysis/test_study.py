"""A document is studied while nobody asks: where, how it ends, and that it changes no answer."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import parso
import pytest

from guyline.analysis import JediOracle, Question
from guyline.analysis.analysis import Analysis
from guyline.analysis.answer import Kind
from guyline.analysis.study import places
from tests.analysis.fake import fake

PATIENT = 60.0
CAMP = """\
import json


class Tent:
    height = 1

    def pitch(self, poles: list[str]) -> str:
        "Not here: poles.append(1)."  # nor.here()
        poles.append(self.name)
        poles.append("b"); poles.pop()
        return json.dumps(poles).strip()


def pitch(poles):
    return poles.append(Tent().height)
"""


def parsed(text: str) -> Any:
    return parso.parse(text)  # type: ignore[no-untyped-call] # parso has few types


def places_of(text: str) -> list[str]:
    return [
        f"{each.kind.value} {text[: each.offset].splitlines()[-1].strip()}"
        for each in places(parsed(text), text)
    ]


def test_the_places_of_a_document() -> None:
    of_call = ["arity", "keyword"]
    assert places_of(CAMP) == [
        "attribute poles.",
        *(f"{kind} poles.append(" for kind in of_call),
        "attribute poles.append(self.",
        *(f'{kind} poles.append("b"); poles.pop(' for kind in of_call),
        "attribute return json.",
        *(f"{kind} return json.dumps(" for kind in of_call),
        "attribute return json.dumps(poles).",
        *(f"{kind} return json.dumps(poles).strip(" for kind in of_call),
        "attribute return poles.",
        *(f"{kind} return poles.append(" for kind in of_call),
        *(f"{kind} return poles.append(Tent(" for kind in of_call),
        "attribute return poles.append(Tent().",
    ]


@pytest.mark.parametrize(
    "text", ["", "\n", "x.", "(", "f(", "é = 'ü'.upper(\r\n)\r\nf(é.\f", "\0."]
)
def test_the_places_of_anything(text: str) -> None:
    for each in places(parsed(text), text):
        before = text[: each.offset]
        assert before.rstrip().endswith("." if each.kind is Kind.ATTRIBUTE else "(")


def test_a_study_goes_on_where_it_stopped_and_changes_no_answer(tmp_path: Path) -> None:
    path, asked = str(tmp_path / "camp.py"), CAMP + "\n\nTent().pitch([])."
    studied = Analysis.of(str(tmp_path), sys.executable)
    seen, place = [], 0
    while (following := studied.study(CAMP, path, place, 0.0)) is not None:
        place = following
        seen.append(place)
    assert seen == list(range(1, len(places_of(CAMP)) + 1))
    new = Analysis.of(str(tmp_path), sys.executable)
    answers = [
        each.answer(Kind.ATTRIBUTE, asked, len(asked), path) for each in (studied, new, studied)
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].closed


def test_a_study_ends_where_a_place_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "camp.py")
    analysis = Analysis.of(str(tmp_path), sys.executable)
    monkeypatch.setattr("guyline.analysis.analysis._HEAVY", -1.0)
    assert analysis.study(CAMP, path, 0, 0.0) is None


async def test_a_closed_document_is_not_studied(tmp_path: Path) -> None:
    oracle = JediOracle(tmp_path, Path(sys.executable), limit=PATIENT)
    await oracle.study(lambda: None, tmp_path / "camp.py")
    assert oracle.pid is None
    await oracle.close()


class Student:
    """A worker that has a document's four places to study, and notes what it is sent."""

    def __init__(self, folder: Path, *, mb: float = 1.0) -> None:
        self._log = folder / "log"
        body = f"""
            study = message.get("study")
            with open({str(self._log)!r}, "a") as log:
                print("asked" if study is None else study, message["change"]["insert"], file=log)
            left = [] if study in (None, 3) else [str(study + 1)]
            answer(message, facts=left, mb={mb})
        """
        self.command = fake(folder, body)

    @property
    def seen(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []


async def test_the_newest_text_is_studied_to_its_end(tmp_path: Path) -> None:
    worker, texts = Student(tmp_path), iter("abcd")
    oracle = JediOracle(None, limit=PATIENT, command=worker.command)
    await oracle.study(lambda: next(texts), tmp_path / "camp.py")
    assert worker.seen == ["0 a", "1 b", "2 c", "3 d"]
    await oracle.close()


async def test_a_question_comes_first(tmp_path: Path) -> None:
    worker = Student(tmp_path)
    oracle = JediOracle(None, limit=PATIENT, command=worker.command)
    asked: list[asyncio.Task[object]] = []

    def latest() -> str:
        if not asked:
            asked.append(asyncio.create_task(oracle.ask(Question("x.", 2))))
        return "a"

    await oracle.study(latest, tmp_path / "camp.py")
    await asyncio.gather(*asked)
    assert [line.split()[0] for line in worker.seen] == ["0", "asked", "1", "2", "3"]
    await oracle.close()


async def test_a_worker_that_is_nearly_full_does_not_study(tmp_path: Path) -> None:
    worker = Student(tmp_path, mb=399.0)
    oracle = JediOracle(None, limit=PATIENT, memory=400.0, command=worker.command)
    await oracle.study(lambda: "a", tmp_path / "camp.py")
    assert worker.seen == ["0 a"]
    await oracle.close()


@pytest.mark.parametrize("close", [True, False])
async def test_a_study_ends_with_its_oracle_or_its_document(tmp_path: Path, close: bool) -> None:
    worker = Student(tmp_path)
    oracle = JediOracle(None, limit=PATIENT, command=worker.command)
    texts: list[str | None] = ["a", None]
    ended: list[asyncio.Task[None]] = []

    def latest() -> str | None:
        if close:
            ended.append(asyncio.create_task(oracle.close()))
            return "a"
        return texts.pop(0)

    async with asyncio.timeout(PATIENT):
        await oracle.study(latest, tmp_path / "camp.py")
    assert len(worker.seen) <= 1
    await oracle.close()
    await asyncio.gather(*ended)
