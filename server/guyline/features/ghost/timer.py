"""Time, as something that is passed in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """Tells the time, and waits."""

    def now(self) -> float:
        """Seconds on a clock that never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """Call something after a while."""
        ...


class LoopTimer:
    """The event loop's own time."""

    def now(self) -> float:
        """The loop's clock."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """Call something after a while, if the loop is still running then."""
        asyncio.get_running_loop().call_later(seconds, call)
