"""Answers ``initialize`` while the server is still being loaded.

What the server can do is known beforehand: ``capabilities.json``, which a test holds equal
to what pygls makes of the registered handlers. Loading the protocol's types and all that
completes takes several times as long as an editor should wait for that. The server gets
the request too, and its answer, the second one, is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from guyline import __version__

CAPABILITIES = Path(__file__).with_name("capabilities.json")
"""What the server can do, for clients with ghost text and for others."""

_ENCODINGS = ("utf-8", "utf-16", "utf-32")
_LONGEST = 64 * 1024 * 1024
"""Bytes of a first message; longer ones are left to the server."""


class Front:
    """Stands before a server on two streams.

    Args:
        stdin: What the client sends.
        stdout: What it reads.

    Attributes:
        stdin: The same for the server: everything from the beginning.
        stdout: The same for the server: its answer to what was answered is dropped.
    """

    def __init__(self, stdin: BinaryIO, stdout: BinaryIO) -> None:
        self._stdout = stdout
        read = _first_message(stdin)
        self.stdin = _Again(read, stdin)
        self._answered = self._answer(read)
        self.stdout = _But(stdout, self._answered)

    def _answer(self, read: bytes) -> object:
        """Answer a request to initialize; gives its id, None where there was none."""
        try:
            message = json.loads(read.partition(b"\r\n\r\n")[2])
        except ValueError:
            return None
        if not isinstance(message, dict) or message.get("method") != "initialize":
            return None
        number = message.get("id")
        params = message.get("params")
        if number is None or not isinstance(params, dict):
            return None
        client = params.get("capabilities")
        result = {
            "capabilities": capabilities(client if isinstance(client, dict) else {}),
            "serverInfo": {"name": "guyline", "version": __version__},
        }
        body = json.dumps({"jsonrpc": "2.0", "id": number, "result": result}).encode()
        self._stdout.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._stdout.flush()
        return number


def capabilities(client: Mapping[str, Any]) -> dict[str, Any]:
    """What the server can do for a client with these capabilities."""
    known: dict[str, Any] = json.loads(CAPABILITIES.read_text(encoding="utf-8"))
    document = client.get("textDocument")
    ghost_text = isinstance(document, dict) and document.get("inlineCompletion") is not None
    found: dict[str, Any] = known["ghost text" if ghost_text else "list"]
    general = client.get("general")
    offered = general.get("positionEncodings") if isinstance(general, dict) else None
    wanted = (each for each in offered or () if each in _ENCODINGS)
    return found | {"positionEncoding": next(wanted, "utf-16")}


def _first_message(stdin: BinaryIO) -> bytes:
    """The bytes of the first message, or of what stands in its place."""
    read, length = b"", 0
    while True:
        line = stdin.readline()
        read += line
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
        if not line.strip():
            break
    return read + stdin.read(length) if 0 < length <= _LONGEST else read


class _Again:
    """A stream of which some was read already."""

    def __init__(self, read: bytes, stream: BinaryIO) -> None:
        self._read = BytesIO(read)
        self._stream = stream

    def readline(self) -> bytes:
        return self._read.readline() or self._stream.readline()

    def read(self, count: int) -> bytes:
        return self._read.read(count) or self._stream.read(count)


class _But:
    """A stream to which one answer is not written."""

    def __init__(self, stream: BinaryIO, answered: object) -> None:
        self._stream = stream
        self._answered = answered

    def write(self, data: bytes) -> int:
        if self._answered is not None and self._answers(data):
            self._answered = None
            return len(data)
        return self._stream.write(data)

    def flush(self) -> None:
        self._stream.flush()

    def close(self) -> None:
        self._stream.close()

    def _answers(self, data: bytes) -> bool:
        message = json.loads(data.partition(b"\r\n\r\n")[2] or b"null")
        return (
            isinstance(message, dict)
            and "method" not in message
            and message.get("id") == self._answered
        )
