"""Any OpenAI-compatible endpoint, through the ``openai`` client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from guyline.errors import StreamBroken
from guyline.models.dialects import to_gbnf
from guyline.models.failures import failures
from guyline.models.model import Capabilities, Chunk, Request

if TYPE_CHECKING:
    import openai

_CONNECT = 5.0
"""Seconds to wait for a connection."""

_READ = 60.0
"""Seconds to wait for the next piece; the caller's own deadline is far below."""

_NO_KEY = "none"
"""What servers without keys are sent; the client insists on something."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a model is served.

    Attributes:
        url: The base URL, ending in ``/v1`` or whatever the server uses.
        key: The key, never shown in a representation; empty for none.
        model: The model's name there; empty: the first one the server lists.
        kind: ``llama.cpp``, ``openai``, or ``auto`` to find out.
    """

    url: str
    key: str = field(default="", repr=False)
    model: str = ""
    kind: str = "auto"

    @property
    def loopback(self) -> bool:
        """Whether it is on this machine, where proxies have no business."""
        host = urlsplit(self.url).hostname or ""
        return host in {"localhost", "::1"} or host.startswith("127.")


@dataclass(frozen=True, slots=True)
class _Served:
    """What the endpoint told of itself."""

    model: str
    kind: str


class Endpoint:
    """A model behind an address; one client, made at first use."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._client: openai.AsyncOpenAI | None = None
        self._served: _Served | None = None
        self._asking = asyncio.Lock()

    async def capabilities(self) -> Capabilities:
        """What it takes, by its kind."""
        served = await self._probe()
        return Capabilities(constrains=served.kind == "llama.cpp")

    @asynccontextmanager
    async def generate(self, request: Request) -> AsyncIterator[AsyncIterator[Chunk]]:
        """Stream a completion; see :class:`guyline.models.model.Model`."""
        served = await self._probe()
        with failures(self._address.url):
            stream = await self._open(served, request)
        try:
            yield self._chunks(stream)
        finally:
            # Closing the connection is what stops a server; nothing may delay it.
            await asyncio.shield(stream.close())

    async def close(self) -> None:
        """Close the client's connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _open(self, served: _Served, request: Request) -> Any:
        client = await self._connect()
        extra: dict[str, Any] = {}
        if served.kind == "llama.cpp":
            extra["cache_prompt"] = True
            if request.constraint is not None:
                extra["grammar"] = to_gbnf(request.constraint)
        return await _once_more(
            lambda: client.completions.create(
                model=served.model,
                prompt=request.prompt.plain() + request.draft,
                max_tokens=request.max_tokens,
                temperature=0.0,
                stream=True,
                extra_body=extra,
            )
        )

    async def _chunks(self, stream: Any) -> AsyncIterator[Chunk]:
        ended = False
        with failures(self._address.url):
            async for event in stream:
                choices = getattr(event, "choices", None)
                if not choices:
                    continue
                text, finish = choices[0].text, choices[0].finish_reason
                if not isinstance(text, str | None):
                    raise StreamBroken(f"{self._address.url} sent something that is not text")
                ended = ended or finish is not None
                yield Chunk(text or "", finish)
        if not ended:
            raise StreamBroken(
                f"The answer from {self._address.url} broke off",
                "Try again; if it stays so, look at the server's log",
            )

    async def _probe(self) -> _Served:
        """Ask once what is served there, and remember it."""
        async with self._asking:
            if self._served is None:
                self._served = await self._ask()
            return self._served

    async def _ask(self) -> _Served:
        model, kind = self._address.model, self._address.kind
        if model and kind != "auto":
            return _Served(model, kind)
        client = await self._connect()
        with failures(self._address.url):
            listed = [entry async for entry in await _once_more(client.models.list)]
        if kind == "auto":
            owners = {getattr(entry, "owned_by", "") for entry in listed}
            kind = "llama.cpp" if "llamacpp" in owners else "openai"
        return _Served(model or (listed[0].id if listed else ""), kind)

    async def _connect(self) -> openai.AsyncOpenAI:
        if self._client is None:
            # `import openai` takes 0.4 s: late, and off the event loop.
            self._client = await asyncio.to_thread(_make_client, self._address)
        return self._client


def _make_client(address: Address) -> openai.AsyncOpenAI:
    import httpx2
    import openai

    return openai.AsyncOpenAI(
        base_url=address.url,
        api_key=address.key or _NO_KEY,
        organization="",
        project="",
        max_retries=0,
        timeout=httpx2.Timeout(_READ, connect=_CONNECT),
        http_client=openai.DefaultAsyncHttpxClient(
            trust_env=not address.loopback,
            # llama.cpp closes idle connections without a word; on loopback a new one is
            # cheaper than finding out.
            limits=httpx2.Limits(max_keepalive_connections=0 if address.loopback else 4),
        ),
    )


async def _once_more(call: Any) -> Any:
    """Call again at once if a kept connection turned out to be closed by the server."""
    import httpx2
    import openai

    try:
        return await call()
    except openai.APIConnectionError as error:
        if not isinstance(error.__cause__, httpx2.RemoteProtocolError):
            raise
    return await call()
