"""A server on loopback that speaks just enough HTTP: JSON, and streams of events."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """One answer: a JSON document, or the texts of a stream and how one becomes an event."""

    json: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    events: AsyncIterator[Any] | None = None


@dataclass(frozen=True)
class Seen:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Body


@dataclass
class Served:
    """A server that runs.

    Attributes:
        url: Its base URL.
        seen: What was asked, in order.
        gone: Set when a client has closed its connection before the end.
        gone_at: When that was seen, by the monotonic clock.
    """

    handle: Callable[[Seen], Reply]
    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    gone_at: float = 0.0

    @property
    def asked(self) -> list[Body]:
        """What was sent to be completed."""
        return [one.body for one in self.seen if "messages" in one.body or "stream" in one.body]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.split("\r\n")
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in lines if line)
            }
            sent = await reader.readexactly(int(headers.get("content-length", 0)))
            method, path, _ = first.split(" ")
            seen = Seen(method, path, headers, json.loads(sent) if sent else {})
            self.seen.append(seen)
            await self._answer(self.handle(seen), reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            self._left()
        finally:
            writer.close()

    def _left(self) -> None:
        self.gone_at = time.monotonic()
        self.gone.set()

    async def _answer(
        self, reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        kind = "application/json" if reply.events is None else "text/event-stream"
        told = "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
        head = (
            f"HTTP/1.1 {reply.status} X\r\nContent-Type: {kind}\r\n{told}Connection: close\r\n\r\n"
        )
        writer.write(head.encode())
        if reply.events is None:
            writer.write(json.dumps(reply.json).encode())
            await writer.drain()
            return
        left = asyncio.create_task(reader.read(1))
        left.add_done_callback(lambda task: task.cancelled() or task.exception())
        async for event in reply.events:
            if left.done():
                break
            data = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
            writer.write(f"data: {data}\n\n".encode())
            await writer.drain()
            await asyncio.sleep(0)
        else:
            left.cancel()
            return
        self._left()


@asynccontextmanager
async def serving(handle: Callable[[Seen], Reply]) -> AsyncIterator[Served]:
    """Serve for as long as the context lasts."""
    served = Served(handle)
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0)
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    async with server:
        yield served
