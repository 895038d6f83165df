"""When files are checked, with a checker that answers when told to."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, cast

from guyline.features.hints import Checked, Checker, Hints
from guyline.hints import Finding
from guyline.settings import HintSettings, Settings
from guyline.text import Document
from tests.features.ghost.person import ManualTimer, settle

URI = "file:///a.py"


def finding(text: str) -> Finding:
    return Finding("GL000", "slow", "speed", 0, len(text), text)


@dataclass
class Asked:
    """A check that was asked for."""

    text: str
    answer: asyncio.Future[Checked]

    def be(self, **more: Any) -> None:
        self.answer.set_result(Checked((finding(self.text),), **more))


@dataclass
class Desk:
    """An editor, a checker and a clock."""

    run: str = "onSave"
    asked: list[Asked] = field(default_factory=list)
    shown: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        self.timer = ManualTimer()
        self.document = Document("one", None, URI, 0)
        self.hints = Hints(
            lambda document, findings: self.shown.append(
                (document.version, tuple(each.message for each in findings))
            ),
            self.said.append,
            self._start,
            self.timer,
            cast("Checker", self),
        )
        self.hints.configure(Settings(hints=HintSettings(run=self.run)))

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        self.tasks.append(asyncio.ensure_future(work))

    async def check(self, document: Document, _: HintSettings) -> Checked:
        asked = Asked(document.text, asyncio.get_running_loop().create_future())
        self.asked.append(asked)
        return await asked.answer

    async def close(self) -> None:
        self.closed = True

    async def open(self) -> None:
        self.hints.opened(self.document)
        await settle()

    async def change(self, text: str) -> None:
        self.document = replace(self.document, text=text, version=self.document.version + 1)
        self.hints.changed(self.document)
        await settle()

    async def save(self) -> None:
        self.hints.saved(URI)
        await settle()

    async def answer(self, **more: Any) -> None:
        self.asked[-1].be(**more)
        await settle()


async def test_a_file_is_checked_when_it_is_opened_and_saved_and_not_between() -> None:
    desk = Desk()
    await desk.open()
    await desk.answer()
    await desk.change("two")
    await desk.timer.pass_by(60)
    assert [each.text for each in desk.asked] == ["one"]
    await desk.save()
    await desk.answer()
    assert desk.shown == [(0, ("one",)), (1, ("two",))]


async def test_a_file_that_is_saved_is_checked_though_it_is_the_same() -> None:
    desk = Desk()
    await desk.open()
    await desk.answer()
    await desk.save()
    assert len(desk.asked) == 2


async def test_what_was_found_in_another_text_is_not_shown() -> None:
    desk = Desk()
    await desk.open()
    await desk.change("two")
    await desk.answer()
    assert desk.shown == []
    await desk.change("three")
    await desk.timer.pass_by(0.2)
    assert len(desk.asked) == 1  # it is still being typed in
    await desk.timer.pass_by(0.2)
    assert desk.asked[-1].text == "three"
    await desk.answer()
    assert desk.shown == [(2, ("three",))]


async def test_while_typing_a_pause_is_waited_for() -> None:
    desk = Desk("onType")
    await desk.open()
    await desk.answer()
    for text in ("two", "three", "four"):
        await desk.change(text)
        await desk.timer.pass_by(0.2)
    assert len(desk.asked) == 1
    await desk.timer.pass_by(0.2)
    assert desk.asked[-1].text == "four"
    await desk.answer()
    assert desk.shown[-1] == (3, ("four",))


async def test_one_check_at_a_time_and_the_newest_next() -> None:
    desk = Desk()
    await desk.open()
    for text in ("two", "three"):
        await desk.change(text)
        await desk.save()
    assert len(desk.asked) == 1
    await desk.answer()
    assert [each.text for each in desk.asked] == ["one", "three"]


async def test_a_closed_file_shows_nothing_whatever_comes() -> None:
    desk = Desk()
    await desk.open()
    desk.hints.closed(desk.document)
    await desk.answer()
    assert desk.shown == [(0, ())]
    await desk.save()
    await desk.change("two")
    await desk.timer.pass_by(10)
    assert len(desk.asked) == 1


async def test_what_is_known_of_a_text_is_not_found_twice() -> None:
    desk = Desk()
    await desk.open()
    await desk.answer()
    assert [each.message for each in await desk.hints.of(desk.document)] == ["one"]
    assert len(desk.asked) == 1
    other = replace(desk.document, text="two")
    task = asyncio.ensure_future(desk.hints.of(other))
    await settle()
    await desk.answer()
    assert [each.message for each in await task] == ["two"]


async def test_what_is_turned_off_disappears_and_comes_back() -> None:
    desk = Desk()
    await desk.open()
    await desk.answer()
    desk.hints.configure(Settings(enable=False))
    assert desk.shown.pop() == (0, ())
    assert await desk.hints.of(desk.document) == ()
    assert await desk.hints.fix(desk.document) == ("one", 0)
    await desk.save()
    assert len(desk.asked) == 1
    desk.hints.configure(Settings())
    await settle()
    await desk.answer()
    assert desk.shown[-1] == (0, ("one",))


async def test_what_was_found_by_other_settings_is_not_shown() -> None:
    desk = Desk()
    await desk.open()
    desk.hints.configure(Settings(hints=HintSettings(ignore=("GL000",))))
    await settle()
    await desk.answer()
    assert desk.shown == []
    assert len(desk.asked) == 2


async def test_each_note_is_said_once() -> None:
    desk = Desk()
    await desk.open()
    await desk.answer(notes=("wrong",), failed=(("GL101", "KeyError"),))
    await desk.save()
    await desk.answer(notes=("wrong", "worse"))
    assert desk.said == ["wrong", "worse"]
