"""A model on loopback with a set speed, which writes what the author wrote.

It stands for a good model behind a fast line: what is left of a completion's time, and of
its requests, is then Guyline's own. It speaks the protocol of OpenAI's completions, and
takes regular expressions as vLLM does.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import zlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from guyline.features.context import cached_share

_TOKEN = re.compile(r"[ ]*\w{1,6}|\s+|[^\w\s]{1,2}")
_WORD = re.compile(r"\b[A-Za-z_]\w{2,}")
_FIRST = re.compile(r"\s*\w*")
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nConnection: close\r\n\r\n"
_ABOUT = {
    "/v1/models": {
        "object": "list",
        "data": [{"id": "paced", "object": "model", "owned_by": "vllm"}],
    },
    "/version": {"version": "0.12.0"},
}
_TAILS = (240, 120, 60, 30, 12)
"""Characters of a prompt's end by which its place in the author's text is found."""

_LONGEST = 400
"""Characters it goes on for at the most."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A speed, and how good the model is.

    Attributes:
        first: Seconds to the first token.
        each: Seconds to every further one.
        wrong: The share of words that are others than the author's.
    """

    first: float = 0.12
    each: float = 0.012
    wrong: float = 0.05


@dataclass(frozen=True, slots=True)
class Served:
    """One answer.

    Attributes:
        prompt: What was sent.
        tokens: How many tokens were written before the end, or before nobody read on.
        closed: Whether the reader closed it.
        begun: When it came, on :func:`time.perf_counter`.
        ended: When it ended.
    """

    prompt: str
    tokens: int
    closed: bool
    begun: float
    ended: float


@dataclass(slots=True)
class PacedModel:
    """The model, once it is served.

    Attributes:
        texts: What the authors wrote.
        pace: How fast it is.
        url: Where it is served.
        served: What it answered.
        writing: Set while the latest answer is written, from its first token on.
    """

    texts: tuple[str, ...]
    pace: Pace
    url: str = ""
    served: list[Served] = field(default_factory=list)
    writing: asyncio.Event = field(default_factory=asyncio.Event)
    _ends: asyncio.Event = field(default_factory=asyncio.Event)

    async def ended(self, count: int) -> None:
        """Wait until more answers than so many have ended."""
        while len(self.served) <= count:
            await self._ends.wait()
            self._ends.clear()

    def cached_shares(self) -> list[float]:
        """For each answer but the first, the share of its prompt that began the one before."""
        prompts = [each.prompt for each in self.served if each.prompt]
        return [cached_share(before, now) for before, now in pairwise(prompts)]

    def continues(self, prompt: str, pattern: str | None = None) -> str:
        """What the author wrote after the end of a prompt.

        Args:
            prompt: The prompt.
            pattern: What the answer has to match; None: anything. Only the first word is
                changed for it, from a wrong one to the author's.
        """
        for length in _TAILS:
            tail = prompt[-length:]
            for text in self.texts:
                if (at := text.find(tail)) >= 0:
                    start = at + len(tail)
                    end = min(len(text), start + _LONGEST)
                    if pattern is None:
                        return self._words(text, start, end)
                    word = _FIRST.match(text, start)
                    said = self._words(text, start, end, word.end() if word else start)
                    return said if re.fullmatch(pattern, said, re.DOTALL) else ""
        return "" if pattern else "\n"

    def _words(self, text: str, start: int, end: int, right: int = 0) -> str:
        """A piece of a text, in which some words are others: always the same ones.

        Up to ``right`` they are the author's.
        """

        def word(match: re.Match[str]) -> str:
            if match.start() < max(start, right):
                return match[0]  # it stands already, as a whole or in part
            chance = zlib.crc32(f"{match.start()} {match[0]}".encode()) / 2**32
            return match[0][::-1] if chance < self.pace.wrong else match[0]

        return _WORD.sub(word, text[:end])[start:] if self.pace.wrong else text[start:end]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            if head.startswith("GET"):
                told = _ABOUT.get(head.split(" ", 2)[1], {})
                writer.write(_HEAD % b"application/json" + json.dumps(told).encode())
            else:
                length = re.search(r"content-length: *(\d+)", head, re.IGNORECASE)
                body = json.loads(await reader.readexactly(int(length[1]) if length else 0))
                gone = asyncio.ensure_future(reader.read())
                try:
                    await self._write(body, writer, gone)
                finally:
                    gone.cancel()
        except (ConnectionError, asyncio.IncompleteReadError, ValueError):
            pass  # a reader that went away, or one that is none
        finally:
            writer.close()

    async def _write(
        self, body: dict[str, object], writer: asyncio.StreamWriter, gone: asyncio.Future[bytes]
    ) -> None:
        """Write an answer, until its end or until the reader is gone."""
        begun = time.perf_counter()
        self.writing.clear()
        prompt = str(body.get("prompt", ""))
        limit = int(str(body.get("max_tokens", 64)))
        held = body.get("structured_outputs")
        pattern = str(held["regex"]) if isinstance(held, dict) else None
        count, closed = 0, True
        try:
            writer.write(_HEAD % b"text/event-stream")
            for number, token in enumerate(_TOKEN.findall(self.continues(prompt, pattern))[:limit]):
                await asyncio.wait([gone], timeout=self.pace.each if number else self.pace.first)
                if gone.done():
                    break
                writer.write(_event(token, None))
                await writer.drain()
                count += 1
                self.writing.set()
            else:
                writer.write(_event("", "length" if count >= limit else "stop"))
                writer.write(b"data: [DONE]\n\n")
                closed = False
        finally:
            self.served.append(Served(prompt, count, closed, begun, time.perf_counter()))
            self.writing.clear()
            self._ends.set()


def _event(text: str, finish: str | None) -> bytes:
    choice = {"index": 0, "text": text, "finish_reason": finish, "logprobs": None}
    event = {"id": "1", "object": "text_completion", "created": 1, "model": "paced"}
    return b"data: " + json.dumps(event | {"choices": [choice]}).encode() + b"\n\n"


@asynccontextmanager
async def paced_model(texts: Iterable[str], pace: Pace) -> AsyncIterator[PacedModel]:
    """Serve a model on a port of loopback for as long as the context lasts."""
    model = PacedModel(tuple(texts), pace)
    server = await asyncio.start_server(model.serve, "127.0.0.1", 0)
    model.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    async with server:
        yield model
