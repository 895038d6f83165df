"""pygls's protocol, with what a long session needs of it mended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from pygls.protocol import JsonRPCNotification, LanguageServerProtocol

from guyline.lsp.handlers.diagnostics import METHOD as DIAGNOSTICS


class GuylineProtocol(LanguageServerProtocol):
    """Leaves the parameters of Guyline's own notification as they came, and forgets the done.

    pygls makes a class for every object in a message it does not know, which takes the loop
    30 ms for a hundred diagnostics. And it keeps the future of every notification, some
    800 bytes for each keystroke (2.1.1).
    """

    def structure_message(self, data: dict[str, Any]) -> object:
        """A message of its method's type."""
        if data.get("method") == DIAGNOSTICS and "jsonrpc" in data and "id" not in data:
            return JsonRPCNotification(DIAGNOSTICS, str(data["jsonrpc"]), data.get("params"))
        return super().structure_message(data)

    def _execute_handler(
        self,
        msg_id: str | int,
        handler: Callable[..., Any],
        callback: Callable[..., Any],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        loop = asyncio.get_running_loop()

        def done(future: object) -> None:
            # Not at once: at shutdown pygls cancels the futures as it goes through them.
            loop.call_soon_threadsafe(self._request_futures.pop, msg_id, None)
            callback(future)

        super()._execute_handler(msg_id, handler, done, args, kwargs)
