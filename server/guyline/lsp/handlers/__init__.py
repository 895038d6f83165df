"""One file for each thing a client asks; each takes a snapshot, calls a feature, converts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.lsp.handlers import (
    commands,
    completion,
    configuration,
    inline_completion,
    lifecycle,
    synchronisation,
)

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer


def register(server: GuylineServer) -> None:
    """Register every handler."""
    everything = lifecycle, configuration, synchronisation, inline_completion, completion, commands
    for handler in everything:
        handler.register(server)
