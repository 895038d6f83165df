"""The language server: the only place that knows LSP and its code units."""

from guyline.lsp.server import create_server, serve_stdio, serve_tcp

__all__ = ["create_server", "serve_stdio", "serve_tcp"]
