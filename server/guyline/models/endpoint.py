"""Any OpenAI-compatible endpoint: found out about at first contact, and by what it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from guyline.errors import ModelMissing, StreamBroken
from guyline.models.address import Address
from guyline.models.client import Client, Stream
from guyline.models.compose import Composed, capabilities, compose, like
from guyline.models.constraint import OneOf
from guyline.models.dialects import Dialect, compile_constraint
from guyline.models.failures import refused
from guyline.models.found import Found, Memory
from guyline.models.lessons import Lesson, lesson
from guyline.models.margin import Margin
from guyline.models.model import Capabilities, Chunk, Request
from guyline.models.probe import Listed, chosen, probe
from guyline.models.servers import Way

if TYPE_CHECKING:
    import openai


class Endpoint:
    """A model behind an address; one client, made at first use.

    Args:
        address: Where, and what a person said of it.
        memory: Remembers what was found out; None: nobody does.
        sleep: Waits, where the endpoint asks for it.
    """

    def __init__(
        self,
        address: Address,
        memory: Memory | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._address = address
        self._memory = memory or Memory(None)
        self._client = Client(address, sleep)
        self._known: Found | None = None
        self._marks: tuple[str, ...] = ()
        self._asking = asyncio.Lock()

    async def capabilities(self) -> Capabilities:
        """What it takes, as far as is known by now."""
        return capabilities(self._address, await self._found())

    @asynccontextmanager
    async def generate(self, request: Request) -> AsyncIterator[AsyncIterator[Chunk]]:
        """Stream a completion; see :class:`guyline.models.model.Model`."""
        await self._found()
        answer = _Answer(self, request)
        await answer.open()
        try:
            yield answer.chunks()
        finally:
            await answer.close()

    async def close(self) -> None:
        """Close the client's connections."""
        await self._client.close()

    async def send(self, request: Request, *, margins: bool = True) -> tuple[Composed, Stream]:
        """Send a request, and again without what is refused.

        Args:
            request: What is asked.
            margins: As in :func:`guyline.models.compose.compose`.

        Raises:
            ModelError: It is refused as it is.
        """
        import openai

        found = await self._found()
        learned: list[Lesson] = []
        first: openai.APIStatusError | None = None
        while True:
            composed = compose(self._address, found, request, margins=margins)
            try:
                ask = composed.ask
                body = {"model": found.model, **ask.body}
                stream = await self._client.stream(ask.path, body, request.patience)
                if learned or composed.way is not None:
                    # What is taken, vLLM says only behind the answer's head.
                    await stream.begin()
            except openai.APIStatusError as error:
                first = first or error
                learning = lesson(error, composed, self._address)
                if learning is None:
                    # What the server says of a request with nothing left to take away.
                    worse = first if first.status_code != 404 else error
                    raise refused(self._address.public, worse) from error
                learned.append(learning)
                found = found.without(learning.parts)
                continue
            lasting = [one.parts for one in learned if one.lasting]
            await self.learn(frozenset().union(*lasting))
            return composed, stream

    async def learn(self, parts: frozenset[str]) -> None:
        """Remember what the endpoint does not take."""
        found = await self._found()
        if parts - found.refused:
            self._known = found.without(parts)
            await asyncio.to_thread(self._memory.keep, self._known, *self._marks)

    async def ignored(self, way: Way) -> None:
        """Remember that the endpoint takes a constraint and does not keep to it."""
        await self.learn(like(way, await self._found()))

    async def _found(self) -> Found:
        """Ask once what is served there, and remember it."""
        async with self._asking:
            if self._known is None:
                self._known = await self._ask()
            return self._known

    async def _ask(self) -> Found:
        model = chosen(self._address, await self._listed())
        address = self._address
        self._marks = (address.public, address.model, address.kind, model.model, model.owner)
        self._marks += (str(model.context),)
        found = await asyncio.to_thread(self._memory.recall, *self._marks)
        if found is None:
            found = await probe(address, model, self._client.look)
            await asyncio.to_thread(self._memory.keep, found, *self._marks)
        return found

    async def _listed(self) -> list[Listed]:
        """The models that are served; none where they are not told, but the name is set.

        Raises:
            ModelError: The endpoint can't be reached, or tells of no model and none is set.
        """
        address = self._address
        if address.model and address.kind != "auto":
            return []
        try:
            answer = await self._client.get("/models")
        except (ModelMissing, StreamBroken):
            if not address.model:
                raise
            return []
        return _models(answer)


@dataclass(slots=True)
class _Answer:
    """One answer; where only whole words can be asked for, it takes two requests."""

    endpoint: Endpoint
    request: Request
    _composed: Composed | None = None
    _stream: Stream | None = None
    _text: list[str] = field(default_factory=list)

    async def open(self) -> None:
        """Send the request."""
        self._composed, self._stream = await self.endpoint.send(self.request)

    async def close(self) -> None:
        """Stop it."""
        if self._stream is not None:
            await self._stream.close()
            self._stream = None

    async def chunks(self) -> AsyncIterator[Chunk]:
        """The text, as it comes."""
        composed = self._composed
        if composed is None:
            return
        if composed.way is not None and composed.way.dialect is Dialect.CHOICE:
            async for chunk in self._word_and_more(composed):
                yield chunk
            return
        if composed.ask.margin:
            async for chunk in self._behind(composed, Margin(composed.ask.margin)):
                yield chunk
            return
        constraint = self.request.constraint if composed.way is not None else None
        async for chunk in self._held(composed, constraint):
            yield chunk

    async def _behind(self, composed: Composed, margin: Margin) -> AsyncIterator[Chunk]:
        """The text behind a margin; one that begins otherwise is asked for as the text stands."""
        async for chunk in self._read(composed):
            text = margin.feed(chunk.text, complete=chunk.finish is not None)
            if margin.missed:
                break
            if text or chunk.finish:
                yield Chunk(text, chunk.finish)
        if not margin.missed:
            return
        await self.close()
        self._composed, self._stream = await self.endpoint.send(self.request, margins=False)
        async for chunk in self._read(self._composed):
            yield chunk

    async def _held(self, composed: Composed, constraint: OneOf | None) -> AsyncIterator[Chunk]:
        """The text; a server that does not keep to its constraint is noticed."""
        text = ""
        async for chunk in self._read(composed):
            text += chunk.text
            if constraint is not None and composed.way is not None and not constraint.viable(text):
                await self.endpoint.ignored(composed.way)
                constraint = None
            yield chunk

    async def _word_and_more(self, composed: Composed) -> AsyncIterator[Chunk]:
        """A whole word that was chosen, then what follows it; it ends where the word goes on."""
        constraint = self.request.constraint
        assert constraint is not None and composed.way is not None  # noqa: S101, PT018
        chunks = [chunk async for chunk in self._read(composed)]
        await self.close()
        word = "".join([chunk.text for chunk in chunks])
        choices = compile_constraint(constraint, Dialect.CHOICE) or ()
        if word not in choices:
            if chunks[-1].finish == "length" and any(one.startswith(word) for one in choices):
                yield Chunk(word, "length")
                return
            await self.endpoint.ignored(composed.way)
            yield Chunk(word, "stop")
            return
        yield Chunk(word)
        request = self.request
        self.request = Request(
            request.prompt,
            max(1, request.max_tokens - 1),
            draft=request.draft + word,
            patience=request.patience,
        )
        await self.open()
        assert self._composed is not None  # noqa: S101
        text = word
        async for chunk in self._read(self._composed):
            text += chunk.text
            if not constraint.viable(text):
                yield Chunk("", "stop")
                return
            yield chunk

    async def _read(self, composed: Composed) -> AsyncIterator[Chunk]:
        """The code in the events of the stream."""
        if self._stream is None:
            return
        ask, chatter = composed.ask, composed.ask.chatter
        async for event in self._stream.events():
            chunk = ask.read(event)
            if chunk is None:
                continue
            ended = chunk.finish is not None
            if chatter is not None:
                text = chatter.feed(chunk.text, complete=ended)
                ended = ended or chatter.ended
                chunk = Chunk(text, chunk.finish or ("stop" if chatter.ended else None))
            yield chunk
            if ended:
                return
        raise StreamBroken(
            "The answer broke off", "Try again; if it stays so, look at the server's log"
        )


def _models(answer: Mapping[str, Any]) -> list[Listed]:
    data = answer.get("data")
    entries = data if isinstance(data, list) else []
    return [
        Listed(str(entry.get("id", "")), str(entry.get("owned_by", "")), _length(entry))
        for entry in entries
        if isinstance(entry, dict)
    ]


def _length(entry: Mapping[str, Any]) -> int:
    """How long prompt and answer may be together, as vLLM and SGLang tell; 0: it isn't told."""
    told = entry.get("max_model_len")
    return told if isinstance(told, int) and told > 0 else 0
