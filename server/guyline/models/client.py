"""The way to an endpoint: connections, keys, proxies, certificates, and asking once more.

Requests go to the endpoint's own host and nowhere else. A redirect is followed on the same
host and port only. Proxies are those of the environment, and none for this machine.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin, urlsplit

from guyline.errors import EndpointDown
from guyline.models.address import Address
from guyline.models.failures import REDIRECTS, early, failures, seconds_asked

if TYPE_CHECKING:
    import openai

_CONNECT = 5.0
"""Seconds to wait for a connection."""

_READ = 60.0
"""Seconds to wait for the next piece; the caller's own deadline is far below."""

_LOOK = 3.0
"""Seconds to wait for an answer that can be done without."""

_NO_KEY = "none"
"""What servers without keys are sent; the client insists on something."""

_ONCE_MORE = (500, 502, 503, 504)
"""What may have been an accident."""

_ASKED_TO_WAIT = (429, 503)

_LOOKED_AT = (400, 404, 405, 422, 501)
"""Refusals after which something else may be taken."""


class Client:
    """One endpoint's connections; they are opened at first use.

    Args:
        address: Where.
        sleep: Waits, where the endpoint asks for it.
    """

    def __init__(
        self, address: Address, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._address = address
        self._sleep = sleep
        self._client: openai.AsyncOpenAI | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def get(self, path: str) -> Mapping[str, Any]:
        """What stands at a path below the base URL.

        Raises:
            ModelError: Nothing of use.
        """
        with failures(self._address.public):
            return _object(await self._tried("get", path, None, 0.0))

    async def look(self, path: str, body: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """What stands at a path below the root; None where there is nothing of use."""
        import httpx2
        import openai

        url = self._address.root + path
        try:
            async with asyncio.timeout(_LOOK):
                return _object(await self._once("get" if body is None else "post", url, body))
        except (TimeoutError, openai.OpenAIError, httpx2.HTTPError, ValueError, TypeError):
            return None

    async def stream(self, path: str, body: Mapping[str, Any], patience: float) -> Stream:
        """Post a request whose answer is a stream of events.

        Args:
            path: Below the base URL, or a whole URL.
            body: What is sent.
            patience: Seconds that may be waited where the endpoint asks for it.

        Raises:
            openai.APIStatusError: The endpoint refused the request as it is (400, 404, 405,
                422, 501): something else may be taken.
            ModelError: It failed otherwise.
        """
        with failures(self._address.public, but=_LOOKED_AT):
            answer = await self._tried("stream", path, body, patience)
        return Stream(cast("openai.AsyncStream[object]", answer), self._address.public)

    async def _tried(
        self, method: str, path: str, body: Mapping[str, Any] | None, patience: float
    ) -> object:
        """Ask; once more after an accident, and after a wait where one is asked for."""
        import httpx2
        import openai

        tries = 0
        while True:
            tries += 1
            try:
                return await self._once(method, path, body)
            except openai.APIStatusError as error:
                code = error.status_code
                if code in REDIRECTS and tries == 1:
                    path = self._moved(error)
                    continue
                wait = seconds_asked(error) if code in _ASKED_TO_WAIT else None
                if wait is not None:
                    if tries > 1 or wait > patience:
                        raise
                    await self._sleep(wait)
                elif code not in _ONCE_MORE or tries > 1:
                    raise
            except openai.APIConnectionError as error:
                # A kept connection turned out to be closed by the server.
                if tries > 1 or not isinstance(error.__cause__, httpx2.RemoteProtocolError):
                    raise

    def _moved(self, error: openai.APIStatusError) -> str:
        """Where the endpoint says that it is; only ever on the same host."""
        old = str(error.request.url)
        new = urljoin(old, error.response.headers.get("location", ""))
        if urlsplit(new)[:2] != urlsplit(old)[:2] or new == old:
            host = urlsplit(new).hostname or "nowhere"
            raise EndpointDown(
                f"{self._address.public} sends requests on to {host}, which is not followed",
                "Set guyline.endpoint to the address that is meant",
            )
        return new

    async def _once(self, method: str, path: str, body: Mapping[str, Any] | None) -> object:
        import openai

        client = await self._connect()
        if method == "get":
            return await client.get(path, cast_to=object)
        if method == "post":
            return await client.post(path, body=body, cast_to=object)
        return await client.post(
            path,
            body={**(body or {}), "stream": True},
            cast_to=object,
            stream=True,
            stream_cls=openai.AsyncStream[object],
        )

    async def _connect(self) -> openai.AsyncOpenAI:
        if self._client is None:
            # `import openai` takes 0.4 s: late, and off the event loop.
            self._client = await asyncio.to_thread(_make_client, self._address)
        return self._client


class Stream:
    """An answer that comes in events; it must be closed."""

    def __init__(self, answer: openai.AsyncStream[object], name: str) -> None:
        self._answer = answer
        self._name = name
        self._first: tuple[Mapping[str, Any], ...] | None = None

    async def begin(self) -> None:
        """Wait for the first event: a request may be refused there, behind a status of 200.

        Raises:
            openai.APIStatusError: As :meth:`Client.stream` does; the answer is closed.
            ModelError: It failed otherwise; the answer is closed.
        """
        try:
            with failures(self._name, but=_LOOKED_AT):
                await self._begin()
        except BaseException:
            await self.close()
            raise

    async def events(self) -> AsyncIterator[Mapping[str, Any]]:
        """The events, as they come.

        Raises:
            ModelError: It broke off, or is no stream of events, or the request is refused.
        """
        with failures(self._name):
            for event in self._first if self._first is not None else await self._begin():
                yield event
            async for later in self._answer:
                yield _object(later)

    async def _begin(self) -> tuple[Mapping[str, Any], ...]:
        """The first event; none where the answer is empty."""
        import openai

        try:
            self._first = (_object(await anext(self._answer)),)
        except StopAsyncIteration:
            self._first = ()
        except openai.APIError as error:
            refusal = early(error)
            if refusal is None:
                raise
            raise refusal from error
        return self._first

    async def close(self) -> None:
        """Close the connection: this is what stops a server, and nothing may delay it."""
        await asyncio.shield(self._answer.close())


def _object(data: object) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise TypeError("not an object")
    return data


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
            verify=_trusted(address),
            follow_redirects=False,
            # llama.cpp closes idle connections without a word; on loopback a new one is
            # cheaper than finding out.
            limits=httpx2.Limits(max_keepalive_connections=0 if address.loopback else 4),
        ),
    )


def _trusted(address: Address) -> ssl.SSLContext:
    """Who is trusted: the system, or SSL_CERT_FILE and SSL_CERT_DIR; and the set bundle.

    Raises:
        EndpointDown: The bundle can't be read.
    """
    import httpx2

    context = httpx2.create_ssl_context()
    if not address.ca_bundle:
        return context
    try:
        context.load_verify_locations(cafile=Path(address.ca_bundle).expanduser())
    except OSError as error:  # ssl.SSLError is one
        raise EndpointDown(
            f"{address.ca_bundle} is no file of certificates", "Correct guyline.caBundle"
        ) from error
    return context
