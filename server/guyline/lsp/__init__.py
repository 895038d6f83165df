"""The language server: the only place that knows LSP and its code units.

Importing it is quick: the server itself is loaded when it is asked for.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from guyline.lsp.front import Front

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer

__all__ = ["create_server", "serve_stdio", "serve_tcp"]


def create_server() -> GuylineServer:
    """A server with every handler registered."""
    from guyline.lsp import server

    return server.create_server()


def serve_stdio(log_level: str) -> None:
    """Serve one client on stdin and stdout."""
    front = Front(sys.stdin.buffer, sys.stdout.buffer)
    from guyline.lsp import server

    server.serve(front, log_level)


def serve_tcp(host: str, port: int, log_level: str) -> None:
    """Serve one client on a TCP port."""
    from guyline.lsp import server

    server.serve_tcp(host, port, log_level)
