"""A server on loopback that behaves as it is told, badly for the most part."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]

HEAD = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nConnection: close\r\n\r\n"


@dataclass
class StandIn:
    """Answers ``/v1/models`` well and ``/v1/completions`` by its script.

    Attributes:
        answer: Writes the answer to a completion request.
        owner: Who it says owns its model; ``llamacpp`` for a llama.cpp server.
        requests: The bodies of the completion requests.
        gone: Set when a client has closed its connection.
        connections: How many there were.
    """

    answer: Answer
    owner: str = "llamacpp"
    requests: list[dict[str, object]] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.connections += 1
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            if head.startswith("GET ") and "/v1/models " not in head:
                writer.write(HEAD % (b"404 Not Found", b"application/json") + b"{}")
                return
            if head.startswith("GET "):
                listed = {"data": [{"id": "m", "object": "model", "owned_by": self.owner}]}
                writer.write(HEAD % (b"200 OK", b"application/json") + json.dumps(listed).encode())
                return
            length = next(
                int(line.split(":")[1])
                for line in head.splitlines()
                if line.lower().startswith("content-length")
            )
            self.requests.append(json.loads(await reader.readexactly(length)))
            await self.answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.gone.set()
        finally:
            writer.close()


@asynccontextmanager
async def standing_in(
    answer: Answer, owner: str = "llamacpp", tls: ssl.SSLContext | None = None
) -> AsyncIterator[StandIn]:
    stand_in = StandIn(answer, owner)
    server = await asyncio.start_server(stand_in.serve, "127.0.0.1", 0, ssl=tls)
    scheme = "http" if tls is None else "https"
    stand_in.url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    async with server:
        yield stand_in


def event(text: str, finish: str | None = None) -> bytes:
    choice = {"index": 0, "text": text, "finish_reason": finish, "logprobs": None}
    body = {"id": "1", "object": "text_completion", "created": 1, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(body)}\n\n".encode()


def says(*parts: bytes) -> Answer:
    """A stream of these parts, then the end of the connection."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD % (b"200 OK", b"text/event-stream") + b"".join(parts))
        await writer.drain()

    return answer


def refuses(status: str, message: str = "", **headers: str) -> Answer:
    """An error of this status; the headers' names have underscores."""
    told = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())

    async def answer(writer: asyncio.StreamWriter) -> None:
        body = json.dumps({"error": {"message": message, "code": int(status[:3])}})
        head = HEAD.replace(b"Connection", told.encode() + b"Connection")
        writer.write(head % (status.encode(), b"application/json") + body.encode())
        await writer.drain()

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other; the last one stays."""
    left = list(answers)

    async def answer(writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(writer)

    return answer


async def goes_on(writer: asyncio.StreamWriter) -> None:
    """A stream that never ends, until the client is gone."""
    writer.write(HEAD % (b"200 OK", b"text/event-stream"))
    while True:
        writer.write(event("x "))
        await writer.drain()
        await asyncio.sleep(0)


async def is_silent(writer: asyncio.StreamWriter) -> None:
    """A stream that begins and then says nothing."""
    writer.write(HEAD % (b"200 OK", b"text/event-stream"))
    await writer.drain()
    while not writer.is_closing():
        await asyncio.sleep(0.01)  # not a test's wait: the server's own emptiness
        writer.write(b": still here\n\n")
        await writer.drain()
