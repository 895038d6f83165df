"""The server: which handler answers what, and how it is started."""

from __future__ import annotations

import logging
import sys
from typing import BinaryIO, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from guyline import __version__
from guyline.hints import Finding
from guyline.lsp import handlers
from guyline.lsp.front import Front
from guyline.lsp.handlers import proof
from guyline.lsp.handlers.hints import diagnostics
from guyline.lsp.protocol import GuylineProtocol
from guyline.lsp.session import Session
from guyline.lsp.status import METHOD, Status
from guyline.text import Document

_log = logging.getLogger(__name__)


class GuylineServer(LanguageServer):
    """A pygls server with a :class:`Session`."""

    def __init__(self) -> None:
        super().__init__(
            "guyline",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=GuylineProtocol,
        )
        self.session = Session(self.show_status, self.show_hints, self.say)

    def show_status(self, status: Status) -> None:
        """Tell the editor how things stand."""
        self.protocol.notify(METHOD, status.as_params())

    def show_hints(self, document: Document, findings: tuple[Finding, ...]) -> None:
        """Show what is slow in a document, and what was refuted of it."""
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(
                uri=document.uri,
                version=document.version,
                diagnostics=[
                    *diagnostics(self, document, findings),
                    *proof.diagnostics(self, document),
                ],
            )
        )

    def say(self, message: str) -> None:
        """Tell the person what is wrong with something they wrote."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def report_server_error(self, error: Exception, source: object) -> None:
        """Log instead of popping up: a person can do nothing about a server's own error."""
        _log.error("%s in %s", type(error).__name__, getattr(source, "__name__", source))
        _log.debug("%s", error, exc_info=error)


def create_server() -> GuylineServer:
    """A server with every handler registered."""
    server = GuylineServer()
    handlers.register(server)
    return server


def serve(front: Front, log_level: str) -> None:
    """Serve one client on the streams of a front."""
    _log_to_stderr(log_level)
    # pygls asks these streams for no more than they have.
    create_server().start_io(cast("BinaryIO", front.stdin), cast("BinaryIO", front.stdout))


def serve_tcp(host: str, port: int, log_level: str) -> None:
    """Serve one client on a TCP port."""
    _log_to_stderr(log_level)
    create_server().start_tcp(host, port)


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("guyline").setLevel(level.upper())
    # pygls logs every message, source text included, at these levels.
    logging.getLogger("pygls").setLevel(level.upper() if level == "debug" else "WARNING")
