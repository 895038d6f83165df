"""When attempts are made, with an attempt that answers when told to."""

from __future__ import annotations

import asyncio
import queue
import subprocess
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from guyline.errors import InputError
from guyline.features.proof import Proofs
from guyline.features.proof.kept import KeptOutcomes
from guyline.proof.attempt import Means
from guyline.proof.prove import Options
from guyline.proof.trials import Cancelled, Subject
from guyline.proof.verdict import Counterexample, Proof, Verdict
from guyline.settings import ProofSettings, Settings
from guyline.text import Document

OLD = "def one(x):\n    return x\n\n\ndef two(x):\n    return x\n"
NEW = OLD.replace("return x", "return x + 1")
REFUTED = Proof(
    Verdict.REFUTED, "", Counterexample("one(1)", (), ("value",), {"value": "1"}, {}, {})
)


@dataclass
class Asked:
    """An attempt under way, in its thread."""

    subject: Subject
    means: Means
    options: Options
    stop: threading.Event
    answers: queue.Queue[Proof] = field(default_factory=queue.Queue)

    def wait(self) -> Proof:
        while not self.stop.is_set():
            try:
                return self.answers.get(timeout=0.01)
            except queue.Empty:
                continue
        raise Cancelled


class Desk:
    """An editor with one file of a repository."""

    def __init__(self, folder: Path, *, on_save: bool = False, trusted: bool = True) -> None:
        self.path = folder / "mod.py"
        self.document = Document(NEW, self.path, self.path.as_uri(), 1)
        self.asked: list[Asked] = []
        self.shown: list[list[str]] = []
        self.said: list[str] = []
        self.tasks: list[asyncio.Task[Any]] = []
        self.proofs = Proofs(
            self._show, self.said.append, self._start, self._attempt, KeptOutcomes(folder / "kept")
        )
        self.configure(on_save=on_save, trusted=trusted)
        self.proofs.opened(self.document)

    def configure(self, *, trusted: bool = True, **proof: Any) -> None:
        self.proofs.configure(Settings(proof=ProofSettings(**proof)), trusted=trusted)

    def change(self, text: str) -> None:
        self.document = replace(self.document, text=text, version=self.document.version + 1)
        self.proofs.changed(self.document)

    def save(self) -> None:
        self.proofs.saved(self.document.uri)

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(30):
            while not holds():
                await asyncio.sleep(0.005)  # not a wait for time: for a thread

    async def attempts(self, count: int) -> Asked:
        await self.until(lambda: len(self.asked) >= count)
        return self.asked[count - 1]

    def _show(self, document: Document) -> None:
        self.shown.append([each.function.name for each in self.proofs.refuted(document)])

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        self.tasks.append(asyncio.ensure_future(work))

    def _attempt(
        self,
        subject: Subject,
        means: Means,
        options: Options,
        progress: Callable[[str, int], None],
        stop: threading.Event,
    ) -> Proof:
        asked = Asked(subject, means, options, stop)
        progress("inputs", 1)
        self.asked.append(asked)
        return asked.wait()


@pytest_asyncio.fixture
async def folder(tmp_path: Path) -> AsyncIterator[Path]:
    named = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    (tmp_path / "mod.py").write_text(OLD, encoding="utf-8")
    for command in (["init", "-q"], ["add", "mod.py"], ["commit", "-qm", "old"]):
        subprocess.run(["git", *named, *command], cwd=tmp_path, check=True, capture_output=True)
    yield tmp_path


async def test_a_person_asks_for_one_function(folder: Path) -> None:
    desk = Desk(folder)
    told: list[tuple[str, int]] = []
    asking = asyncio.ensure_future(
        desk.proofs.try_to_break(
            desk.document, 1, progress=lambda what, count: told.append((what, count))
        )
    )
    asked = await desk.attempts(1)
    assert asked.subject.qualname == "one"
    assert (asked.subject.old, asked.subject.new) == (OLD, NEW)
    assert asked.subject.module == "mod"
    assert asked.means == Means(folder, None, consent=False)
    assert asked.options.timing > 0
    asked.answers.put(REFUTED)
    tried = await asking
    assert tried.outcome.is_refuted
    assert told == [("inputs", 1)]
    assert desk.proofs.tried(tried.number) is tried


async def test_what_is_kept_is_not_tried_again_unless_asked_for(folder: Path) -> None:
    desk = Desk(folder)
    asking = asyncio.ensure_future(desk.proofs.try_to_break(desk.document, 1))
    (await desk.attempts(1)).answers.put(REFUTED)
    assert not (await asking).outcome.day
    assert (await desk.proofs.try_to_break(desk.document, 1)).outcome.day
    assert len(desk.asked) == 1
    asking = asyncio.ensure_future(desk.proofs.try_to_break(desk.document, 1, again=True))
    (await desk.attempts(2)).answers.put(REFUTED)
    assert not (await asking).outcome.day


async def test_one_function_is_tried_against_another(folder: Path) -> None:
    desk = Desk(folder)
    desk.change("def slow(x):\n    return x\n\n\ndef fast(x):\n    return 0\n")
    asking = asyncio.ensure_future(
        desk.proofs.try_to_break(desk.document, 0, name="fast", other="slow")
    )
    asked = await desk.attempts(1)
    assert asked.subject.old.count("return x") == 2
    assert asked.subject.new == desk.document.text
    asked.answers.put(REFUTED)
    assert "against slow" in (await asking).prepared.versions


async def test_a_request_that_is_cancelled_ends_the_attempt(folder: Path) -> None:
    desk = Desk(folder)
    asking = asyncio.ensure_future(desk.proofs.try_to_break(desk.document, 1))
    asked = await desk.attempts(1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert asked.stop.is_set()
    again = asyncio.ensure_future(desk.proofs.try_to_break(desk.document, 1))
    (await desk.attempts(2)).answers.put(REFUTED)
    assert not (await again).outcome.day


async def test_progress_that_is_cancelled_ends_the_attempt(folder: Path) -> None:
    desk = Desk(folder)
    stop = threading.Event()
    asking = asyncio.ensure_future(desk.proofs.try_to_break(desk.document, 1, stop=stop))
    await desk.attempts(1)
    stop.set()
    with pytest.raises(Cancelled):
        await asking


@pytest.mark.parametrize(
    ("settings", "why"),
    [({"trusted": False}, "that you trust"), ({"run_code": "never"}, "no code is run")],
)
async def test_nothing_is_run_where_it_may_not_be(
    settings: dict[str, Any], why: str, folder: Path
) -> None:
    desk = Desk(folder)
    desk.configure(**settings)
    with pytest.raises(InputError, match=why):
        await desk.proofs.try_to_break(desk.document, 1)
    assert await desk.proofs.changed_functions(desk.document) == ()
    assert not desk.asked


@pytest.mark.parametrize(
    ("line", "name", "why"),
    [(2, "", "in no function"), (0, "three", "no function three"), (9, "new", "not in HEAD")],
)
async def test_what_can_not_be_asked_for_is_said(
    line: int, name: str, why: str, folder: Path
) -> None:
    desk = Desk(folder)
    desk.change(NEW + "\n\ndef new(x):\n    return x\n")
    with pytest.raises(InputError, match=why):
        await desk.proofs.try_to_break(desk.document, line, name=name)


async def test_a_file_that_git_has_not_is_said(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with pytest.raises(InputError, match=r"git has no mod\.py"):
        await desk.proofs.try_to_break(desk.document, 1)
    assert await desk.proofs.changed_functions(desk.document) == ()


async def test_saving_tries_nothing_unless_it_is_set(folder: Path) -> None:
    desk = Desk(folder)
    desk.save()
    assert not desk.tasks


async def test_saving_tries_what_has_changed_one_after_the_other(folder: Path) -> None:
    desk = Desk(folder, on_save=True)
    desk.save()
    first = await desk.attempts(1)
    assert first.options.timing == 0
    assert len(desk.asked) == 1
    first.answers.put(REFUTED)
    second = await desk.attempts(2)
    assert [each.subject.qualname for each in desk.asked] == ["one", "two"]
    second.answers.put(Proof(Verdict.NOT_REFUTED))
    await desk.tasks[0]
    assert desk.shown == [["one"]]
    desk.change(NEW + "\n")
    assert desk.shown == [["one"], []]


async def test_the_newest_text_wins(folder: Path) -> None:
    desk = Desk(folder, on_save=True)
    desk.save()
    first = await desk.attempts(1)
    desk.change(NEW.replace("+ 1", "+ 2"))
    assert first.stop.is_set()
    desk.save()
    second = await desk.attempts(2)
    assert "+ 2" in second.subject.new
    desk.proofs.closed(desk.document)
    second.answers.put(REFUTED)
    await asyncio.wait_for(asyncio.gather(*desk.tasks), 30)
    assert desk.shown == []


async def test_a_person_comes_before_what_is_in_the_background(folder: Path) -> None:
    desk = Desk(folder, on_save=True)
    desk.save()
    background = await desk.attempts(1)
    asking = asyncio.ensure_future(desk.proofs.try_to_break(desk.document, 5))
    asked = await desk.attempts(2)
    assert background.stop.is_set()
    assert asked.subject.qualname == "two"
    asked.answers.put(REFUTED)
    await asking
    again = await desk.attempts(3)
    assert again.subject.qualname == "one"
    await desk.proofs.close()
    assert again.stop.is_set()
    await asyncio.wait_for(asyncio.gather(*desk.tasks), 30)


async def test_an_input_that_is_forgotten_makes_no_test(folder: Path) -> None:
    with pytest.raises(InputError, match="forgotten"):
        await Desk(folder).proofs.as_test(1)
