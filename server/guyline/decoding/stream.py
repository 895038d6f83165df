"""One answer being read, while questions about it are out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Self

from guyline.models import Chunk, Model, Request


class Stream:
    """Reads an answer ahead of its reader, and can be woken by other news.

    Leaving the context closes the answer at the endpoint.

    Attributes:
        waited: Seconds spent waiting for the model.
    """

    def __init__(self, model: Model, request: Request, clock: Callable[[], float]) -> None:
        self._context: AbstractAsyncContextManager[AsyncIterator[Chunk]] = model.generate(request)
        self._clock = clock
        self._texts: deque[str] = deque()
        self._news = asyncio.Event()
        self.waited = 0.0

    async def __aenter__(self) -> Self:
        begun = self._clock()
        try:
            chunks = await self._context.__aenter__()
        finally:
            self.waited += self._clock() - begun
        self._pump = asyncio.create_task(self._read_ahead(chunks))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pump.cancel()
        await asyncio.wait([self._pump])
        await self._context.__aexit__(None, None, None)

    def wake(self, _: object = None) -> None:
        """Make :meth:`read` return although nothing came."""
        self._news.set()

    async def read(self) -> list[str] | None:
        """What came since the last call, perhaps nothing; None at the end.

        Raises:
            ModelError: The answer broke off; what came before it was returned first.
        """
        if not self._texts and not self._pump.done():
            begun = self._clock()
            await self._news.wait()
            self.waited += self._clock() - begun
        self._news.clear()
        if not self._texts and self._pump.done():
            self._pump.result()
            return None
        texts = list(self._texts)
        self._texts.clear()
        return texts

    async def _read_ahead(self, chunks: AsyncIterator[Chunk]) -> None:
        try:
            async for chunk in chunks:
                if chunk.text:
                    self._texts.append(chunk.text)
                    self._news.set()
        finally:
            self._news.set()
