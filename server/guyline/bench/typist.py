"""An editor with a person before it, played against a language server as VS Code plays it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guyline.analysis.language_server import LanguageServer, ServerGone
from guyline.bench.keystrokes import Action, Hand, Step, Stretch
from guyline.text import Document

_EDITOR = 0.05
"""Seconds that VS Code waits after a key before it asks."""

_PATIENCE = 30.0
"""Seconds for an answer."""

_SHORTEST = 3
"""Characters of a suggestion that a person takes; less is typed."""


@dataclass(frozen=True, slots=True)
class Requested:
    """One request for ghost text.

    Attributes:
        ms: Milliseconds until the answer came; None if the next key came first.
        along: Whether the key before it followed what was shown.
        asked: Whether a model was asked for it.
        shown: Characters that were shown.
        completion_ms: What the server says the completion took, where a model was asked.
        own_ms: The part of it that was the server's own.
    """

    ms: float | None
    along: bool
    asked: bool
    shown: int
    completion_ms: float | None = None
    own_ms: float | None = None


@dataclass(slots=True)
class Played:
    """What a session came to.

    Attributes:
        keys: How many keys were pressed.
        accepted: How many suggestions were taken.
        given: How many of the author's characters came from suggestions.
        typed: How many were typed.
        requests: The requests.
    """

    keys: int = 0
    accepted: int = 0
    given: int = 0
    typed: int = 0
    requests: list[Requested] = field(default_factory=list)


class Typist:
    """Plays stretches in an editor that is connected to a server.

    Args:
        server: The server, already started.
        hand: How the person types.
        texts: Files that are not what the disk holds.
    """

    def __init__(
        self, server: LanguageServer, hand: Hand, texts: Mapping[Path, str] | None = None
    ) -> None:
        self.played = Played()
        self._server = server
        self._hand = hand
        self._texts = dict(texts or {})
        self._version = 0
        self._opened: set[Path] = set()
        self._request: asyncio.Task[None] | None = None
        self._shown = ""
        self._status: list[dict[str, Any]] = []
        server.listen("guyline/status", self._status.append)

    async def play(self, stretch: Stretch) -> None:
        """Take a stretch out of its file and type it again."""
        path = stretch.path
        text = self._open(path)
        self._document = Document(
            text[: stretch.offset] + text[stretch.offset + len(stretch.text) :], path
        )
        self._replace(stretch.offset, len(stretch.text), "", text)
        self._cursor, self._shown = stretch.offset, ""
        typed = ""
        while typed != stretch.text:
            left = stretch.text[len(typed) :]
            if len(self._shown) >= _SHORTEST and left.startswith(self._shown):
                await self._wait(self._hand.looks())
                if self._shown and left.startswith(self._shown):
                    typed += self._accept()
                    continue
            for step in self._hand.next_steps(stretch.text, typed):
                typed = await self._do(step, typed)
        await self._drop_request()
        self._texts[path] = self._document.text

    async def close(self) -> None:
        """Leave nothing under way."""
        await self._drop_request()

    def _open(self, path: Path) -> str:
        text = self._texts.get(path)
        if text is None:
            text = self._texts[path] = Document.read(path).text
        if path not in self._opened:
            self._opened.add(path)
            item = {"uri": path.as_uri(), "languageId": "python", "version": 0, "text": text}
            self._server.tell("textDocument/didOpen", {"textDocument": item})
        return text

    async def _do(self, step: Step, typed: str) -> str:
        await self._wait(step.wait)
        match step.action:
            case Action.PAUSE:
                return typed
            case Action.TYPE:
                self._put_in(step.char)
                return typed + step.char
            case Action.DELETE | Action.UNDO:
                count = min(step.count, len(typed))
                self._take_away(count)
                return typed[: len(typed) - count]

    def _put_in(self, char: str) -> None:
        self.played.keys += 1
        self.played.typed += 1
        along = bool(self._shown) and self._shown.startswith(char)
        self._shown = self._shown[len(char) :] if along else ""
        self._edit(self._cursor, 0, char)
        self._ask(along=along)

    def _take_away(self, count: int) -> None:
        self.played.keys += 1
        self._shown = ""
        self._edit(self._cursor - count, count, "")
        self._ask(along=False)

    def _accept(self) -> str:
        text, self._shown = self._shown, ""
        self.played.keys += 1
        self.played.accepted += 1
        self.played.given += len(text)
        self._edit(self._cursor, 0, text)
        self._ask(along=False)
        return text

    def _edit(self, start: int, length: int, text: str) -> None:
        before = self._document.text
        self._document = Document(
            before[:start] + text + before[start + length :], self._document.path
        )
        self._replace(start, length, text, before)
        self._cursor = start + len(text)

    def _replace(self, start: int, length: int, text: str, before: str) -> None:
        self._version += 1
        lines = Document(before).lines
        first, last = lines.place_in("utf-16", start), lines.place_in("utf-16", start + length)
        change = {"range": {"start": _position(first), "end": _position(last)}, "text": text}
        self._server.tell(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self._uri, "version": self._version},
                "contentChanges": [change],
            },
        )

    @property
    def _uri(self) -> str:
        assert self._document.path is not None  # noqa: S101 - stretches are of files
        return self._document.path.as_uri()

    def _ask(self, *, along: bool) -> None:
        """Ask as the editor does: the request before is cancelled, this one a little later."""
        if self._request is not None:
            self._request.cancel()
        self._request = asyncio.ensure_future(self._requested(along=along))

    async def _requested(self, *, along: bool) -> None:
        document, cursor = self._document, self._cursor
        await asyncio.sleep(self._hand.waits(_EDITOR))
        place = document.lines.place_in("utf-16", cursor)
        params = {
            "textDocument": {"uri": self._uri},
            "position": _position(place),
            "context": {"triggerKind": 1},
        }
        heard, begun = len(self._status), time.perf_counter()
        ms, shown = None, ""
        try:
            with suppress(ServerGone):
                answer = await self._server.ask("textDocument/inlineCompletion", params, _PATIENCE)
                shown = _text(answer)
                self._shown = shown
            ms = (time.perf_counter() - begun) * 1000
        finally:
            news = self._status[heard:]
            asked = any(each.get("state") == "working" for each in news)
            done: dict[str, Any] = next(
                (each for each in reversed(news) if "latencyMs" in each), {}
            )
            self.played.requests.append(
                Requested(ms, along, asked, len(shown), done.get("latencyMs"), done.get("ownMs"))
            )

    async def _wait(self, seconds: float) -> None:
        """Let time pass; with no time to pass, at least what is asked is answered."""
        if seconds:
            await asyncio.sleep(seconds)
        elif self._request is not None:
            await asyncio.wait([self._request])

    async def _drop_request(self) -> None:
        if self._request is not None:
            self._request.cancel()
            await asyncio.wait([self._request])
            self._request = None


def _position(place: tuple[int, int]) -> dict[str, int]:
    return {"line": place[0], "character": place[1]}


def _text(answer: object) -> str:
    items = answer.get("items") if isinstance(answer, dict) else answer
    return str(items[0].get("insertText", "")) if isinstance(items, list) and items else ""
