"""``initialize`` is answered before the server is loaded, as the server itself would."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder

from guyline.lsp import create_server
from guyline.lsp.front import CAPABILITIES, Front, capabilities
from guyline.lsp.handlers import completion


def made(*, ghost_text: bool) -> dict[str, Any]:
    """What pygls makes of the handlers."""
    server = create_server()
    if not ghost_text:
        completion.register(server)
    manager = server.protocol.fm
    builder = ServerCapabilitiesBuilder(
        types.ClientCapabilities(),
        {*manager.features, *manager.builtin_features},
        manager.feature_options,
        list(manager.commands),
        types.TextDocumentSyncKind.Incremental,
        None,
        types.PositionEncodingKind.Utf16,
    )
    capabilities = builder.build()  # type: ignore[no-untyped-call] # pygls has no type for it
    data = json.dumps(capabilities, default=server.protocol._serialize_message)
    found: dict[str, Any] = json.loads(data)
    return found


def test_what_is_answered_is_what_the_server_can_do() -> None:
    expected = {"ghost text": made(ghost_text=True), "list": made(ghost_text=False)}
    assert json.loads(CAPABILITIES.read_text()) == expected, json.dumps(expected, indent=1)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(None, "utf-16"), ([], "utf-16"), (["utf-8", "utf-16"], "utf-8"), (["odd"], "utf-16")],
)
def test_the_clients_first_encoding_is_taken(offered: object, chosen: str) -> None:
    client = {"general": {"positionEncodings": offered}}
    assert capabilities(client)["positionEncoding"] == chosen


def message(data: object) -> bytes:
    body = json.dumps(data).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


ASKED = {"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": {"capabilities": {}}}


def test_the_server_reads_everything_and_its_own_answer_is_dropped() -> None:
    later = message({"jsonrpc": "2.0", "method": "initialized", "params": {}})
    sent, out = BytesIO(message(ASKED) + later), BytesIO()
    front = Front(sent, out)
    answer = json.loads(out.getvalue().partition(b"\r\n\r\n")[2])
    assert answer["id"] == 7
    assert answer["result"]["serverInfo"]["name"] == "guyline"
    length = int(front.stdin.readline().partition(b":")[2])
    assert front.stdin.readline() == b"\r\n"
    assert json.loads(front.stdin.read(length)) == ASKED
    assert front.stdin.readline() + front.stdin.read(1000) == later
    before = out.getvalue()
    told = message({"jsonrpc": "2.0", "method": "x", "id": 7, "params": {}})
    front.stdout.write(told)
    front.stdout.write(message({"jsonrpc": "2.0", "id": 7, "result": {}}))
    again = message({"jsonrpc": "2.0", "id": 7, "result": 2})
    front.stdout.write(again)
    assert out.getvalue() == before + told + again


@given(st.binary(max_size=80) | st.binary(max_size=30).map(lambda b: b"Content-Length: 9\r\n" + b))
def test_whatever_comes_first_is_passed_on(sent: bytes) -> None:
    out = BytesIO()
    front = Front(BytesIO(sent), out)
    assert not out.getvalue()
    read = b""
    while piece := front.stdin.read(7):
        read += piece
    assert read == sent
