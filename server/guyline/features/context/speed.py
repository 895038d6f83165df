"""How long a prompt may be: so long that its endpoint reads it within a target.

The speed is measured on the way: the time to an answer's first piece, over the tokens the
endpoint had not read with the request before. Requests that add few tokens say nothing of
it, as their time is the way there and back.

The length moves between a few levels, and only where the speed is clearly another: each
move changes the beginning of the prompt, and what the endpoint kept of it is lost.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from guyline.features.context.tokens import same_length, tokens_of
from guyline.models import Capabilities, Chunk, Model, Request

TARGET = 0.25
"""Seconds to the first piece of an answer that a whole prompt may take."""

LEVELS = (400, 600, 1000, 1600, 2500, 4000, 6000, 9000, 13_500, 20_000, 32_000)
"""Tokens of a prompt."""

_TELLS = 150
"""Tokens not read before, below which a request tells nothing of the speed."""

_WEIGHT = 0.3
"""Of the latest measurement in the moving average."""

_CLEAR = 1.15
"""How many times faster or slower an endpoint must be for another level."""


class Speed:
    """The tokens of a prompt that one endpoint reads in a second.

    Args:
        most: The most tokens that a prompt may have.
        first: What it has before anything is known.

    Attributes:
        tokens_per_second: The moving average; None before the first measurement.
    """

    def __init__(self, most: int, first: int = 1000) -> None:
        self._levels = [level for level in LEVELS if level <= most] or [most]
        if self._levels[-1] < most < LEVELS[-1]:
            self._levels.append(most)
        self._level = max(0, bisect_right(self._levels, first) - 1)
        self.tokens_per_second: float | None = None

    @property
    def budget(self) -> int:
        """The tokens a prompt may have now."""
        return self._levels[self._level]

    def observe(self, tokens: int, seconds: float) -> None:
        """Take a measurement.

        Args:
            tokens: Tokens of the prompt that the endpoint had not read before.
            seconds: From the request to the first piece of its answer.
        """
        if tokens < _TELLS or seconds <= 0:
            return
        measured, known = tokens / seconds, self.tokens_per_second
        self.tokens_per_second = measured if known is None else known + _WEIGHT * (measured - known)
        wanted = self.tokens_per_second * TARGET
        if wanted >= _CLEAR * self.budget or wanted * _CLEAR < self.budget:
            self._level = max(0, bisect_right(self._levels, wanted) - 1)


class Meter:
    """Measures the speed of a model while it is used."""

    def __init__(self, speed: Speed, clock: Callable[[], float] = time.perf_counter) -> None:
        self.speed = speed
        self._clock = clock
        self._shown = ""

    def of(self, model: Model) -> Model:
        """The same model, measured."""
        return _Metered(model, self)

    def begin(self, request: Request) -> Callable[[], None]:
        """Note a request; what it gives is called at the answer's first piece."""
        shown = request.prompt.plain() + request.draft
        tokens = tokens_of(shown[same_length(self._shown, shown) :])
        begun, self._shown = self._clock(), shown
        return lambda: self.speed.observe(tokens, self._clock() - begun)


class _Metered:
    """A model, and a meter beside it."""

    def __init__(self, model: Model, meter: Meter) -> None:
        self._model = model
        self._meter = meter

    async def capabilities(self) -> Capabilities:
        return await self._model.capabilities()

    def generate(self, request: Request) -> AbstractAsyncContextManager[AsyncIterator[Chunk]]:
        return self._generate(request)

    @asynccontextmanager
    async def _generate(self, request: Request) -> AsyncIterator[AsyncIterator[Chunk]]:
        first = self._meter.begin(request)
        async with self._model.generate(request) as chunks:
            yield _noting(chunks, first)

    async def close(self) -> None:
        await self._model.close()


async def _noting(chunks: AsyncIterator[Chunk], first: Callable[[], None]) -> AsyncIterator[Chunk]:
    noted = False
    async for chunk in chunks:
        if not noted:
            noted = True
            first()
        yield chunk
