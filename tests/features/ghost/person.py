"""A person at a keyboard, a model that answers when told to, and time that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from guyline.decoding import Decision, Outcome
from guyline.features.completion import Completion
from guyline.features.ghost import GhostText, News, Suggestion
from guyline.settings import CompletionSettings
from guyline.text import Document


class ManualTimer:
    """Time that goes on when told to."""

    def __init__(self) -> None:
        self.time = 100.0
        self._calls: list[tuple[float, Callable[[], None]]] = []
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        self._calls.append((self.time + seconds, call))

    async def pass_by(self, seconds: float) -> None:
        """Let time pass, and what was to happen in it."""
        until = self.time + seconds
        while due := sorted((call for call in self._calls if call[0] <= until), key=lambda c: c[0]):
            self._calls.remove(due[0])
            self.time = max(self.time, due[0][0])
            due[0][1]()
            await settle()
        self.time = until
        await settle()


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


@dataclass
class Asked:
    """A completion that the model was asked for."""

    document: Document
    offset: int
    grown: Callable[[str], None]
    answer: asyncio.Future[str]

    @property
    def stopped(self) -> bool:
        return self.answer.cancelled()


@dataclass
class Person:
    """Types in one document, marked ``$0`` at the cursor."""

    marked: str
    settings: CompletionSettings = field(default_factory=CompletionSettings)
    asked: list[Asked] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    answers: Callable[[Document, int], str] | None = None
    total_ms: float = 40.0
    trace: tuple[Decision, ...] = ()

    def __post_init__(self) -> None:
        self.timer = ManualTimer()
        self.ghost = GhostText(self._write, self.settings, self.timer, self.news.append)
        self.cursor = self.marked.index("$0")
        self.document = Document(self.marked.replace("$0", ""), uri="file:///case.py")

    async def _write(
        self, document: Document, offset: int, grown: Callable[[str], None]
    ) -> Completion:
        answer = asyncio.get_running_loop().create_future()
        self.asked.append(Asked(document, offset, grown, answer))
        text = self.answers(document, offset) if self.answers else await answer
        outcome = Outcome(text, trace=self.trace, total_ms=self.total_ms, model_ms=self.total_ms)
        return Completion(text, offset, outcome, parses=True, own_ms=0, total_ms=self.total_ms)

    def types(self, text: str, closers: str = "", *, after: float = 0.1) -> None:
        """Put in text at the cursor; an editor may add closers behind it."""
        self.timer.time += after
        self.edits(self.cursor, self.cursor, text + closers)
        self.cursor -= len(closers)

    def deletes(self, count: int) -> None:
        self.edits(self.cursor - count, self.cursor, "")

    def edits(self, start: int, end: int, text: str) -> None:
        old = self.document
        self.document = replace(
            old, text=old.text[:start] + text + old.text[end:], version=old.version + 1
        )
        self.cursor = start + len(text)
        self.ghost.changed(self.document)

    def request(self, *, asked_for: bool = False) -> asyncio.Task[Suggestion | None]:
        """What the editor sends; its answer is to come."""
        return asyncio.ensure_future(
            self.ghost.suggest(self.document, self.cursor, asked_for=asked_for)
        )

    async def sees(self) -> str | None:
        """What is shown for a request that needs no model's answer; ``...`` for one that does."""
        request = self.request()
        await settle()
        if not request.done():
            return "..."
        suggestion = request.result()
        return suggestion.completion.text if suggestion else None

    async def sees_answer(self, answer: str) -> str | None:
        """What is shown when the model answers so."""
        request = self.request()
        await settle()
        self.asked[-1].answer.set_result(answer)
        suggestion = await request
        return suggestion.completion.text if suggestion else None
