"""``guyline serve``: the language server."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from guyline.errors import InputError

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="the language server, on stdio")
    parser.add_argument("--tcp", metavar="HOST:PORT", help="listen there instead")
    parser.add_argument("--log-level", default="info", choices=["debug", "info", "warning"])
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until the client says exit or is gone."""
    from guyline.lsp import serve_stdio, serve_tcp

    if arguments.tcp is None:
        serve_stdio(arguments.log_level)
        return 0
    host, _, port = arguments.tcp.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise InputError(f"{arguments.tcp!r} is not HOST:PORT", "For example 127.0.0.1:2087")
    serve_tcp(host, int(port), arguments.log_level)
    return 0
