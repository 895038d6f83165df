"""One file for each thing a client asks; each takes a snapshot, calls a feature, converts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.lsp.handlers import (
    commands,
    configuration,
    diagnostics,
    hints,
    inline_completion,
    lifecycle,
    optimise,
    proof,
    refine,
    synchronisation,
)

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer


def register(server: GuylineServer) -> None:
    """Register every handler; a client's capabilities may bring another (``lifecycle``)."""
    ghost_text = inline_completion
    said = (synchronisation, diagnostics, hints)
    for handler in (lifecycle, configuration, *said, ghost_text, commands, proof, optimise, refine):
        handler.register(server)
